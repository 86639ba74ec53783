/** One line of what a person changed. Details hold field names, ids and codes, never protected values. */
export interface AuditEntry {
  /** ISO instant. */
  readonly at: string;
  /** Operating system user, or the program's part that acted. */
  readonly actor: string;
  /** `put-partner`, `release-quarantine` ... */
  readonly action: string;
  /** Partner id, submission number, PA tracking number or kind of reference file. */
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A line of the audit trail as it stands: `details` is its JSON text, byte by byte what the digest was taken over. */
export interface AuditRow extends Omit<AuditEntry, 'details'> {
  /** 1, 2, 3 ... without a gap. */
  readonly id: number;
  readonly details: string;
  /** Hexadecimal SHA-256 over the line before's digest and this line (`auditDigest`). */
  readonly digest: string;
}

/** Which lines. `from`: an ISO instant or day, `to`: one that is excluded. */
export interface AuditFilter {
  readonly subject?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A seal: how the trail stood at a moment. Kept in the ledger and in a file outside it. */
export interface AuditSeal {
  /** 1, 2, 3 ... */
  readonly seal: number;
  /** Lines there were; the last one has this id. */
  readonly rows: number;
  /** The last line's digest, and so one of all lines. */
  readonly digest: string;
  /** ISO instant. */
  readonly at: string;
  /** Hexadecimal HMAC-SHA-256 over all the others (`sealSignature`); '' when no key was configured. */
  readonly signature: string;
}

/** How far the trail and its seals are. */
export interface AuditEnd {
  /** The last line's id, 0 for none. */
  readonly rows: number;
  /** The highest id that was ever given: more than `rows` when lines were cut off at the end. */
  readonly rowsEver: number;
  readonly lastSeal: AuditSeal | undefined;
}

/** The audit trail's part of the ledger: a chain of digests, sealed from time to time. */
export interface AuditLedger {
  /** Records what a person changed outside the ledger, such as an imported code list. */
  addAudit(entry: AuditEntry): Promise<void>;
  /** A page of lines in their order, those with an id above `after`; pass `next` back to go on, undefined at the end. */
  auditRows(
    filter: AuditFilter,
    after: number,
    limit: number,
  ): { readonly rows: readonly AuditRow[]; readonly next: number | undefined };
  /** Seals in their order, those with a number above `after`. */
  auditSeals(after: number, limit: number): readonly AuditSeal[];
  auditEnd(): AuditEnd;
  /**
   * Whether a seal is due at `now`: lines without one that are a hundred or of an earlier day (UTC), or a last seal that is
   * not signed although `isSigned`.
   */
  isAuditSealDue(now: string, isSigned: boolean): boolean;
  /**
   * Seals the lines there are, one commit; `sign` gives the signature, '' without a key. Undefined when there is nothing
   * new: no line since the last seal, and that one signed if this one would be. Raises GatewayError (3)
   * `audit-chain-broken` when the last seal does not fit the lines: a wrong trail is never sealed anew.
   */
  sealAudit(now: string, sign: (seal: Omit<AuditSeal, 'signature'>) => string): Promise<AuditSeal | undefined>;
  /** Runs `work` while no other process commits, to write down seals in their order. It must be short and not wait. */
  whileNobodyCommits<Result>(work: () => Result): Promise<Result>;
}
