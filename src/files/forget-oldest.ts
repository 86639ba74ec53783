/** Drops the oldest entries of a memory until it holds `most`; what it then does not know is found out once more. */
export function forgetOldest(
  memory: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean },
  most: number,
): void {
  for (const key of memory.keys()) {
    if (memory.size <= most) return;
    memory.delete(key);
  }
}
