/**
 * How long the payer has, in its own time zone. Federal rule (42 CFR 438.210, 440.230: 7 calendar days, 72 hours) and the
 * operating rules for prior authorization (CAQH CORE: 2 business days, close-out after 15) as a payer's overlay states them.
 */
export interface ClockSettings {
  /** IANA time zone of the payer; calendar days end here. */
  readonly timeZone: string;
  /** Calendar days after the day of receipt; due at the end of that day. */
  readonly standardDays: number;
  /** Hours from the instant of receipt. */
  readonly expediteHours: number;
  /** Calendar days from the day of deferral; due at the end of that day. The clock is never paused. */
  readonly deferralDays: number;
  /** Calendar days after the day of receipt that are shown as the outer limit of a deferred request. */
  readonly outerLimitDays: number;
  /** Business days within which a first answer is due. */
  readonly firstAnswerBusinessDays: number;
  /** Days that are no business days besides Saturday and Sunday, ISO dates. */
  readonly holidays: readonly string[];
}

/** What a payer settles about review. From the overlay's `review`, with the configuration's time zone. */
export interface ReviewSettings {
  readonly clock: ClockSettings;
  /** What the end of a deferral does: back to review, or a denial for want of the documents. */
  readonly deferralExpiry: 'review' | 'deny';
  /** Reason code (list 886) of that denial. */
  readonly deferralExpiryReason: string;
  /** Decision reason codes a reviewer may give, with what they say (list 886 as the payer uses it). */
  readonly reasons: Readonly<Record<string, string>>;
  /** Reason codes by cause of a cancellation. */
  readonly cancellationReasons: Readonly<Record<'duplicate' | 'eligibility' | 'not-required', string>>;
  /** Whether a reviewer may authorize more units than were asked for. */
  readonly mayExceedRequest: boolean;
}
