import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/support/in-order.js';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let at = 0; at < count; at++) yield at;
}

describe('work on several items at once', () => {
  it('gives what it makes in the order of the items, and is never at work on more than it may', async () => {
    let [atWork, most] = [0, 0];
    const made: number[] = [];
    const doubled = inOrder(numbers(20), 3, async (item) => {
      most = Math.max(most, ++atWork);
      await new Promise((resolve) => setTimeout(resolve, item % 2 === 0 ? 4 : 1));
      atWork--;
      return item * 2;
    });
    for await (const one of doubled) made.push(one);
    expect(made).toEqual(Array.from({ length: 20 }, (_, at) => at * 2));
    expect(most).toBe(3);
  });

  it('that fails begins nothing more, and has ended what it was at when the failure is told', async () => {
    const begun: number[] = [];
    let atWork = 0;
    const failing = inOrder(numbers(20), 4, async (item) => {
      begun.push(item);
      atWork++;
      await new Promise((resolve) => setTimeout(resolve, item === 5 ? 1 : 10));
      atWork--;
      if (item === 5) throw new Error('no more');
      return item;
    });
    const made: number[] = [];
    const all = async (): Promise<void> => {
      for await (const one of failing) made.push(one);
    };
    await expect(all()).rejects.toThrow('no more');
    expect(made).toEqual([0, 1, 2, 3, 4]);
    expect(begun.length).toBeLessThan(10);
    expect(atWork).toBe(0);
  });
});
