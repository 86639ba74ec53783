import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { steps as exportedSteps } from '../../src/gateway/pipeline.js';
import { CrashLab, campaign, IS_LONG, randomFrom, SECONDS, SEED } from './crash-lab.js';
import { runGateway } from './run-gateway.js';

const TIMEOUT = IS_LONG ? 3_600_000 : SECONDS * 1_000 + 60_000;
const RANDOM_KILLS = IS_LONG ? 200 : 12;

describe('A gateway killed at a step of its pipeline', () => {
  const lab = new CrashLab();
  const counts = new Map<string, number>();

  beforeAll(async () => {
    await lab.open();
    for (const line of lab.steps) {
      const step = line.split(' ')[0]!;
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
  });
  afterAll(() => lab.close());

  it('passes every step the pipeline exports in the undisturbed run, and has commands carried out beside it', () => {
    expect([...counts.keys()].sort()).toEqual([...exportedSteps, 'command'].sort());
  });

  it(
    'loses and repeats nothing when it is started again',
    async () => {
      const spots = [...counts].flatMap(([step, count]) => {
        const some = IS_LONG ? Array.from({ length: count }, (_, at) => at + 1) : [1, Math.ceil(count / 2), count];
        return [...new Set(some)].map((occurrence) => `${step}:${occurrence}`);
      });
      const broken = await campaign('kill at a step', spots, String, async (dieAt) => {
        const { end, faults } = await lab.crash((folder) => runGateway(folder, { dieAt }));
        // The last occurrences may not come in every run: files go side by side.
        return end.wasKilled || end.code === 0 ? faults : [{ kind: 'other', what: `ended with ${end.code}` }];
      });
      expect(broken).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'loses and repeats nothing when the restart is killed too',
    async () => {
      const names = [...counts.keys()];
      const spots = names.flatMap((first) => names.map((second) => [`${first}:1`, `${second}:1`] as const));
      const broken = await campaign('two kills in a row', spots, String, async ([first, second]) => {
        const { faults } = await lab.crash(async (folder) => {
          await runGateway(folder, { dieAt: first });
          return runGateway(folder, { dieAt: second });
        });
        return faults;
      });
      expect(broken).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'loses and repeats nothing when it is killed at a random moment',
    async () => {
      const random = randomFrom(SEED);
      const started = performance.now();
      await lab.crash((folder) => runGateway(folder));
      const whole = (performance.now() - started) / 2;
      const spots = Array.from({ length: RANDOM_KILLS }, () => Math.round(random() * whole));
      const broken = await campaign('kill at a random moment', spots, String, async (killAfterMilliseconds) => {
        const { faults } = await lab.crash((folder) => runGateway(folder, { killAfterMilliseconds }));
        return faults;
      });
      expect(broken).toEqual([]);
    },
    TIMEOUT,
  );
});
