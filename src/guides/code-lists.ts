/**
 * Code lists as the rules ask them: by value and day. Shipped lists (`schemas/codes`) and those an operator imported
 * (`DIR/codes`) answer alike.
 */

/** What a list says of a value on a day. */
export type CodeAnswer = 'valid' | 'unknown' | 'not-in-force' | 'no-list';

/** One list, ready to be asked. */
export interface CodeList {
  readonly id: string;
  /** False: a snapshot of what others maintain; an unknown value only warns. */
  readonly isClosed: boolean;
  readonly size: number;
  /** True for a shipped list that nobody replaced; an imported one goes before it. */
  readonly isShipped?: boolean;
  /** `day` as the number CCYYMMDD; 0 when no day is known: then dates do not count. Case and periods as sent. */
  ask(value: string, day: number): Exclude<CodeAnswer, 'no-list'>;
}

/** All lists there are. */
export interface CodeLists {
  /** Undefined: nobody imported it. */
  list(id: string): CodeList | undefined;
}
