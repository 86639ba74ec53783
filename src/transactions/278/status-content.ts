import { openWants } from '../../domain/prior-authorization/deferral.js';
import type { LineDecision, PriorAuthorization, ServiceLine } from '../../domain/prior-authorization/model.js';
import type { Warning } from '../../domain/prior-authorization/problems.js';
import { localDay } from '../../support/wall-clock.js';
import {
  basicText,
  duplicateSentence,
  messageWith,
  STATUS_SENTENCES,
  sentencesFor,
  TEST_SENTENCE,
} from './messages.js';
import {
  type AuthorizedService,
  type CertifiedDates,
  eventContent,
  type ResponseContent,
  type ReviewStatement,
  statement,
  type WantedPaperwork,
} from './response-content.js';

type Action = ReviewStatement['action'];

/**
 * Review decision reasons (code source 886) of a PA or line without a decision: 0W disposition pending, 0V under medical
 * review, 0U more is wanted. A status that is not here is under review.
 */
const PENDING_REASONS: Readonly<Partial<Record<PriorAuthorization['status'] | ServiceLine['status'], string>>> = {
  'in-process': '0W',
  'ready-for-review': '0W',
  testing: '0W',
  deferred: '0U',
};
const UNDER_REVIEW = '0V';
/** Administrative cancellation. */
const ADMINISTRATIVE = '7';

const MOST_REASONS = 5;
const CERTIFIED: ReadonlySet<Action> = new Set(['A1', 'A2', 'A6']);

/**
 * What a response says of a PA as it stands: the one place that turns statuses and decisions into HCR, REF, DTP, PWK and
 * MSG (278 response, loops 2000E and 2000F). A decision is told when the whole PA is decided, since only then there is a
 * number to certify with; a line that was cancelled is told at once. `timeZone`: the payer's, whose days are told;
 * `warnings`: what was passed over at submission.
 */
export function contentOfStatus(
  priorAuthorization: PriorAuthorization,
  timeZone: string,
  warnings: readonly Warning[] = [],
): ResponseContent {
  const { status, trackingNumber } = priorAuthorization;
  const opening = priorAuthorization.request.environment === 'test' ? [TEST_SENTENCE] : [];
  if (status === 'cancelled-by-provider' || status === 'void') {
    const isVoid = status === 'void';
    const words = isVoid ? (priorAuthorization.voidMessage ?? '') : '';
    const message = messageWith([...opening, ...(isVoid ? [STATUS_SENTENCES.void] : [])], words, []);
    return eventContent({ ...statement('C'), reasons: isVoid ? [ADMINISTRATIVE] : [], trackingNumber, message });
  }
  const lines = priorAuthorization.lines.map((line) => lineStatement(line, priorAuthorization, timeZone));
  const action = eventAction(lines.map((line) => line.action));
  const wanted = action === 'A4' ? wantedFor(priorAuthorization, 0) : [];
  const isNotUrgent =
    priorAuthorization.request.classification !== 'standard' && priorAuthorization.classification === 'standard';
  const closing = [
    ...(isNotUrgent ? [STATUS_SENTENCES.notUrgent] : []),
    ...(action === 'A4' ? priorAuthorization.possibleDuplicates.slice(0, 1).map(duplicateSentence) : []),
    ...sentencesFor(warnings),
  ];
  const event: ReviewStatement = {
    ...statement(action),
    certificationNumber: CERTIFIED.has(action) ? priorAuthorization.paNumber : '',
    reasons: eventReasons(action, priorAuthorization, lines),
    trackingNumber,
    message: messageWith(opening, questions(wanted), closing),
    ...(CERTIFIED.has(action) ? { certified: eventDates(priorAuthorization, lines, timeZone) } : {}),
    wanted,
  };
  return { ...eventContent(event, action === 'A4'), lines, isNotUrgent };
}

/** The outcome of the event from those of its lines. */
function eventAction(actions: readonly Action[]): Action {
  const count = (wanted: Action): number => actions.filter((action) => action === wanted).length;
  if (actions.length === 0 || count('A4') > 0) return 'A4';
  const certified = count('A1') + count('A6');
  if (certified === actions.length) return count('A6') > 0 ? 'A6' : 'A1';
  if (certified > 0) return 'A2';
  if (count('A3') > 0) return 'A3';
  return count('C') > 0 ? 'C' : 'NA';
}

function eventReasons(
  action: Action,
  priorAuthorization: PriorAuthorization,
  lines: readonly ReviewStatement[],
): readonly string[] {
  if (action === 'A4') return [pendingReason(priorAuthorization, 0)];
  // In part certified: each line says its own.
  if (action === 'A1' || action === 'A2') return [];
  const reasons = lines.filter((line) => line.action === action).flatMap((line) => line.reasons);
  return [...new Set(reasons)].slice(0, MOST_REASONS);
}

