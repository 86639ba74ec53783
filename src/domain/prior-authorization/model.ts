import type { Environment } from '../environment.js';

/**
 * The prior-authorization domain's vocabulary. No X12, no SQL, no clock: the portal, a FHIR service and
 * the 278 drive the same model. Names of people are plain strings here; whoever writes them anywhere masks them.
 */

/** Where a request or a change comes from. `command`: a person at the command line; `gateway`: the gateway itself. */
export type Channel = '278' | '275' | 'portal' | 'fhir' | 'folder' | 'command' | 'gateway';

/** Header statuses. */
export type PriorAuthorizationStatus =
  | 'in-process'
  | 'ready-for-review'
  | 'in-review'
  | 'deferred'
  | 'additional-information-received'
  | 'adjudicated'
  | 'cancelled-by-provider'
  | 'void'
  | 'testing';

/** Line statuses. */
export type ServiceLineStatus =
  | 'in-process'
  | 'ready-for-review'
  | 'in-review'
  | 'deferred'
  | 'additional-information-received'
  | 'approved'
  | 'modified'
  | 'denied'
  | 'cancelled'
  | 'cancelled-by-provider'
  | 'testing';

/** `expedited` is never chosen by a provider. */
export type Classification = 'standard' | 'request-to-expedite';

/** What a channel may ask for: `expedited` can be put on a form, and is refused (MassHealth PA job aid). */
export type RequestedClassification = Classification | 'expedited';

/** A person’s name in its parts, as the channel sent them; protected health information. */
export interface PersonName {
  readonly last: string;
  readonly first: string;
  readonly middle: string;
}

/** The payer’s member whom the request names; the patient unless there is a dependent. Kept as sent. */
export interface Member {
  readonly memberId: string;
  readonly name: PersonName;
  /** ISO date or ''. */
  readonly birthDate: string;
  /** F, M, U or ''. */
  readonly gender: string;
}

/** The patient when it is a dependent of the member. Kept as sent; a payer whose members are all subscribers has none. */
export interface Dependent {
  readonly name: PersonName;
  /** ISO date or ''. */
  readonly birthDate: string;
  /** F, M, U or ''. */
  readonly gender: string;
  /** Relationship to the member as the channel coded it, '' when not given. */
  readonly relationship: string;
}

/** A provider as the channel named it, and as the crosswalk resolved it. */
export interface ProviderReference {
  readonly npi: string;
  /** Provider ID and service location, '' while unresolved. */
  readonly location: string;
  readonly name: string;
  readonly taxonomy: string;
}

/** One procedure that is asked for and decided by itself. Texts are '' when not given. */
export interface ServiceLine {
  /** 1 to n. */
  readonly number: number;
  readonly status: ServiceLineStatus;
  readonly procedureQualifier: string;
  readonly procedureCode: string;
  readonly modifiers: readonly string[];
  /** End of a procedure range; anything but '' is refused, since each procedure is reviewed alone (MassHealth PA job aid). */
  readonly throughProcedureCode: string;
  /** ISO dates, '' when not given. */
  readonly requestedFrom: string;
  readonly requestedTo: string;
  /** Decimal as sent, '' when not given. */
  readonly requestedUnits: string;
  readonly unitBasis: string;
  /** Delivery pattern (HSD) kept whole, as the channel sent it; '' when none. */
  readonly deliveryPattern: string;
  readonly requestedServiceDays: string;
  /** undefined: same as the requesting provider. */
  readonly serviceProvider?: ProviderReference;
  /** The channel's trace for the line, returned in answers. */
  readonly traces: readonly Trace[];
  readonly message: string;
  /** Absent while the line is open. */
  readonly decision?: LineDecision;
}

/** How a line ends when the payer ends it. */
export type LineOutcome = 'approved' | 'modified' | 'denied' | 'cancelled';

/** Why the payer cancels a line: it doubles another one, the member is not eligible, or no authorization is needed. */
export type CancellationCause = 'duplicate' | 'eligibility' | 'not-required';

/** What was decided on one line. Texts are '' where they do not apply: a refused line authorizes nothing. */
export interface LineDecision {
  readonly outcome: LineOutcome;
  /** Decimal; equal to what was requested for `approved`. */
  readonly authorizedUnits: string;
  readonly unitBasis: string;
  /** ISO dates. */
  readonly authorizedFrom: string;
  readonly authorizedTo: string;
  /** '' : the procedure that was requested. */
  readonly authorizedProcedureCode: string;
  readonly authorizedModifiers: readonly string[];
  /** HSD elements joined with asterisks, '' : the pattern that was requested. */
  readonly authorizedDeliveryPattern: string;
  /** Decision reason codes (external list 886), up to five; at least one for anything but `approved`. */
  readonly reasons: readonly string[];
  /** The reviewer's words to provider and member; protected. */
  readonly message: string;
  /** For `cancelled`. */
  readonly cause: CancellationCause | '';
  /** Tracking number of the PA it doubles, '' otherwise. */
  readonly duplicateOf: string;
  /** ISO instant and user. */
  readonly decidedAt: string;
  readonly decidedBy: string;
}

/** A sender's trace number (TRN02) with its originator (TRN03, TRN04). */
export interface Trace {
  readonly number: string;
  readonly originator: string;
  readonly originatorDivision: string;
}

/**
 * `wanted`: asked for at a deferral, no document; `announced`: the provider said that one will come; `uploaded`: it lies
 * here and counts as received only when the provider submits it; `received`: it is before the reviewer.
 */
export type AttachmentState = 'wanted' | 'announced' | 'uploaded' | 'received';

