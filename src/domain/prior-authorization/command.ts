import type { LetterDue } from './letters.js';
import type {
  AnnouncedAttachment,
  AppealOutcome,
  CancellationCause,
  Channel,
  DocumentFacts,
  HistoryEntry,
  LineOutcome,
  PriorAuthorization,
} from './model.js';
import type { ReviewSettings } from './settings.js';
import type { PriorAuthorizationEvent, StateTableStatus } from './status.js';

/** One question at a deferral: the document that is wanted, for one line or (0) the whole request, and why. */
export interface WantedDocument {
  readonly lineNumber: number;
  /** Report type code (data element 755). */
  readonly reportType: string;
  /** What is asked, in the reviewer's words; never ''. */
  readonly reason: string;
  /** LOINC code of the document, '' when none. */
  readonly loinc: string;
}

/** What a reviewer says of one line. Left out of an approval or modification: as it was requested. */
export interface LineDecisionDraft {
  readonly lineNumber: number;
  readonly outcome: Exclude<LineOutcome, 'cancelled'>;
  readonly authorizedUnits?: string;
  readonly authorizedFrom?: string;
  readonly authorizedTo?: string;
  readonly authorizedProcedureCode?: string;
  readonly authorizedModifiers?: readonly string[];
  readonly authorizedDeliveryPattern?: string;
  readonly reasons?: readonly string[];
  readonly message?: string;
}

/** A document that has come in, stored and looked at already. */
export interface DeliveredDocument {
  readonly document: DocumentFacts;
  /** Our control number of the entry it belongs to (wanted or announced), '' when the sender named none. */
  readonly controlNumber: string;
  /** The sender's own number, '' when none. */
  readonly externalReference: string;
  readonly reportType: string;
  readonly description: string;
  readonly lineNumber: number;
}

/** Everything that can be done with a PA after it was submitted. Lines: empty for all that are open. */
export type PriorAuthorizationCommand =
  | { readonly kind: 'take' }
  | { readonly kind: 'release' }
  | { readonly kind: 'defer'; readonly wants: readonly WantedDocument[] }
  | { readonly kind: 'decide'; readonly decisions: readonly LineDecisionDraft[] }
  | {
      readonly kind: 'cancel';
      readonly lines: readonly number[];
      readonly cause: CancellationCause;
      readonly duplicateOf: string;
      readonly message: string;
    }
  | { readonly kind: 'void-by-payer'; readonly message: string }
  /** The provider voids its own request. */
  | { readonly kind: 'void' }
  | { readonly kind: 'reclassify'; readonly to: 'standard' }
  /** Documents come in. `submits`: they are before the reviewer at once; else they wait for the provider's `answer`. */
  | { readonly kind: 'attach'; readonly documents: readonly DeliveredDocument[]; readonly submits: boolean }
  /**
   * The provider submits what it has uploaded: the answer to a deferral, or a further document. `text`: what it says with
   * it, joined to the clinical rationale, and enough for an answer; `announced`: documents that are still to come.
   */
  | { readonly kind: 'answer'; readonly text?: string; readonly announced?: readonly AnnouncedAttachment[] }
  | { readonly kind: 'deferral-expires' }
  | {
      readonly kind: 'record-appeal';
      readonly outcome: AppealOutcome['outcome'];
      readonly decidedOn: string;
      readonly reference: string;
    };

/** Who does it, when, by which channel, and what the payer has settled. */
export interface CommandFacts {
  readonly at: Date;
  /** Partner id or user, never a person's name. */
  readonly actor: string;
  readonly channel: Channel;
  readonly settings: ReviewSettings;
  /** Next number of a kind, from 1. Asked only once it is certain that the command is carried out. */
  readonly nextNumber: (kind: 'pa-number' | 'pa-attachment') => number;
}

/**
 * Why a command is refused although the status would allow it; `line` 0: the whole. Holds no protected value.
 * `outcome-contradicted`: an approval or a denial that names something to authorize other than what was asked;
 * `nothing-to-appeal`: no line was modified or denied; `not-yours`: another reviewer has taken it.
 */
export interface CommandProblem {
  readonly problem:
    | 'line-unknown'
    | 'line-decided'
    | 'line-named-twice'
    | 'nothing-named'
    | 'reason-missing'
    | 'reason-unknown'
    | 'too-many-reasons'
    | 'question-missing'
    | 'words-too-long'
    | 'units-invalid'
    | 'units-above-request'
    | 'dates-invalid'
    | 'nothing-modified'
    | 'outcome-contradicted'
    | 'nothing-uploaded'
    | 'not-yours'
    | 'already-standard'
    | 'appeal-recorded'
    | 'nothing-to-appeal'
    | 'control-number-unknown';
  readonly line: number;
}

/** What a command leads to. */
export type CommandResult =
  | {
      readonly kind: 'done';
      readonly priorAuthorization: PriorAuthorization;
      readonly history: readonly HistoryEntry[];
      readonly letters: readonly LetterDue[];
      /** True when the requester's system is to hear of it: a later 278 response. */
      readonly isNews: boolean;
    }
  /** The state table has no row for it; `possible`: the events of this actor that it has. */
  | {
      readonly kind: 'not-possible';
      readonly status: StateTableStatus;
      readonly event: PriorAuthorizationEvent;
      readonly possible: readonly PriorAuthorizationEvent[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly CommandProblem[] };
