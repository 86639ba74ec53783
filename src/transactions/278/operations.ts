import type { UnitResult } from '../../domain/application.js';
import { amendRequest } from '../../domain/prior-authorization/amend.js';
import type { CommandFacts } from '../../domain/prior-authorization/command.js';
import type { HistoryEntry, PriorAuthorization } from '../../domain/prior-authorization/model.js';
import { perform } from '../../domain/prior-authorization/perform.js';
import { problemName, problemWith, type Refusal, type Warning } from '../../domain/prior-authorization/problems.js';
import { submitRequest } from '../../domain/prior-authorization/submit.js';
import { decideTest } from '../../domain/prior-authorization/testing.js';
import { reviewSettings } from '../review-settings.js';
import { findEarlier, isCertified, isDecided, isSameLines } from './earlier.js';
import type { FoundRefusal } from './found-refusals.js';
import { locationTreatment } from './matching.js';
import { CONTACT_SENTENCES } from './messages.js';
import type { ReceivedRequest } from './received-request.js';
import { submissionFacts } from './submission-facts.js';
import { testOutcome } from './test-outcome.js';

/** What came of a request, to be answered and kept. `status`: the answer says how the PA stands now. */
export type Outcome =
  | { readonly kind: 'status'; readonly priorAuthorization: PriorAuthorization; readonly warnings: readonly Warning[] }
  /** `trackingNumber` is '' when no PA is concerned. */
  | { readonly kind: 'contact-payer'; readonly trackingNumber: string; readonly message: string }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[]; readonly found: readonly FoundRefusal[] };

/** An outcome with the row the ledger keeps of it. */
export interface Applied {
  readonly outcome: Outcome;
  readonly result: UnitResult;
}

/** A PA as it stands now, and what was passed over. */
interface Done {
  readonly priorAuthorization: PriorAuthorization;
  readonly history: readonly HistoryEntry[];
  readonly warnings: readonly Warning[];
}

/**
 * Does what UM02 asks for: I makes a PA; R and 4 make one that continues a certified one; S amends, answers a deferral or
 * continues; 3 voids; 1, 2 and N are not taken by this transaction. What pass 1 refused does nothing of it. Whoever is not
 * linked to the provider learns nothing about earlier requests.
 */
export function applyRequest(received: ReceivedRequest): Applied {
  const { reading, found } = received;
  const refusals = authorityRefusals(received);
  if (refusals.length + found.length > 0) return refused(received, refusals);
  switch (reading.operation) {
    case 'I':
      return submit(received);
    case 'R':
    case '4':
      return renew(received);
    case 'S':
      return revise(received);
    case '3':
      return cancel(received);
    case '1':
    case '2':
      return contactPayer(received, '', CONTACT_SENTENCES.appeal);
    case 'N':
      return contactPayer(received, '', CONTACT_SENTENCES.reconsider);
    default:
      return refused(received, [problemWith('kind', 'not-supported')]);
  }
}

/** Is it for us, from somebody with a right to ask, and a kind of review that is done here? */
function authorityRefusals({ reading, context, overlay, transaction }: ReceivedRequest): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const { payer } = context;
  if (![payer.id, ...payer.aliases, ...payer.applicationIds].includes(reading.payerId.trim())) {
    refusals.push(problemWith('payer.id', 'not-found'));
  }
  const { kind } = reading.requester;
  const isOpen = ['pend', 'accept'].includes(
    locationTreatment(reading.requester, overlay.matching, transaction.reference),
  );
  if (kind !== 'found' && !isOpen) {
    refusals.push(problemWith('requester.id', kind === 'unknown' ? 'not-found' : kind));
  }
  // A reservation announces itself by BHT02 01 or 36 or by BHT06 RU; its UM01 is then IN, which is not taken either.
  const isReservation = reading.purpose !== '13' || reading.transactionType !== '';
  if (isReservation) refusals.push(problemWith('reservation', 'not-supported'));
  else if (reading.process !== 'HS') refusals.push(problemWith('kind', 'not-supported'));
  return refusals;
}

function submit(received: ReceivedRequest, earlier?: PriorAuthorization): Applied {
  const { reading } = received;
  const request =
    earlier === undefined
      ? reading.request
      : {
          ...reading.request,
          previousPaNumber: earlier.paNumber,
          previousTrackingNumber: earlier.trackingNumber,
        };
  const submitted = submitRequest(request, submissionFacts(received, request, earlier?.trackingNumber ?? ''));
  if (!submitted.ok) return refused(received, submitted.refusals);
  return taken(received, tested(received, submitted), true);
}

function renew(received: ReceivedRequest): Applied {
  const earlier = findEarlier(received);
  if (earlier === undefined || !isDecided(earlier) || !isCertified(earlier)) return notFound(received);
  return submit(received, earlier);
}

