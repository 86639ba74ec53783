/**
 * What `work` makes of each item, in their order, while it is at work on at most so many at once. Items are taken one by one,
 * and never further ahead than that. When one fails, or the caller stops, nothing more is begun, and what is under way has
 * ended before this does. Raises what items and work raise.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  most: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const running: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // Its turn to be waited for comes later.
      result.catch(() => undefined);
      running.push(result);
      if (running.length >= most) yield await running.shift()!;
    }
    while (running.length > 0) yield await running.shift()!;
  } finally {
    await Promise.allSettled(running);
  }
}
