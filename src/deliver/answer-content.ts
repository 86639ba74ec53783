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

/** The bytes of an answer in the form `publishFile` takes. Raises GatewayError `answer-bytes-missing`, `content-removed`. */
export function answerContent(source: AnswerSource, answer: AnswerRow): Uint8Array | { readonly copyOf: string } {
  if (answer.contentRemovedAt !== '') throw contentRemoved(answer);
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

/** Its time is over (docs/retention.md): only its digest and size are left. */
function contentRemoved({ contentRemovedAt, submissionNumber }: AnswerRow): GatewayError {
  return new GatewayError(`The content of the answer was removed on ${contentRemovedAt.slice(0, 10)} under retention`, {
    code: 'content-removed',
    operation: 'read an answer',
    subject: submissionNumber,
    hint: 'Ask whoever received it for a copy; "x12gw downloads --json" shows the digest it must have.',
    exitCode: 2,
  });
}
