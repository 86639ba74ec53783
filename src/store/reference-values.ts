import type {
  ReferenceAuthorization,
  ReferenceFacts,
  ReferenceKind,
  ReferenceMember,
  ReferenceProvider,
  ReferenceService,
} from '../domain/reference.js';
import type { ReferenceEdition } from './rows.js';

/** The part of the ledger that holds the payer's own files of providers, members, services and authorizations. */
export interface ReferenceLedger {
  /**
   * Opens a new, invisible edition; rows follow in batches, and `completeReference` puts it in the old one's place. One of
   * this kind that was begun before and not completed is dropped.
   */
  beginReference(kind: ReferenceKind, actor: string, now: string): Promise<number>;
  /**
   * One commit: some thousand rows keep others waiting for little. A row that is there with the same content is passed
   * over; `reference-row-twice` (subject: its place in the batch, from 1) when the key is there with other content.
   */
  putReferenceRows(
    edition: number,
    rows:
      | readonly ReferenceProvider[]
      | readonly ReferenceMember[]
      | readonly ReferenceService[]
      | readonly ReferenceAuthorization[],
  ): Promise<void>;
  /** One small commit: from now on look-ups read this edition. The old one's rows are removed in steps. */
  completeReference(edition: number, now: string): Promise<ReferenceEdition>;
  /** Drops an edition that will not be completed, such as one with faulty rows or left by a crash. */
  dropReference(edition: number): Promise<void>;
  /** Editions that were begun and not completed, being loaded or left by a crash, and those that are not wholly removed. */
  referencesLeft(): readonly number[];
  /** The edition of each kind that is loaded. */
  references(): readonly ReferenceEdition[];
  /** Rows of the services file in order of code, at most `limit` after the one given; empty when none is loaded. */
  services(after: Pick<ReferenceService, 'from' | 'to'> | undefined, limit: number): readonly ReferenceService[];
  /** Look-ups outside a transaction. */
  readonly reference: ReferenceFacts;
}
