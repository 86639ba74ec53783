import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HEADERS, ReferenceBench, ROWS } from './reference-material.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');

describe('an import that is killed', () => {
  it('half-way leaves the old edition, and nothing in the way of the next import', async () => {
    const bench = new ReferenceBench();
    await bench.rows('services', ROWS.services);
    const file = join(bench.folder, 'large.csv');
    const rows = Array.from({ length: 60_000 }, (_, at) => `A${String(at).padStart(5, '0')},,yes,no,`);
    writeFileSync(file, `${[HEADERS.services, ...rows].join('\n')}\n`);

    const words = [
      '--import',
      './test/support/typescript.mjs',
      'test/operations/reference/reference-import-process.ts',
    ];
    const child = spawn(process.execPath, [...words, bench.folder, file], { cwd: ROOT });
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
      if (said.split('batch').length > 4) child.kill('SIGKILL');
    });
    let trouble = '';
    child.stderr.on('data', (text) => (trouble += text));
    const [, signal] = await once(child, 'close');
    expect({ signal, trouble }).toEqual({ signal: 'SIGKILL', trouble: '' });
    expect(said).toContain('batch');
    expect(said).not.toContain('done');

    expect(bench.ledger.reference.service('A00001')).toBeUndefined();
    expect(bench.ledger.reference.service('E0430')).toBeDefined();
    expect(await bench.importFile('services', file)).toMatchObject({ outcome: 'imported', rows: 60_000 });
    expect(bench.ledger.reference.service('A00001')).toBeDefined();
    expect(bench.ledger.check()).toEqual([]);
  }, 60_000);
});
