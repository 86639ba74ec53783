import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importReference } from '../../../src/operations/reference/reference-import.js';
import { referencesLeft } from '../../../src/operations/reference/references-left.js';
import type { Ledger } from '../../../src/store/ledger.js';
import { openLedger } from '../../../src/store/sqlite/open.js';
import { SmallDisk } from '../../support/small-disk.js';
import { HEADERS, RULES } from './reference-material.js';

let folder: string;
let disk: SmallDisk;
let ledger: Ledger | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reference-disk-'));
  disk = new SmallDisk(join(folder, 'disk'));
});
afterEach(() => {
  ledger?.close();
  disk.unmount();
  rmSync(folder, { recursive: true, force: true });
});

/** Imports so many services, `C00000` and on. */
function load(rows: number) {
  const file = join(folder, 'services.csv');
  const lines = Array.from({ length: rows }, (_, at) => `C${String(at).padStart(5, '0')},,yes,no,`);
  writeFileSync(file, `${[HEADERS.services, ...lines].join('\n')}\n`);
  const lockFile = join(disk.folder, 'reference-import.db');
  const request = { kind: 'services', file, isDryRun: false, allowSmaller: true, actor: 't', now: '' } as const;
  return importReference({ ledger: ledger!, lockFile, rules: RULES }, request);
}

describe('a reference file that is loaded on a full disk', () => {
  it('leaves the old edition in its place, and can be loaded when there is room', async (test) => {
    if (!disk.isMounted) return test.skip('needs the right to mount a small file system');
    ledger = openLedger(join(disk.folder, 'ledger.db'));
    await load(1);
    const before = ledger.references();
    disk.leave(400);
    await expect(load(20_000)).rejects.toMatchObject({ code: 'ledger-full' });
    expect(ledger.references()).toEqual(before);
    expect(ledger.reference.service('C00001')).toBeUndefined();
    disk.free();
    const lockFile = join(disk.folder, 'reference-import.db');
    await referencesLeft(ledger, lockFile, { repair: true });
    expect(ledger.referencesLeft()).toEqual([]);
    expect(ledger.reference.service('C00000')).toBeDefined();
    expect(await load(20_000)).toMatchObject({ outcome: 'imported', rows: 20_000 });
    expect(ledger.reference.service('C19999')).toBeDefined();
    expect(ledger.check()).toEqual([]);
  }, 60_000);
});
