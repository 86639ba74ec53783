import { UNKNOWN_PARTIES } from '../../../src/domain/prior-authorization/checks.js';
import type { PriorAuthorization, PriorAuthorizationRequest } from '../../../src/domain/prior-authorization/model.js';
import { NEUTRAL_RULES } from '../../../src/domain/prior-authorization/rules.js';
import { type SubmissionFacts, submitRequest } from '../../../src/domain/prior-authorization/submit.js';

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

/** Facts of a submission at 09:01 of what was received at 09:00; numbers count from 1. */
export function factsWith(changes: Partial<SubmissionFacts> = {}): SubmissionFacts {
  const taken = new Map<string, number>();
  return {
    at: new Date('2026-01-12T14:01:00Z'),
    receivedAt: new Date('2026-01-12T14:00:00Z'),
    actor: 'pineridge',
    parties: UNKNOWN_PARTIES,
    rules: NEUTRAL_RULES,
    nextNumber: (kind) => {
      taken.set(kind, (taken.get(kind) ?? 0) + 1);
      return taken.get(kind)!;
    },
    ...changes,
  };
}

/** A PA as submitted. */
export function submitted(changes: Partial<PriorAuthorizationRequest> = {}): PriorAuthorization {
  const result = submitRequest(requestWith(changes), factsWith());
  if (!result.ok) throw new Error('The request was refused');
  return result.priorAuthorization;
}
