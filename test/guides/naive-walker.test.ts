import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import type { GuideFile } from '../../src/guides/types.js';
import { naiveWalk, splitSegments, type TextSegment } from './naive-walker.js';
import { ownWalks } from './walks.js';

const schemas = loadSchemas(defaultSchemasRoot());
const fixtures = join(import.meta.dirname, '../../fixtures');

/** Every X12 file of the fixtures with an ISA of the right length and a set, relative to their folder. */
const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter(
    (name) => name.endsWith('.x12') && /^ISA.{102}~[\s\S]*~\s*ST\*/.test(readFileSync(join(fixtures, name), 'latin1')),
  )
  .sort();

/** A set of an interchange, ST to SE, and the GS08 of its group. */
interface SentSet {
  readonly version: string;
  readonly segments: TextSegment[];
}

function setsOf(segments: readonly TextSegment[]): SentSet[] {
  const sets: SentSet[] = [];
  let version = '';
  let open: TextSegment[] | undefined;
  for (const segment of segments) {
    if (segment.id === 'GS') version = segment.elements[7] ?? '';
    if (segment.id === 'ST') open = [];
    open?.push(segment);
    if (segment.id !== 'SE' || open === undefined) continue;
    sets.push({ version, segments: open });
    open = undefined;
  }
  return sets;
}

/** The guide of a set: by GS08 or the version adopted in its place, and where two share it by the value that tells. */
function guideOf({ version, segments: [header, second] }: SentSet): GuideFile {
  const found = schemas.guideIndex.find(
    ({ guide, transactionSet, when }) =>
      guide === (schemas.adoptedVersions.get(version) ?? version) &&
      transactionSet === header?.elements[0] &&
      (when === undefined || when.codes.includes(second?.elements[when.element - 1] ?? '')),
  );
  return schemas.guide(found!.id);
}

describe('the two walkers', () => {
  it('have files to agree on', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  it.each(files)('agree on which sets are whole, and on all loops and segments of these: %s', (name) => {
    const text = readFileSync(join(fixtures, name), 'latin1');
    const separators = { component: text[104]!, repetition: text[82]! };
    const sets = setsOf(splitSegments(text, text[3]!, text[105]!));
    expect(sets.length).toBeGreaterThan(0);
    sets.forEach((set, index) => {
      const guide = guideOf(set);
      const own = ownWalks(guide, schemas, text)[index]!;
      const naive = naiveWalk(guide, set.segments, separators);
      expect(naive.left.length + naive.missing.length > 0).toBe(own.problems > 0);
      if (own.problems === 0) expect([...own.counts].sort()).toEqual([...naive.counts].sort());
    });
  });
});
