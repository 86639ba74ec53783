import type { CommandProblem } from '../../domain/prior-authorization/command.js';

/** The payer's reason codes with what they say, one to a line, when a problem asks for one; nothing otherwise. */
export function reasonLines(
  problems: readonly CommandProblem[],
  reasons: Readonly<Record<string, string>>,
): readonly string[] {
  const isAsked = problems.some(({ problem }) => problem === 'reason-missing' || problem === 'reason-unknown');
  if (!isAsked) return [];
  return Object.entries(reasons).map(([code, text]) => `  ${code.padEnd(3)} ${text}`);
}
