import type { FileOutcome, InterchangeOutcome } from '../envelope/outcome.js';
import type { OwnSchemas } from '../guides/schema-files.js';
import type { PartnerProfile, PayerIdentity } from '../partners/profile.js';
import type { RoutedHandler } from '../route/route.js';
import type { SetRow } from '../store/ledger.js';

/** One file to be examined, as values that cross to a worker. */
export interface ExaminationJob {
  /** Our copy, absolute. */
  readonly path: string;
  readonly bytes: number;
  /** The partner it is from; absent: held against the guides alone, no companion guide (`validate --guide-only`). */
  readonly profile?: PartnerProfile;
  /** The day it was received in the payer's time zone, as the number CCYYMMDD; absent: unknown to rules. */
  readonly received?: number;
}

/** What files are judged with, beside the schemas. */
export interface ExaminationSetting {
  /** Folder of the code lists imported here (`openCodeLists`); absent: shipped lists only. It need not exist. */
  readonly codeListsRoot?: string;
  readonly payer: PayerIdentity;
  /** Who applies what, for routing. */
  readonly handlers: readonly RoutedHandler[];
  /** Findings kept of one set; absent: 1000. */
  readonly findingsPerSet?: number;
  /** Payer overlay whose companion guides count; absent: none does (guides only). */
  readonly overlay?: string;
}

/** What every worker is started with. */
export interface WorkerSetting extends ExaminationSetting {
  /** Folder the schemas are read from. */
  readonly schemasRoot: string;
  /** The operator's own schemas, as they were when the gateway started; absent: shipped ones only. */
  readonly ownSchemas?: OwnSchemas;
}

/** What an examination finds, in file order: an interchange comes after all of its sets, the file last. */
export type ExaminationMessage =
  | { readonly kind: 'sets'; readonly rows: readonly SetRow[] }
  | { readonly kind: 'interchange'; readonly outcome: InterchangeOutcome }
  | { readonly kind: 'file'; readonly outcome: FileOutcome };

/**
 * Examines a file somewhere and hands on what it finds, one message after the other, each when the one before is dealt
 * with. Rejects with JobDied when the examination died, overran or threw, and with what `handle` rejects with.
 */
export type RunExamination = (
  job: ExaminationJob,
  handle: (message: ExaminationMessage) => Promise<void>,
) => Promise<void>;
