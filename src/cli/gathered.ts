/** Gathers the values of an option that may be given again and again, so that it never takes an argument for a value. */
export function gathered(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
