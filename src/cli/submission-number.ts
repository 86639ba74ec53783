import type { Ledger } from '../store/ledger.js';
import { GatewayError } from '../support/errors.js';

/** `S12` and `s12` mean `S00000012`, the number as the ledger writes it. Any other text stays as it is. */
export function submissionNumberOf(text: string): string {
  const digits = /^s0*(\d{1,15})$/i.exec(text)?.[1];
  return digits === undefined ? text : `S${digits.padStart(8, '0')}`;
}

/** The row id of the submission that an option names. Raises GatewayError `submission-unknown` (exit code 2). */
export function submissionIdOf(ledger: Pick<Ledger, 'submission'>, number: string, operation: string): number {
  const found = ledger.submission({ number: submissionNumberOf(number) });
  if (found !== undefined) return found.id;
  throw new GatewayError(`There is no submission ${number}`, {
    code: 'submission-unknown',
    operation,
    subject: number,
    hint: 'Submission numbers look like S12; "x12gw status" shows those that are not finished.',
    exitCode: 2,
  });
}
