import { AmountSum } from '../domain/claims/amount.js';
import type { HandoffRow } from '../store/handoff-values.js';
import type { ClaimsInStep } from './accepted-claims.js';
import { Bits } from './bits.js';
import { LEVELS_DEEP, SetParts } from './set-parts.js';

/** What of a set is handed off, known before the first byte is written. */
export interface SetPlan {
  /** True for a level below which a claim was accepted. `level` counts from 0 in the set. */
  readonly isKept: (level: number) => boolean;
  /** True for a level that keeps a level below it: HL04. */
  readonly hasLevels: (level: number) => boolean;
  /** Accepted claims, their lines, and the exact sum of their CLM02. */
  readonly claims: number;
  readonly lines: number;
  readonly totalCharge: string;
}

/**
 * Reads a set once to tell which levels keep claims: HL04 of a subscriber says whether a patient level follows, which
 * shows only later. Holds two bits for each level. Raises GatewayError `handoff-original-differs`.
 */
export async function planSet(
  handoff: Pick<HandoffRow, 'delimiters' | 'byteStart'>,
  chunks: AsyncIterable<Uint8Array>,
  claims: ClaimsInStep,
): Promise<SetPlan> {
  const kept = new Bits();
  const parents = new Bits();
  const open = new Array<number>(LEVELS_DEEP).fill(-1);
  const total = new AmountSum();
  let count = 0;
  let lines = 0;
  const parts = new SetParts(handoff.delimiters, handoff.byteStart, {
    level(_view, index, depth) {
      open.fill(-1, depth);
      open[depth] = index;
    },
    claim(view) {
      const claim = claims.at(view.fileOffset);
      if (claim?.verdict.accepted !== true) return;
      count++;
      lines += claim.lines;
      total.add(claim.totalCharge);
      let above = -1;
      for (const level of open) {
        if (level < 0) continue;
        if (kept.raise(level) && above >= 0) parents.raise(above);
        above = level;
      }
    },
    other() {},
    trailer() {},
  });
  for await (const chunk of chunks) parts.push(chunk);
  parts.end();
  claims.end();
  return {
    isKept: (level) => kept.isUp(level),
    hasLevels: (level) => parents.isUp(level),
    claims: count,
    lines,
    totalCharge: total.toString(),
  };
}
