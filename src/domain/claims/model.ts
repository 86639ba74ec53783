import type { Environment } from '../environment.js';

/** The three kinds of 837. */
export type ClaimKind = 'professional' | 'institutional' | 'dental';

/** One procedure, product or revenue line of a claim (loop 2400). Texts are '' when absent, amounts decimals as sent. */
export interface ClaimLine {
  /** 1-based, in the claim. */
  readonly number: number;
  /** Qualifier of the procedure (`HC`, `ER`, `AD` ...) and its code; '' for a revenue line without one. */
  readonly procedureQualifier: string;
  readonly procedureCode: string;
  readonly modifiers: readonly string[];
  /** SV201. */
  readonly revenueCode: string;
  readonly charge: string;
  readonly unitCode: string;
  readonly units: string;
  /** ISO dates of service; those of the claim where the line has none. */
  readonly serviceFrom: string;
  readonly serviceTo: string;
  /** REF*6R. */
  readonly controlNumber: string;
  /** REF*G1 of the line. */
  readonly priorAuthorizationNumber: string;
  /** TOO02 of a dental line, one for each tooth; absent when it names none. */
  readonly teeth?: readonly string[];
}

/** A person or organization as a claim names it; protected. */
export interface ClaimName {
  /** NM102: 1 person, 2 organization. */
  readonly entityType: string;
  readonly last: string;
  readonly first: string;
  readonly middle: string;
  /** NM108 and NM109. */
  readonly idQualifier: string;
  readonly id: string;
}

/** The 837 set a claim came in, as its acknowledgment names it again. */
export interface ClaimSubmission {
  /** BHT03: the submitter's batch number. Protected. */
  readonly batchNumber: string;
  /** Loop 1000A. */
  readonly submitter: ClaimName;
}

/** A claim of an accepted 837 set, as registered. Protected throughout; texts are '' when absent. */
export interface ClaimRegistration {
  readonly environment: Environment;
  readonly kind: ClaimKind;
  /** CLM01. */
  readonly submitterClaimId: string;
  /** The same for every claim of a set. */
  readonly submission: ClaimSubmission;
  readonly billingProvider: ClaimName;
  readonly billingProviderNpi: string;
  /** REF*EI or REF*SY in 2010AA. */
  readonly billingProviderTaxId: string;
  /** Provider ID and service location the NPI resolved to, '' when it did not. */
  readonly billingProviderLocation: string;
  /** 2310B (professional, dental), 2310D (institutional). */
  readonly renderingProviderNpi: string;
  /** The subscriber's id, also when the patient is a dependent. */
  readonly memberId: string;
  /** The patient: the subscriber, or the dependent of 2010CA (whose id is the subscriber's). */
  readonly patient: ClaimName;
  /** CLM02, decimal as sent. */
  readonly totalCharge: string;
  /** CLM05-1: place of service, or type of bill without its frequency. */
  readonly facilityCode: string;
  /** CLM05-3. */
  readonly frequency: string;
  /** REF*F8: the claim that a replacement (7) or void (8) is about. */
  readonly payerClaimControlNumber: string;
  /** REF*D9. */
  readonly intermediaryClaimId: string;
  /** REF*G1 of the claim. */
  readonly priorAuthorizationNumber: string;
  /** First and last service date, ISO; from the lines, else from the claim (DTP*434). */
  readonly serviceFrom: string;
  readonly serviceTo: string;
  readonly lines: readonly ClaimLine[];
  /** Where loop 2300 stands in the received file. */
  readonly byteStart: number;
  readonly byteEnd: number;
}

/** One reason to refuse a claim, with the status the claim acknowledgment carries for it (277CA guide, STC01). */
export interface ClaimRefusal {
  /** Claim status category (code source 507), claim status (508), entity (data element 98; '' when none is named). */
  readonly category: string;
  readonly status: string;
  readonly entity: string;
  /** Stable code of the rule. */
  readonly reason: string;
  /** What is wrong, in words, and how to mend it; absent for a reason of this domain, which a report has words for. */
  readonly message?: string;
  readonly mend?: string;
  /**
   * `receiver`: every claim of the set has it; `provider`: every claim of this billing provider in the set. Absent: this
   * claim alone.
   */
  readonly level?: 'receiver' | 'provider';
  /** Number of the line at fault, 1-based; absent for the claim as a whole. */
  readonly line?: number;
}

/** Something a person should know of a claim that stands. */
export interface ClaimRemark {
  /** Stable code of the check. */
  readonly reason: string;
  /** What is odd, in words, and how to mend it, as the payer's checks word it. */
  readonly message?: string;
  readonly mend?: string;
  readonly line?: number;
}

/** What a claim takes of one line of a prior authorization. */
export interface AuthorizationUse {
  /** PA number. */
  readonly authorizationNumber: string;
  /** Line of the authorization, 1-based. */
  readonly authorizationLine: number;
  /** Line of the claim, 1-based. */
  readonly line: number;
  /** Positive decimal. */
  readonly units: string;
}

/** A claim that was registered before, as a later one is held against it. */
export interface RegisteredClaim {
  readonly claimNumber: string;
  readonly claim: ClaimRegistration;
  /** The number that the payer's own system gave it, '' while none is loaded. */
  readonly payerNumber: string;
  /** Claim number of the claim that replaced or voided it, '' while it stands. */
  readonly supersededBy: string;
}

/** A registered claim with its number, or why it was refused: the first reason itself, any others beside it. */
export type ClaimVerdict =
  | {
      readonly accepted: true;
      readonly claimNumber: string;
      readonly remarks?: readonly ClaimRemark[];
      /** Claim numbers of earlier claims that it seems to repeat. */
      readonly possibleDuplicates?: readonly string[];
      /** Claim number of the claim it replaces or voids, when that is registered here. */
      readonly replaces?: string;
      /** Units of prior authorizations that it takes; in production alone, since a test uses nothing up. */
      readonly authorizationUses?: readonly AuthorizationUse[];
    }
  | ({ readonly accepted: false; readonly others?: readonly ClaimRefusal[] } & ClaimRefusal);

/** One claim of a set with what became of it. */
export interface DecidedClaim {
  /** 0-based, in its set. */
  readonly unit: number;
  readonly claim: ClaimRegistration;
  readonly verdict: ClaimVerdict;
}