/** An entry of the attachment list: a document wanted, announced or delivered. */
export interface Attachment {
  /** Ours, unique. */
  readonly controlNumber: string;
  /** Report type code (data element 755). */
  readonly reportType: string;
  readonly transmission: string;
  /** The sender's own number (PWK06), '' when none. */
  readonly externalReference: string;
  /** The provider's description, or the reviewer's question; protected. */
  readonly description: string;
  /** 0: the whole request. */
  readonly lineNumber: number;
  readonly state: AttachmentState;
  /** ISO instant of the last change of state. */
  readonly at: string;
  /** Control number of the wanted entry that it answers, '' when none. */
  readonly answers: string;
  /** LOINC code of a wanted document, when the reviewer named one. */
  readonly loinc?: string;
  /** Present from `uploaded` on. */
  readonly document?: DocumentFacts;
}

/** A stored document, by its content: whoever has the PA finds the bytes under this digest. */
export interface DocumentFacts {
  readonly sha256: string;
  readonly bytes: number;
  /** Found in the content, never taken from the sender: `application/pdf`. */
  readonly mediaType: string;
}

/** A diagnosis the request rests on (ICD), and what it is to the request. */
export interface Diagnosis {
  /** `ICD-10` or `ICD-9`. */
  readonly version: 'ICD-10' | 'ICD-9';
  /** Without a dot. */
  readonly code: string;
  readonly role: 'principal' | 'admitting' | 'other' | 'reason-for-visit';
}

/** A document that a request announces, before it has a number of ours. */
export type AnnouncedAttachment = Pick<
  Attachment,
  'reportType' | 'transmission' | 'externalReference' | 'description' | 'lineNumber'
>;

/** What a channel asks for: the facts of a new request, checked by `submitRequest`. */
export interface PriorAuthorizationRequest {
  readonly environment: Environment;
  readonly channel: Channel;
  readonly submitter: string;
  readonly submitterTransactionId: string;
  readonly member: Member;
  /** Present when the patient is a dependent of the member. */
  readonly dependent?: Dependent;
  readonly requestingProvider: ProviderReference;
  readonly contactName: string;
  readonly contactPhone: string;
  readonly classification: RequestedClassification;
  readonly assignment: string;
  readonly serviceType: string;
  readonly placeOfService: string;
  readonly diagnoses: readonly Diagnosis[];
  readonly clinicalRationale: string;
  readonly eventFrom: string;
  readonly eventTo: string;
  readonly traces: readonly Trace[];
  readonly lines: readonly Omit<ServiceLine, 'number' | 'status'>[];
  readonly attachments: readonly AnnouncedAttachment[];
  /** Earlier PA number or tracking number it refers to; '' when none. */
  readonly previousPaNumber: string;
  readonly previousTrackingNumber: string;
}

/** A request as it stands: its numbers, statuses and lines since it was submitted. */
export interface PriorAuthorization {
  /** Ten digits, issued at submission. */
  readonly trackingNumber: string;
  /** '' until the decision. */
  readonly paNumber: string;
  readonly status: PriorAuthorizationStatus;
  /** Increases with every change; a command names the version it saw. */
  readonly version: number;
  /** ISO instants. */
  readonly receivedAt: string;
  readonly updatedAt: string;
  readonly request: PriorAuthorizationRequest;
  /** As it is treated now; a reviewer may have made a request to expedite a standard one. */
  readonly classification: Classification;
  readonly deadline: Deadline;
  /** The reviewer who has taken it and, while it is deferred, waits for it; '' when nobody has. */
  readonly reviewer: string;
  /** ISO instants, '' while it has not happened: last document or answer of the provider, last taken, last deferred, decided. */
  readonly updateReceivedAt: string;
  readonly lastViewedAt: string;
  readonly deferredAt: string;
  readonly decidedAt: string;
  /** Last authorized day of all lines, ISO; '' before the decision or when nothing is authorized. */
  readonly expiresOn: string;
  /** Tracking numbers of open or decided PAs that ask for the same (member, provider, procedure, overlapping dates). */
  readonly possibleDuplicates: readonly string[];
  /** What the reviewer should know of how it came in: `provider-ambiguous`, `member-unverified`; words, never values. */
  readonly flags: readonly string[];
  /** What a fair hearing decided, recorded afterwards; the decision itself stays as it was. */
  readonly appeal?: AppealOutcome;
  /** What the payer says to its voiding; protected. */
  readonly voidMessage?: string;
  readonly lines: readonly ServiceLine[];
  readonly attachments: readonly Attachment[];
}

/**
 * When a decision is due. `standard`, `expedite`, `deferral`: which clock runs (clock.ts); `none`: no clock runs, as in
 * test, before submission or after the end.
 */
export interface Deadline {
  readonly clock: 'standard' | 'expedite' | 'deferral' | 'none';
  /** ISO instant, '' for `none`. */
  readonly dueAt: string;
  /** The outer limit that is shown beside a deferral's, ISO instant; '' otherwise. */
  readonly outerLimitAt: string;
  /** By when the provider is to be answered at all (decision, pend or a list of what is wanted), ISO instant; '' for `none`. */
  readonly firstAnswerDueAt: string;
}

/** A fair hearing's outcome, as the payer records it. */
export interface AppealOutcome {
  readonly outcome: 'overturned' | 'partly-overturned' | 'upheld' | 'withdrawn';
  /** ISO date of the hearing's decision. */
  readonly decidedOn: string;
  /** The hearing body's reference, '' when none. */
  readonly reference: string;
  readonly recordedAt: string;
  readonly recordedBy: string;
}

/** One entry of the append-only history: who did what, when, from which channel. */
export interface HistoryEntry {
  readonly at: string;
  readonly actor: string;
  readonly channel: string;
  readonly event: string;
  /** Field names and codes, never protected values. */
  readonly details: Readonly<Record<string, string | number>>;
}
