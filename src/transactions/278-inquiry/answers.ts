import type { UnitResult } from '../../domain/application.js';
import type { PriorAuthorization } from '../../domain/prior-authorization/model.js';
import type { UnitRefusalReason } from '../handler.js';
import { type AskedDependent, asksByNumber, type Inquiry, type PatientInquiry, type Question } from './inquiry.js';
import { type SearchScope, search } from './search.js';

/** PAs told of one subscriber level; a provider with more narrows the inquiry. */
export const MOST_TOLD = 20;

/** AAA03 and AAA04, from the loop's own lists in the response guide (005010X215). */
export interface Reject {
  readonly reason: string;
  readonly followUp: string;
}

/** Please correct and resubmit. */
const CORRECT = 'C';
/** 2010C: subscriber not found. 2010D: patient not found. 2000E: authorization number not found. */
const NOT_FOUND = { member: '75', dependent: '67', event: 'AA' } as const;
/** 2010C: invalid or missing subscriber id. 2010D, 2000E: input errors. */
const INPUT_ERROR = { member: '72', dependent: '33', event: '33' } as const;

/** What one 2000E of an answer tells. */
export type EventAnswer =
  | { readonly kind: 'found'; readonly question: Question; readonly priorAuthorization: PriorAuthorization }
  | { readonly kind: 'rejected'; readonly question: Question; readonly reject: Reject; readonly message: string };

/** What is answered of one patient: a reject at its name, or events. */
export interface PatientAnswer {
  readonly dependent?: AskedDependent;
  readonly reject?: Reject;
  readonly events: readonly EventAnswer[];
}

/** What is answered of one subscriber level, and the row that is kept of it. */
export interface SubscriberAnswer {
  readonly inquiry: Inquiry;
  readonly patients: readonly PatientAnswer[];
  /** More PAs are on file than are told. */
  readonly hasMore: boolean;
  readonly result: UnitResult;
}

/** Answers one subscriber level from what is on file; each PA is told once. */
export function answerInquiry(unit: number, inquiry: Inquiry, scope: SearchScope): SubscriberAnswer {
  const told = new Set<string>();
  let hasMore = false;
  const patients = inquiry.patients.map((patient): PatientAnswer => {
    const missed: Question[] = [];
    const found = patient.questions.flatMap((question): readonly EventAnswer[] => {
      const all = search(question, patient, scope);
      if (all.length === 0) missed.push(question);
      const fresh = all.filter(({ trackingNumber }) => !told.has(trackingNumber));
      const room = fresh.slice(0, MOST_TOLD - told.size);
      hasMore ||= room.length < fresh.length;
      for (const { trackingNumber } of room) told.add(trackingNumber);
      return room.map((priorAuthorization) => ({ kind: 'found', question, priorAuthorization }));
    });
    // With nothing found and no number asked for, it is the patient that is not found.
    if (found.length === 0 && !patient.questions.some(asksByNumber)) {
      return { ...named(patient), ...rejectedName(patient, NOT_FOUND), events: [] };
    }
    const notFound = missed.map((question) => rejectedEvent(question, NOT_FOUND.event, ''));
    return { ...named(patient), events: [...found, ...notFound] };
  });
  const reason = told.size === 0 ? 'inquiry:not-found' : `inquiry:found ${told.size}`;
  return { inquiry, patients, hasMore, result: { kind: 'answered', unit, reason } };
}

/** The answer to a subscriber level that does not stand: what is wrong, at its events or else at the name. */
export function refuseInquiry(unit: number, inquiry: Inquiry, reasons: readonly UnitRefusalReason[]): SubscriberAnswer {
  const message = [...new Set(reasons.map(({ message, mend }) => `${message} ${mend}`))].join(' ');
  const patients = inquiry.patients.map((patient): PatientAnswer => {
    const events = patient.questions.flatMap((question) => {
      return question.event === undefined ? [] : [rejectedEvent(question, INPUT_ERROR.event, message)];
    });
    return { ...named(patient), ...(events.length > 0 ? {} : rejectedName(patient, INPUT_ERROR)), events };
  });
  const reason = [...new Set(reasons.map(({ code }) => code))].join(' ');
  return { inquiry, patients, hasMore: false, result: { kind: 'refused', unit, reason } };
}

function named({ dependent }: PatientInquiry): { readonly dependent?: AskedDependent } {
  return dependent === undefined ? {} : { dependent };
}

function rejectedName(
  { dependent }: PatientInquiry,
  codes: { readonly member: string; readonly dependent: string },
): { readonly reject: Reject } {
  return { reject: { reason: dependent === undefined ? codes.member : codes.dependent, followUp: CORRECT } };
}

function rejectedEvent(question: Question, reason: string, message: string): EventAnswer {
  return { kind: 'rejected', question, reject: { reason, followUp: CORRECT }, message };
}
