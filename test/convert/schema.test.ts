import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { exampleInterchange } from '../../src/guides/instance-interchange.js';
import { CLAIMS, claimsWith, ISA, interchangeOf } from './files.js';
import { jsonOf, linesOf, schemas } from './round-trip.js';

const root = join(import.meta.dirname, '../..');
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const validate = ajv.compile(JSON.parse(readFileSync(join(root, 'schemas/convert.schema.json'), 'utf8')));

/** What the schema has against lines of this X12, and the kinds of lines it saw. */
function judged(x12: string): { readonly problems: readonly string[]; readonly kinds: ReadonlySet<string> } {
  const lines = linesOf(jsonOf(x12));
  const problems = lines.flatMap((line) =>
    validate(line) ? [] : [`${line.kind}: ${ajv.errorsText(validate.errors)}`],
  );
  return { problems, kinds: new Set(lines.map(({ kind }) => kind)) };
}

describe('schemas/convert.schema.json', () => {
  it.each(readdirSync(join(root, 'fixtures/cases')))('holds for %s', (name) => {
    const x12 = readFileSync(join(root, 'fixtures/cases', name, 'input.x12'), 'latin1');
    expect(judged(x12).problems).toEqual([]);
  });

  it.each(schemas.guideIndex.map(({ id }) => id))('holds for a maximal instance of %s', (id) => {
    const guide = schemas.guide(id);
    const x12 = [...exampleInterchange(guide, schemas, { kind: 'maximal', repeats: 1 })].join('');
    expect(judged(x12).problems).toEqual([]);
  });

  it('holds for every kind of line and mark there is', () => {
    const damaged = [
      `\xef\xbb\xbf\n${interchangeOf(CLAIMS, '\r\n')}`,
      interchangeOf(claimsWith('HI', 'XYZ*A^B:C*', 'HI*BK:1', 'DTP*431*D8*20261020', 'BIN*3*A~B', 'BIN*1*AB')),
      interchangeOf([ISA, 'TA1*000000007', 'GS*HC', 'ST*837', 'SE*9*1', 'GE*7', 'ZZZ']),
      interchangeOf(CLAIMS).slice(0, 700),
    ].join('');
    const { problems, kinds } = judged(damaged);
    expect(problems).toEqual([]);
    expect([...kinds].sort()).toEqual(
      'bytes group group-end interchange interchange-end level segment set set-end unit'.split(' '),
    );
  });

  it('refuses what the way back refuses', () => {
    const [header] = linesOf(jsonOf(interchangeOf(CLAIMS)));
    for (const broken of [
      { ...header, version: 2 },
      { ...header, kind: 'other' },
      { ...header, elements: { ...header.elements, ISA16: undefined } },
      { ...header, lineEnd: 'x' },
      { kind: 'bytes', what: 'other', byteOffset: 0, base64: 'no' },
    ]) {
      expect(validate(JSON.parse(JSON.stringify(broken)))).toBe(false);
    }
  });
});
