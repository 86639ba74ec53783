/**
 * Makes a value at most once in so many milliseconds, however often it is asked for: callers meanwhile get the one that is
 * there, or wait together for the one that is being made. A failure is not kept.
 */
export function cached<Value>(milliseconds: number, make: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  let until = 0;
  return () => {
    if (value !== undefined && performance.now() < until) return value;
    until = Number.POSITIVE_INFINITY;
    const made = make();
    value = made;
    made.then(
      () => {
        until = performance.now() + milliseconds;
      },
      () => {
        if (value === made) value = undefined;
      },
    );
    return made;
  };
}
