import type { Environment } from '../environment.js';

/**
 * The prior-authorization domain's vocabulary. No X12, no SQL, no clock: the portal, a FHIR service and
 * the 278 drive the same model. Names of people are plain strings here; whoever writes them anywhere masks them.
 */

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
}

/** A sender's trace number (TRN02) with its originator (TRN03, TRN04). */
export interface Trace {
  readonly number: string;
  readonly originator: string;
  readonly originatorDivision: string;
}

/** A document announced or delivered. */
export interface Attachment {
  /** Ours, unique. */
  readonly controlNumber: string;
  readonly reportType: string;
  readonly transmission: string;
  /** The sender's own number (PWK06), '' when none. */
  readonly externalReference: string;
  readonly description: string;
  /** 0: the whole request. */
  readonly lineNumber: number;
  readonly state: 'announced' | 'received';
}

/** A diagnosis the request rests on (ICD), and what it is to the request. */
export interface Diagnosis {
  /** `ICD-10` or `ICD-9`. */
  readonly version: 'ICD-10' | 'ICD-9';
  /** Without a dot. */
  readonly code: string;
  readonly role: 'principal' | 'admitting' | 'other' | 'reason-for-visit';
}

/** What a channel asks for: the facts of a new request, checked by `submitRequest`. */
export interface PriorAuthorizationRequest {
  readonly environment: Environment;
  readonly channel: '278' | 'portal' | 'fhir';
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
  readonly attachments: readonly Omit<Attachment, 'controlNumber' | 'state'>[];
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
  readonly lines: readonly ServiceLine[];
  readonly attachments: readonly Attachment[];
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
