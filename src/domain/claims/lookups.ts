import type { Environment } from '../environment.js';
import type { ReferenceFacts } from '../reference.js';
import type { Authorization } from './authorization.js';
import type { RegisteredClaim } from './model.js';

/** Which earlier claims may be the same once more: all of these are equal in both. */
export interface ClaimDuplicateQuery {
  readonly environment: Environment;
  /** Provider ID and service location of the billing provider. */
  readonly location: string;
  readonly memberId: string;
  /** ISO dates of the first and the last service. */
  readonly serviceFrom: string;
  readonly serviceTo: string;
}

/** How a claim is found: by our number, by the payer's, or by what its submitter calls it (the newest that fits). */
export type ClaimKey =
  | { readonly claimNumber: string }
  | { readonly payerNumber: string }
  | { readonly submitterClaimId: string; readonly location: string };

/** Units that a registered claim took of a line of a prior authorization. */
export interface UnitsUsed {
  readonly claimNumber: string;
  /** Positive decimal. */
  readonly units: string;
}

/** What the register of claims tells, inside one transaction. Test and production never see each other's claims. */
export interface ClaimRegister {
  /**
   * Original claims (frequency 1) that stand and agree with the query, newest first, at most 50. Whether their lines are
   * the same is for the caller to say. None when member, location or date is ''.
   */
  possibleDuplicateClaims(query: ClaimDuplicateQuery): readonly RegisteredClaim[];
  /** A registered claim of this environment; a key of '' finds none. */
  findClaim(environment: Environment, by: ClaimKey): RegisteredClaim | undefined;
  /**
   * What production claims that stand have used of a line of a PA, read one by one: whoever has enough stops. Nothing else
   * may be asked meanwhile.
   */
  authorizationUses(authorizationNumber: string, authorizationLine: number): Iterable<UnitsUsed>;
  readonly reference: ReferenceFacts;
}

/** What the checks of claims look up. */
export interface ClaimLookups extends ClaimRegister {
  /** The prior authorization with a PA number that a claim of this environment may name; '' finds none. */
  findAuthorization(environment: Environment, number: string): Authorization | undefined;
}
