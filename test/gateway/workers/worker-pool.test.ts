import { describe, expect, it } from 'vitest';
import { WorkerPool } from '../../../src/gateway/workers/worker-pool.js';
import { SOURCE_WORKER } from '../installation.js';

const script = new URL('../odd-worker.ts', import.meta.url);
const pool = (size = 1) =>
  new WorkerPool<string, string>({ size, script, execArgv: SOURCE_WORKER.execArgv, workerData: undefined });

/** Runs a job and keeps its messages. */
async function run(workers: WorkerPool<string, string>, job: string, budget = 30_000): Promise<string[]> {
  const messages: string[] = [];
  await workers.run(job, budget, async (message) => {
    messages.push(message);
  });
  return messages;
}

describe('a worker pool', () => {
  it('hands on the messages of each job in order and only to that job', async () => {
    const workers = pool(2);
    const results = await Promise.all(['a', 'b', 'c'].map((name) => run(workers, `count ${name}`)));
    for (const [at, name] of ['a', 'b', 'c'].entries()) {
      expect(results[at]).toEqual(Array.from({ length: 20 }, (_, n) => `${name} ${n}`));
    }
    await workers.close();
  });

  it.each([
    ['exit', 'died'],
    ['exhaust', 'died'],
    ['throw', 'threw'],
  ])('says that a job which makes its worker %s has %s, and goes on with the next', async (job, reason) => {
    const workers = pool();
    await expect(run(workers, job)).rejects.toMatchObject({ name: 'JobDied', reason });
    expect(await run(workers, 'count a')).toHaveLength(20);
    await workers.close();
  });

  it.each(['exit', 'throw'])('replaces a worker that comes to its end by %s between two jobs', async (way) => {
    const workers = pool();
    await run(workers, `say-then-${way} a`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await run(workers, 'count b', 10_000)).toHaveLength(20);
    await workers.close();
  });

  it('ends a job that overruns its time', async () => {
    const workers = pool();
    await run(workers, 'count a');
    await expect(run(workers, 'spin', 300)).rejects.toMatchObject({ reason: 'overran' });
    expect(await run(workers, 'count a')).toHaveLength(20);
    await workers.close();
  });

  it('does not count the time the receiver takes', async () => {
    const workers = pool();
    await run(workers, 'count a');
    let messages = 0;
    await workers.run('count b', 200, async () => {
      messages++;
      await new Promise((resolve) => setTimeout(resolve, 40));
    });
    expect(messages).toBe(20);
    await workers.close();
  });

  it('gives a job up when its receiver fails, without harm to the next', async () => {
    const workers = pool();
    const failing = workers.run('count a', 30_000, async () => {
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await run(workers, 'count b')).toHaveLength(20);
    await workers.close();
  });

  it('serves the next job wholly though receivers failed after their jobs were done', async () => {
    const workers = pool();
    for (let at = 0; at < 10; at++) {
      const failing = workers.run('say a', 30_000, async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        throw new Error('the disk is full');
      });
      await expect(failing).rejects.toThrow('the disk is full');
    }
    expect(await run(workers, 'count b', 2_000)).toHaveLength(20);
    await workers.close();
  });

  it('never tells what the error of a job said, which may be data', async () => {
    const workers = pool();
    const error = await run(workers, 'throw').catch((reason: Error) => reason);
    expect(String(error)).not.toContain('JONES');
    expect(String(error)).toContain('TypeError');
    await workers.close();
  });
});
