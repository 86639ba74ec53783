import type {
  Attachment,
  Dependent,
  HistoryEntry,
  Member,
  ProviderReference,
  ServiceLine,
} from '../../domain/prior-authorization/model.js';
import { type PriorAuthorizationEvent, possibleEvents } from '../../domain/prior-authorization/status.js';
import type { PriorAuthorizationRow } from '../../store/ledger.js';
import type { DocumentRow, LetterRow } from '../../store/rows.js';
import { commandsFor } from '../desk/event-words.js';
import { type Shown, shownOrMasked } from '../mask.js';
import { type Urgency, urgencyOf } from './urgency.js';

/** What there is to show of one prior authorization. */
export interface ShownParts {
  readonly row: PriorAuthorizationRow;
  readonly history: readonly HistoryEntry[];
  readonly letters: readonly LetterRow[];
  /** Documents that came in for it, those refused included. */
  readonly documents: readonly DocumentRow[];
  readonly now: Date;
  /** False: names, ids, birth dates, diagnoses, senders' own numbers and free text are masked. */
  readonly showValues: boolean;
}

export type PriorAuthorizationFact = ReturnType<typeof priorAuthorizationFact>;

/** One prior authorization as `pa show --json` shows it (`schemas/cli/pa-show.schema.json`). */
export function priorAuthorizationFact({ row, history, letters, documents, now, showValues }: ShownParts) {
  const shown = shownOrMasked(showValues);
  const { request } = row;
  const urgency: Urgency = urgencyOf(row, now);
  return {
    trackingNumber: row.trackingNumber,
    paNumber: row.paNumber,
    status: row.status,
    version: row.version,
    environment: request.environment,
    channel: request.channel,
    classification: row.classification,
    requestedClassification: request.classification,
    assignment: request.assignment,
    serviceType: request.serviceType,
    placeOfService: request.placeOfService,
    partner: row.partnerId,
    reviewer: row.reviewer,
    receivedAt: row.receivedAt,
    updatedAt: row.updatedAt,
    updateReceivedAt: row.updateReceivedAt,
    lastViewedAt: row.lastViewedAt,
    deferredAt: row.deferredAt,
    decidedAt: row.decidedAt,
    expiresOn: row.expiresOn,
    contentRemovedAt: row.contentRemovedAt ?? '',
    deadline: { ...row.deadline, urgency },
    flags: [...row.flags],
    possibleDuplicates: [...row.possibleDuplicates],
    previousPaNumber: request.previousPaNumber,
    previousTrackingNumber: request.previousTrackingNumber,
    member: { memberId: shown(request.member.memberId), ...personFact(request.member, shown) },
    dependent: request.dependent === undefined ? null : personFact(request.dependent, shown),
    requestingProvider: providerFact(request.requestingProvider, shown),
    contact: { name: shown(request.contactName), phone: shown(request.contactPhone) },
    eventFrom: request.eventFrom,
    eventTo: request.eventTo,
    traces: request.traces.map(({ number }) => shown(number)),
    clinicalRationale: shown(request.clinicalRationale),
    diagnoses: request.diagnoses.map(({ role, version, code }) => ({ role, version, code: shown(code) })),
    lines: row.lines.map((line) => lineFact(line, shown)),
    attachments: row.attachments.map((attachment) => attachmentFact(attachment, shown)),
    documents: documents.map((one) => ({
      receivedAt: one.receivedAt,
      state: one.state,
      reason: one.reason,
      reportType: one.reportType,
      controlNumber: one.controlNumber,
      mediaType: one.document.mediaType,
      bytes: one.document.bytes,
      sha256: one.document.sha256,
    })),
    letters: letters.map(letterFact),
    appeal:
      row.appeal === undefined
        ? null
        : { outcome: row.appeal.outcome, decidedOn: row.appeal.decidedOn, reference: shown(row.appeal.reference) },
    possible: commandsFor(possibleNow(row), row.trackingNumber),
    history: history.map(({ at, actor, channel, event, details }) => ({ at, actor, channel, event, details })),
  };
}

/** The events the state table has, but for one that would change nothing; none once its content was removed. */
function possibleNow({
  status,
  classification,
  contentRemovedAt,
}: PriorAuthorizationRow): readonly PriorAuthorizationEvent[] {
  if (contentRemovedAt !== undefined) return [];
  return possibleEvents(status).filter((event) => event !== 'reclassify' || classification !== 'standard');
}

/** A letter as `pa show` and `pa letters` show it. */
export function letterFact({ id, kind, recipient, lines, namesAppeal, at, state, madeAt }: LetterRow) {
  return { letter: id, kind, recipient, lines: [...lines], namesAppeal, at, state, madeAt };
}

function personFact({ name, birthDate, gender }: Member | Dependent, shown: Shown) {
  const full = [name.first, name.middle, name.last].filter(Boolean).join(' ');
  return { name: shown(full), birthDate: shown(birthDate), gender: shown(gender) };
}

function providerFact({ location, npi, taxonomy, name }: ProviderReference, shown: Shown) {
  return { location, npi, taxonomy, name: shown(name) };
}

function lineFact(line: ServiceLine, shown: Shown) {
  const { decision } = line;
  return {
    number: line.number,
    status: line.status,
    procedure: [line.procedureQualifier, line.procedureCode, ...line.modifiers].filter(Boolean).join(':'),
    requestedFrom: line.requestedFrom,
    requestedTo: line.requestedTo,
    requestedUnits: line.requestedUnits,
    unitBasis: line.unitBasis,
    deliveryPattern: line.deliveryPattern,
    requestedServiceDays: line.requestedServiceDays,
    serviceProvider: line.serviceProvider === undefined ? null : providerFact(line.serviceProvider, shown),
    message: shown(line.message),
    decision:
      decision === undefined
        ? null
        : {
            outcome: decision.outcome,
            authorizedUnits: decision.authorizedUnits,
            unitBasis: decision.unitBasis,
            authorizedFrom: decision.authorizedFrom,
            authorizedTo: decision.authorizedTo,
            authorizedProcedure: [decision.authorizedProcedureCode, ...decision.authorizedModifiers]
              .filter(Boolean)
              .join(':'),
            authorizedDeliveryPattern: decision.authorizedDeliveryPattern,
            reasons: [...decision.reasons],
            message: shown(decision.message),
            cause: decision.cause,
            duplicateOf: decision.duplicateOf,
            decidedAt: decision.decidedAt,
            decidedBy: decision.decidedBy,
          },
  };
}

function attachmentFact(attachment: Attachment, shown: Shown) {
  const { controlNumber, reportType, state, lineNumber, at, answers, loinc = '', document } = attachment;
  return {
    controlNumber,
    reportType,
    state,
    lineNumber,
    at,
    answers,
    loinc,
    externalReference: shown(attachment.externalReference),
    description: shown(attachment.description),
    document: document ?? null,
  };
}
