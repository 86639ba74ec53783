/**
 * What the payer's own files say of its providers, members and services: loaded by the operator, looked up at
 * submission and when letters are written. A kind of file that was never loaded answers nothing, which is not the same
 * as "unknown": `ReferenceFacts.isLoaded` tells.
 */

/** The kinds of reference file. */
export type ReferenceKind = 'providers' | 'members' | 'services' | 'authorizations';

/** One service location of a provider. An NPI may have several. */
export interface ReferenceProvider {
  /** Provider ID and service location, `110012345A`. */
  readonly location: string;
  readonly npi: string;
  readonly name: string;
  /** Taxonomy codes, the primary one first. */
  readonly taxonomies: readonly string[];
  /** The payer's provider type code, '' when not told. */
  readonly providerType: string;
  readonly address: PostalAddress;
  /** Assignments this provider may ask for; empty for all. */
  readonly entitledAssignments: readonly string[];
}

/** A member; protected health information throughout. */
export interface ReferenceMember {
  readonly memberId: string;
  readonly last: string;
  readonly first: string;
  readonly middle: string;
  /** ISO date. */
  readonly birthDate: string;
  /** F, M, U or ''. */
  readonly gender: string;
  readonly address: PostalAddress;
  /** ISO dates, '' for open. */
  readonly eligibleFrom: string;
  readonly eligibleTo: string;
  /** Community Case Management: lifts some of the payer's bans. */
  readonly isInCaseManagement: boolean;
  readonly isInManagedCare: boolean;
}

/** One procedure code, or a range of them. */
export interface ReferenceService {
  readonly from: string;
  /** Equal to `from` for a single code. */
  readonly to: string;
  readonly needsAuthorization: boolean;
  /** A drug: outside the decision metrics and limits of CMS-0057-F. */
  readonly isDrug: boolean;
  /** Who else reviews it, '' when the payer does. */
  readonly reviewedBy: string;
}

/** One line of a prior authorization that came by another way than through this gateway; protected. */
export interface ReferenceAuthorization {
  /** PA number; its lines are rows of their own. */
  readonly number: string;
  /** From 1. */
  readonly line: number;
  readonly memberId: string;
  /** Provider ID and service location it was given to. */
  readonly location: string;
  /** Procedure codes, any of which it covers. */
  readonly procedures: readonly string[];
  /** Modifiers that the claim must carry with the procedure. */
  readonly modifiers: readonly string[];
  /** ISO dates, '' for open. */
  readonly from: string;
  readonly to: string;
  /** Decimal, '' for no limit. */
  readonly units: string;
}

/** Where a letter goes. Texts are '' when not told; `isComplete` says whether a letter can be sent. */
export interface PostalAddress {
  readonly lines: readonly string[];
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
}

/** True when a letter with this address can be posted: a line, a city, a state and a postal code. */
export function isPostable(address: PostalAddress): boolean {
  return address.lines.some((line) => line !== '') && [address.city, address.state, address.postalCode].every(Boolean);
}

/** Look-ups in the reference files, inside a transaction. */
export interface ReferenceFacts {
  isLoaded(kind: ReferenceKind): boolean;
  /** Every location of an NPI, in order of location. */
  providersOf(npi: string): readonly ReferenceProvider[];
  provider(location: string): ReferenceProvider | undefined;
  member(memberId: string): ReferenceMember | undefined;
  /** What the file says of a procedure: the narrowest row that holds it. */
  service(procedureCode: string): ReferenceService | undefined;
  /** The lines of a PA number in the authorizations file, in order; none when it does not hold it. */
  authorizations(number: string): readonly ReferenceAuthorization[];
}
