import type { FindingTrigger } from '../findings/finding.js';

/** A rule that was broken: what a finding needs beside the rule itself. */
export interface RuleFault {
  /** Index into the program's rules. */
  readonly rule: number;
  /** Loop node that was judged. */
  readonly scope: number;
  /** The open loop the fault lies in: the scope, or the value's own loop where that is at hand. */
  readonly loop: number;
  /** Segment node at fault: sent, or the one that should have been. */
  readonly node: number;
  readonly segmentPosition: number;
  readonly byteOffset: number;
  /** 0: nothing was sent there. */
  readonly byteLength: number;
  /** 1-based; 0: the segment or loop as a whole. */
  readonly element: number;
  readonly component: number;
  readonly repetition: number;
  readonly elementOffset: number;
  readonly elementLength: number;
  /** The unit the place is in, counted from 0 in the set; -1 outside units. */
  readonly unit: number;
  /** As sent (latin1), at most 256 characters; undefined when something is missing. */
  readonly value: string | undefined;
  readonly isProtected: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly trigger: FindingTrigger | undefined;
}
