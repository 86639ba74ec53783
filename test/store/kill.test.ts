import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW, newLedger, receipt, temporaryFolder } from './material.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** Compiles the ledger for a process of its own; gives the path of the compiled `open.js`. */
function compileLedger(folder: string): string {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const options = ['--module', 'nodenext', '--target', 'es2023', '--types', 'node', '--strict', '--skipLibCheck'];
  const input = ['--rootDir', join(ROOT, 'src'), '--outDir', folder, join(ROOT, 'src/store/sqlite/open.ts')];
  execFileSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '--ignoreConfig', ...options, ...input],
    {
      cwd: ROOT,
      stdio: 'pipe',
    },
  );
  return join(folder, 'store/sqlite/open.js');
}

/** Lets a process commit until it has told of some hundred, then kills it. Gives what it told of. */
async function killAmidCommits(program: string, compiled: string, path: string): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), compiled, path]);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (output.length > 4_000) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return output.split('\n').slice(0, -1);
}

describe('a process killed in the middle of its commits', () => {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-test-'));
  let compiled = '';
  beforeAll(() => {
    compiled = compileLedger(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has on the disk every commit it was told of, and another goes on from there', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const reported = await killAmidCommits('killed-process.mjs', compiled, path);
    expect(reported.length).toBeGreaterThan(400);
    const ledger = newLedger(path);
    for (const arrivalId of reported) expect(ledger.submission({ arrivalId }), arrivalId).toBeDefined();
    expect(ledger.check()).toEqual([]);
    const next = await ledger.recordReceipt(receipt({ arrivalId: 'after' }));
    expect(next.id).toBe(ledger.counts().submissions);
  });

  it('leaves the reference file it was loading unseen; the one before it still answers, the next load clears up', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const reported = await killAmidCommits('killed-reference-load.mjs', compiled, path);
    expect(reported.length).toBeGreaterThan(100);
    const ledger = newLedger(path);
    expect(ledger.references()).toMatchObject([{ kind: 'services', edition: 1, rows: 1 }]);
    const found = ['A0000', 'A0001', 'A0100'].map((code) => ledger.reference.service(code)?.reviewedBy);
    expect(found).toEqual(['before', undefined, undefined]);
    expect(ledger.check()).toEqual([]);
    const edition = await ledger.beginReference('services', 'ann', NOW);
    expect(await ledger.completeReference(edition, NOW)).toMatchObject({ rows: 0 });
    expect(ledger.reference.service('A0000')).toBeUndefined();
  });
});
