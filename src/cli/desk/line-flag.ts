import { GatewayError } from '../../support/errors.js';

/** Line numbers as typed, 1 to n. Raises GatewayError `line-invalid` (exit code 2). */
export function lineNumbers(texts: readonly string[]): readonly number[] {
  return texts.map(lineNumber);
}

/** The same of one. */
export function lineNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new GatewayError(`--line ${text} is not a line number`, {
    code: 'line-invalid',
    operation: 'read the command line',
    hint: 'Lines count from 1. Where several are meant, --line is given once for each: --line 1 --line 2.',
    exitCode: 2,
  });
}
