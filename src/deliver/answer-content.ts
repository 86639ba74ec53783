import { existsSync } from 'node:fs';
import type { Ledger } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import { GatewayError } from '../support/errors.js';

/** Where kept answers come from: the ledger, or the spool for large ones. */
export interface AnswerSource {
  readonly ledger: Pick<Ledger, 'answerBytes'>;
  /** Makes a spool path of the ledger absolute. */
  readonly inside: (relativePath: string) => string;
}

/** The bytes of an answer in the form `publishFile` takes. Raises GatewayError `answer-bytes-missing`. */
export function answerContent(source: AnswerSource, answer: AnswerRow): Uint8Array | { readonly copyOf: string } {
  if (answer.spoolPath !== '') {
    const copyOf = source.inside(answer.spoolPath);
    if (existsSync(copyOf)) return { copyOf };
  } else {
    const bytes = source.ledger.answerBytes(answer.id);
    if (bytes !== undefined) return bytes;
  }
  throw new GatewayError('The ledger has lost the bytes of an answer', {
    code: 'answer-bytes-missing',
    operation: 'read an answer',
    subject: answer.submissionNumber,
    hint: 'Run "x12gw doctor" and restore the ledger from the backup.',
    exitCode: 3,
  });
}
