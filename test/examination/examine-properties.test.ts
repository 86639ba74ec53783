import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../x12/tokens.js';
import { contextFor, type Examined, examineAll, fixturePartner, inPieces } from './examination-support.js';

const read = (slug: string) =>
  readFileSync(new URL(`../../fixtures/cases/${slug}/input.x12`, import.meta.url), 'latin1').trimEnd();
const FILES = [read('278-clean'), read('278-second-set-refused'), read('sender-id-too-short')];
const SEGMENTS = FILES.flatMap((file) => file.split('~').map((segment) => `${segment}~`));

/** Real segments in any order, with damage: what a broken writer or a broken line makes of a file. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SEGMENTS) },
  { weight: 2, arbitrary: fc.constantFrom(...FILES) },
  { weight: 1, arbitrary: fc.constantFrom('\r\n', '~', 'ISA*', 'BIN*9*a~', 'IEA*1*000000101', '\xff\xfe', ' ', 'X') },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
);
const damaged = fc
  .tuple(fc.array(piece, { maxLength: 12 }), fc.nat(), fc.nat(), fc.nat({ max: 255 }))
  .map(([pieces, cutAt, changeAt, byte]) => {
    const text = pieces.join('');
    const bytes = bytesOf(text.slice(0, text.length - (cutAt % (text.length + 1)) / 4));
    if (bytes.length > 0 && changeAt % 2 === 0) bytes[changeAt % bytes.length] = byte;
    return bytes;
  });

const FILLER = new Set([0x0d, 0x0a, 0x20, 0x09, 0x1a, 0x00]);

/** Bytes that belong to no interchange, no finding of the file, and are not filler. */
function unaccounted(bytes: Uint8Array, { file, interchanges }: Examined): number {
  const isAccounted = new Uint8Array(bytes.length);
  for (const { byteStart, byteEnd } of interchanges) {
    expect(isAccounted.subarray(byteStart, byteEnd).includes(1)).toBe(false);
    isAccounted.fill(1, byteStart, byteEnd);
  }
  for (const { place } of file.findings) isAccounted.fill(1, place.byteOffset, place.byteOffset + place.byteLength);
  return bytes.filter((byte, at) => isAccounted[at] === 0 && !FILLER.has(byte)).length;
}

describe('any file', () => {
  it('is examined without throwing, and every byte of it has a place', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        const examined = await examineAll([bytes], contextFor(fixturePartner()));
        expect(unaccounted(bytes, examined)).toBe(0);
        expect(examined.file.bytes).toBe(bytes.length);
        expect(examined.file.interchanges).toBe(examined.interchanges.length);
        for (const { groups, acknowledgment, note } of examined.interchanges) {
          expect(acknowledgment === 'A').toBe(note === '000');
          if (acknowledgment === 'R') expect(groups).toEqual([]);
          for (const group of groups) {
            expect(group.setsAccepted).toBeLessThanOrEqual(group.setsReceived);
            expect(group.setsAccepted > 0).toBe(group.status !== 'R');
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gets the same outcomes however it is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, fc.integer({ min: 1, max: 900 }), async (bytes, size) => {
        const context = contextFor(undefined);
        const whole = await examineAll([bytes], context);
        expect(await examineAll(inPieces(bytes, size), context)).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });
});
