import { describe, expect, it } from 'vitest';
import { WorkQueue, type WorkResult } from '../../../src/gateway/rounds/work-queue.js';
import type { SubmissionRow } from '../../../src/store/rows.js';

const file = (id: number) => ({ id }) as SubmissionRow;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A queue that tells, for each piece of work, its file, whether it was alone, and how many ran with it. */
function queueOf(results: (id: number, time: number) => WorkResult | Error, concurrency = 3) {
  const log: { readonly id: number; readonly alone: boolean; readonly beside: number }[] = [];
  const failures: unknown[] = [];
  const times = new Map<number, number>();
  let running = 0;
  const queue = new WorkQueue({
    concurrency,
    onFailure: (error) => failures.push(error),
    async work({ id }, alone) {
      log.push({ id, alone, beside: running++ });
      await pause(5);
      running--;
      const time = (times.get(id) ?? 0) + 1;
      times.set(id, time);
      const result = results(id, time);
      if (result instanceof Error) throw result;
      return result;
    },
  });
  return { queue, log, failures };
}

describe('the work queue', () => {
  it('works on several files side by side, each once, however often it is offered', async () => {
    const { queue, log } = queueOf(() => 'done');
    queue.offer([1, 2, 3, 4, 5].map(file));
    queue.offer([1, 2, 3, 4, 5].map(file));
    await queue.idle();
    expect(log.map((entry) => entry.id)).toEqual([1, 2, 3, 4, 5]);
    expect(Math.max(...log.map((entry) => entry.beside))).toBe(2);
  });

  it('works on a suspect with nothing beside it, then on the others again', async () => {
    const { queue, log } = queueOf((id, time) => (id === 2 && time < 3 ? 'suspect' : 'done'));
    queue.offer([1, 2, 3, 4, 5, 6].map(file));
    await queue.idle();
    const alone = log.filter((entry) => entry.alone);
    expect(alone).toEqual([
      { id: 2, alone: true, beside: 0 },
      { id: 2, alone: true, beside: 0 },
    ]);
    expect(log).toHaveLength(8);
    for (const [at, entry] of log.entries())
      if (entry.alone && at + 1 < log.length) expect(log[at + 1]!.beside).toBe(0);
  });

  it('lets a file rest in bad times and takes it up again by itself', async () => {
    const { queue, log } = queueOf((_id, time) => (time === 1 ? { laterMilliseconds: 20 } : 'done'));
    queue.offer([file(1)]);
    await queue.idle();
    expect(queue.isResting).toBe(true);
    queue.offer([file(1)]);
    expect(log).toHaveLength(1);
    await pause(60);
    expect(log).toHaveLength(2);
    expect(queue.isResting).toBe(false);
  });

  it('stops at an error nobody expected, tells it once, and starts nothing more', async () => {
    const { queue, log, failures } = queueOf(() => new Error('broken'), 2);
    queue.offer([1, 2, 3, 4].map(file));
    await queue.idle();
    await queue.stop();
    expect(failures).toHaveLength(1);
    expect(log).toHaveLength(2);
  });
});
