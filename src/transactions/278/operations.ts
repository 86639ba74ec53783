import type { DomainTransaction, UnitResult } from '../../domain/application.js';
import { amendRequest } from '../../domain/prior-authorization/amend.js';
import { UNKNOWN_PARTIES } from '../../domain/prior-authorization/checks.js';
import type { PriorAuthorization } from '../../domain/prior-authorization/model.js';
import { problemName, problemWith, type Refusal, type Warning } from '../../domain/prior-authorization/problems.js';
import { type SubmissionFacts, submitRequest } from '../../domain/prior-authorization/submit.js';
import { withdrawRequest } from '../../domain/prior-authorization/withdraw.js';
import type { SetContext } from '../handler.js';
import type { FoundRefusal } from './found-refusals.js';
import { CONTACT_SENTENCES } from './messages.js';
import type { RequestReading } from './request.js';
import type { PriorAuthorizationOverlay } from './tables.js';

/** What came of a request, to be answered and kept. */
export type Outcome =
  | { readonly kind: 'pended'; readonly priorAuthorization: PriorAuthorization; readonly warnings: readonly Warning[] }
  | { readonly kind: 'cancelled'; readonly priorAuthorization: PriorAuthorization }
  /** `trackingNumber` is '' when no PA is concerned. */
  | { readonly kind: 'contact-payer'; readonly trackingNumber: string; readonly message: string }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[]; readonly found: readonly FoundRefusal[] };

/** An outcome with the row the ledger keeps of it. */
export interface Applied {
  readonly outcome: Outcome;
  readonly result: UnitResult;
}

/** Everything an operation works on. */
interface Work {
  readonly unit: number;
  readonly reading: RequestReading;
  /** What pass 1 refused it for; empty when it stands. */
  readonly found: readonly FoundRefusal[];
  readonly context: SetContext;
  readonly overlay: PriorAuthorizationOverlay;
  readonly transaction: DomainTransaction;
}

/**
 * Does what UM02 asks for: I makes a PA; R and 4 make one that continues a decided one; S amends or continues; 3
 * withdraws; 1, 2 and N are not taken by this transaction. What pass 1 refused does nothing of it. Whoever is not linked to the provider learns nothing about
 * earlier requests.
 */
export function applyRequest(work: Work): Applied {
  const { reading, context, found } = work;
  const refusals = authorityRefusals(reading, context);
  if (refusals.length + found.length > 0) return refused(work, refusals);
  switch (reading.operation) {
    case 'I':
      return submit(work);
    case 'R':
    case '4':
      return renew(work);
    case 'S':
      return revise(work);
    case '3':
      return cancel(work);
    case '1':
    case '2':
      return contactPayer(work, '', CONTACT_SENTENCES.appeal);
    case 'N':
      return contactPayer(work, '', CONTACT_SENTENCES.reconsider);
    default:
      return refused(work, [problemWith('kind', 'not-supported')]);
  }
}

/** Is it for us, from somebody with a right to ask, and a kind of review that is done here? */
function authorityRefusals(reading: RequestReading, context: SetContext): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const { payer } = context;
  if (![payer.id, ...payer.aliases, ...payer.applicationIds].includes(reading.payerId.trim())) {
    refusals.push(problemWith('payer.id', 'not-found'));
  }
  if (reading.requesterLink.kind !== 'linked') {
    refusals.push(problemWith('requester.id', reading.requesterLink.kind));
  }
  // A reservation announces itself by BHT02 01 or 36 or by BHT06 RU; its UM01 is then IN, which is not taken either.
  const isReservation = reading.purpose !== '13' || reading.transactionType !== '';
  if (isReservation) refusals.push(problemWith('reservation', 'not-supported'));
  else if (reading.process !== 'HS') refusals.push(problemWith('kind', 'not-supported'));
  return refusals;
}

