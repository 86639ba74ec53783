import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import type { GuideFile } from '../../src/guides/types.js';
import { GatewayError } from '../../src/support/errors.js';

const shipped = loadSchemas(defaultSchemasRoot());

function errorOf(action: () => unknown): GatewayError {
  try {
    action();
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}

describe('the shipped schemas', () => {
  it('hold the guides the gateway works with, those of the 278 told apart by BHT02', () => {
    const told = shipped.guideIndex.map(({ guide, transactionSet, when }) => [transactionSet, guide, when?.codes]);
    expect(told.sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['270', '005010X279A1', undefined],
      ['271', '005010X279A1', undefined],
      ['275', '005010X211', undefined],
      ['276', '005010X212', undefined],
      ['277', '005010X212', undefined],
      ['277', '005010X214', undefined],
      ['278', '005010X215', ['11', '49']],
      ['278', '005010X215', ['28']],
      ['278', '005010X217', ['01', '13', '36']],
      ['278', '005010X217', ['11']],
      ['820', '005010X218', undefined],
      ['824', '005010X186A1', undefined],
      ['834', '005010X220A1', undefined],
      ['835', '005010X221A1', undefined],
      ['837', '005010X222A1', undefined],
      ['837', '005010X223A2', undefined],
      ['837', '005010X224A2', undefined],
      ['999', '005010X231A1', undefined],
    ]);
  });

  it('know the data elements with type, size and base list', () => {
    expect(shipped.elements['353']).toMatchObject({ type: 'ID', minimum: 2, maximum: 2 });
    expect(shipped.elements['353']?.codes).toContain('36');
    expect(shipped.elements['67']).toEqual({ name: 'Identification Code', type: 'AN', minimum: 2, maximum: 80 });
  });

  it('give no base list to elements whose values others keep', () => {
    for (const id of ['67', '127', '234', '1271', '1331', '1705', '1034', '26', '156']) {
      expect(shipped.elements[id]?.codes, `data element ${id}`).toBeUndefined();
    }
  });

  it('know composites by their components and segments by their elements', () => {
    expect(shipped.composites.C023?.components).toEqual(['1331', '1332', '1325']);
    expect(shipped.segments.REF).toEqual({ name: 'Reference Information', elements: ['128', '127', '352', 'C040'] });
  });

  it('tell an X12 segment no health care guide uses from an id X12 does not know', () => {
    expect(shipped.segmentDirectory.size).toBeGreaterThan(900);
    for (const known of ['PO1', 'N7', 'ZA', 'ISE', 'NM1', 'CR8'])
      expect(shipped.segmentDirectory.has(known)).toBe(true);
    for (const unknown of ['XXX', 'ZZZ', 'NM2', 'Z']) expect(shipped.segmentDirectory.has(unknown)).toBe(false);
  });

  it('give the envelope the lengths of the ISA byte map', () => {
    const widths = shipped.control.segments.ISA?.elements.map(({ element }) => shipped.elements[element]?.maximum);
    expect(widths).toEqual([2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1]);
    const fixed = shipped.control.segments.ISA?.elements.every(({ element }) => {
      const data = shipped.elements[element];
      return data !== undefined && data.minimum === data.maximum;
    });
    expect(fixed).toBe(true);
  });

  it('explain every code an acknowledgment can carry', () => {
    const lists = ['ta1-note', 'ta1-acknowledgment', 'segment-syntax-error', 'element-syntax-error'];
    lists.push('set-syntax-error', 'group-syntax-error', 'set-acknowledgment', 'group-acknowledgment');
    for (const id of lists) {
      const list = shipped.codeSets.get(id);
      expect(list?.codes.length, id).toBeGreaterThan(2);
      for (const { code, meaning } of list?.codes ?? []) expect(meaning, `${id} ${code}`).toMatch(/^[A-Z].*\.$/);
    }
    expect(shipped.codeSets.get('ta1-note')?.codes.map(({ code }) => Number(code))).toEqual([...Array(32).keys()]);
  });

  it('name the lists they do not ship apart from the others', () => {
    for (const id of ['claim-adjustment-reason', 'claim-status', 'remittance-remark']) {
      expect(shipped.externalCodeSets.get(id)?.owner, id).toMatch(/\w/);
      expect(shipped.codeSets.has(id), id).toBe(false);
    }
  });

  it('protect names, ids, addresses, birth dates and diagnoses, and leave codes and service dates readable', () => {
    const text = JSON.stringify(shipped.guide('005010X222A1-837P'));
    expect(text).toContain('"element":"1036","name":"Subscriber First Name","usage":"S","protected":true');
    const subscriber = findSegment('005010X222A1-837P', 'NM1', 'Subscriber Name');
    expect(protectedPositions(subscriber)).toEqual([3, 4, 5, 6, 7, 9, 12]);
    expect(protectedPositions(findSegment('005010X222A1-837P', 'N4', 'Subscriber City, State, ZIP Code'))).toEqual([
      1, 3, 6,
    ]);
    expect(protectedPositions(findSegment('005010X222A1-837P', 'DMG', 'Subscriber Demographic Information'))).toEqual([
      2, 5, 11,
    ]);
    expect(protectedPositions(findSegment('005010X222A1-837P', 'CLM', 'Claim Information'))).toEqual([1]);
    expect(protectedPositions(findSegment('005010X222A1-837P', 'DTP', 'Date - Service Date'))).toEqual([]);
    const diagnosis = findSegment('005010X222A1-837P', 'HI', 'Health Care Diagnosis Code').elements[0];
    expect(diagnosis?.components?.map((component) => component.protected === true).slice(0, 4)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it.each(shipped.guideIndex.map(({ id }) => id))('mask what is personal in every segment of %s', (id) => {
    const open = segmentsOf(id).flatMap(({ segment, name, elements }) =>
      elements.flatMap((element, index) => {
        const place = `${segment}${String(index + 1).padStart(2, '0')}`;
        return PERSONAL.test(place) && element.usage !== 'N' && element.protected !== true ? [`${place} ${name}`] : [];
      }),
    );
    expect(open).toEqual([]);
  });

  it('mask the bank account, race, income and weight of a member, and leave amounts and plans readable', () => {
    const account = findSegment('005010X221A1-835', 'BPR', 'Financial Information');
    expect(protectedPositions(account)).toEqual([7, 9, 13, 15, 19, 21]);
    const enrollment = '005010X220A1-834';
    expect(protectedPositions(findSegment(enrollment, 'DMG', 'Member Demographics'))).toEqual([2, 5, 11]);
    expect(protectedPositions(findSegment(enrollment, 'ICM', 'Member Income'))).toEqual([2, 4]);
    expect(protectedPositions(findSegment(enrollment, 'HLH', 'Member Health Information'))).toEqual([2, 3, 4, 5, 7]);
    expect(protectedPositions(findSegment(enrollment, 'HD', 'Health Coverage'))).toEqual([]);
  });

  it('say that a 278 request has one patient event, under the dependent or under the subscriber', () => {
    const text = (id: string) => JSON.stringify(shipped.guide(id));
    expect(text('005010X217-278-request')).toContain('"alternativeTo":"2000D"');
    expect(text('005010X217-278-response')).not.toContain('alternativeTo');
  });
});

describe('loading', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'schemas-')), 'schemas');
    cpSync(defaultSchemasRoot(), folder, { recursive: true });
  });

  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('reads nothing but the index until asked', () => {
    const schemas = loadSchemas(folder);
    writeFileSync(join(folder, 'guides', '005010X231A1-999.json'), 'not JSON');
    writeFileSync(join(folder, 'findings.json'), 'not JSON');
    expect(schemas.guide('005010X217-278-request').transactionSet).toBe('278');
    expect(errorOf(() => schemas.guide('005010X231A1-999')).code).toBe('schemas-unreadable');
    expect(errorOf(() => schemas.findings).code).toBe('schemas-unreadable');
  });

  it('reads one code list without the others, and the same that all hold', () => {
    const schemas = loadSchemas(folder);
    writeFileSync(join(folder, 'codes', 'currency.json'), 'not JSON');
    expect(schemas.codeSet('country')).toEqual(shipped.codeSets.get('country'));
    expect(schemas.codeSet('external')).toBeUndefined();
    expect(schemas.codeSet('../findings')).toBeUndefined();
    expect(errorOf(() => schemas.codeSet('currency')).code).toBe('schemas-unreadable');
  });

  it('gives the same guide each time it is asked', () => {
    const schemas = loadSchemas(folder);
    const guide = schemas.guide('005010X231A1-999');
    expect(schemas.guide('005010X231A1-999')).toBe(guide);
    expect(schemas.guides).toContain(guide);
  });

  it('names the folder and what to do when it cannot be read', () => {
    const error = errorOf(() => loadSchemas(join(folder, 'absent')));
    expect(error).toMatchObject({ code: 'schemas-unreadable', exitCode: 3 });
    expect(error.message).toContain(join(folder, 'absent'));
    expect(error.hint).toContain('doctor');
  });

  it('names the guides there are when asked for another', () => {
    const error = errorOf(() => loadSchemas(folder).guide('../findings'));
    expect(error).toMatchObject({ code: 'guide-unknown', exitCode: 2 });
    expect(error.hint).toContain('005010X222A1-837P');
  });

  it('finds every kind of finding by its code', () => {
    const schemas = loadSchemas(folder);
    expect(schemas.findingKinds.length).toBeGreaterThan(50);
    for (const { code } of schemas.findingKinds) expect(schemas.findings.kind(code).code).toBe(code);
  });

  it('has a digest that changes with any file a verdict depends on and with nothing else', () => {
    const before = loadSchemas(folder).digest;
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    writeFileSync(join(folder, 'README.md'), 'other words');
    expect(loadSchemas(folder).digest).toBe(before);
    writeFileSync(join(folder, 'codes', 'country.json'), '{}');
    const after = loadSchemas(folder).digest;
    expect(after).not.toBe(before);
    writeFileSync(join(folder, 'codes', 'planet.json'), '{}');
    expect(loadSchemas(folder).digest).not.toBe(after);
  });
});

type Node = GuideFile['children'][number];
type Segment = Extract<Node, { segment: string }>;

/** Where names, ids, addresses, birth dates, diagnoses and accounts stand, whatever the guide. */
const PERSONAL =
  /^(NM10[345679]|N301|N302|N401|N403|N10[24]|DMG02|REF02|PER0[2468]|CLM01|CLP0[17]|TRN02|HI\d\d|BPR09|BPR15|ACT01|DSB08)$/;

function segmentsOf(guideId: string): Segment[] {
  const guide = shipped.guide(guideId);
  const queue: Node[] = [...guide.children, ...Object.values(guide.shared ?? {}).flatMap((body) => body.children)];
  for (const node of queue) if ('children' in node) queue.push(...node.children);
  return queue.filter((node): node is Segment => 'segment' in node);
}

function findSegment(guideId: string, id: string, name: string): Segment {
  const found = segmentsOf(guideId).find((node) => node.segment === id && node.name === name);
  if (found === undefined) throw new Error(`No ${id} "${name}" in ${guideId}`);
  return found;
}

function protectedPositions(segment: Segment): number[] {
  return segment.elements.flatMap((element, index) => (element.protected === true ? [index + 1] : []));
}
