import { describe, expect, it } from 'vitest';
import { PackedCodeList, packRows, sortRows } from '../../src/guides/code-list.js';
import { openCodeLists } from '../../src/guides/code-list-folder.js';
import type { CodeLists } from '../../src/guides/code-lists.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { ElementChecker } from '../../src/validate/element-checks.js';
import { type TokenHandler, Tokenizer } from '../../src/x12/tokenizer.js';

const schemas = loadSchemas(defaultSchemasRoot());
const delimiters = { element: 0x2a, repetition: 0x5e, component: 0x3a, segment: 0x7e };

function listsWith(id: string, isClosed: boolean, ...codes: string[]): CodeLists {
  const rows = codes.map((code) => ({ code, from: 20250101, to: 20251231, meaning: '' }));
  const list = new PackedCodeList(id, isClosed, packRows(sortRows(rows)));
  return { list: (asked) => (asked === id ? list : undefined) };
}

/** Checks one segment of a guide and gives `element[-component] code (list)` of each finding. */
function findingsOf(guideId: string, segment: string, lists?: CodeLists): string[] {
  const guide = compiledGuide(schemas, guideId);
  const node = guide.ids.findIndex((id, i) => guide.isLoop[i] === 0 && id === segment.split('*')[0]);
  const found: string[] = [];
  const checker = new ElementChecker((code, { element, component }, parameters, warnOnly) => {
    const list = 'list' in parameters ? ` (${parameters.list})` : '';
    found.push(`${element}${component === 0 ? '' : `-${component}`} ${code}${list}${warnOnly ? ' warns' : ''}`);
  }, lists);
  checker.prepare(delimiters, 'tolerate');
  const handler: TokenHandler = {
    header() {},
    segment: (view) => checker.check(guide, node, view),
    stray() {},
    oversize() {},
    cut() {},
  };
  const tokenizer = new Tokenizer(handler);
  tokenizer.continueInside(delimiters, 0);
  tokenizer.push(Buffer.from(`${segment}~`, 'latin1'));
  tokenizer.end();
  return found;
}

const CLAIM = '005010X222A1-837P';
const claim = (place: string) => findingsOf(CLAIM, `CLM*1*100***${place}:B:1*Y*A*Y*Y`);

describe('a value of a list that others keep', () => {
  it('is a finding of SNIP type 5, which the 999 does not answer', () => {
    expect(schemas.findings.kind('element-code-not-in-list')).toMatchObject({ snip: 5 });
    const accident = (state: string) => findingsOf(CLAIM, `CLM*1*100***11:B:1*Y*A*Y*Y**AA:::${state}`);
    expect(accident('QQ')).toEqual(['11-4 element-code-not-in-list (state-or-province)']);
    expect(accident('MA')).toEqual([]);
  });

  it('only warns where the shipped list is a snapshot', () => {
    expect(claim('98')).toEqual(['5-1 element-code-not-in-list (place-of-service) warns']);
    expect(claim('11')).toEqual([]);
  });

  it('stays an error of X12 where X12 keeps the codes itself', () => {
    expect(findingsOf(CLAIM, 'SBR*9*18*******CI')).toEqual(['1 element-code-invalid']);
    const status = (entity: string) => `STC*A1:20:${entity}*20261101*WQ*100`;
    expect(findingsOf('005010X214-277CA', status('zz'))).toEqual(['1-3 element-code-invalid']);
  });
});

describe('an imported list', () => {
  it('lets pass what the shipped one does not know yet', () => {
    const place = (lists: CodeLists) => findingsOf(CLAIM, 'CLM*1*100***98:B:1*Y*A*Y*Y', lists);
    expect(place(listsWith('place-of-service', true, '11', '98'))).toEqual([]);
    expect(place(listsWith('place-of-service', true, '11'))).toEqual([
      '5-1 element-code-not-in-list (place-of-service)',
    ]);
    expect(place(openCodeLists(defaultSchemasRoot()))).toEqual([
      '5-1 element-code-not-in-list (place-of-service) warns',
    ]);
  });

  it('alone decides, also on what the shipped one knows', () => {
    const lists = listsWith('place-of-service', true, '12', '21');
    const place = (code: string, given?: CodeLists) => findingsOf(CLAIM, `CLM*1*100***${code}:B:1*Y*A*Y*Y`, given);
    expect(place('11')).toEqual([]);
    expect(place('12', lists)).toEqual([]);
    expect(place('11', lists)).toEqual(['5-1 element-code-not-in-list (place-of-service)']);
    expect(place('11', listsWith('place-of-service', false, '12'))).toEqual([
      '5-1 element-code-not-in-list (place-of-service) warns',
    ]);
    // A list that decides on a plain element, which most values pass without a closer look.
    const country = (given?: CodeLists) => findingsOf(CLAIM, 'N4*TORONTO*ON*M4B1B3*CA', given);
    expect(country()).toEqual([]);
    expect(country(listsWith('country', true, 'MX'))).toEqual(['4 element-code-not-in-list (country)']);
  });

  it('is what values are held against where none is shipped', () => {
    const adjustment = (lists?: CodeLists) => findingsOf(CLAIM, 'CAS*CO*9001*10**9002*5', lists);
    expect(adjustment()).toEqual([]);
    expect(adjustment(openCodeLists(defaultSchemasRoot()))).toEqual([]);
    expect(adjustment(listsWith('claim-adjustment-reason', true, '9001'))).toEqual([
      '5 element-code-not-in-list (claim-adjustment-reason)',
    ]);
    expect(adjustment(listsWith('claim-adjustment-reason', false, '9001'))).toEqual([
      '5 element-code-not-in-list (claim-adjustment-reason) warns',
    ]);
  });
});
