import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { claimStatuses } from '../../../src/gateway/handlers.js';
import { unitRefusals } from '../../../src/gateway/passes/unit-refusals.js';
import { withRuleKinds } from '../../../src/rules/load.js';
import { ENTITIES } from '../../../src/transactions/837/acknowledgment/statuses.js';
import { claimRefusal } from '../../../src/transactions/837/claim-refusals.js';
import { reason } from '../../support/applying.js';
import { schemas, segmentsOfText, unitsOf } from '../../support/units.js';

const GUIDE = '005010X222A1-837P';
const table = claimStatuses(withRuleKinds(schemas));
const root = join(import.meta.dirname, '../../..');

/** One claim of two lines; everybody in it is invented. */
const SET = segmentsOfText(`
  ST*837*0001*005010X222A1~
  BHT*0019*00*PRCB261104*20261104*0800*CH~
  NM1*41*2*PINERIDGE CLEARING*****46*110099999Z~
  PER*IC*BILLING DESK*TE*5555550142~
  NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042~
  HL*1**20*1~
  PRV*BI*PXC*207Q00000X~
  NM1*85*2*PINERIDGE CLINIC*****XX*1887004129~
  N3*14 ORCHARD WAY~
  N4*MILLBROOK*OH*440010001~
  REF*EI*990000142~
  HL*2*1*22*0~
  SBR*P*18*******MC~
  NM1*IL*1*OAKES*MARTA****MI*NL700100201~
  N3*7 MAPLE CT~
  N4*MILLBROOK*OH*440010001~
  DMG*D8*19710415*F~
  NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
  CLM*PRC-1*150***11:B:1*Y*A*Y*Y~
  HI*ABK:M1711*ABF:M1712~
  NM1*82*1*ROSSI*NADIA****XX*1600003036~
  LX*1~
  SV1*HC:99213:25*100*UN*1***1~
  DTP*472*D8*20261028~
  LX*2~
  SV1*HC:20610*50*UN*1***1~
  DTP*472*D8*20261101~
  SE*28*0001`);

const [unit] = unitsOf(GUIDE, SET);

/** Where a segment begins in the set. */
function byteOf(start: string, nth = 1): number {
  const at = SET.map((segment, index) => ({ segment, index })).filter(({ segment }) => segment.startsWith(start))[
    nth - 1
  ]!;
  return SET.slice(0, at.index).join('~').length + (at.index === 0 ? 0 : 1);
}

interface Fault {
  readonly loop: string;
  readonly segment: string;
  readonly nth?: number;
  readonly element?: number;
  readonly component?: number;
}

/** What a fault that no rule has a status for is called. */
function called(fault: Fault, changes: Parameters<typeof reason>[0] = {}) {
  const { loop, segment, nth, element, component } = fault;
  const place = {
    loopPath: loop,
    segmentId: segment.split('*')[0]!,
    ...(element === undefined ? {} : { element }),
    ...(component === undefined ? {} : { component }),
  };
  const byteOffset = byteOf(segment, nth);
  const found = reason({
    code: 'element-code-not-in-list',
    snip: 5,
    acknowledgment: '7',
    place,
    byteOffset,
    ...changes,
  });
  const { category, status, entity, level, line } = claimRefusal(found, unit!, GUIDE, table);
  return [`${category}:${status}:${entity}`, level ?? line];
}

