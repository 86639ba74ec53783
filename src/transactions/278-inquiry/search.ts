import type { DomainTransaction } from '../../domain/application.js';
import type { PriorAuthorization } from '../../domain/prior-authorization/model.js';
import { replyTime } from '../../respond/reply-envelope.js';
import { isoDate } from '../dates.js';
import type { SetContext } from '../handler.js';
import { type AskedDependent, asksByNumber, type PatientInquiry, type Question } from './inquiry.js';
import type { InquiryParts } from './parts.js';

/** PAs of one member that are looked at for one question, newest first; what is older is not found. */
const MOST_LOOKED_AT = 500;
/** UM01 of every PA kept here: health services review. */
const REVIEWED = 'HS';
const DAY = 86_400_000;

/** Whose PAs are searched: those of locations the submitter may act for, and of the member named. */
export interface SearchScope {
  readonly locations: readonly string[];
  readonly memberId: string;
  readonly context: Pick<SetContext, 'environment' | 'payer'>;
  readonly transaction: Pick<DomainTransaction, 'findPriorAuthorization' | 'inquire'>;
  readonly parts: Pick<InquiryParts, 'actionOf'>;
}

/**
 * The PAs a question finds, newest first. By number at most one. Only PAs of the scope's locations, of its member and of
 * the very patient, in its environment, and none that is only saved: anything else is not there, so that nobody learns
 * of a PA by guessing.
 */
export function search(question: Question, patient: PatientInquiry, scope: SearchScope): readonly PriorAuthorization[] {
  const found = asksByNumber(question) ? byNumber(question, scope) : byCriteria(question, scope);
  return found.filter((priorAuthorization) => {
    const { request, status } = priorAuthorization;
    return (
      status !== 'in-process' &&
      request.environment === scope.context.environment &&
      request.member.memberId === scope.memberId &&
      scope.locations.includes(request.requestingProvider.location) &&
      isPatient(patient.dependent, priorAuthorization)
    );
  });
}

function byNumber(
  { trackingNumber, paNumber }: Question,
  { context, transaction }: SearchScope,
): readonly PriorAuthorization[] {
  const by = trackingNumber === '' ? { paNumber } : { trackingNumber };
  const found = transaction.findPriorAuthorization(context.environment, by);
  return found === undefined || (paNumber !== '' && found.paNumber !== paNumber) ? [] : [found];
}

function byCriteria(question: Question, scope: SearchScope): readonly PriorAuthorization[] {
  const { locations, memberId, context, transaction, parts } = scope;
  const { process, serviceType, action, from, to } = question;
  if (memberId === '' || locations.length === 0 || (process !== '' && process !== REVIEWED)) return [];
  const { timeZone } = context.payer;
  // The ledger's days are those in Greenwich; the day meant is the payer's, at most one away.
  const query = {
    environment: context.environment,
    locations,
    memberId,
    ...(from === '' ? {} : { from: movedBy(from, -DAY) }),
    ...(to === '' ? {} : { to: movedBy(to, DAY) }),
  };
  return transaction.inquire(query, MOST_LOOKED_AT).filter((priorAuthorization) => {
    const { receivedAt, request } = priorAuthorization;
    const day = isoDate(replyTime(new Date(receivedAt), timeZone).date);
    return (
      (from === '' || day >= from) &&
      (to === '' || day <= to) &&
      (serviceType === '' || request.serviceType === serviceType) &&
      (action === '' || parts.actionOf(priorAuthorization, timeZone) === action)
    );
  });
}

/** The patient asked about: the member itself, or the dependent whose name and birth date differ in nothing that was sent. */
function isPatient(asked: AskedDependent | undefined, { request: { dependent } }: PriorAuthorization): boolean {
  if (asked === undefined || dependent === undefined) return asked === undefined && dependent === undefined;
  const isSame = (sent: string, kept: string): boolean => sent === '' || kept === '' || folded(sent) === folded(kept);
  return (
    isSame(asked.last, dependent.name.last) &&
    isSame(asked.first, dependent.name.first) &&
    isSame(asked.birthDate, dependent.birthDate)
  );
}

/** A name or date as it is compared. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** An ISO date some milliseconds away; one that no calendar has comes back as it is. */
function movedBy(day: string, milliseconds: number): string {
  const instant = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(instant) ? day : new Date(instant + milliseconds).toISOString().slice(0, 10);
}
