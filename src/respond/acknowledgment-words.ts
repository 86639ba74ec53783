/** One set of ours that a partner's 999, 997 or 824 refused. */
export interface RefusedSet {
  /** AK202, '' when it is no control number. */
  readonly number: string;
  /** IK501 (AK501 of a 997), then IK502 to IK506. */
  readonly code: string;
  readonly notes: readonly string[];
}

/** What a partner said of an interchange (TA1), a group (999, 997, 824) or a batch (277CA) that we sent. Codes alone, never what it quotes. */
export interface ReceivedAcknowledgment {
  readonly kind: 'ta1' | '999' | '997' | '824' | '277ca';
  /** TA101, AK102 or OTI08: 1 to 999,999,999; 0 when it is no number, and of a 277CA. */
  readonly controlNumber: number;
  /** AK101, or that of the set in OTI10; '' for a TA1 and a 277CA. */
  readonly group: string;
  /** TRN02 of a 277CA's loop 2200B, which is BHT03 of what it speaks of; absent of the others. */
  readonly reference?: string;
  /** TA104, AK901, OTI01 or STC03 (U, WQ), '' when it is none that the guide lists. */
  readonly code: string;
  /** TA105, AK905 to AK909, TED01, or category and status of what a 277CA refuses. */
  readonly notes: readonly string[];
  /** At most 100. */
  readonly sets: readonly RefusedSet[];
  readonly setsRefused: number;
  /** Whether what was sent was taken as a whole: TA104 or AK901 is A or E, and no set is refused. */
  readonly isTaken: boolean;
  /** True when it lacks what makes it one: number, code, or its end. */
  readonly isDamaged: boolean;
}
