import type { UsageIndicator } from '../envelope/outcome.js';
import type { ProviderLocation } from '../partners/profile.js';

/** What kind of answer; also the middle of its file name (docs/download-store.md). */
export type AnswerType = 'ta1' | '999' | '278' | '277ca' | '277' | 'report' | 'claims';

/** An answer as rendered, before the ledger has given it a row. Rendered once; from then on only its bytes are copied. */
export interface AnswerDraft {
  readonly type: AnswerType;
  readonly extension: 'x12' | 'txt';
  /** Whose mailbox (docs/download-store.md). */
  readonly location: ProviderLocation;
  readonly usage: UsageIndicator;
  /** 0-based interchange it answers; -1 for a report on the whole file. */
  readonly interchange: number;
  /** Outbound ISA13 it carries; 0 for text. */
  readonly controlNumber: number;
  /** The bytes, or a fsynced file in the spool when they are many (over 256 KB), path relative to the data directory. */
  readonly content: Uint8Array | { readonly spoolPath: string; readonly sha256: string; readonly bytes: number };
}
