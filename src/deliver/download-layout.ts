import { join } from 'node:path';
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
const EXTENSION = /^(x12|txt|pdf|json)$/;
/** A letter is three answers of one submission, one after another: the PDF, the text and the manifest. */
export const FILES_OF_A_LETTER = 3;
/** A notice (PDF and text) and a report on a published file (text and JSON) are two, which share a number. */
const FILES_OF_A_PAIR = 2;

const USAGE_FOLDERS = { P: 'production', T: 'test', unknown: 'unknown' } as const;

/** Where answers are written to, absolute. */
export interface AnswerPlaces {
  /** Root of the download store. */
  readonly downloads: string;
  /** Root of the hand-off for letters. */
  readonly letters: string;
  /** Root of the reports on published files. */
  readonly publishReports: string;
}

/**
 * Where an answer's file stands, absolute: in the download store; for letters in the hand-off, and for reports on published
 * files in their own folder, which no provider sees.
 * Raises GatewayError `answer-path-refused`.
 */
export function answerPath(places: AnswerPlaces, answer: Placed & Pick<AnswerRow, 'target'>): string {
  if (answer.target === 'letters') return join(places.letters, letterPath(answer));
  if (answer.target === 'publisher') return join(places.publishReports, publishReportPath(answer));
  return join(places.downloads, downloadPath(answer));
}

/**
 * Where a file of a letter stands in the hand-off: `<yyyy-mm-dd>/S1.letter.2.pdf`. The three files of a letter differ in
 * their extension alone, and a second letter of the submission has the number 2. Test letters have a folder of their own,
 * so that nobody mails one: `test/<yyyy-mm-dd>/...`. Raises GatewayError `answer-path-refused`.
 */
export function letterPath(answer: Omit<Placed, 'location'>): string {
  require(DATE.test(answer.folderDate), 'date');
  require(answer.usage === 'P' || answer.usage === 'T', 'usage');
  const ordinal = Math.ceil(answer.ordinal / FILES_OF_A_LETTER);
  return [...(answer.usage === 'T' ? ['test'] : []), answer.folderDate, fileName(answer, ordinal)].join('/');
}

/** Where a report on a published file stands: `<yyyy-mm-dd>/S1.published.txt`. Raises GatewayError `answer-path-refused`. */
export function publishReportPath(answer: Omit<Placed, 'location'>): string {
  require(DATE.test(answer.folderDate), 'date');
  return `${answer.folderDate}/${answerFileName(answer)}`;
}

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

/**
 * `S1.999.x12`, `S1.999.2.x12` from the second of its type on; the two files of a notice or of a report on
 * a published file differ in their extension alone.
 * The same in the download store and in an outbox.
 */
export function answerFileName(answer: Pick<Placed, 'submissionNumber' | 'type' | 'extension' | 'ordinal'>): string {
  const isPair = answer.type === 'notice' || answer.type === 'published';
  return fileName(answer, isPair ? Math.ceil(answer.ordinal / FILES_OF_A_PAIR) : answer.ordinal);
}

function fileName(
  { submissionNumber, type, extension }: Pick<Placed, 'submissionNumber' | 'type' | 'extension'>,
  ordinal: number,
): string {
  require(SUBMISSION.test(submissionNumber), 'submission number');
  require(TYPE.test(type) && EXTENSION.test(extension), 'type');
  require(Number.isInteger(ordinal) && ordinal >= 1, 'ordinal');
  return `${submissionNumber}.${type}${ordinal > 1 ? `.${ordinal}` : ''}.${extension}`;
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
