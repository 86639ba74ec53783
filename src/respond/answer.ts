import type { UsageIndicator } from '../envelope/outcome.js';
import type { ProviderLocation } from '../partners/profile.js';

/** What kind of answer; also the middle of its file name (docs/download-store.md). */
export type AnswerType =
  | 'ta1'
  | '999'
  | '278'
  | '277ca'
  | '277'
  | '824'
  | '835'
  | '834'
  | '820'
  | '271'
  | 'report'
  | 'claims'
  /** To a provider about a PA. */
  | 'notice'
  /** To a member about a PA; leaves through the letter hand-off. */
  | 'letter'
  /** To whoever publishes: what became of a published file. */
  | 'published';

export type AnswerExtension = 'x12' | 'txt' | 'pdf' | 'json';

/**
 * Where it goes: `mailbox` to the download store and the partner's outbox, `store` to the download store alone (a
 * provider that is no partner of its own), `letters` to the hand-off for the mail vendor and to no provider's folder,
 * `publisher` to the reports on published files.
 */
export type AnswerTarget = 'mailbox' | 'store' | 'letters' | 'publisher';

/** An answer as rendered, before the ledger has given it a row. Rendered once; from then on only its bytes are copied. */
export interface AnswerDraft {
  readonly type: AnswerType;
  readonly extension: AnswerExtension;
  /** Whose mailbox (docs/download-store.md). */
  readonly location: ProviderLocation;
  readonly usage: UsageIndicator;
  /** 0-based interchange it answers; -1 for a report on the whole file. */
  readonly interchange: number;
  /** Outbound ISA13 it carries; 0 for text. */
  readonly controlNumber: number;
  /** Absent: `mailbox`. */
  readonly target?: AnswerTarget;
  /** Whose outbox gets a copy; absent: that of the partner whose file it answers. */
  readonly partnerId?: string;
  /** The bytes, or a fsynced file in the spool when they are many (over 256 KB), path relative to the data directory. */
  readonly content: Uint8Array | { readonly spoolPath: string; readonly sha256: string; readonly bytes: number };
}
