/**
 * What a command ends with. 0 all accepted (warnings allowed), 1 anything refused or nothing found, 2 usage,
 * configuration or a file that is absent, 3 environment or no verdict in time, 4 all duplicates.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** Worst first. */
const ORDER: readonly ExitCode[] = [3, 2, 1, 4, 0];

/** The exit code of several files together: the worst in the order 3, 2, 1, 4, 0. 0 for none. */
export function worstOf(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes);
  return ORDER.find((code) => seen.has(code)) ?? 0;
}
