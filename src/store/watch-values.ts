import type { OverdueCount } from './acknowledgment-values.js';

/** A running total since the ledger began; '' where a part says nothing for this name. */
export interface Tally {
  /**
   * `received` (first: channel), `finished` (channel, disposition), `verdict` (TA1 code or `duplicate`, usage), `answer`
   * (type, state reached; `redelivered` when it lay in the outbox once more), `unit` (claim, claim-refused, prior-authorization, answered, refused), `attempt-failed`.
   */
  readonly name: 'received' | 'finished' | 'verdict' | 'answer' | 'unit' | 'attempt-failed';
  readonly partnerId: string;
  readonly first: string;
  readonly second: string;
  readonly count: number;
  /** Bytes, of files. */
  readonly amount: number;
}

/** Open prior authorizations under one clock. `soon`: due before the second instant that was asked with. */
export interface DeadlineCount {
  readonly clock: 'standard' | 'deferral' | 'expedite';
  readonly late: number;
  readonly soon: number;
  readonly later: number;
}

/** When the oldest answer was stored that is not in its partner's outbox. */
export interface UndeliveredAge {
  readonly partnerId: string;
  readonly storedAt: string;
  /** True while the partner is held: then it waits because somebody wants it to. */
  readonly isHeld: boolean;
}

/** How much waits at this moment. Instants are ISO, '' when nothing waits. */
export interface Backlog {
  readonly received: number;
  readonly examined: number;
  readonly quarantined: number;
  /** Receipt of the oldest file that is neither done nor set aside. */
  readonly oldestReceivedAt: string;
  /** When the oldest answer that is not delivered was stored, for each partner that waits for one. */
  readonly undelivered: readonly UndeliveredAge[];
  /** Acknowledgments that partners owe and that are late, by partner and type. */
  readonly overdueAcknowledgments: readonly OverdueCount[];
  readonly deadlines: readonly DeadlineCount[];
  readonly lettersDue: number;
  readonly lettersWithoutAddress: number;
  readonly documentsUnmatched: number;
}

/** One matter a person should look at. */
export interface Attention {
  readonly kind:
    | 'file-quarantined'
    | 'deadline-late'
    | 'letter-not-made'
    | 'letter-without-address'
    | 'document-unmatched'
    | 'acknowledgment-refused'
    | 'publication-refused'
    | 'acknowledgment-overdue';
  /** Names the matter for good: a row's number, and how often it came up. Not for showing. */
  readonly key: string;
  /** What may be shown: a submission's number, a clock or a partner; '' for a letter. Names no member and no PA. */
  readonly subject: string;
  /** ISO instant. */
  readonly since: string;
}

/** What `attention` looks for; ISO instants. */
export interface AttentionQuestion {
  readonly now: string;
  /** Letters that fell due before. */
  readonly lettersBefore: string;
  /** Unmatched documents that came before. */
  readonly documentsBefore: string;
  /** At most so many of each kind, the newest. */
  readonly most: number;
}

/** That operators were told of a matter by one channel. */
export interface ToldAlert {
  /** `command` or `webhook`. */
  readonly channel: string;
  readonly event: string;
  readonly key: string;
  /** ISO instant. */
  readonly toldAt: string;
}
