import type { RuleMemory } from './memory.js';

/** Truth of three values, ordered so that `and` is the least and `or` the greatest. */
export type Truth = 0 | 1 | 2;

export const FALSE: Truth = 0;
export const UNKNOWN: Truth = 1;
export const TRUE: Truth = 2;

/** A compiled condition. */
export type Test = (memory: RuleMemory) => Truth;

/** What is asked of one value as sent: bytes `start` to `end`, never empty. Makes no strings unless it must. */
export type Predicate = (bytes: Uint8Array, start: number, end: number, memory: RuleMemory) => Truth;

export function truth(isTrue: boolean): Truth {
  return isTrue ? TRUE : FALSE;
}

/** What must be so of a flag for a test to have an answer: not when `memory.flags[flag] & mask` is `blocked`. */
export interface Guard {
  readonly flag: number;
  /** One bit. */
  readonly mask: number;
  /** 0: the bit must be set; the mask: it must not be. */
  readonly blocked: number;
}

/** What must be so for a test to be true, and for it to be false: all of the guards. */
interface Guards {
  readonly truth?: readonly Guard[] | undefined;
  readonly falsehood?: readonly Guard[] | undefined;
}

/** Beside the tests, so that a test stays a plain function. */
const guardsOfTest = new WeakMap<Test, Guards>();

/** A guard that asks for this bit of a flag. */
export function bitSet(flag: number, mask: number): Guard {
  return { flag, mask, blocked: 0 };
}

/** A guard that asks for this bit of a flag not to be set. */
export function bitClear(flag: number, mask: number): Guard {
  return { flag, mask, blocked: mask };
}

/** Notes what a test hangs on; gives it back. */
export function guarded(test: Test, guards: Guards): Test {
  if (guards.truth !== undefined || guards.falsehood !== undefined) guardsOfTest.set(test, guards);
  return test;
}

/** What must be so of flags for this test to be true (false); [] when nothing is known. */
export function guardsOf(test: Test, of: 'truth' | 'falsehood'): readonly Guard[] {
  return guardsOfTest.get(test)?.[of] ?? [];
}

export function not(test: Test): Test {
  return guarded((memory) => (2 - test(memory)) as Truth, {
    truth: guardsOf(test, 'falsehood'),
    falsehood: guardsOf(test, 'truth'),
  });
}

/** SQL's `and`: false as soon as one is false. */
export function and(tests: readonly Test[]): Test {
  if (tests.length === 1) return tests[0]!;
  const all: Test = (memory) => {
    let least: Truth = TRUE;
    for (let at = 0; at < tests.length; at++) {
      const one = tests[at]!(memory);
      if (one === FALSE) return FALSE;
      if (one < least) least = one;
    }
    return least;
  };
  return guarded(all, { truth: tests.flatMap((test) => guardsOf(test, 'truth')) });
}

/** SQL's `or`: true as soon as one is true. */
export function or(tests: readonly Test[]): Test {
  if (tests.length === 1) return tests[0]!;
  const any: Test = (memory) => {
    let greatest: Truth = FALSE;
    for (let at = 0; at < tests.length; at++) {
      const one = tests[at]!(memory);
      if (one === TRUE) return TRUE;
      if (one > greatest) greatest = one;
    }
    return greatest;
  };
  return guarded(any, { falsehood: tests.flatMap((test) => guardsOf(test, 'falsehood')) });
}

/** Bits of what values of one slot have answered. */
export const Seen = { false: 1, unknown: 2, true: 4 } as const;

/** Truth to its bit. */
export const SEEN_BIT = [Seen.false, Seen.unknown, Seen.true] as const;

/** Any value makes it true; values and none does: false; no value, or only malformed ones: unknown. */
export function anySeen(bits: number): Truth {
  return (bits & Seen.true) !== 0 ? TRUE : (bits & Seen.false) !== 0 ? FALSE : UNKNOWN;
}

/** Every value makes it true; one makes it false: false; no value or malformed ones: unknown. */
export function allSeen(bits: number): Truth {
  return (bits & Seen.false) !== 0 ? FALSE : bits === Seen.true ? TRUE : UNKNOWN;
}
