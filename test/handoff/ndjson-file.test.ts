import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { exampleInterchange } from '../../src/guides/instance-interchange.js';
import { jsonOf, linesOf } from '../convert/round-trip.js';
import { schemas } from '../support/units.js';
import { OTHER, PLAIN, professionalSet, ReceivedSet, setIn } from './claim-sets.js';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, formats: { 'date-time': true } });
const schema = new URL('../../schemas/handoff.schema.json', import.meta.url);
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));

interface Segment {
  readonly segment: string;
  readonly name?: string;
  readonly elements: unknown;
  readonly position: number;
  readonly byteOffset: number;
}
interface Loop {
  readonly loop: string;
  readonly name: string;
  readonly children: readonly (Loop | Segment)[];
}

const segmentsOf = (loop: Loop): Segment[] =>
  loop.children.flatMap((child) => ('loop' in child ? segmentsOf(child) : [child]));
/** As `convert` has it: without the places. */
const bare = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, inner) => (['position', 'byteOffset'].includes(key) ? undefined : inner));
const pathOf = (loop: Loop): string[] => {
  const below = loop.children.filter((child): child is Loop => 'loop' in child).at(-1);
  return [loop.loop, ...(below === undefined || loop.loop === '2300' ? [] : pathOf(below))];
};

const SHAPE = [
  [
    { own: 1, patients: [] },
    { own: 0, patients: [2] },
  ],
];

describe('the NDJSON file of a hand-off', () => {
  it('has a header, a line for each accepted claim, and a trailer with exact totals', async () => {
    const lines = await new ReceivedSet(professionalSet(SHAPE), (unit) => unit !== 1).lines();
    expect(lines.map(({ kind }) => kind)).toEqual(['header', 'claim', 'claim', 'trailer']);
    for (const line of lines) expect(validate(line) ? [] : ajv.errorsText(validate.errors)).toEqual([]);
    expect(lines[0]).toMatchObject({
      handoff: 'H1000000007',
      environment: 'production',
      submission: 'S00000001',
      interchange: { index: 1, controlNumber: '000000106', senderId: 'PRCLINIC01' },
      set: { index: 1, controlNumber: '0042' },
      claims: 2,
    });
    expect(lines[1]).toMatchObject({
      claimNumber: 'C1000000001',
      unit: 0,
      submitterClaimId: 'PRC-1',
      totalCharge: '10.5',
    });
    expect(lines[2]).toMatchObject({ claimNumber: 'C1000000003', unit: 2, submitterClaimId: 'PRC-3', lines: 2 });
    expect(lines[3]).toEqual({ kind: 'trailer', claims: 2, lines: 4, totalCharge: '23.00' });
  });

  it('gives each claim whole, with what it inherits and nothing of others', async () => {
    const [, first, second] = await new ReceivedSet(professionalSet(SHAPE), (unit) => unit !== 1).lines(7);
    expect(pathOf(first!.tree as Loop)).toEqual(['', '2000A', '2000B', '2300']);
    expect(pathOf(second!.tree as Loop)).toEqual(['', '2000A', '2000B', '2000C', '2300']);
    for (const { tree } of [first!, second!]) {
      expect(segmentsOf(tree as Loop).filter(({ segment }) => segment === 'CLM')).toHaveLength(1);
      expect(segmentsOf(tree as Loop).filter(({ segment }) => segment === 'ST')).toHaveLength(1);
    }
    expect(second!.tree).toMatchObject({ name: schemas.guide('005010X222A1-837P').title });
  });

  it('tells of each segment where it stands in the received file', async () => {
    const received = new ReceivedSet(professionalSet(SHAPE), () => true, OTHER);
    const sent = professionalSet(SHAPE);
    const [, first, second] = await received.lines(100);
    for (const line of [first!, second!]) {
      for (const { segment, position, byteOffset } of segmentsOf(line.tree as Loop)) {
        expect(received.file.toString('latin1', byteOffset, byteOffset + segment.length + 1)).toBe(`${segment}|`);
        expect(sent[position - 1]!.split('*')[0]).toBe(segment);
      }
      const { byteStart, byteEnd, position } = line as { byteStart: number; byteEnd: number; position: number };
      expect(received.file.toString('latin1', byteStart, byteEnd)).toMatch(/^CLM\|.*'$/s);
      expect(sent[position - 1]).toMatch(/^CLM\*/);
    }
  });

  it.each(['005010X223A2-837I'])(
    'names and structures everything as convert does, whatever of %s is used',
    async (guideId) => {
      const guide = schemas.guide(guideId);
      const sent = setIn([...exampleInterchange(guide, schemas, { kind: 'maximal', repeats: 2 })].join(''));
      const received = new ReceivedSet(sent, () => true, PLAIN, guideId);
      const text = received.file.toString('latin1').replace('X*005010X222A1', `X*${guide.guide}`);
      const converted = linesOf(jsonOf(text)).filter(({ kind }) => kind === 'unit');
      const lines = (await received.lines(4096)).filter(({ kind }) => kind === 'claim');
      expect(lines).toHaveLength(converted.length);
      for (const [at, line] of lines.entries()) {
        expect(validate(line) ? [] : ajv.errorsText(validate.errors)).toEqual([]);
        let claim = line.tree as Loop;
        while (claim.loop !== '2300') claim = claim.children.at(-1) as Loop;
        expect(bare(claim.children)).toEqual((converted[at] as { children: unknown }).children);
      }
    },
  );

  it('is refused by its schema when it is another version or lacks its place', async () => {
    const [header, claim] = await new ReceivedSet(professionalSet(SHAPE), () => true).lines();
    for (const broken of [
      { ...header, version: 2 },
      { ...claim, byteStart: undefined },
      { ...claim, tree: {} },
    ]) {
      expect(validate(JSON.parse(JSON.stringify(broken)))).toBe(false);
    }
  });
});
