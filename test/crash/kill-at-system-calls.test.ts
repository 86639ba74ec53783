import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../support/system-part.js';
import { CrashLab, campaign, IS_LONG, SECONDS } from './crash-lab.js';
import { runGateway } from './run-gateway.js';
import { type CallSpot, countingOptions, killingOptions, NAMED_CALLS, spotsOf, WRITING_CALLS } from './system-calls.js';

const TIMEOUT = IS_LONG ? 3 * 3_600_000 : SECONDS * 1_000 + 90_000;
/** One thread for all file operations, so that the nth call of a name is about the same one in every run. */
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' };

describe.skipIf(!needs('strace'))('A gateway killed at a system call', () => {
  const lab = new CrashLab();

  beforeAll(() => lab.open());
  afterAll(() => lab.close());

  async function spotsFor(calls: readonly string[]): Promise<CallSpot[]> {
    const folder = lab.newRun();
    const counted = lab.newPath();
    const end = await runGateway(folder, { strace: countingOptions(calls, counted), environment: ONE_THREAD });
    expect(end.code).toBe(0);
    rmSync(folder, { recursive: true });
    return spotsOf(counted, folder);
  }

  async function killAt(kind: string, spots: readonly CallSpot[]): Promise<void> {
    let killed = 0;
    const nameOf = ({ call, path, occurrence }: CallSpot): string => `${call} ${path} ${occurrence}`;
    const broken = await campaign(kind, spots, nameOf, async (spot) => {
      const { end, faults } = await lab.crash((folder) =>
        runGateway(folder, { strace: killingOptions(spot, folder), environment: ONE_THREAD }),
      );
      if (end.wasKilled) killed++;
      return faults;
    });
    expect(broken).toEqual([]);
    // Runs differ a little in how often they call, so the last spots may be passed unhurt; most must not be.
    expect(killed).toBeGreaterThan(0);
  }

  it(
    'that syncs or changes a name loses and repeats nothing',
    async () => {
      const spots = await spotsFor(NAMED_CALLS);
      const called = new Set(spots.map(({ call }) => call));
      for (const call of ['fsync', 'link', 'rename', 'unlink', 'mkdir']) expect(called).toContain(call);
      expect(spots.some(({ path }) => path.endsWith('ledger.db-wal'))).toBe(true);
      await killAt('kill at a sync or name call', spots);
    },
    TIMEOUT,
  );

  // Not a skipped test elsewhere: the long campaign has more to do.
  const itWhenLong = IS_LONG ? it : () => undefined;
  itWhenLong(
    'that writes loses and repeats nothing',
    async () => {
      await killAt('kill at a writing call', await spotsFor(WRITING_CALLS));
    },
    TIMEOUT,
  );
});
