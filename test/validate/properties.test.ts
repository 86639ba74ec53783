import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { SetValidator } from '../../src/validate/set-validator.js';
import { UnitReader } from '../../src/validate/unit-reader.js';
import { Tokenizer } from '../../src/x12/tokenizer.js';

const schemas = loadSchemas(defaultSchemasRoot());
const delimiters = { element: 0x2a, repetition: 0x5e, component: 0x3a, segment: 0x7e };
const casesFolder = join(import.meta.dirname, '../../fixtures/cases');

/** Every transaction set of the golden cases, with the guides of its version. */
const sets = readdirSync(casesFolder)
  .map((name) => readFileSync(join(casesFolder, name, 'input.x12'), 'latin1'))
  .flatMap((text) => text.match(/ST\*.*?~SE\*[^~]*~/gs) ?? [])
  .map((text) => ({
    text,
    guideIds: schemas.guideIndex
      .filter((guide) => text.split('~', 1)[0]?.endsWith(`*${guide.guide}`))
      .map((guide) => guide.id),
  }))
  .filter((set) => set.guideIds.length > 0);

const validator = new SetValidator({
  compiled: (id) => compiledGuide(schemas, id),
  findings: schemas.findings,
  segmentDirectory: schemas.segmentDirectory,
});

function validate(guideIds: readonly string[], bytes: Uint8Array, chunk: number): string {
  validator.begin(guideIds, delimiters);
  const tokenizer = new Tokenizer({
    header() {},
    segment: (segment) => validator.segment(segment),
    stray() {},
    oversize() {},
    cut() {},
  });
  tokenizer.continueInside(delimiters, 0);
  for (let at = 0; at < bytes.length; at += chunk) tokenizer.push(bytes.subarray(at, at + chunk));
  tokenizer.end();
  return JSON.stringify(validator.end());
}

/** A set with segments dropped, doubled and swapped, and bytes overwritten with separators, letters and noise. */
const mutated = fc
  .record({
    set: fc.constantFrom(...sets),
    moves: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('drop', 'double', 'swap')), { maxLength: 5 }),
    bytes: fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0x2a, 0x3a, 0x5e, 0x7e, 0x20, 0x0a), fc.nat(255))), {
      maxLength: 6,
    }),
  })
  .map(({ set, moves, bytes }) => {
    const segments = set.text.split('~');
    for (const [a, b, kind] of moves) {
      const at = a % segments.length;
      const other = b % segments.length;
      if (kind === 'drop') segments.splice(at, 1);
      else if (kind === 'double') segments.splice(at, 0, segments[at] ?? '');
      else [segments[at], segments[other]] = [segments[other] ?? '', segments[at] ?? ''];
      if (segments.length === 0) segments.push('ST*1');
    }
    const buffer = Buffer.from(segments.join('~'), 'latin1');
    if (buffer.length > 0) for (const [at, byte] of bytes) buffer[at % buffer.length] = byte;
    return { guideIds: set.guideIds, buffer };
  });

describe('whatever a set holds', () => {
  it('is judged without an exception, and alike for every chunk size', () => {
    expect(sets.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(mutated, fc.integer({ min: 1, max: 97 }), ({ guideIds, buffer }, chunk) => {
        expect(validate(guideIds, buffer, chunk)).toBe(validate(guideIds, buffer, buffer.length + 1));
      }),
      { numRuns: 1500 },
    );
  });

  it('is read as units without an exception', () => {
    fc.assert(
      fc.property(mutated, ({ guideIds, buffer }) => {
        const reader = new UnitReader(compiledGuide(schemas, guideIds[0] ?? ''), delimiters, 0, () => {});
        reader.push(buffer);
        reader.end();
      }),
      { numRuns: 500 },
    );
  });
});
