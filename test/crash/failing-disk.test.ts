import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SmallDisk } from '../support/small-disk.js';
import { needs } from '../support/system-part.js';
import type { Fault } from './compare.js';
import { CrashLab, campaign, IS_LONG, SECONDS, spread } from './crash-lab.js';
import { type RunEnd, runGateway } from './run-gateway.js';
import { countingOptions, failingOptions, spotsOf } from './system-calls.js';
import { ALL_DOCUMENTS, ALL_FILES, FIRST_WAVE_FILES, visibleAnswers } from './workload.js';

const TIMEOUT = IS_LONG ? 3_600_000 : SECONDS * 1_000 + 90_000;
/** Calls of the disk alone (`write` also wakes threads), each with what it fails with. */
const FAILURES = [
  ['pwrite64', 'ENOSPC'],
  ['link', 'ENOSPC'],
  ['mkdir', 'ENOSPC'],
  ['rename', 'ENOSPC'],
  ['fsync', 'ENOSPC'],
  ['fsync', 'EIO'],
  ['pwrite64', 'EIO'],
] as const;
/** Spots for each of them; a run has thousands of writes. */
const MOST_SPOTS = 60;
/** What a gateway says whose disk or ledger fails it, or the sender before it. */
const SAYS_SO = /(?:disk|ledger)-(?:full|failed|busy)|ENOSPC|EIO|SQLITE_/;

describe('A gateway whose disk fails', () => {
  const lab = new CrashLab();

  beforeAll(() => lab.open());
  afterAll(() => lab.close());

  it.skipIf(!needs('strace'))(
    'from some call on says so, and completes everything when the disk is well again',
    async () => {
      const folder = lab.newRun();
      const counted = lab.newPath();
      const calls = [...new Set(FAILURES.map(([call]) => call))];
      await runGateway(folder, { strace: countingOptions(calls, counted) });
      const counts = spotsOf(counted, folder).filter(({ path }) => path === '');
      rmSync(folder, { recursive: true });
      const spots = FAILURES.flatMap(([call, error]) => {
        const all = counts.filter((spot) => spot.call === call);
        return spread(all)
          .slice(0, MOST_SPOTS)
          .map(({ occurrence: from }) => ({ call, error, from }));
      });
      const nameOf = ({ call, error, from }: (typeof spots)[number]): string => `${call} ${error} from ${from}`;
      const broken = await campaign('disk fails from a call on', spots, nameOf, async ({ call, error, from }) => {
        const { end, faults } = await lab.crash((run) =>
          runGateway(run, { strace: failingOptions([call], error, from) }),
        );
        return [...faults, ...silence(end)];
      });
      expect(broken).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'that fills up says so, and completes everything when there is room again',
    async (test) => {
      const kilobytes = [0, 40, 200, 600, 1_500, 3_000, 6_000];
      const broken = await campaign('disk full after so many KB', kilobytes, String, async (free) => {
        const disk = new SmallDisk(lab.newPath());
        const run = join(disk.folder, 'run');
        if (!disk.isMounted) return test.skip('needs the right to mount a small file system');
        try {
          cpSync(lab.prepared, run, { recursive: true });
          disk.leave(free);
          const end = await runGateway(run);
          const told = visibleAnswers(run);
          disk.free();
          // What stands on the small disk is compared like any other run.
          return [...(await lab.restart(run, told)), ...silence(end)];
        } finally {
          disk.unmount();
        }
      });
      expect(broken).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'goes on by itself as soon as there is room again',
    async (test) => {
      const disk = new SmallDisk(lab.newPath());
      const run = join(disk.folder, 'run');
      if (!disk.isMounted) return test.skip('needs the right to mount a small file system');
      try {
        cpSync(lab.prepared, run, { recursive: true });
        disk.leave(200);
        const end = await runGateway(run, {
          stay: {
            onOutput: (said, stop) => {
              if (/-full"/.test(said)) disk.free();
              const finished = said.match(/^application-completed /gm)?.length ?? 0;
              if (finished === FIRST_WAVE_FILES) stop();
            },
          },
        });
        expect(end.errors).toMatch(/-full"/);
        expect(end.code).toBe(0);
        expect(await lab.restart(run, visibleAnswers(run))).toEqual([]);
      } finally {
        disk.unmount();
      }
    },
    TIMEOUT,
  );
});

/** Trouble nobody hears of is a fault of its own. */
function silence(end: RunEnd): Fault[] {
  const completed = end.steps.filter((line) => /^(?:application-completed|document-taken) /.test(line)).length;
  const delivered = end.code === 0 && completed === ALL_FILES + ALL_DOCUMENTS;
  return delivered || SAYS_SO.test(end.errors) ? [] : [{ kind: 'other', what: `it said nothing: ${end.errors}` }];
}
