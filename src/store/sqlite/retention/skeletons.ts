import type {
  ClaimName,
  ClaimRefusal,
  ClaimRegistration,
  ClaimRemark,
  ClaimVerdict,
} from '../../../domain/claims/model.js';
import type {
  Attachment,
  PersonName,
  PriorAuthorization,
  PriorAuthorizationRequest,
  ProviderReference,
  ServiceLine,
} from '../../../domain/prior-authorization/model.js';
import type { Finding } from '../../../findings/finding.js';

/**
 * What stays of structured values when their time is over: each names what it keeps, so that a field added later is given
 * up until somebody decides otherwise. Numbers of ours, codes, states and instants stay; whatever tells of a person, or is
 * a sender's own text, does not.
 */

const NO_PERSON: PersonName = { last: '', first: '', middle: '' };
const NO_NAME: ClaimName = { entityType: '', last: '', first: '', middle: '', idQualifier: '', id: '' };

/** A finding without the value it was found in and the claim or request it lies in. */
export function findingSkeleton({ value: _value, businessUnit: _businessUnit, ...kept }: Finding): Finding {
  return kept;
}

/** A prior authorization without its member, provider's names, texts, diagnoses, days of service and senders' numbers. */
export function priorAuthorizationSkeleton(whole: PriorAuthorization): PriorAuthorization {
  const { appeal } = whole;
  return {
    trackingNumber: whole.trackingNumber,
    paNumber: whole.paNumber,
    status: whole.status,
    version: whole.version,
    receivedAt: whole.receivedAt,
    updatedAt: whole.updatedAt,
    request: requestSkeleton(whole.request),
    classification: whole.classification,
    deadline: whole.deadline,
    reviewer: whole.reviewer,
    updateReceivedAt: whole.updateReceivedAt,
    lastViewedAt: whole.lastViewedAt,
    deferredAt: whole.deferredAt,
    decidedAt: whole.decidedAt,
    expiresOn: whole.expiresOn,
    possibleDuplicates: whole.possibleDuplicates,
    flags: whole.flags,
    ...(appeal === undefined ? {} : { appeal: { ...appeal, reference: '' } }),
    lines: whole.lines.map((line) => ({ ...lineSkeleton(line), number: line.number, status: line.status })),
    attachments: whole.attachments.map(attachmentSkeleton),
  };
}

function requestSkeleton(request: PriorAuthorizationRequest): PriorAuthorizationRequest {
  return {
    environment: request.environment,
    channel: request.channel,
    submitter: '',
    submitterTransactionId: '',
    member: { memberId: '', name: NO_PERSON, birthDate: '', gender: '' },
    requestingProvider: providerSkeleton(request.requestingProvider),
    contactName: '',
    contactPhone: '',
    classification: request.classification,
    assignment: request.assignment,
    serviceType: request.serviceType,
    placeOfService: request.placeOfService,
    diagnoses: [],
    clinicalRationale: '',
    eventFrom: '',
    eventTo: '',
    traces: [],
    lines: request.lines.map(lineSkeleton),
    attachments: [],
    previousPaNumber: '',
    previousTrackingNumber: '',
  };
}

function lineSkeleton(line: Omit<ServiceLine, 'number' | 'status'>): Omit<ServiceLine, 'number' | 'status'> {
  const { decision, serviceProvider } = line;
  return {
    procedureQualifier: line.procedureQualifier,
    procedureCode: line.procedureCode,
    modifiers: line.modifiers,
    throughProcedureCode: line.throughProcedureCode,
    requestedFrom: '',
    requestedTo: '',
    requestedUnits: line.requestedUnits,
    unitBasis: line.unitBasis,
    deliveryPattern: '',
    requestedServiceDays: '',
    ...(serviceProvider === undefined ? {} : { serviceProvider: providerSkeleton(serviceProvider) }),
    traces: [],
    message: '',
    ...(decision === undefined
      ? {}
      : {
          decision: {
            outcome: decision.outcome,
            authorizedUnits: decision.authorizedUnits,
            unitBasis: decision.unitBasis,
            authorizedFrom: '',
            authorizedTo: '',
            authorizedProcedureCode: decision.authorizedProcedureCode,
            authorizedModifiers: decision.authorizedModifiers,
            authorizedDeliveryPattern: '',
            reasons: decision.reasons,
            message: '',
            cause: decision.cause,
            duplicateOf: decision.duplicateOf,
            decidedAt: decision.decidedAt,
            decidedBy: decision.decidedBy,
          },
        }),
  };
}

/** A provider by its numbers: a name may be a person's. */
function providerSkeleton({ npi, location, taxonomy }: ProviderReference): ProviderReference {
  return { npi, location, name: '', taxonomy };
}

function attachmentSkeleton(entry: Attachment): Attachment {
  return {
    controlNumber: entry.controlNumber,
    reportType: entry.reportType,
    transmission: entry.transmission,
    externalReference: '',
    description: '',
    lineNumber: entry.lineNumber,
    state: entry.state,
    at: entry.at,
    answers: entry.answers,
    ...(entry.loinc === undefined ? {} : { loinc: entry.loinc }),
    ...(entry.document === undefined ? {} : { document: entry.document }),
  };
}

/** A claim by kind, provider's numbers, charge and place in its file; its lines are counted in the hand-off. */
export function claimSkeleton(whole: ClaimRegistration): ClaimRegistration {
  return {
    environment: whole.environment,
    kind: whole.kind,
    submitterClaimId: '',
    submission: { batchNumber: '', submitter: NO_NAME },
    billingProvider: NO_NAME,
    billingProviderNpi: whole.billingProviderNpi,
    billingProviderTaxId: '',
    billingProviderLocation: whole.billingProviderLocation,
    renderingProviderNpi: whole.renderingProviderNpi,
    memberId: '',
    patient: NO_NAME,
    totalCharge: whole.totalCharge,
    facilityCode: whole.facilityCode,
    frequency: whole.frequency,
    payerClaimControlNumber: '',
    intermediaryClaimId: '',
    priorAuthorizationNumber: '',
    serviceFrom: '',
    serviceTo: '',
    lines: [],
    byteStart: whole.byteStart,
    byteEnd: whole.byteEnd,
  };
}

/** A verdict with its codes and numbers, without words: those of a payer's checks may repeat what was sent. */
export function claimVerdictSkeleton(verdict: ClaimVerdict): ClaimVerdict {
  if (!verdict.accepted) {
    const others = verdict.others?.map(withoutWords);
    return { accepted: false, ...withoutWords(verdictRefusal(verdict)), ...(others === undefined ? {} : { others }) };
  }
  const { remarks, ...kept } = verdict;
  return { ...kept, ...(remarks === undefined ? {} : { remarks: remarks.map(withoutWords) }) };
}

function verdictRefusal({
  accepted: _accepted,
  others: _others,
  ...refusal
}: Extract<ClaimVerdict, { accepted: false }>): ClaimRefusal {
  return refusal;
}

function withoutWords<Told extends ClaimRefusal | ClaimRemark>({
  message: _message,
  mend: _mend,
  ...kept
}: Told): Omit<Told, 'message' | 'mend'> {
  return kept;
}
