import { GUARDS_ASKED, type GuardTable, type Judgment } from './program.js';
import { bitSet, type Guard, Seen } from './truth.js';

/** Flags in a word, as `RuleMemory.flagsByFour` reads them. */
const FLAGS_IN_WORD = 4;

/** Guards pack a flag into 16 bits. */
const MOST_FLAGS = 0xffff;

/** Flag 0 is always set. */
const NO_GUARD = bitSet(0, Seen.true);

/**
 * Puts judgments together whose first guards ask the same of the same word of flags, in their order otherwise, and makes
 * the table that lets most of them pass unasked. Throws RangeError when there are more flags than a guard can name.
 */
export function guardTable(judgments: readonly Judgment[]): {
  readonly judgments: readonly Judgment[];
  readonly table: GuardTable;
} {
  const groups = new Map<string, Judgment[]>();
  for (const judgment of judgments) {
    const { flag, blocked } = firstGuard(judgment);
    const key = `${wordOf(flag)} ${blocked > 0}`;
    groups.set(key, [...(groups.get(key) ?? []), judgment]);
  }
  const ordered = [...groups.values()].flat();
  const rows: number[] = [];
  for (const members of groups.values()) {
    const firsts = members.map(firstGuard);
    const bits = bitsOf(firsts);
    const first = rows.at(-1) ?? 0;
    rows.push(wordOf(firsts[0]!.flag), bits, firsts[0]!.blocked > 0 ? bits : 0, first, first + members.length);
  }
  const guards = new Int32Array(judgments.length * GUARDS_ASKED).fill(packed(NO_GUARD));
  for (const [index, judgment] of ordered.entries()) {
    for (const [at, guard] of judgment.guards.slice(0, GUARDS_ASKED).entries()) {
      guards[index * GUARDS_ASKED + at] = packed(guard);
    }
  }
  return { judgments: ordered, table: { groups: Int32Array.from(rows), guards } };
}

/** The row of `GuardTable.groups` at this offset has a judgment that the flags let be asked. */
export function mayAsk(groups: Int32Array, row: number, flagsByFour: Int32Array): boolean {
  return ((flagsByFour[groups[row]!]! ^ groups[row + 2]!) & groups[row + 1]!) !== 0;
}

/** False when a guard of the judgment (index in its loop) says that it has no answer, or a good one. */
export function mayBeBroken(guards: Int32Array, judgment: number, flags: Uint8Array): boolean {
  const first = judgment * GUARDS_ASKED;
  for (let at = first; at < first + GUARDS_ASKED; at++) {
    const guard = guards[at]!;
    if ((flags[guard >>> 16]! & (guard >>> 8) & 0xff) === (guard & 0xff)) return false;
  }
  return true;
}

function firstGuard({ guards }: Judgment): Guard {
  return guards[0] ?? NO_GUARD;
}

function wordOf(flag: number): number {
  return Math.floor(flag / FLAGS_IN_WORD);
}

/** The guards' bits as they stand in a word of this machine. */
function bitsOf(guards: readonly Guard[]): number {
  const bytes = new Uint8Array(FLAGS_IN_WORD);
  for (const { flag, mask } of guards) bytes[flag % FLAGS_IN_WORD]! |= mask;
  return new Int32Array(bytes.buffer)[0]!;
}

function packed({ flag, mask, blocked }: Guard): number {
  if (flag > MOST_FLAGS) throw new RangeError(`more than ${MOST_FLAGS} questions in the rules of one guide`);
  return (flag << 16) | (mask << 8) | blocked;
}
