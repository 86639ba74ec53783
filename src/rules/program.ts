import type { FindingKind } from '../findings/finding.js';
import type { CompiledGuide } from '../guides/compiled.js';
import type { Value } from './compiler.js';
import type { MemoryPlan } from './memory.js';
import type { Target } from './paths.js';
import type { Rule } from './rule.js';
import type { Tap } from './taps.js';
import type { Guard, Predicate, Test } from './truth.js';

/** What is counted when a loop opens, beside what its segments bring. */
export interface LoopTap {
  /** `mark`: flag; `count`: count; `row`: a new row of a table. */
  readonly kind: 'mark' | 'count' | 'row';
  readonly index: number;
}

/** An element of the row of a rule with `each`: of the same segment, or a component of the same element (element 0). */
export interface Column {
  readonly element: number;
  readonly component: number;
}

/** Where a finding stands: a place slot, and the target it stands for when nothing was sent. */
export interface PlacePlan {
  readonly slot: number;
  readonly target: Target;
}

/** An element of the segment in which the value of `each` stands. */
export interface RowSpot {
  /** Column that holds its value. */
  readonly column: number;
  readonly element: number;
  readonly component: number;
}

/** One rule at one place of its scope. */
export interface Judgment {
  /** Index into the program's rules. */
  readonly rule: number;
  /** The loop node that is judged when it closes. */
  readonly scope: number;
  /** Null: always. */
  readonly condition: Test | null;
  readonly demand: Test;
  /** Flags without which the condition is not true or the demand not false: then nothing needs asking. */
  readonly guards: readonly Guard[];
  /** Where it stands; null for a rule with `each`, whose rows know. */
  readonly at: PlacePlan | RowSpot | null;
  readonly each: EachPlan | null;
  readonly trigger: PlacePlan | RowSpot | null;
  readonly parameters: readonly { readonly name: string; readonly value: Value }[];
  readonly isProtected: boolean;
}

/** How a rule with `each` sees its values. */
export interface EachPlan {
  readonly columns: readonly Column[];
  /** What the value and its segment alone decide, asked as it comes; a value that cannot be at fault is not kept. */
  readonly mayApply: Test | null;
  /** The part of the demand that the value alone decides: kept only when false. */
  readonly mayHold: Test | null;
  /** Nothing but the value and its segment decide: judged as it comes, and no slot is needed (-1). */
  readonly slot: number;
  /** Set when the slot has a row; 0 without a slot. */
  readonly flag: number;
}

/** Guards of a judgment that are looked at before it is asked. */
export const GUARDS_ASKED = 4;

/** Numbers in a row of `GuardTable.groups`. */
export const GROUP_WIDTH = 5;

/** What flags must say before the judgments of a loop are asked; most of them never are. */
export interface GuardTable {
  /**
   * Judgments whose first guards ask the same of the same four flags, in rows: index of the four flags, bits of the
   * guards, again those bits if they must be clear (else 0), first judgment and the one behind the last. Flag 0 is always
   * set and stands for no guard.
   */
  readonly groups: Int32Array;
  /** The first `GUARDS_ASKED` guards of each judgment: flag, mask and blocked bits packed as 16, 8 and 8 bits. */
  readonly guards: Int32Array;
}

/** The rules of a guide, ready to run. Shared by all sets and runners; nothing in it changes. */
export interface RuleProgram extends MemoryPlan {
  readonly guide: CompiledGuide;
  readonly rules: readonly Rule[];
  /** The kind of finding each rule makes, in the order of the rules. */
  readonly kinds: readonly FindingKind[];
  /** The tests of each tap that has any. */
  readonly memos: readonly (readonly Predicate[])[];
  /** By segment node; null where no rule looks. */
  readonly taps: readonly (readonly Tap[] | null)[];
  /** By loop node. */
  readonly loopTaps: readonly (readonly LoopTap[] | null)[];
  readonly judgments: readonly (readonly Judgment[] | null)[];
  /** By loop node; the judgments of a group stand together. */
  readonly guards: readonly (GuardTable | null)[];
  /** Judgments with `each`, by the index their taps carry. */
  readonly eachJudgments: readonly Judgment[];
}
