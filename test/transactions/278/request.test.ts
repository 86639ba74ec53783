import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../src/transactions/278/request.js';
import type { SetContext } from '../../../src/transactions/handler.js';
import { contextOf, MemoryReference, overlay, profile } from '../../support/applying.js';
import { changed, unitsOf } from '../../support/units.js';
import { IMAGING, INPATIENT, REQUEST_GUIDE, THERAPY } from './sets.js';

const read = (segments: readonly string[], changes: Partial<SetContext> = {}) =>
  readRequest(unitsOf(REQUEST_GUIDE, segments)[0]!, contextOf(changes), overlay, new MemoryReference());

describe('reading a 278 request', () => {
  it('gives the request in the domain’s words', () => {
    const { request, requester } = read(IMAGING);
    expect(requester).toEqual({ kind: 'found', location: '110012345A' });
    expect(request).toMatchObject({
      environment: 'production',
      channel: '278',
      submitter: 'pineridge',
      submitterTransactionId: 'RVN20250402-17',
      member: { memberId: '100200309911', birthDate: '1985-09-02', gender: 'F', name: { last: 'FERREIRA' } },
      requestingProvider: { npi: '1600003036', location: '110012345A', name: 'NADIA ROSSI-VANE' },
      contactName: 'FRONT DESK',
      contactPhone: '7815550101',
      classification: 'request-to-expedite',
      assignment: 'physician-adult',
      placeOfService: '22',
      clinicalRationale: 'SYMPTOMS WORSE SINCE MARCH',
      traces: [{ number: 'RVN-5521', originator: '9RVN000001', originatorDivision: '' }],
    });
    expect(request.diagnoses).toEqual([
      { version: 'ICD-10', code: 'G35', role: 'principal' },
      { version: 'ICD-10', code: 'R202', role: 'other' },
    ]);
    expect(request.attachments).toEqual([
      {
        reportType: 'M1',
        transmission: 'EL',
        externalReference: 'RVNATT01',
        description: 'PROGRESS NOTES',
        lineNumber: 0,
      },
    ]);
  });

  it('takes the age on the day it was received where the payer is', () => {
    const born = (date: string) => changed(IMAGING, { DMG: `DMG*D8*${date}*F` });
    // 11 p.m. on 1 April in New York, the second already in Greenwich.
    const receivedAt = new Date('2025-04-02T03:00:00Z');
    expect(read(born('20040402'), { receivedAt }).request.assignment).toBe('physician-pediatric');
    expect(read(born('20040401'), { receivedAt }).request.assignment).toBe('physician-adult');
  });

  it('prefers the dates of a line to those of the event', () => {
    const { lines } = read(IMAGING).request;
    expect(lines.map((line) => [line.requestedFrom, line.requestedTo])).toEqual([
      ['2025-04-10', '2025-04-20'],
      ['2025-04-07', '2025-05-07'],
    ]);
    expect(lines[1]?.modifiers).toEqual(['26', 'LT']);
  });

  it('takes one day for a D8 date, and days from an HSD that says nothing else', () => {
    const [line] = read(INPATIENT).request.lines;
    expect(line).toMatchObject({
      procedureCode: '27447',
      requestedFrom: '2025-03-24',
      requestedTo: '2025-03-24',
      requestedUnits: '1',
      requestedServiceDays: '4',
    });
  });

  it('works out no units from a delivery pattern', () => {
    const [line] = read(THERAPY).request.lines;
    expect(line).toMatchObject({ deliveryPattern: 'VS*2*WK*1*34*3', requestedUnits: '', requestedServiceDays: '' });
  });

  it('takes units from an HSD that counts, when the service has none', () => {
    const [line] = read(changed(THERAPY, { 'HSD*': 'HSD*VS*26' })).request.lines;
    expect(line).toMatchObject({ requestedUnits: '26', unitBasis: 'VS' });
  });

  it('keeps the dependent and finds a requester by provider ID and service location', () => {
    const { request } = read(THERAPY);
    expect(request.dependent).toEqual({
      name: { last: 'ABEBE', first: 'NOAH', middle: '' },
      birthDate: '2018-06-11',
      gender: 'M',
      relationship: '19',
    });
    expect(request.requestingProvider.location).toBe('110054321B');
    expect(request.lines[0]?.serviceProvider).toMatchObject({
      npi: '1600006062',
      taxonomy: '235Z00000X',
      location: '',
    });
  });

  it('reads components with the delimiters of the file', () => {
    const delimiters = { element: 0x7c, repetition: 0x5e, component: 0x3e, segment: 0x0a };
    const segments = IMAGING.map((segment) => segment.replaceAll('*', '|').replaceAll(':', '>'));
    const { request } = readRequest(
      unitsOf(REQUEST_GUIDE, segments, delimiters)[0]!,
      contextOf(),
      overlay,
      new MemoryReference(),
    );
    expect(request.lines[1]).toMatchObject({ procedureCode: '72158', modifiers: ['26', 'LT'] });
  });
});

describe('urgency', () => {
  it.each([
    ['UM*HS*I*1*22:B', 'standard'],
    ['UM*HS*I*1*22:B**E', 'standard'],
    ['UM*HS*I*1*22:B**U', 'request-to-expedite'],
    ['UM*HS*I*1*22:B**03', 'request-to-expedite'],
  ])('of %s is %s', (review, classification) => {
    const reading = read(changed(IMAGING, { 'UM*': review }));
    expect(reading.request.classification).toBe(classification);
    expect(reading.problems.map((problem) => problem.problem)).toEqual(review.endsWith('03') ? ['emergency'] : []);
  });
});

describe('the assignment', () => {
  const assignment = (review: string, procedure: string, birthDate = '19850902', by?: string): string =>
    read(
      changed(IMAGING, {
        'UM*': review,
        'SV1*HC:70553': `SV1*HC:${procedure}*950*UN*1`,
        'DMG*': `DMG*D8*${birthDate}*F`,
      }),
      by === undefined ? {} : { profile: { ...profile, defaultAssignment: by } },
    ).request.assignment;

  it.each([
    ['UM*HS*I*1*22:B', '70553', 'physician-adult'],
    ['UM*HS*I*12*22:B', 'T4521', 'absorbent-products'],
    ['UM*HS*I*12*22:B', 'E0143', 'dme-other'],
    ['UM*HS*I*18*22:B', 'K0001', 'wheelchairs-and-repairs'],
    ['UM*HS*I**22:B', 'B4150', 'enterals'],
    ['UM*HS*I*AD*22:B', '97530', 'occupational-therapy'],
    ['UM*HS*I**22:B', '70553', ''],
  ])('for %s and %s is %s', (review, procedure, expected) => {
    expect(assignment(review, procedure)).toBe(expected);
  });

  it('turns adult on the birthday', () => {
    expect(assignment('UM*HS*I*1', '70553', '20040402')).toBe('physician-adult');
    expect(assignment('UM*HS*I*1', '70553', '20040403')).toBe('physician-pediatric');
  });

  it('is the partner’s own where the request does not tell', () => {
    expect(assignment('UM*HS*I*62', '70553', '19850902', 'physician-adult')).toBe('physician-adult');
    expect(assignment('UM*HS*I*AL', '92015', '19850902', 'physician-adult')).toBe('vision-services');
  });

  it('of every rule in the shipped overlay is one the overlay names', () => {
    const known = new Set(overlay.assignments.map((entry) => entry.id));
    const used = [
      ...overlay.assignmentRules.map((rule) => rule.assignment),
      ...overlay.rules.forbiddenAssignments.assignments,
    ];
    expect(used.filter((id) => !known.has(id))).toEqual([]);
  });
});
