/** A line of an authorization, whatever way it came. */
export interface AuthorizedLine {
  readonly number: number;
  readonly isApproved: boolean;
  readonly procedures: readonly string[];
  readonly modifiers: readonly string[];
  /** ISO dates, '' for open. */
  readonly from: string;
  readonly to: string;
  /** Decimal, '' for no limit. */
  readonly units: string;
  /** Unit code, '' when not told. */
  readonly unitCode: string;
}

/** A prior authorization as a claim is held against it. */
export interface Authorization {
  readonly number: string;
  /** Adjudicated; false for one that is open, withdrawn or voided. */
  readonly isDecided: boolean;
  readonly memberId: string;
  /** Provider IDs with service location, and NPIs, that may bill for it. */
  readonly locations: readonly string[];
  readonly npis: readonly string[];
  readonly lines: readonly AuthorizedLine[];
}
