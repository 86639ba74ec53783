import { describe, expect, it } from 'vitest';

const script = (name: string) => import(new URL(`../../bin/dev/${name}`, import.meta.url).href);
const { loadLibrary } = await script('fuzz/library.mjs');
const { jsonOf } = await script('fuzz/check-conversion.mjs');
const { Judge } = await script('fuzz/settings.mjs');
const { INPUTS } = await script('scaling/inputs.mjs');

const library = await loadLibrary((path: string) => import(new URL(`../../src/${path}.ts`, import.meta.url).href));

/** Ten times the file takes ten times as long when all is well, and a hundred times when something is quadratic. */
const MOST_GROWTH = 30;
/** Milliseconds of CPU that say nothing yet on a busy machine. */
const FLOOR = 300;

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('ten times the file takes about ten times as long', () => {
  const judge = new Judge(library, 'strict');
  const works: Record<string, (bytes: Buffer) => Promise<unknown>> = {
    checked: (bytes) => judge.judge(bytes),
    // A refusal is an answer too.
    'as JSON': (bytes) => jsonOf(library, bytes, 1 << 16).catch(() => undefined),
  };

  it.each(Object.keys(INPUTS))('%s', { timeout: 60_000 }, async (name) => {
    const { start, make } = INPUTS[name];
    const [small, large] = [start, start * 10].map((count) => Buffer.from(make(count), 'latin1')) as [Buffer, Buffer];
    for (const work of Object.values(works)) {
      await work(small);
      const tenTimes = await cpuOf(() => work(large));
      const once = tenTimes < FLOOR ? 0 : await cpuOf(() => work(small));
      expect(tenTimes).toBeLessThan(Math.max(FLOOR, once * MOST_GROWTH));
    }
  });
});
