import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDocuments } from '../../src/operations/document-check.js';
import type { DocumentRow } from '../../src/store/rows.js';

const NOW = new Date('2026-03-05T12:00:00.000Z');
const HOUR = 3_600_000;

let root: string;
let folder: string;
let rows: DocumentRow[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'document-check-'));
  folder = join(root, 'documents');
  rows = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const digestOf = (content: string) => createHash('sha256').update(content).digest('hex');
const placeOf = (content: string) => join(folder, digestOf(content).slice(0, 2), digestOf(content));

/** A file of this age below the store. */
function put(path: string, content: string, hoursOld = 30): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  const at = new Date(NOW.getTime() - hoursOld * HOUR);
  utimesSync(path, at, at);
  return path;
}

/** A document of the ledger. */
function record(content: string, state: DocumentRow['state'] = 'matched'): void {
  const document = { sha256: digestOf(content), bytes: Buffer.byteLength(content), mediaType: 'text/plain' };
  rows.push({ id: rows.length + 1, state, document, removedAt: '' } as DocumentRow);
}

function check(repair = false) {
  const ledger = {
    documents: () => ({ rows, next: undefined }),
    isDocumentKnown: (sha256: string) =>
      rows.some(({ document, state }) => document.sha256 === sha256 && state !== 'refused'),
  };
  return checkDocuments({ ledger, folder, now: NOW }, { repair });
}

const problems = async (repair = false) => (await check(repair)).problems.map(({ problem }) => problem);

describe('the check of the document store', () => {
  it('finds nothing without a store, and nothing where every document lies as it came', async () => {
    expect(await check()).toEqual({ problems: [], repaired: 0 });
    record('a note');
    record('a refused one', 'refused');
    put(placeOf('a note'), 'a note');
    expect(await check(true)).toEqual({ problems: [], repaired: 0 });
    expect(existsSync(placeOf('a note'))).toBe(true);
  });

  it('tells of a known document that is missing or holds other bytes, once each, and leaves it to a person', async () => {
    record('gone');
    record('gone');
    record('changed');
    const changed = put(placeOf('changed'), 'CHANGED');
    const { problems: found } = await check(true);
    expect(found.map(({ problem }) => problem)).toEqual([
      'document 1 is missing',
      'document 3 holds other bytes, or cannot be read',
    ]);
    for (const { hint } of found) expect(hint).toMatch(/Restore .* from the backup/);
    expect(existsSync(changed)).toBe(true);
  });

  it('removes what nobody names when it repairs, and only when it is older than a day', async () => {
    const old = put(placeOf('old'), 'old');
    const young = put(placeOf('young'), 'young', 23);
    expect(await problems()).toEqual(['1 files that no prior authorization names']);
    expect(existsSync(old)).toBe(true);
    expect(await check(true)).toEqual({ problems: [], repaired: 1 });
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
    expect(readdirSync(dirname(old))).toEqual([]);
  });

  it('removes what a crash left half written, and does not touch what is being written', async () => {
    const name = (digit: number) => `.x12gw-${digit}-0123abcd-00000000-0000-4000-8000-000000000000.part`;
    const left = put(join(folder, name(1)), 'half');
    const writing = put(join(folder, name(2)), 'half', 0);
    expect(await check(true)).toEqual({ problems: [], repaired: 1 });
    expect([existsSync(left), existsSync(writing)]).toEqual([false, true]);
  });

  it('puts back a document that a crash left put aside while it was named after all', async () => {
    record('named');
    put(`${placeOf('named')}.removing`, 'named');
    expect(await problems(true)).toEqual([]);
    expect(readdirSync(dirname(placeOf('named')))).toEqual([digestOf('named')]);
  });

  it('tells of files that are no documents and leaves them', async () => {
    const paths = [
      put(join(folder, 'readme.txt'), 'hello'),
      put(join(folder, '00', digestOf('other place')), 'other place'),
    ];
    expect(await problems(true)).toEqual(['2 files that are no documents']);
    for (const path of paths) expect(existsSync(path)).toBe(true);
  });

  it('reads a document that nobody may write', async () => {
    record('sealed');
    chmodSync(put(placeOf('sealed'), 'sealed'), 0o440);
    expect(await problems()).toEqual([]);
  });
});