function submit(work: Work, earlier?: PriorAuthorization): Applied {
  const { reading } = work;
  const request =
    earlier === undefined
      ? reading.request
      : {
          ...reading.request,
          previousPaNumber: earlier.paNumber,
          previousTrackingNumber: earlier.trackingNumber,
        };
  const submitted = submitRequest(request, submissionFacts(work));
  if (!submitted.ok) return refused(work, submitted.refusals);
  const { priorAuthorization, history, warnings } = submitted;
  return {
    outcome: { kind: 'pended', priorAuthorization, warnings },
    result: { kind: 'prior-authorization', unit: work.unit, priorAuthorization, isNew: true, history },
  };
}

function renew(work: Work): Applied {
  const earlier = findEarlier(work);
  const isCertified = earlier?.lines.some((line) => line.status === 'approved' || line.status === 'modified') ?? false;
  if (earlier?.status !== 'adjudicated' || !isCertified) return notFound(work);
  return submit(work, earlier);
}

function revise(work: Work): Applied {
  const earlier = findEarlier(work);
  if (earlier === undefined) return notFound(work);
  if (earlier.status === 'adjudicated') return submit(work, earlier);
  const amended = amendRequest(earlier, work.reading.request, submissionFacts(work));
  if (amended.kind === 'not-possible') {
    return contactPayer(work, earlier.trackingNumber, CONTACT_SENTENCES.revise);
  }
  if (amended.kind === 'refused') return refused(work, amended.refusals);
  const { priorAuthorization, history, warnings } = amended;
  return {
    outcome: { kind: 'pended', priorAuthorization, warnings },
    result: { kind: 'prior-authorization', unit: work.unit, priorAuthorization, isNew: false, history },
  };
}

function cancel(work: Work): Applied {
  const earlier = findEarlier(work);
  if (earlier === undefined) return notFound(work);
  const withdrawn = withdrawRequest(earlier, '278', actionFacts(work));
  if (!withdrawn.ok) return contactPayer(work, earlier.trackingNumber, CONTACT_SENTENCES.cancel);
  const { priorAuthorization, history } = withdrawn;
  return {
    outcome: { kind: 'cancelled', priorAuthorization },
    result: { kind: 'prior-authorization', unit: work.unit, priorAuthorization, isNew: false, history },
  };
}

/**
 * The PA that REF*BB or REF*NT names, in this environment. One of another provider or another member counts as not
 * found, so that a guessed or mistyped number neither shows nor changes anything.
 */
function findEarlier({ reading, context, transaction }: Work): PriorAuthorization | undefined {
  const { request } = reading;
  const { previousPaNumber: paNumber, previousTrackingNumber: trackingNumber } = request;
  const found =
    (paNumber === '' ? undefined : transaction.findPriorAuthorization(context.environment, { paNumber })) ??
    (trackingNumber === '' ? undefined : transaction.findPriorAuthorization(context.environment, { trackingNumber }));
  const isSame =
    found?.request.requestingProvider.location === request.requestingProvider.location &&
    found.request.member.memberId === request.member.memberId;
  return isSame ? found : undefined;
}

function notFound(work: Work): Applied {
  return refused(work, [problemWith('previous', 'not-found')]);
}

function refused({ unit, found }: Work, refusals: readonly Refusal[]): Applied {
  const reason = [...new Set([...refusals.map(problemName), ...found.map(({ code }) => code)])].join(' ');
  return { outcome: { kind: 'refused', refusals, found }, result: { kind: 'refused', unit, reason } };
}

function contactPayer({ unit, reading }: Work, trackingNumber: string, message: string): Applied {
  return {
    outcome: { kind: 'contact-payer', trackingNumber, message },
    result: { kind: 'refused', unit, reason: `contact-payer:${reading.operation}` },
  };
}

function actionFacts({ context }: Work): { readonly at: Date; readonly actor: string } {
  return { at: context.now, actor: context.profile.id };
}

/** Eligibility and provider files are not connected to the gateway, so nothing is known of the parties. */
function submissionFacts(work: Work): SubmissionFacts {
  const { context, reading, overlay, transaction } = work;
  return {
    ...actionFacts(work),
    receivedAt: context.receivedAt,
    parties: UNKNOWN_PARTIES,
    rules: overlay.rules,
    problems: reading.problems,
    nextNumber: (kind) => transaction.nextNumber(kind, context.environment),
  };
}
