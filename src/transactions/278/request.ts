import type { PriorAuthorizationRequest } from '../../domain/prior-authorization/model.js';
import { type Problem, problemWith } from '../../domain/prior-authorization/problems.js';
import type { ReferenceFacts } from '../../domain/reference.js';
import { localDay } from '../../support/wall-clock.js';
import { componentOf, elementOf, loopOf, segmentOf, type Unit } from '../../validate/unit-tree.js';
import { datesOf, isoDate } from '../dates.js';
import type { SetContext } from '../handler.js';
import type { PriorAuthorizationOverlay } from '../prior-authorization-tables.js';
import { assignmentOf } from './assignment.js';
import { matchRequester, type ProviderMatch, providerClues, serviceLocation } from './crosswalk.js';
import { readLines } from './request-lines.js';
import {
  personName,
  readAttachments,
  readDependent,
  readDiagnoses,
  readProvider,
  readTraces,
  telephoneOf,
} from './request-parts.js';

/** What a 278 request asks for: the request in the domain's words, and what only the 278 knows of. */
export interface RequestReading {
  readonly request: PriorAuthorizationRequest;
  /** BHT02. */
  readonly purpose: string;
  /** BHT06, '' when absent. */
  readonly transactionType: string;
  /** UM01 of the event. */
  readonly process: string;
  /** UM02 of the event. */
  readonly operation: string;
  /** NM109 of the utilization management organization. */
  readonly payerId: string;
  readonly requester: ProviderMatch;
  /** The payer's day of receipt, ISO. */
  readonly receivedOn: string;
  /** Problems met while reading, for the domain to judge with its own. */
  readonly problems: readonly Problem[];
}

/**
 * Reads one 278 request (005010X217, a whole set). Absent loops and segments give empty values; whether these matter is
 * for the checks to say, so nothing here throws.
 */
export function readRequest(
  unit: Unit,
  context: SetContext,
  overlay: PriorAuthorizationOverlay,
  reference: ReferenceFacts,
): RequestReading {
  const { set, delimiters } = unit;
  const header = segmentOf(set, 'BHT');
  const event = loopOf(set, '2000E');
  const review = segmentOf(event, 'UM');
  const member = loopOf(set, '2010C');
  const demographics = segmentOf(member, 'DMG');
  const requester = loopOf(set, '2010B');
  const clues = providerClues(requester);
  const match = matchRequester(clues, context, reference);
  const contact = segmentOf(requester, 'PER');
  const lines = readLines(event, unit, (loop) => {
    const named = providerClues(loop);
    return readProvider(loop, named, serviceLocation(named, context, reference));
  });
  const eventDates = datesOf(event, 'AAH');
  const dependent = readDependent(loopOf(set, '2000D'));
  const birthDate = isoDate(elementOf(demographics, 2));
  // A patient comes of age where the payer is, not in Greenwich.
  const receivedOn = localDay(context.receivedAt, context.payer.timeZone);
  const { assignment, needsBirthDate } = assignmentOf(
    {
      services: lines.services.length > 0 ? lines.services : [{ serviceType: elementOf(review, 3), procedureCode: '' }],
      birthDate: dependent?.birthDate ?? birthDate,
      on: receivedOn,
    },
    overlay,
  );
  const problems: Problem[] = [...lines.problems];
  if (assignment === '' && needsBirthDate && context.profile.defaultAssignment === undefined) {
    problems.push(problemWith(dependent === undefined ? 'member.birthDate' : 'dependent.birthDate', 'missing'));
  }
  const urgency = elementOf(review, 6);
  if (urgency === '03') problems.push(problemWith('classification', 'emergency'));
  const request: PriorAuthorizationRequest = {
    environment: context.environment,
    channel: '278',
    submitter: context.profile.id,
    submitterTransactionId: elementOf(header, 3),
    member: {
      memberId: elementOf(segmentOf(member, 'NM1'), 9),
      name: personName(segmentOf(member, 'NM1')),
      birthDate,
      gender: elementOf(demographics, 3),
    },
    ...(dependent === undefined ? {} : { dependent }),
    requestingProvider: readProvider(requester, clues, match.kind === 'found' ? match.location : ''),
    contactName: elementOf(contact, 2),
    contactPhone: telephoneOf(contact),
    // U and 03 ask for haste; routine care sends E or nothing. Only the payer makes a request expedited.
    classification: urgency === 'U' || urgency === '03' ? 'request-to-expedite' : 'standard',
    assignment: assignment === '' ? (context.profile.defaultAssignment ?? '') : assignment,
    serviceType: elementOf(review, 3),
    placeOfService: componentOf(review, 4, 2, delimiters) === 'B' ? componentOf(review, 4, 1, delimiters) : '',
    diagnoses: readDiagnoses(segmentOf(event, 'HI'), unit),
    clinicalRationale: elementOf(segmentOf(event, 'MSG'), 1),
    eventFrom: eventDates.from,
    eventTo: eventDates.to,
    traces: readTraces(event),
    lines: lines.lines,
    attachments: [...readAttachments(event, 0), ...lines.attachments],
    previousPaNumber: elementOf(segmentOf(event, 'REF', 'BB'), 2),
    previousTrackingNumber: elementOf(segmentOf(event, 'REF', 'NT'), 2),
  };
  return {
    request,
    purpose: elementOf(header, 2),
    transactionType: elementOf(header, 6),
    process: elementOf(review, 1),
    operation: elementOf(review, 2),
    payerId: elementOf(segmentOf(loopOf(set, '2010A'), 'NM1'), 9),
    requester: match,
    receivedOn,
    problems,
  };
}