describe('a finding in a claim', () => {
  it.each<[string, Fault, string, string | number | undefined]>([
    ['the member id', { loop: '2000A/2000B/2010BA', segment: 'NM1*IL', element: 9 }, 'A7:164:IL', undefined],
    ['the payer id', { loop: '2000A/2000B/2010BB', segment: 'NM1*PR', element: 9 }, 'A7:153:PR', undefined],
    ['the member’s state', { loop: '2000A/2000B/2010BA', segment: 'N4', nth: 2, element: 2 }, 'A7:501:IL', undefined],
    ['the birth date', { loop: '2000A/2000B/2010BA', segment: 'DMG', element: 2 }, 'A7:158:IL', undefined],
    [
      'the NPI of the billing provider',
      { loop: '2000A/2010AA', segment: 'NM1*85', element: 9 },
      'A7:562:85',
      'provider',
    ],
    ['its taxonomy code', { loop: '2000A', segment: 'PRV', element: 3 }, 'A7:145:85', 'provider'],
    ['its ZIP code', { loop: '2000A/2010AA', segment: 'N4', element: 3 }, 'A7:500:85', 'provider'],
    ['its tax number', { loop: '2000A/2010AA', segment: 'REF*EI', element: 2 }, 'A7:128:85', 'provider'],
    ['the submitter id', { loop: '1000A', segment: 'NM1*41', element: 9 }, 'A7:153:41', 'receiver'],
    ['the total charge', { loop: '2000A/2000B/2300', segment: 'CLM', element: 2 }, 'A7:178:', undefined],
    [
      'the place of service',
      { loop: '2000A/2000B/2300', segment: 'CLM', element: 5, component: 1 },
      'A7:249:',
      undefined,
    ],
    [
      'the first diagnosis',
      { loop: '2000A/2000B/2300', segment: 'HI', element: 1, component: 2 },
      'A7:254:',
      undefined,
    ],
    ['another diagnosis', { loop: '2000A/2000B/2300', segment: 'HI', element: 2, component: 2 }, 'A7:255:', undefined],
    [
      'the rendering provider',
      { loop: '2000A/2000B/2300/2310B', segment: 'NM1*82', element: 9 },
      'A7:562:82',
      undefined,
    ],
    ['a procedure', { loop: '2000A/2000B/2300/2400', segment: 'SV1', nth: 2, element: 1, component: 2 }, 'A7:454:', 2],
    ['a modifier', { loop: '2000A/2000B/2300/2400', segment: 'SV1', element: 1, component: 3 }, 'A7:453:', 1],
    ['a date of service', { loop: '2000A/2000B/2300/2400', segment: 'DTP*472', nth: 2, element: 3 }, 'A7:187:', 2],
    ['anything else', { loop: '2000A/2000B', segment: 'SBR', element: 1 }, 'A7:21:', undefined],
  ])('about %s', (_what, fault, status, where) => {
    expect(called(fault)).toEqual([status, where]);
  });

  it('is A6 when something is missing, A8 when data contradict each other', () => {
    const fault = { loop: '2000A/2000B/2010BA', segment: 'NM1*IL', element: 9 };
    expect(called(fault, { acknowledgment: '1' })).toEqual(['A6:164:IL', undefined]);
    expect(called(fault, { snip: 4, acknowledgment: 'I12' })).toEqual(['A8:164:IL', undefined]);
  });

  it('has the status of its rule, and the line it lies in all the same', () => {
    const fault = { loop: '2000A/2000B/2300/2400', segment: 'SV1', nth: 2, element: 1, component: 2 };
    expect(called(fault, { claimStatus: 'A7:507' })).toEqual(['A7:507:', 2]);
  });

  it('that was found by the validator comes with its place', () => {
    const byteOffset = byteOf('SV1', 2);
    const loopPath = '2000A/2000B/2300/2400';
    const place = { byteOffset, byteLength: 26, segmentPosition: 26, segmentId: 'SV1', loopPath, element: 5 };
    const parameters = { element: 'SV105', value: 'XX', name: 'Place of service', list: 'place-of-service' };
    const finding = schemas.findings.make('element-code-not-in-list', { place, parameters, carrier: 'application' });
    const refusals = [{ code: finding.code, from: 0, to: 1 }];
    const [found] = unitRefusals({ refusals }, () => ({ findings: [finding], total: 1 }), schemas.findings)(unit!);
    expect(claimRefusal(found!, unit!, GUIDE, table)).toMatchObject({ category: 'A7', status: '249', line: 2 });
  });
});

describe('the statuses', () => {
  it('have their form, and codes that are in the shipped lists', () => {
    const schema = JSON.parse(readFileSync(join(root, 'schemas/claim-statuses.schema.json'), 'utf8'));
    const validate = new Ajv2020({ allErrors: true }).compile(schema);
    validate(table);
    expect(validate.errors ?? []).toEqual([]);
    const codesOf = (list: string): string[] =>
      JSON.parse(readFileSync(join(root, `schemas/codes/${list}.json`), 'utf8')).codes.map(
        ({ code }: { code: string }) => code,
      );
    expect(codesOf('claim-status-category')).toEqual(expect.arrayContaining(Object.values(table.categories)));
    const entities = codesOf('entity-identifier');
    for (const entity of [...Object.values(table.entities), ...ENTITIES.claim]) expect(entities).toContain(entity);
  });

  it('of rules name only entities that a claim may name, as the guide lists them', () => {
    const guide = readFileSync(join(root, 'schemas/guides/005010X214-277CA.json'), 'utf8');
    const listed = [...guide.matchAll(/"element": "98", "usage": "S", "codes": (\[[^\]]*\])/g)].map(([, list]) =>
      JSON.parse(list!),
    );
    expect(listed).toEqual([ENTITIES.receiver, ENTITIES.provider, ENTITIES.claim, ENTITIES.line]);
    for (const { code, claimStatus } of withRuleKinds(schemas).findings.kinds()) {
      const entity = claimStatus?.split(':')[2];
      if (entity !== undefined) expect(ENTITIES.claim, code).toContain(entity);
    }
  });

  it('stand in the documentation as they are in the data', () => {
    const page = readFileSync(join(root, 'docs/277ca.md'), 'utf8');
    const rows = table.places.map(({ at, guide, status, ofEntity, about }) => {
      const where = guide === undefined ? at : `${at} (${guide.split('-')[1]})`;
      return `| \`${where}\` | ${about} | ${status} | ${ofEntity === true ? 'yes' : ''} |`;
    });
    const written = page.split('\n').filter((line) => line.startsWith('| `') && /\| \d+ \| (?:yes)? ?\|$/.test(line));
    expect(written).toEqual(rows);
  });
});
