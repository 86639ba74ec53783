import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/findings/policy.js';
import { pageOf } from './page-of.js';

const SAMPLES = join(import.meta.dirname, '../../../fixtures/samples');
const files = readdirSync(SAMPLES)
  .filter((name) => name.endsWith('.x12'))
  .map((name) => readFileSync(join(SAMPLES, name), 'latin1'));

/** A sample with segments taken out, doubled, exchanged, and bytes changed: what senders and lines do to files. */
const damaged = fc
  .record({
    file: fc.constantFrom(...files),
    edits: fc.array(
      fc.record({
        kind: fc.constantFrom('drop', 'double', 'swap', 'byte', 'cut'),
        at: fc.nat(200),
        byte: fc.integer({ min: 0, max: 255 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ file, edits }) => {
    let segments = file.split('~');
    for (const { kind, at, byte } of edits) {
      const index = at % segments.length;
      const segment = segments[index]!;
      if (kind === 'drop') segments.splice(index, 1);
      else if (kind === 'double') segments.splice(index, 0, segment);
      else if (kind === 'swap') segments.push(...segments.splice(index, 1));
      else if (kind === 'cut') segments = segments.slice(0, index + 1);
      else {
        const place = byte % (segment.length + 1);
        segments[index] = segment.slice(0, place) + String.fromCharCode(byte) + segment.slice(place + 1);
      }
      if (segments.length === 0) segments = [''];
    }
    return Buffer.from(segments.join('~'), 'latin1');
  });

describe('a page about any file', () => {
  it('lists and places each finding once, closes what it opens, and holds no control character', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, fc.boolean(), async (bytes, asBig) => {
        const { page, contents } = await pageOf(bytes, { asBig, policy: DEFAULT_POLICY });
        const listed = [...page.matchAll(/<article [^>]*id="([^"]+)"/g)].map(([, id]) => id!);
        const placed = [...page.matchAll(/id="at-([^"]+)"/g)].map(([, id]) => id!);
        expect(listed).toHaveLength(contents.counts.shown);
        expect(new Set(listed).size).toBe(listed.length);
        expect([...placed].sort()).toEqual([...listed].sort());
        for (const tag of ['li', 'ol', 'details', 'summary', 'code', 'article', 'section', 'mark']) {
          const count = (pattern: string) => page.match(new RegExp(pattern, 'g'))?.length ?? 0;
          expect([tag, count(`<${tag}[ >]`)]).toEqual([tag, count(`</${tag}>`)]);
        }
        expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 300 },
    );
  });

  it('shows no name and no member id of a damaged file', async () => {
    // Names of members, their ids and a birth date in the samples.
    const persons = /SPECIMEN|CLEO|10000000000\d|19710305/;
    await fc.assert(
      fc.asyncProperty(damaged, fc.boolean(), async (bytes, asBig) => {
        const { page } = await pageOf(bytes, { asBig, policy: DEFAULT_POLICY });
        expect(page).not.toMatch(persons);
      }),
      { numRuns: 300 },
    );
  });
});
