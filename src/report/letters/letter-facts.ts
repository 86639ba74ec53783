import type { LetterDue } from '../../domain/prior-authorization/letters.js';
import type { Attachment, PriorAuthorization } from '../../domain/prior-authorization/model.js';
import { localDay } from '../../support/wall-clock.js';
import { timeText } from './date-words.js';
import type { LetterWords } from './letter-words.js';
import { type LineFacts, lineFacts } from './line-facts.js';

/** What the payer fills in, `letters` of its prior-authorization overlay. */
export interface LetterWording {
  readonly appealDays: number;
  readonly presumedReceiptDays: number;
  readonly values: Readonly<Record<string, string>>;
}

/** What a letter is made from, beside the words of its templates. */
export interface LetterSource {
  readonly due: LetterDue;
  /** The PA as it stood when the letter fell due. */
  readonly priorAuthorization: PriorAuthorization;
  /** Date of the letter. */
  readonly writtenAt: Date;
  readonly timeZone: string;
  readonly payerName: string;
  readonly wording: LetterWording;
  /** Decision reason codes with what they say. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Name and address of whom it goes to, a line each. */
  readonly recipient: readonly string[];
  /** The member's name as the letter says it. */
  readonly memberName: string;
}

/**
 * What a template may use (docs/letters.md names every field). Everything is there always, '' or [] when it does not
 * apply, so that an unknown name can only be a slip of the template. Days are ISO dates.
 */
export interface LetterFacts {
  readonly kind: LetterDue['kind'];
  readonly recipient: LetterDue['recipient'];
  readonly address: readonly string[];
  readonly date: string;
  readonly namesAppeal: boolean;
  readonly appeal: { readonly days: number; readonly presumedReceiptDays: number };
  readonly values: Readonly<Record<string, string>>;
  readonly member: { readonly name: string; readonly id: string };
  /** The patient when it is a dependent of the member, else ''. */
  readonly patientName: string;
  readonly provider: { readonly name: string; readonly npi: string; readonly location: string };
  readonly trackingNumber: string;
  readonly paNumber: string;
  readonly receivedOn: string;
  readonly classification: PriorAuthorization['classification'];
  readonly deadline: { readonly day: string; readonly time: string };
  readonly lines: readonly LineFacts[];
  readonly wanted: readonly WantedFacts[];
}

/** A document that is wanted. */
export interface WantedFacts {
  /** 0: for the whole request. */
  readonly line: number;
  /** What kind of document, in words. */
  readonly document: string;
  readonly reason: string;
  readonly controlNumber: string;
}

/** Brings a due letter into the form that templates read. Pure; the member's data is in the result. */
export function letterFacts(source: LetterSource, words: LetterWords): LetterFacts {
  const { due, priorAuthorization, timeZone, wording } = source;
  const { request } = priorAuthorization;
  const { requestingProvider, dependent } = request;
  const { dueAt } = priorAuthorization.deadline;
  const isOf = (line: number) => due.lines.includes(line);
  return {
    kind: due.kind,
    recipient: due.recipient,
    address: source.recipient,
    date: localDay(source.writtenAt, timeZone),
    namesAppeal: due.namesAppeal,
    appeal: { days: wording.appealDays, presumedReceiptDays: wording.presumedReceiptDays },
    values: { ...wording.values, payerName: wording.values.payerName || source.payerName },
    member: { name: source.memberName, id: request.member.memberId },
    patientName: dependent === undefined ? '' : personName(dependent.name),
    provider: { name: requestingProvider.name, npi: requestingProvider.npi, location: requestingProvider.location },
    trackingNumber: priorAuthorization.trackingNumber,
    paNumber: priorAuthorization.paNumber,
    receivedOn: localDay(new Date(priorAuthorization.receivedAt), timeZone),
    classification: priorAuthorization.classification,
    deadline: dueAt === '' ? { day: '', time: '' } : deadlineOf(new Date(dueAt), timeZone, words.language),
    lines: priorAuthorization.lines.filter(({ number }) => isOf(number)).map((line) => lineFacts(line, source, words)),
    wanted: stillWanted(priorAuthorization.attachments)
      .filter(({ lineNumber }) => lineNumber === 0 || isOf(lineNumber))
      .map(({ lineNumber, reportType, description, controlNumber }) => ({
        line: lineNumber,
        document: words.reportTypes[reportType] ?? reportType,
        reason: description,
        controlNumber,
      })),
  };
}

/** First, middle and last name with single spaces between. */
export function personName({ first, middle, last }: { first: string; middle: string; last: string }): string {
  return [first, middle, last].filter((part) => part !== '').join(' ');
}

/** Documents that were asked for and that nothing has answered: an earlier deferral's stay in the list. */
function stillWanted(attachments: readonly Attachment[]): readonly Attachment[] {
  const answered = new Set(attachments.map(({ answers }) => answers));
  return attachments.filter(({ state, controlNumber }) => state === 'wanted' && !answered.has(controlNumber));
}

/** The last day that counts; a deadline at the end of a day has no time of its own. */
function deadlineOf(dueAt: Date, timeZone: string, language: string): LetterFacts['deadline'] {
  const last = new Date(dueAt.getTime() - 1);
  const day = localDay(last, timeZone);
  const isEndOfDay = localDay(new Date(last.getTime() + 60_000), timeZone) !== day;
  return { day, time: isEndOfDay ? '' : timeText(dueAt, timeZone, language) };
}
