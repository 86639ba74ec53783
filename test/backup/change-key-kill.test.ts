import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeLedgerKey, compactLedger } from '../../src/backup/change-key.js';
import { clearRewrittenLedger } from '../../src/gateway/leftovers.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import type { GatewayError } from '../../src/support/errors.js';
import { type CallSpot, countingOptions, killingOptions, NAMED_CALLS, spotsOf } from '../crash/system-calls.js';
import { HAS_CIPHER_DRIVER } from '../support/cipher-driver.js';
import { needs } from '../support/system-part.js';
import { BackupBench } from './backup-bench.js';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = ['--import', './test/support/typescript.mjs', 'test/backup/change-key-process.ts'];
const ORDER = { actor: 'bob', now: '2031-03-02T12:00:00.000Z' };
const SIDE_BY_SIDE = 3;

let bench: BackupBench;
let copies = 0;

beforeAll(async () => {
  bench = await new BackupBench().prepare();
  await bench.receive();
});
afterAll(() => bench.remove());

/** Runs the process under strace in a fresh copy of the installation. */
async function run(folder: DataFolder, words: readonly string[], options: readonly string[]): Promise<boolean> {
  const child = spawn('strace', [...options, process.execPath, ...PROGRAM, folder.root, ...words], {
    cwd: ROOT,
    stdio: 'ignore',
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  const [code, signal] = await once(child, 'exit');
  return code !== 0 || signal !== null;
}

function freshFolder(): DataFolder {
  const root = join(bench.root, `copy-${++copies}`);
  cpSync(bench.folder.root, root, { recursive: true });
  return new DataFolder(root);
}

/** Kills the process at each spot that its run has, and looks at what is left. Every other flush is enough. */
async function killAtEach(words: readonly string[], look: (folder: DataFolder) => Promise<void>): Promise<void> {
  const counted = join(bench.root, 'counted');
  const whole = freshFolder();
  expect(await run(whole, words, countingOptions(NAMED_CALLS, counted))).toBe(false);
  const spots = spotsOf(counted, whole.root).filter(({ call, path, occurrence }: CallSpot) => {
    return path === '' && (call !== 'fsync' || occurrence % 2 === 0);
  });
  expect(new Set(spots.map(({ call }) => call))).toEqual(new Set(['fsync', 'unlink', 'rename']));
  let killed = 0;
  const next = spots.values();
  const worker = async (): Promise<void> => {
    for (const spot of next) {
      const folder = freshFolder();
      if (await run(folder, words, killingOptions(spot, folder.root))) killed++;
      await look(folder).catch((error: unknown) => {
        throw new Error(`killed at ${spot.call} ${spot.occurrence}`, { cause: error });
      });
      rmSync(folder.root, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  expect(killed).toBeGreaterThan(spots.length / 2);
}

/** The ledger under a key: sound, with all it had. Gives who is named for the action in its audit trail. */
function wholeLedger({ ledgerFile }: DataFolder, key: { readonly keyFile?: string }, action: string): string[] {
  const ledger = openLedger(ledgerFile, { ...key, create: false });
  try {
    expect(ledger.check()).toEqual([]);
    expect(ledger.submission({ id: 1 })?.senderFileName).toBe('invented.x12');
    return ledger.auditRows({ action }, 0, 10).rows.map(({ actor }) => actor);
  } finally {
    ledger.close();
  }
}

const leftIn = ({ ledgerFolder }: DataFolder): string[] =>
  readdirSync(ledgerFolder).filter((name) => name.includes('rekeyed'));

describe.skipIf(!needs('strace'))('killed at a step', () => {
  it('ledger compact loses nothing, stands in the audit trail once it is done, and can be given again', async () => {
    const done: number[] = [];
    await killAtEach(['compact'], async (folder) => {
      const audited = wholeLedger(folder, {}, 'compact-ledger');
      done.push(audited.length);
      await clearRewrittenLedger(folder.ledgerFile);
      expect(leftIn(folder)).toEqual([]);
      await compactLedger(folder, {}, ORDER);
      expect(wholeLedger(folder, {}, 'compact-ledger')).toEqual([...audited, 'bob']);
    });
    expect(new Set(done)).toEqual(new Set([0, 1]));
  }, 60_000);

  const rekeying = () => {
    it('ledger rekey leaves the ledger under one of its two keys, and says which when the other is set', async () => {
      const to = { keyFile: join(bench.root, 'new-key') };
      writeFileSync(to.keyFile, 'a new key\n');
      const ends = new Set<string>();
      await killAtEach(['rekey', '', to.keyFile], async (folder) => {
        const opened = [{}, to].map((key) => {
          try {
            return wholeLedger(folder, key, 'change-ledger-key');
          } catch (error) {
            const { code, hint } = error as GatewayError;
            return hint.includes('rekey" again') ? 'broken off' : code;
          }
        });
        if (Array.isArray(opened[0])) {
          // Before the rename; with the note or still without.
          expect(opened[0]).toEqual([]);
          expect(['ledger-not-a-database', 'broken off']).toContain(opened[1]);
          await changeLedgerKey(folder, {}, to, ORDER);
          expect(wholeLedger(folder, to, 'change-ledger-key')).toEqual(['bob']);
          ends.add(String(opened[1]));
        } else {
          expect(opened).toEqual(['ledger-key-changed', ['ann']]);
          ends.add('new');
        }
        await clearRewrittenLedger(folder.ledgerFile);
        expect(leftIn(folder)).toEqual([]);
      });
      expect(ends).toEqual(new Set(['ledger-not-a-database', 'broken off', 'new']));
    }, 60_000);
  };
  // Where the driver with ciphers is not, there is nothing to be killed: no skipped test.
  (HAS_CIPHER_DRIVER ? rekeying : () => undefined)();
});
