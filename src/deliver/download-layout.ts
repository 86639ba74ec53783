import type { AnswerRow } from '../store/rows.js';
import { GatewayError } from '../support/errors.js';

/** What of an answer's row decides where its file stands. */
export type Placed = Pick<
  AnswerRow,
  'submissionNumber' | 'type' | 'extension' | 'ordinal' | 'location' | 'usage' | 'folderDate'
>;

const PROVIDER_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
/** A hyphen alone stands for an id that has no service location, such as an intermediary's own. */
const SERVICE_LOCATION = /^(-|[A-Za-z0-9][A-Za-z0-9_-]{0,31})$/;
const SUBMISSION = /^S\d{1,18}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TYPE = /^[a-z0-9]{1,12}$/;

const USAGE_FOLDERS = { P: 'production', T: 'test', unknown: 'unknown' } as const;

/**
 * Where an answer stands in the download store, relative to its root:
 * `<provider id>/<service location>/<production|test|unknown>/<yyyy-mm-dd>/<file name>`.
 * Raises GatewayError `answer-path-refused` when an id would not make a safe path.
 */
export function downloadPath(answer: Placed): string {
  const { providerId, serviceLocation } = answer.location;
  require(PROVIDER_ID.test(providerId), 'provider id');
  require(SERVICE_LOCATION.test(serviceLocation), 'service location');
  require(DATE.test(answer.folderDate), 'date');
  const folders = [providerId, serviceLocation, USAGE_FOLDERS[answer.usage], answer.folderDate];
  return [...folders, answerFileName(answer)].join('/');
}

/** `S1.999.x12`, `S1.999.2.x12` from the second of its type on. The same in the download store and in an outbox. */
export function answerFileName(answer: Pick<Placed, 'submissionNumber' | 'type' | 'extension' | 'ordinal'>): string {
  require(SUBMISSION.test(answer.submissionNumber), 'submission number');
  require(TYPE.test(answer.type) && /^(x12|txt)$/.test(answer.extension), 'type');
  require(Number.isInteger(answer.ordinal) && answer.ordinal >= 1, 'ordinal');
  const ordinal = answer.ordinal > 1 ? `.${answer.ordinal}` : '';
  return `${answer.submissionNumber}.${answer.type}${ordinal}.${answer.extension}`;
}

function require(holds: boolean, what: string): void {
  if (holds) return;
  throw new GatewayError(`An answer's ${what} cannot be part of a path in the download store`, {
    code: 'answer-path-refused',
    operation: 'place an answer in the download store',
    hint: 'Check the partner\'s provider ID and service location with "x12gw partner show".',
    exitCode: 3,
  });
}
