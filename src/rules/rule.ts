/**
 * The shape of rules between segments, `schemas/rules/<guide id>.json` and the companion guides in
 * `schemas/payers/<overlay>/companion/<guide id>.json`. `schemas/rules.schema.json` checks the same by machine;
 * docs/rules.md explains the grammar. Facts and wording only; nothing here is compiled.
 */

/** SNIP types that rules belong to; type 1 is the standard's and stands in the tables. */
export type RuleSnip = 2 | 3 | 4 | 5 | 6 | 7;

/**
 * What must hold in every occurrence of a loop. It is judged when that loop closes. An expression over something that
 * was not sent, or is not of the right form, is neither true nor false: a rule fires only when `when` is surely true and
 * `then` surely false, so that one cause gives one finding.
 */
export interface Rule {
  /** Stable name, kebab-case, unique over all guides and overlays: the finding's code. */
  readonly id: string;
  readonly snip: RuleSnip;
  /** Loop id whose occurrences are judged, wherever the guide has it; '' for the transaction set. */
  readonly scope: string;
  /** A path: the rule is tried for each of its values, which expressions call `value`. The finding stands there. */
  readonly each?: string;
  /** Condition; absent: always. */
  readonly when?: string;
  /** Must hold. */
  readonly then: string;
  /** Path of the element, segment or loop at fault; absent with `each`. Not sent: the place it should have had. */
  readonly at?: string;
  /** Path of the element whose value made the rule apply (999 guide CTX, situational trigger). */
  readonly trigger?: string;
  /** IK304 (at names a segment or loop) or IK403 (an element) where a partner has this answered in the 999. */
  readonly acknowledgment: string;
  /** As shipped; an operator or a partner setting may change it. `inferred` rules warn. */
  readonly severity: 'reject' | 'warn' | 'off';
  readonly certainty: 'stated' | 'inferred';
  /** Category, status and entity of the 277CA's STC for a claim refused by it: `A7:164:IL`. */
  readonly claimStatus?: string;
  /** Where and with which AAA03 and AAA04 a 278 response says it. */
  readonly rejectReason?: { readonly loop: string; readonly reason: string; readonly followUp: string };
  /** One line, sentence case, no full stop. */
  readonly title: string;
  /** What is wrong, for a biller; `{name}` stands for a parameter, `{value}` for nothing: values are shown by reports. */
  readonly message: string;
  /** How to mend it, for a biller. Same placeholders. */
  readonly mend: string;
  readonly source: string;
  /** What the wording's placeholders stand for: expressions over elements that are not protected. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The rules that belong to a guide itself: SNIP types 2 to 6. */
export interface RuleFile {
  /** Guide id: `005010X222A1-837P`. */
  readonly guide: string;
  readonly rules: readonly Rule[];
}

/** Wording, severity and origin that a change of a companion guide shares with a rule. */
export type ChangeWording = Pick<
  Rule,
  'id' | 'severity' | 'certainty' | 'claimStatus' | 'rejectReason' | 'title' | 'message' | 'mend' | 'source'
> & {
  /** Condition in the scope of the path's loop. */
  readonly when?: string;
};

/**
 * One thing a companion guide changes: it may narrow what the guide allows, never widen it. Each is a rule of SNIP type 7
 * written shorter. Paths begin with a loop: `2010BA/NM109`, `2300/PWK`, `2000C`; `REF02` alone stands outside all loops.
 */
export type CompanionChange = ChangeWording &
  (
    | { readonly require: string }
    | { readonly forbid: string }
    /** Only these values. */
    | { readonly codes: string; readonly values: readonly string[] }
    | { readonly length: string; readonly minimum?: number; readonly maximum?: number }
    /** Regular expression the whole value must match. */
    | { readonly pattern: string; readonly matches: string }
    /** At most so many occurrences of a segment or loop in the loop above. */
    | { readonly most: string; readonly count: number }
  );

/** A payer's companion guide for one guide: `schemas/payers/<overlay>/companion/<guide id>.json`. */
export interface CompanionGuide {
  readonly guide: string;
  /** Its own edition, such as `2012-10`; a new one is a new file with later dates. */
  readonly version: string;
  readonly title: string;
  /** First and last day (CCYYMMDD) on which received files are held against it; absent: open. */
  readonly from?: string;
  readonly to?: string;
  readonly source: string;
  readonly changes: readonly CompanionChange[];
  /** What a change cannot say. */
  readonly rules: readonly Rule[];
}
