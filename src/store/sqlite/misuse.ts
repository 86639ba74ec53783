import { type ErrorExitCode, GatewayError } from '../../support/errors.js';
import { submissionNumber } from './row-columns.js';

/**
 * A call that does not fit what the ledger holds: a worker that was overtaken, a step out of order, an unknown id.
 * `subject` is an id of ours. Raised inside an operation it undoes that operation only.
 */
export function misuse(
  code: string,
  operation: string,
  message: string,
  subject: string,
  hint = 'Nothing has moved. Run `x12gw doctor`; if it finds nothing, report this as a defect.',
  exitCode: ErrorExitCode = 3,
): GatewayError {
  return new GatewayError(message, { code, operation, subject, hint, exitCode });
}

/** No submission has this id. */
export function unknownSubmission(submissionId: number, operation: string): GatewayError {
  return misuse('submission-unknown', operation, 'The ledger has no such submission', submissionNumber(submissionId));
}
