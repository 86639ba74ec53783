import type { PartyFacts } from '../../src/domain/prior-authorization/checks.js';
import type {
  CommandFacts,
  CommandResult,
  PriorAuthorizationCommand,
} from '../../src/domain/prior-authorization/command.js';
import type { PriorAuthorization, PriorAuthorizationRequest } from '../../src/domain/prior-authorization/model.js';
import { perform } from '../../src/domain/prior-authorization/perform.js';
import type { SubmissionRules } from '../../src/domain/prior-authorization/rules.js';
import type { ReviewSettings } from '../../src/domain/prior-authorization/settings.js';
import { type SubmissionFacts, submitRequest } from '../../src/domain/prior-authorization/submit.js';

/** Nothing is known of the parties: every check that rests on such knowledge passes. */
export const UNKNOWN_PARTIES: PartyFacts = Object.freeze({
  requestingProviderType: '',
  isEntitled: true,
  isInCaseManagement: false,
  isInManagedCare: false,
});

/** No payer rules: what every request must hold is still demanded. */
export const NEUTRAL_RULES: SubmissionRules = Object.freeze({
  memberIdPattern: '',
  severities: {},
  forbiddenAssignments: { assignments: [], providerTypes: [] },
  redirects: [],
  proceduresWithoutAuthorization: [],
  transmissionCodes: [],
});

type Line = PriorAuthorizationRequest['lines'][number];

/** A service line nothing is wrong with. */
export function lineWith(changes: Partial<Line> = {}): Line {
  return {
    procedureQualifier: 'HC',
    procedureCode: 'E0143',
    modifiers: [],
    throughProcedureCode: '',
    requestedFrom: '2026-02-01',
    requestedTo: '2026-04-30',
    requestedUnits: '3',
    unitBasis: 'UN',
    deliveryPattern: '',
    requestedServiceDays: '',
    traces: [],
    message: '',
    ...changes,
  };
}

/** A request nothing is wrong with, from a portal. The member is invented. */
export function requestWith(changes: Partial<PriorAuthorizationRequest> = {}): PriorAuthorizationRequest {
  return {
    environment: 'production',
    channel: 'portal',
    submitter: 'pineridge',
    submitterTransactionId: '',
    member: {
      memberId: '100200300400',
      name: { last: 'OAKES', first: 'MARTA', middle: '' },
      birthDate: '1971-04-15',
      gender: 'F',
    },
    requestingProvider: { npi: '1887004129', location: '110012345A', name: 'PINERIDGE CLINIC', taxonomy: '' },
    contactName: 'FRONT DESK',
    contactPhone: '5555550142',
    classification: 'standard',
    assignment: 'dme-other',
    serviceType: '12',
    placeOfService: '11',
    diagnoses: [{ version: 'ICD-10', code: 'M1711', role: 'principal' }],
    clinicalRationale: '',
    eventFrom: '',
    eventTo: '',
    traces: [],
    lines: [lineWith()],
    attachments: [],
    previousPaNumber: '',
    previousTrackingNumber: '',
    ...changes,
  };
}

/** What an invented payer in New York settles about review. */
export function reviewSettings(changes: Partial<ReviewSettings> = {}): ReviewSettings {
  return {
    clock: {
      timeZone: 'America/New_York',
      standardDays: 7,
      expediteHours: 72,
      deferralDays: 14,
      outerLimitDays: 21,
      firstAnswerBusinessDays: 2,
      holidays: ['2026-01-19'],
    },
    deferralExpiry: 'review',
    deferralExpiryReason: '0P',
    reasons: {
      '0F': 'Not medically necessary',
      '0L': 'Exceeds the maximum',
      '0P': 'Requested information was not received',
      '0R': 'Not consistent with the diagnosis',
      '0T': 'Experimental',
      '0X': 'Not consistent with the provider type',
      '10': 'Delivery pattern was changed',
    },
    cancellationReasons: { duplicate: '0Q', eligibility: '7', 'not-required': '0H' },
    mayExceedRequest: false,
    ...changes,
  };
}

/** A function that gives numbers from `first` on, each kind for itself. */
export function numbersFrom(first = 1): (kind: string) => number {
  const taken = new Map<string, number>();
  return (kind) => {
    const next = taken.get(kind) ?? first;
    taken.set(kind, next + 1);
    return next;
  };
}

/** Facts of a submission at 09:01 in New York of what was received at 09:00; numbers count from 1. */
export function submissionFacts(changes: Partial<SubmissionFacts> = {}): SubmissionFacts {
  return {
    at: new Date('2026-01-12T14:01:00Z'),
    receivedAt: new Date('2026-01-12T14:00:00Z'),
    actor: 'pineridge',
    parties: UNKNOWN_PARTIES,
    rules: NEUTRAL_RULES,
    settings: reviewSettings(),
    nextNumber: numbersFrom(),
    ...changes,
  };
}

/** A PA as submitted on 12 January 2026; in test when the request says so. */
export function submitted(changes: Partial<PriorAuthorizationRequest> = {}): PriorAuthorization {
  const result = submitRequest(requestWith(changes), submissionFacts());
  if (!result.ok) throw new Error('The request was refused');
  return result.priorAuthorization;
}

/** A whole PA, ready for review, with whatever a test wants to be otherwise. */
export function priorAuthorizationWith(changes: Partial<PriorAuthorization> = {}): PriorAuthorization {
  return { ...submitted(), ...changes };
}

/** Facts of a reviewer's command a day after the submission; numbers count from 501. */
export function commandFacts(changes: Partial<CommandFacts> = {}): CommandFacts {
  return {
    at: new Date('2026-01-13T15:00:00Z'),
    actor: 'rowan',
    channel: 'command',
    settings: reviewSettings(),
    nextNumber: numbersFrom(501),
    ...changes,
  };
}

/** What a command came to that must succeed; throws with what it was refused for. */
export function done(
  priorAuthorization: PriorAuthorization,
  command: PriorAuthorizationCommand,
  changes: Partial<CommandFacts> = {},
): Extract<CommandResult, { kind: 'done' }> {
  const result = perform(
    priorAuthorization,
    command,
    commandFacts({ nextNumber: numbersFrom(501 + priorAuthorization.attachments.length), ...changes }),
  );
  if (result.kind !== 'done') throw new Error(`The command came to ${JSON.stringify(result)}`);
  return result;
}

/** The PA after commands of one reviewer, one a minute. */
export function afterCommands(
  priorAuthorization: PriorAuthorization,
  ...commands: readonly PriorAuthorizationCommand[]
): PriorAuthorization {
  const nextNumber = numbersFrom(501);
  return commands.reduce((current, command, minute) => {
    const at = new Date(Date.parse('2026-01-13T15:00:00Z') + 60_000 * minute);
    return done(current, command, { at, nextNumber }).priorAuthorization;
  }, priorAuthorization);
}
