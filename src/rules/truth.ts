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

export function opposite(one: Truth): Truth {
  return (2 - one) as Truth;
}

/** A bit of a flag without which a test cannot have an answer: `memory.flags[flag] & mask` is not 0 then. */
export interface Guard {
  readonly flag: number;
  readonly mask: number;
}

/** What must have been sent for a test to be true, and for it to be false. */
interface Guards {
  readonly truth?: Guard | undefined;
  readonly falsehood?: Guard | undefined;
}

/** Beside the tests, so that a test stays a plain function. */
const guardsOf = new WeakMap<Test, Guards>();

/** Notes what a test hangs on; gives it back. */
export function guarded(test: Test, guards: Guards): Test {
  if (guards.truth !== undefined || guards.falsehood !== undefined) guardsOf.set(test, guards);
  return test;
}

/** The flag without which this test cannot be true (false). Undefined: none is known. */
export function guardOf(test: Test, of: 'truth' | 'falsehood'): Guard | undefined {
  return guardsOf.get(test)?.[of];
}

function firstGuard(tests: readonly Test[], of: 'truth' | 'falsehood'): Guard | undefined {
  for (const test of tests) {
    const guard = guardOf(test, of);
    if (guard !== undefined) return guard;
  }
  return undefined;
}

export function not(test: Test): Test {
  return guarded((memory) => opposite(test(memory)), {
    truth: guardOf(test, 'falsehood'),
    falsehood: guardOf(test, 'truth'),
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
  return guarded(all, { truth: firstGuard(tests, 'truth') });
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
  return guarded(any, { falsehood: firstGuard(tests, 'falsehood') });
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
