import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type CheckedSchemas, checkSchemas } from '../../src/guides/check.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import {
  bodyOf,
  type Draft,
  guideOf,
  kind,
  loop,
  loopSegment,
  makeDraft,
  put,
  putElement,
  segment,
  setElement,
} from './check-draft.js';

const root = defaultSchemasRoot();
const shipped = loadSchemas(root);
const read = (...path: string[]) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));
const jsonFiles = (folder: string, ...not: string[]) =>
  readdirSync(join(root, folder)).filter((name) => name.endsWith('.json') && !not.includes(name));

describe('the shipped schemas', () => {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    formats: { regex: isExpression },
  });
  const errorsOf = (schema: string, value: unknown) => {
    const validate = ajv.getSchema(schema) ?? ajv.compile(read(schema));
    return validate(value) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
  };

  it.each(jsonFiles('guides', 'index.json', 'versions.json'))('have the form of a guide: %s', (name) => {
    expect(errorsOf('guide.schema.json', read('guides', name))).toEqual([]);
    expect(`${read('guides', name).id}.json`).toBe(name);
  });

  it.each(jsonFiles('codes', 'external.json'))('have the form of a code list: %s', (name) => {
    expect(errorsOf('code-set.schema.json', read('codes', name))).toEqual([]);
  });

  it('have the form of the findings catalogue, every wording filled', () => {
    expect(errorsOf('findings.schema.json', read('findings.json'))).toEqual([]);
  });

  it.each(['claim-statuses', 'request-problems'])('have the form of %s', (name) => {
    expect(errorsOf(`${name}.schema.json`, read(`${name}.json`))).toEqual([]);
  });

  it('refuse a guide with an unknown key, a missing one or a list beside a code list', () => {
    const guide = read('guides', '005010X231A1-999.json');
    expect(errorsOf('guide.schema.json', { ...guide, colour: 'red' })).not.toEqual([]);
    expect(errorsOf('guide.schema.json', { ...guide, transactionSet: undefined })).not.toEqual([]);
    guide.children[0].elements[0].codeSet = 'country';
    expect(errorsOf('guide.schema.json', guide)).not.toEqual([]);
  });

  it('list every guide file in the index', () => {
    const files = jsonFiles('guides', 'index.json', 'versions.json').map((name) => name.slice(0, -'.json'.length));
    expect(shipped.guideIndex.map((entry) => entry.id).sort()).toEqual(files.sort());
  });

  it('fit together', () => {
    expect(checkSchemas(shipped)).toEqual([]);
  });
});

