import { expectThat } from './failure.mjs';

/** Pass 2 reads of every accepted set as many units as pass 1 counted, inside the set, in order. */
export function checkUnits(library, { interchanges, sets }, bytes, chance) {
  for (const set of sets) {
    if (set.status === 'R' || set.guideId === '') continue;
    const { delimiters } = interchanges[set.interchange].header;
    const units = [];
    const guide = library.compiledGuide(library.schemas, set.guideId);
    const reader = new library.UnitReader(guide, delimiters, set.byteStart, (unit) => units.push(unit));
    const size = chance.of([11, 1000, 1 << 16]);
    for (let at = set.byteStart; at < set.byteEnd; at += size) {
      const piece = new Uint8Array(bytes.subarray(at, Math.min(at + size, set.byteEnd)));
      reader.push(piece);
      piece.fill(0x21);
    }
    reader.end();
    expectThat(units.length === set.units, 'units', `pass 1 counts ${set.units}, pass 2 reads ${units.length}`);
    let end = set.byteStart;
    for (const [index, unit] of units.entries()) {
      expectThat(unit.index === index, 'units', 'a unit has another number');
      const isInside = unit.byteStart >= end && unit.byteEnd >= unit.byteStart && unit.byteEnd <= set.byteEnd;
      expectThat(isInside, 'units', `bytes ${unit.byteStart} to ${unit.byteEnd} after ${end}`);
      end = unit.byteStart;
    }
  }
}
