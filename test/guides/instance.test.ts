import { X12Interchange, X12Parser } from 'node-x12';
import { describe, expect, it } from 'vitest';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { type InstanceOptions, instanceOf } from '../../src/guides/instance.js';
import { exampleInterchange } from '../../src/guides/instance-interchange.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import type { GuideFile, GuideNode, GuideSegment } from '../../src/guides/types.js';
import { UnitReader } from '../../src/validate/unit-reader.js';
import type { Unit } from '../../src/validate/unit-tree.js';
import { OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import { naiveWalk, splitSegments } from './naive-walker.js';
import { findingsOf, ownWalks } from './walks.js';

const schemas = loadSchemas(defaultSchemasRoot());

const SEPARATORS = { component: ':', repetition: '^' };

const KINDS: readonly [string, InstanceOptions][] = [
  ['minimal', { kind: 'minimal' }],
  ['minimal with other codes', { kind: 'minimal', seed: 5 }],
  ['maximal', { kind: 'maximal' }],
  [
    'maximal of long loops',
    {
      kind: 'maximal',
      seed: 3,
      repeats: 3,
      occurrences: (loop, usual) => (loop === '2000A' ? 1 : usual),
    },
  ],
  [
    'maximal with every segment and element as often as it may come',
    { kind: 'maximal', repeats: 99, occurrences: (_loop, usual) => Math.min(1, usual) },
  ],
  ['minimal with a unit of work', { kind: 'minimal', withUnit: true }],
  ...Array.from({ length: 6 }, (_, seed): [string, InstanceOptions] => [`mixed ${seed}`, { kind: 'mixed', seed }]),
];

describe.each(schemas.guideIndex.map(({ id }) => id))('an instance of %s', (id) => {
  const guide = schemas.guide(id);
  const texts = new Map<InstanceOptions, string>();
  /** The interchange; options that several tests share are written once. */
  const written = (options: InstanceOptions) => {
    const text = texts.get(options) ?? [...exampleInterchange(guide, schemas, options)].join('');
    texts.set(options, text);
    return text;
  };

  it.each(KINDS)('validates clean: %s', (_name, options) => {
    expect(findingsOf(guide, schemas, written(options))).toEqual([]);
  });

  it.each(KINDS)('has the loops and segments that a second, naive walker counts: %s', (_name, options) => {
    const text = written(options);
    const set = splitSegments(text, '*', '~').filter(({ id: tag }) => !['ISA', 'GS', 'GE', 'IEA'].includes(tag));
    const { counts, left, missing } = naiveWalk(guide, set, SEPARATORS);
    expect({ left, missing }).toEqual({ left: [], missing: [] });
    const [own] = ownWalks(guide, schemas, text);
    expect([...own!.counts].sort()).toEqual([...counts].sort());
    expect(own?.problems).toBe(0);
  });

  it('shows every loop and segment of the guide when maximal', () => {
    const shown = new Set<string>();
    // Where two loops exclude each other, the other one is shown when this one does not come.
    for (const left of ['', '2000D']) {
      const occurrences = (loop: string, usual: number) => (loop === left ? 0 : usual);
      const set = splitSegments(body(written({ kind: 'maximal', occurrences })), '*', '~');
      for (const name of naiveWalk(guide, set, SEPARATORS).counts.keys()) shown.add(name);
    }
    expect(pathsOf(guide).filter((path) => !shown.has(path))).toEqual([]);
  });

  it.each(KINDS.slice(0, 3))('is read by node-x12, strict: %s', (_name, options) => {
    const text = written(options);
    const interchange = new X12Parser(true).parse(text);
    if (!(interchange instanceof X12Interchange)) throw new TypeError('more than one interchange');
    const sets = interchange.functionalGroups.flatMap((group) => group.transactions);
    expect(sets).toHaveLength(1);
    const own = [...instanceOf(guide, schemas, options)].map((segment) => segment.id);
    expect(sets[0]?.segments.map((segment) => segment.tag)).toEqual(own);
  });

  it('leaves out no element but those that a syntax note forbids when maximal', () => {
    const left = new Set<string>();
    const all = segmentsOf(guide, guide.children, '');
    for (const { id: segment, elements, path } of instanceOf(guide, schemas, { kind: 'maximal', repeats: 1 })) {
      const specifications = all.filter((one) => one.path === path && one.segment.segment === segment);
      // Segments of one id in one loop are told apart by their first element here; any of them that fits will do.
      const isWhole = specifications.some(({ segment: { elements: listed, syntax = [] } }) =>
        listed.every(
          (element, index) =>
            (element.usage === 'N') === (elements[index] === '') ||
            syntax.some((note) => /^[EPCL]/.test(note) && note.includes(String(index + 1).padStart(2, '0'))),
        ),
      );
      if (!isWhole) left.add(`${path} ${segment}`);
    }
    expect([...left].filter((name) => !name.endsWith(' HL'))).toEqual([]);
  });

  it('is taken apart into its units of work, one at a time', () => {
    const compiled = compiledGuide(schemas, id);
    const text = body(written(KINDS[2]![1]));
    const units: Unit[] = [];
    const reader = new UnitReader(compiled, OUTBOUND_DELIMITERS, 0, (unit) => {
      // What a unit inherits holds no unit that was given before.
      const held = unit.path.slice(0, -1).map((loop) => loop.loops.filter((one) => one.id === guide.unitLoop).length);
      expect(held.every((count) => count <= 1)).toBe(true);
      units.push(unit);
    });
    reader.push(Buffer.from(text, 'latin1'));
    reader.end();
    const { counts } = naiveWalk(guide, splitSegments(text, '*', '~'), SEPARATORS);
    const loops = [...counts].filter(([name]) => name.split('/').at(-1) === guide.unitLoop);
    const expected = guide.unitLoop === undefined ? 1 : loops.reduce((sum, [, count]) => sum + count, 0);
    expect(units.length).toBe(expected);
    expect(expected).toBeGreaterThan(0);
  });

  it('is the same for the same seed and another for another', () => {
    expect(written({ kind: 'mixed', seed: 4 })).toBe(written({ kind: 'mixed', seed: 4 }));
    expect(written({ kind: 'mixed', seed: 4 })).not.toBe(written({ kind: 'mixed', seed: 5 }));
  });
});

describe('an instance', () => {
  const professional = schemas.guide('005010X222A1-837P');

  it('grows as large as asked and is written as a stream', () => {
    const occurrences = (loop: string, usual: number) => (loop === '2000B' ? 1_000_000 : usual);
    let hierarchies = 0;
    for (const { id, path } of instanceOf(professional, schemas, { kind: 'minimal', occurrences })) {
      if (id === 'HL' && path === '2000A/2000B') hierarchies++;
      if (hierarchies === 1000) break;
    }
    expect(hierarchies).toBe(1000);
  });

  it('charges for a claim what its lines come to', () => {
    const occurrences = (loop: string, usual: number) => (/^2000/.test(loop) ? 1 : usual);
    const segments = [...instanceOf(professional, schemas, { kind: 'maximal', repeats: 3, occurrences })];
    const claim = segments.findIndex(({ id }) => id === 'CLM');
    const next = segments.findIndex(({ id }, index) => index > claim && (id === 'CLM' || id === 'HL'));
    const lines = segments.slice(claim, next).filter(({ id }) => id === 'SV1');
    expect(lines).toHaveLength(3);
    expect(segments[claim]?.elements[1]).toBe('300');
    expect(lines.map(({ elements }) => elements[1])).toEqual(['100', '100', '100']);
  });

  it('holds several sets when asked, each with its own number', () => {
    const text = [...exampleInterchange(professional, schemas, { kind: 'minimal', sets: 3 })].join('');
    expect([...text.matchAll(/~ST\*837\*(\d+)\*005010X222A1~/g)].map(([, number]) => number)).toEqual([
      '0001',
      '0002',
      '0003',
    ]);
    expect(text).toContain('~GE*3*1~');
  });

  it('leaves ST03 out where the guide does not use it', () => {
    const remittance = [...exampleInterchange(schemas.guide('005010X221A1-835'), schemas, { kind: 'minimal' })].join(
      '',
    );
    expect(remittance).toContain('~ST*835*0001~');
  });
});

/** ST to SE. */
function body(text: string): string {
  return text.slice(text.indexOf('~ST*') + 1, text.indexOf('~GE*') + 1);
}

/** Every segment of a guide with the path of its loop. */
function segmentsOf(
  guide: GuideFile,
  nodes: readonly GuideNode[],
  path: string,
): { path: string; segment: GuideSegment }[] {
  return nodes.flatMap((node) => {
    if ('segment' in node) return [{ path, segment: node }];
    const children = 'children' in node ? node.children : guide.shared![node.reference]!.children;
    return segmentsOf(guide, children, path === '' ? node.loop : `${path}/${node.loop}`);
  });
}

/** Every loop and segment of a guide that may be sent, as the walkers name them. */
function pathsOf(guide: GuideFile): string[] {
  const used = segmentsOf(guide, guide.children, '').filter(({ segment }) => segment.usage !== 'N');
  const loops = used.map(({ path }) => path).filter((path) => path !== '');
  return [...new Set([...loops, ...used.map(({ path, segment }) => `${path} ${segment.segment} (${segment.name})`)])];
}