function lineStatement(line: ServiceLine, priorAuthorization: PriorAuthorization, timeZone: string): ReviewStatement {
  const { decision } = line;
  const isDecided = priorAuthorization.status === 'adjudicated' || priorAuthorization.status === 'testing';
  if (decision === undefined || (!isDecided && decision.outcome !== 'cancelled')) {
    const wanted = decision === undefined ? wantedFor(priorAuthorization, line.number) : [];
    const message = messageWith([], questions(wanted), []);
    return { ...statement('A4'), reasons: [pendingReason(priorAuthorization, line.number)], message, wanted };
  }
  const { reasons, message: text } = decision;
  const certified = {
    certificationNumber: priorAuthorization.paNumber,
    certified: lineDates(decision, timeZone),
  };
  switch (decision.outcome) {
    case 'approved':
      return { ...statement('A1'), ...certified, message: messageWith([], text, []) };
    case 'modified': {
      const message = messageWith([], text, [STATUS_SENTENCES.appeal]);
      return { ...statement('A6'), ...certified, reasons, message, authorized: authorizedService(line, decision) };
    }
    case 'denied': {
      const message = messageWith([], text, [STATUS_SENTENCES.appeal]);
      return { ...statement('A3'), reasons, trackingNumber: priorAuthorization.trackingNumber, message };
    }
    case 'cancelled': {
      const sentence = decision.cause === 'eligibility' ? [STATUS_SENTENCES.notEligible] : [];
      return {
        ...statement(decision.cause === 'not-required' ? 'NA' : 'C'),
        reasons,
        trackingNumber: decision.duplicateOf,
        message: messageWith([], text, sentence),
      };
    }
  }
}

/** Of the line, or under 0 of the whole. A line decided in a PA that is not still waits with it. */
function pendingReason(priorAuthorization: PriorAuthorization, lineNumber: number): string {
  const line = priorAuthorization.lines.find(({ number }) => number === lineNumber);
  // A test request that is answered as deferred says so by what it wants; its status stays `testing`.
  if (priorAuthorization.status === 'testing' && openWants(priorAuthorization).length > 0) return '0U';
  return PENDING_REASONS[(line ?? priorAuthorization).status] ?? UNDER_REVIEW;
}

/** The documents that are waited for, of the line, or under 0 of the whole. */
function wantedFor(priorAuthorization: PriorAuthorization, lineNumber: number): readonly WantedPaperwork[] {
  return openWants(priorAuthorization)
    .filter((attachment) => attachment.lineNumber === lineNumber)
    .map(({ reportType, controlNumber, description, loinc = '' }) => {
      return { reportType, controlNumber, description: basicText(description), loinc };
    });
}

function questions(wanted: readonly WantedPaperwork[]): string {
  return [...new Set(wanted.map(({ description }) => description))].join(' ');
}

function lineDates(decision: LineDecision, timeZone: string): CertifiedDates {
  return {
    issuedOn: dayOf(decision.decidedAt, timeZone),
    from: decision.authorizedFrom,
    to: decision.authorizedTo,
    expiresOn: decision.authorizedTo,
  };
}

/** From the first to the last authorized day of any line. */
function eventDates(
  priorAuthorization: PriorAuthorization,
  lines: readonly ReviewStatement[],
  timeZone: string,
): CertifiedDates {
  const periods = lines.flatMap(({ certified }) => (certified === undefined ? [] : [certified]));
  const first = periods.map(({ from }) => from).filter((day) => day !== '');
  const last = periods.map(({ to }) => to).filter((day) => day !== '');
  return {
    issuedOn: dayOf(priorAuthorization.decidedAt, timeZone),
    from: first.sort()[0] ?? '',
    to: last.sort().at(-1) ?? '',
    expiresOn: priorAuthorization.expiresOn,
  };
}

/** The payer's day of an instant, ISO; '' for none. */
function dayOf(instant: string, timeZone: string): string {
  return instant === '' ? '' : localDay(new Date(instant), timeZone);
}

/** What differs from the request; '' for what does not. */
function authorizedService(line: ServiceLine, decision: LineDecision): AuthorizedService {
  const changed = (authorized: string, requested: string): string => (authorized === requested ? '' : authorized);
  const units = changed(decision.authorizedUnits, line.requestedUnits);
  const procedureCode = changed(decision.authorizedProcedureCode, line.procedureCode);
  const isSameModifiers = decision.authorizedModifiers.join() === line.modifiers.join();
  const modifiers = isSameModifiers ? [] : decision.authorizedModifiers;
  const deliveryPattern = changed(decision.authorizedDeliveryPattern, line.deliveryPattern);
  const isSamePeriod = decision.authorizedFrom === line.requestedFrom && decision.authorizedTo === line.requestedTo;
  return {
    units,
    unitBasis: decision.unitBasis,
    procedureCode,
    modifiers,
    deliveryPattern,
    isPatternOnly:
      deliveryPattern !== '' && units === '' && procedureCode === '' && modifiers.length === 0 && isSamePeriod,
  };
}
