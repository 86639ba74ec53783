/** A value as one word of a POSIX shell, whatever it holds but NUL. */
export function shellWord(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
