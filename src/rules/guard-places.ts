import type { Judgment } from './program.js';
import { type Tap, TapKind } from './taps.js';

/** The parts of a tap that change while places are given guards. */
type OpenTap = Pick<Tap, 'testFlags'> & {
  readonly [List in 'steps' | 'places' | 'placeGuards']: number[];
};

/**
 * Most places are asked for only when a value failed the test beside them. Where every judgment that shows a place hangs
 * on a flag of the same reading, and there is one value at most, the step remembers the place only when such a flag has
 * come up: nobody asks for it otherwise. `singlePlaces` are the places with one value at most.
 */
export function guardPlaces(
  taps: readonly (readonly OpenTap[] | null)[],
  judgments: readonly Judgment[],
  singlePlaces: ReadonlySet<number>,
): void {
  const users = usersOf(judgments);
  const readers = new Map<number, number>();
  const all = taps.flatMap((list) => list ?? []);
  for (const { testFlags } of all) for (const flag of testFlags) readers.set(flag, (readers.get(flag) ?? 0) + 1);
  for (const tap of all) {
    const own = new Set(tap.testFlags.filter((flag) => readers.get(flag) === 1));
    for (let at = 0; at < tap.steps.length; at += 2) {
      const place = tap.steps[at + 1]!;
      if (tap.steps[at] !== TapKind.place || !singlePlaces.has(place)) continue;
      const guards = (users.get(place) ?? []).map((judgment) =>
        judgment.guards.find(({ flag, blocked }) => blocked === 0 && own.has(flag)),
      );
      if (guards.length === 0 || guards.includes(undefined)) continue;
      tap.steps[at] = TapKind.guardedPlace;
      tap.steps[at + 1] = tap.placeGuards.length;
      tap.placeGuards.push(place, guards.length);
      for (const guard of guards) tap.placeGuards.push(guard!.flag, guard!.mask);
      tap.places.splice(tap.places.indexOf(place), 1);
    }
  }
}

function usersOf(judgments: readonly Judgment[]): ReadonlyMap<number, readonly Judgment[]> {
  const users = new Map<number, Judgment[]>();
  for (const judgment of judgments) {
    for (const spot of [judgment.at, judgment.trigger]) {
      if (spot === null || !('slot' in spot)) continue;
      const known = users.get(spot.slot);
      if (known === undefined) users.set(spot.slot, [judgment]);
      else known.push(judgment);
    }
  }
  return users;
}
