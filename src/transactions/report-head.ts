import type { PayerIdentity } from '../partners/profile.js';
import { localMinute } from '../support/wall-clock.js';
import type { SetContext } from './handler.js';

type SetPlace = Pick<SetContext, 'controlNumber' | 'interchange' | 'group' | 'index'>;

/** What the head of every report on a file says. */
export interface ReportHead {
  readonly payer: Pick<PayerIdentity, 'name' | 'timeZone'>;
  /** Tracking number of the submission, `S` and digits. */
  readonly submissionNumber: string;
  /** The transaction set that it is about; absent when it is about a plain file. */
  readonly set?: SetPlace;
  readonly isTest: boolean;
  readonly receivedAt: Date;
  readonly reportedAt: Date;
}

/** The head of a report on one set. */
export function headOfSet(context: SetContext): ReportHead {
  const { payer, submissionNumber, environment, receivedAt, now } = context;
  return { payer, submissionNumber, set: context, isTest: environment === 'test', receivedAt, reportedAt: now };
}

/** The first lines of a report as plain text, an empty one last. Times are the payer's. */
export function reportHead(title: string, head: ReportHead): readonly string[] {
  const { payer, set } = head;
  return [
    `${title}${head.isTest ? ' (TEST)' : ''}`,
    '',
    `Payer:            ${printable(payer.name)}`,
    `Submission:       ${head.submissionNumber}`,
    ...(set === undefined ? [] : [`Transaction set:  ${printable(set.controlNumber)} (${placeOf(set)})`]),
    `Received:         ${localMinute(head.receivedAt, payer.timeZone)}`,
    `Reported:         ${localMinute(head.reportedAt, payer.timeZone)}`,
    '',
  ];
}

/** A sender's value without control characters, which would break the lines of the report. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ');
}

function placeOf({ interchange, group, index }: SetPlace): string {
  return `interchange ${interchange + 1}, group ${group + 1}, set ${index + 1}`;
}