describe('the checker', () => {
  it.each<[string, (draft: Draft) => void, string]>([
    [
      'an element the standard lacks',
      (d) => setElement(d.request, 'BHT', 0, { element: '4711' }),
      'BHT01: is 4711, the standard has 1005',
    ],
    ['a data element nobody knows', (d) => void delete d.elements['1005'], 'BHT01: no data element or composite 1005'],
    ['a composite component nobody knows', (d) => void delete d.elements['799'], 'composite C022: no data element 799'],
    [
      'a code too long for its element',
      (d) => setElement(d.request, 'BHT', 1, { codes: ['13', '130'] }),
      '"130" does not fit ID 2/2',
    ],
    [
      'a code outside the base list',
      (d) => setElement(d.request, 'BHT', 1, { codes: ['13', 'QQ'] }),
      '"QQ" is not in the base list',
    ],
    ['a code listed twice', (d) => setElement(d.request, 'BHT', 1, { codes: ['13', '13'] }), '"13" is listed twice'],
    [
      'a base list that does not fit',
      (d) => put(d.elements['1322']!, { codes: ['LONG'] }),
      'element 1322: code "LONG" does not fit ID 1/1',
    ],
    [
      'a minimum above the maximum',
      (d) => put(d.elements['81']!, { minimum: 99 }),
      'element 81: minimum is above maximum',
    ],
    [
      'a code list that is not there',
      (d) => setElement(d.request, 'BHT', 5, { codes: undefined, codeSet: 'planets' }),
      'no code list planets',
    ],
    [
      'a code list of another element',
      (d) => setElement(d.request, 'BHT', 5, { codes: undefined, codeSet: 'country' }),
      'code list country is for data element 26',
    ],
    [
      'a code list filed under another name',
      (d) => void d.codeSets.set('land', d.codeSets.get('country')!),
      'code list land: its id is "country"',
    ],
    [
      'a pattern that takes long',
      (d) => setElement(d.request, 'BHT', 2, { pattern: '([A-Z]+)+' }),
      'BHT03: its pattern is refused: it can match one value in too many ways',
    ],
    [
      'a bad pattern',
      (d) => setElement(d.request, 'BHT', 2, { pattern: '[' }),
      'BHT03: its pattern is not a regular expression',
    ],
    [
      'components of what is no composite',
      (d) => setElement(d.request, 'BHT', 2, { components: [] }),
      'BHT03: has components',
    ],
    [
      'a used composite without components',
      (d) => setElement(d.nine, 'IK4', 0, { components: [] }),
      'IK401: is used, yet lists no components',
    ],
    [
      'a misplaced component',
      (d) => setElement(d.nine, 'IK4', 0, { components: [{ element: '725', usage: 'R' }] }),
      'IK401-1: is 725, the standard has 722',
    ],
    ['a broken syntax note', (d) => put(segment(d.request, 'HSD'), { syntax: ['P1'] }), '"P1" is not a syntax note'],
    [
      'a syntax note beyond the segment',
      (d) => put(segment(d.request, 'HSD'), { syntax: ['P0199'] }),
      'names position 99 of 8',
    ],
    ['a segment the standard lacks', (d) => void delete d.segments.BHT, 'BHT: is not a segment of the standard'],
    [
      'a segment outside the directory',
      (d) => void d.segmentDirectory.delete('BHT'),
      'segment BHT: not in the segment directory',
    ],
    [
      'siblings without a key',
      (d) => void delete loopSegment(d.request, '2000C', 'HL').key,
      'HL (Subscriber Level) has no key',
    ],
    [
      'siblings that share a key code',
      (d) => putElement(loopSegment(d.request, '2000D', 'HL'), 2, { codes: ['22'] }),
      'both have HL03 "22"',
    ],
    [
      'a key that names no element',
      (d) => put(loopSegment(d.request, '2000C', 'HL'), { key: 'NM101' }),
      '"NM101" does not name an element of HL',
    ],
    [
      'positions out of order',
      (d) => put(segment(d.request, 'BHT'), { position: 50 }),
      'BHT (Beginning of Hierarchical Transaction) stands after',
    ],
    [
      'a loop whose first segment is not required',
      (d) => put(loopSegment(d.request, '2010A', 'NM1'), { usage: 'S' }),
      'the first child of a loop must be a required segment',
    ],
    [
      'an alternative that is no sibling',
      (d) => put(loop(d.request, '2000D'), { alternativeTo: '2000Z' }),
      'alternativeTo names 2000Z',
    ],
    ['a reference to nothing', (d) => put(d.request, { shared: {} }), 'there is no shared loop 2000E'],
    [
      'a shared loop nobody uses',
      (d) => put(d.nine, { shared: { 2300: { name: 'X', children: [segment(d.nine, 'AK1')] } } }),
      'shared loop 2300 is used nowhere',
    ],
    [
      'a business unit that is not there',
      (d) => put(d.request, { businessUnit: { ...d.request.businessUnit!, loops: ['2010Z'] } }),
      'is not in loop 2010Z',
    ],
    ['a unit loop that is not there', (d) => put(d.professional, { unitLoop: '2301' }), 'no unit loop 2301'],
    [
      'a "when" the second segment cannot meet',
      (d) => put(d.request, { when: { segment: 'BHT', element: 2, codes: ['99'] } }),
      '"when" does not fit',
    ],
    [
      'a used segment called not used',
      (d) => put(d.request, { notUsedSegments: ['UM'] }),
      'UM is used, yet named as not used',
    ],
    [
      'a not-used segment X12 does not know',
      (d) => put(d.request, { notUsedSegments: ['QQQ'] }),
      'QQQ is not an X12 segment',
    ],
    [
      'a guide index that is out of date',
      (d) => put(d.request, { title: 'Other' }),
      'the guide index does not say the same',
    ],
    ['a guide twice in the index', (d) => void d.guideIndex.push(d.guideIndex[0]!), 'is twice in the guide index'],
    [
      'a control segment unlike the standard',
      (d) => void d.control.segments.IEA!.elements.reverse(),
      'control segment IEA01: is not the I12',
    ],
    [
      'a shared loop that holds itself',
      (d) => void bodyOf(d.request, '2000E').push({ ...loop(d.request, '2000E') }),
      '2000E: holds itself, so that it would never end',
    ],
    [
      'two loops of one id in a loop',
      (d) => void bodyOf(d.professional, '2300').push({ ...loop(d.professional, '2310F') }),
      '005010X222A1-837P 2300: has two loops 2310F',
    ],
    [
      'a first segment that may repeat',
      (d) => put(loopSegment(d.request, '2010A', 'NM1'), { max: 2 }),
      'its first segment NM1 may come 2 times',
    ],
    [
      'bounds without their end',
      (d) => void loop(guideOf(d, '005010X279A1-271'), 'LS2120C').children.pop(),
      'LS2120C: is bounded, yet does not begin with LS and end with LE',
    ],
    [
      'bounds that do not say so',
      (d) => void delete loop(guideOf(d, '005010X279A1-271'), 'LS2120C').bounded,
      'LS2120C: has LS or LE, yet is not bounded',
    ],
    [
      'bounds of two names',
      (d) => putElement(loopSegment(guideOf(d, '005010X279A1-271'), 'LS2120C', 'LE'), 0, { codes: ['2110'] }),
      'LS01 is 2120, LE01 is 2110',
    ],
    [
      'a list without a code',
      (d) => setElement(d.request, 'BHT', 1, { codes: [] }),
      'BHT02: has a list without a code',
    ],
    [
      'a code list without a code',
      (d) => void d.codeSets.set('country', { ...d.codeSets.get('country')!, codes: [] }),
      'code list country: holds no code',
    ],
    [
      'a composite of which nothing may be sent',
      (d) => setElement(d.nine, 'IK4', 0, { components: [{ element: '722', usage: 'N' }] }),
      'IK401: is used, none of its components is',
    ],
    [
      'a syntax note that demands what is not used',
      (d) => put(loopSegment(d.request, '2010A', 'NM1'), { syntax: ['P0812'] }),
      'NM1: syntax note P0812 cannot be kept',
    ],
    [
      'a syntax note that excludes what is required',
      (d) => put(loopSegment(d.request, '2010A', 'NM1'), { syntax: ['E0108'] }),
      'NM1: syntax note E0108 cannot be kept',
    ],
    [
      'a place that can never be reached',
      (d) => {
        const lines = loop(d.professional, '2400');
        lines.children.push({ ...segment(d.professional, 'CLM'), position: 9999 });
      },
      'CLM (Claim Information) and never to',
    ],
    [
      'two guides that nothing tells apart',
      (d) => put(d.guideIndex.find(({ id }) => id === d.request.id)!, { when: undefined }),
      'nothing tells it from 005010X217-278-request',
    ],
    [
      'a value that means two guides',
      (d) => put(d.guideIndex.find(({ id }) => id === d.request.id)!, { when: { ...d.request.when!, codes: ['11'] } }),
      '"11" means 005010X217-278-request too',
    ],
    [
      'an adopted version without a guide',
      (d) => void d.adoptedVersions.set('005010X999', '005010X999A1'),
      'version 005010X999: there is no guide 005010X999A1',
    ],
    [
      'a version beside itself',
      (d) => void d.adoptedVersions.set('005010X217', '005010X222A1'),
      'version 005010X217: is a guide of its own',
    ],
    ['a finding listed twice', (d) => void d.findingKinds.push(d.findingKinds[0]!), 'is twice in the catalogue'],
    [
      'a TA1 code nobody knows',
      (d) => put(kind(d, 'interchange'), { acknowledgment: '099' }),
      '"099" is not in the list ta1-note',
    ],
    [
      'an AK905 code nobody knows',
      (d) => put(kind(d, 'group'), { acknowledgment: '7' }),
      '"7" is not in the list group-syntax-error',
    ],
    [
      'an IK502 code nobody knows',
      (d) => put(kind(d, 'set'), { acknowledgment: '14' }),
      '"14" is not in the list set-syntax-error',
    ],
    [
      'an IK304 code nobody knows',
      (d) => put(kind(d, 'segment'), { acknowledgment: 'I5' }),
      '"I5" is not in the list segment-syntax-error',
    ],
    [
      'an IK403 code nobody knows',
      (d) => put(kind(d, 'element'), { acknowledgment: '11' }),
      '"11" is not in the list element-syntax-error',
    ],
    [
      'a file finding with an acknowledgment',
      (d) => put(kind(d, 'file'), { acknowledgment: '024' }),
      'no acknowledgment can answer a file',
    ],
  ])('finds %s', (_, plant, problem) => {
    const draft = makeDraft();
    plant(draft);
    expect(checkSchemas(draft as CheckedSchemas).join('\n')).toContain(problem);
  });
});

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
