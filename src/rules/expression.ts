import type { Amount } from './amounts.js';

/** Where in the rule's text an expression begins, counted from 0; for the messages of the compiler. */
interface Positioned {
  readonly position: number;
}

/** Every element, or every component, of a path written with `*`. */
export const EVERY = -1;

/** A path as written. Which places of a guide it means is found by `paths.ts`. */
export interface PathExpression extends Positioned {
  readonly kind: 'path';
  /** `guide`: from the scope loop; `value`: the value of `each`; `this`: the segment that value stands in. */
  readonly base: 'guide' | 'value' | 'this';
  /** Loop id; '' for the scope loop's own segments. */
  readonly loop: string;
  /** Segment id; '' when the path names a loop, or a component of the element that `value` stands in. */
  readonly segment: string;
  /** Values of the segment's key element; empty: any. */
  readonly qualifiers: readonly string[];
  /** 1-based; 0 none: the segment itself; EVERY. */
  readonly element: number;
  /** 1-based; 0 none: the whole element; EVERY. */
  readonly component: number;
  /** As written. */
  readonly text: string;
}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** An expression of the rule grammar (docs/rules.md) as a tree. */
export type Expression =
  | (Positioned & { readonly kind: 'or' | 'and'; readonly terms: readonly Expression[] })
  | (Positioned & { readonly kind: 'not'; readonly term: Expression })
  | (Positioned & {
      readonly kind: 'compare';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Positioned & {
      readonly kind: 'in';
      readonly isNegated: boolean;
      readonly left: Expression;
      readonly values: readonly string[];
    })
  | (Positioned & {
      readonly kind: 'add';
      readonly isMinus: boolean;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Positioned & { readonly kind: 'text'; readonly text: string })
  | (Positioned & { readonly kind: 'number'; readonly amount: Amount })
  /** The day the file was received. */
  | (Positioned & { readonly kind: 'received' })
  | (Positioned & { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] })
  | PathExpression;
