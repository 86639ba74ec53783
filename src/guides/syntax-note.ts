/** The positions an X12 syntax note names, from 1, in its order: `P0304` 3 and 4. What is no note names none. */
export function notePositions(note: string): number[] {
  return (note.slice(1).match(/\d\d/g) ?? []).map(Number);
}
