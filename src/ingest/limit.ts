/** Runs work as soon as fewer than `most` others run; the rest wait in the order they came. */
export function concurrencyLimit(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place goes straight to the next one, so nobody slips in between.
      if (next === undefined) running--;
      else next();
    }
  };
}