function revise(received: ReceivedRequest): Applied {
  const earlier = findEarlier(received);
  if (earlier === undefined) return notFound(received);
  const { trackingNumber, status } = earlier;
  if (status === 'adjudicated') return submit(received, earlier);
  if (status === 'deferred') return answerDeferral(received, earlier);
  const { request } = received.reading;
  const amended = amendRequest(earlier, request, submissionFacts(received, request, trackingNumber));
  if (amended.kind === 'not-possible') return contactPayer(received, trackingNumber, CONTACT_SENTENCES.revise);
  if (amended.kind === 'refused') return refused(received, amended.refusals);
  return taken(received, tested(received, amended), false);
}

/** A test request is answered at once as the payer settled for its procedures; a request in production stays as it is. */
function tested(received: ReceivedRequest, done: Done): Done {
  const { priorAuthorization, history } = done;
  const outcome = testOutcome(priorAuthorization, received.overlay.testing);
  const decided = decideTest(priorAuthorization, outcome, commandFacts(received));
  return {
    ...done,
    priorAuthorization: decided.priorAuthorization,
    history: [...history, ...decided.history],
  };
}

/**
 * A revision of a request that waits for documents is the answer to it: with words, or with what was uploaded before.
 * Documents it only announces are noted, and the request waits on. Its services stay as they were asked for.
 */
function answerDeferral(received: ReceivedRequest, earlier: PriorAuthorization): Applied {
  const { request } = received.reading;
  if (request.lines.length > 0 && !isSameLines(request, earlier)) {
    return contactPayer(received, earlier.trackingNumber, CONTACT_SENTENCES.reviseDeferred);
  }
  const known = new Set(earlier.attachments.map((attachment) => attachment.externalReference));
  const announced = request.attachments.filter(({ externalReference }) => {
    return externalReference === '' || !known.has(externalReference);
  });
  const command = { kind: 'answer', text: request.clinicalRationale, announced } as const;
  const answered = perform(earlier, command, commandFacts(received));
  if (answered.kind === 'done') {
    // Later answers repeat the services of a request; one without any leaves that to the request before it.
    return taken(received, { ...answered, warnings: [] }, false, request.lines.length > 0);
  }
  if (answered.kind === 'not-possible') {
    return contactPayer(received, earlier.trackingNumber, CONTACT_SENTENCES.revise);
  }
  return {
    outcome: { kind: 'status', priorAuthorization: earlier, warnings: [] },
    result: { kind: 'answered', unit: received.unit, reason: 'nothing-came' },
  };
}

function cancel(received: ReceivedRequest): Applied {
  const earlier = findEarlier(received);
  if (earlier === undefined) return notFound(received);
  const voided = perform(earlier, { kind: 'void' }, commandFacts(received));
  if (voided.kind !== 'done') return contactPayer(received, earlier.trackingNumber, CONTACT_SENTENCES.cancel);
  // The answer to a cancellation ends it: nothing later answers it.
  return taken(received, { ...voided, warnings: [] }, false, false);
}

function notFound(received: ReceivedRequest): Applied {
  return refused(received, [problemWith('previous', 'not-found')]);
}

function refused({ unit, found }: ReceivedRequest, refusals: readonly Refusal[]): Applied {
  const reason = [...new Set([...refusals.map(problemName), ...found.map(({ code }) => code)])].join(' ');
  return { outcome: { kind: 'refused', refusals, found }, result: { kind: 'refused', unit, reason } };
}

function contactPayer({ unit, reading }: ReceivedRequest, trackingNumber: string, message: string): Applied {
  return {
    outcome: { kind: 'contact-payer', trackingNumber, message },
    result: { kind: 'refused', unit, reason: `contact-payer:${reading.operation}` },
  };
}

/** A PA that a request made or changed. `isAnsweredLater`: later answers are to repeat this request. */
function taken({ unit, conversation }: ReceivedRequest, done: Done, isNew: boolean, isAnsweredLater = true): Applied {
  const { priorAuthorization, history, warnings } = done;
  return {
    outcome: { kind: 'status', priorAuthorization, warnings },
    result: {
      kind: 'prior-authorization',
      unit,
      priorAuthorization,
      isNew,
      history,
      ...(isAnsweredLater ? { conversation } : {}),
    },
  };
}

function commandFacts({ context, overlay, transaction }: ReceivedRequest): CommandFacts {
  return {
    at: context.now,
    actor: context.profile.id,
    channel: '278',
    settings: reviewSettings(overlay.review, context.payer.timeZone),
    nextNumber: (kind) => transaction.nextNumber(kind, context.environment),
  };
}
