import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/finding.js';
import type { PartnerOptions } from '../../src/partners/profile.js';
import { settleSet } from '../../src/respond/outcome.js';
import { renderSetAcknowledgment } from '../../src/respond/set-acknowledgment.js';
import { finding, options, place, set } from './builders.js';

/** The segments between AK2 and IK5 for these findings, without terminators. */
function body(findings: readonly Finding[], partner: PartnerOptions = options()): string[] {
  const rendered = renderSetAcknowledgment(set({ ...settleSet(findings, partner), findings }), partner);
  const segments = rendered.text.split('~').slice(0, -1);
  expect(segments.length).toBe(rendered.segments);
  expect(segments[0]).toBe('AK2*278*0001*005010X217');
  return segments.slice(1);
}

describe('what the 999 says of one set', () => {
  it('is AK2 and IK5 when it is accepted, or nothing when the partner wants errors only', () => {
    expect(renderSetAcknowledgment(set(), options())).toEqual({
      text: 'AK2*278*0001*005010X217~IK5*A~',
      segments: 2,
    });
    expect(renderSetAcknowledgment(set(), options({ acknowledgedSets: 'errors' }))).toEqual({ text: '', segments: 0 });
  });

  it('copies a wrong ST03, and leaves out one that could not be written', () => {
    expect(renderSetAcknowledgment(set({ implementationReference: '005010X999' }), options()).text).toContain(
      'AK2*278*0001*005010X999~',
    );
    expect(renderSetAcknowledgment(set({ implementationReference: 'A^B' }), options()).text).toContain('AK2*278*0001~');
  });

  it('has one code in each IK3, in order of position, with element notes only under 8', () => {
    const findings = [
      finding('segment', '5', { place: place({ segmentPosition: 12, segmentId: 'REF' }) }),
      finding('element', '5', { place: place({ element: 9, dataElement: '67' }), value: 'ABC' }),
      finding('segment', '2'),
      finding('element', '7', { place: place({ element: 1, dataElement: '98' }), value: 'QQ' }),
    ];
    expect(body(findings)).toEqual([
      'IK3*NM1*8**8',
      'IK4*1*98*7*QQ',
      'IK4*9*67*5*ABC',
      'IK3*NM1*8**2',
      'IK3*REF*12**5',
      'IK5*R*5',
    ]);
  });

  it('points at components and repetitions, without a number for a whole composite', () => {
    const at = (element: number, more: object) => place({ segmentId: 'CLM', segmentPosition: 20, element, ...more });
    const findings = [
      finding('element', 'I6', { place: at(5, { component: 3, dataElement: '1325' }), value: '9' }),
      finding('element', '12', { place: at(3, { repetition: 2, dataElement: '67' }), value: 'X' }),
      finding('element', '13', { place: at(11, { dataElement: 'C024' }), value: 'A>B>C' }),
    ];
    expect(body(findings)).toEqual([
      'IK3*CLM*20**8',
      'IK4*3::2*67*12*X',
      'IK4*5:3*1325*I6*9',
      'IK4*11**13*A>B>C',
      'IK5*R*5*I5',
    ]);
  });

  it('never copies a missing value or an invalid character', () => {
    const at = place({ element: 3, dataElement: '1035' });
    const findings = ['1', '2', '6', 'I9', 'I11'].map((code) => finding('element', code, { place: at, value: 'é' }));
    expect(body(findings).filter((segment) => segment.startsWith('IK4'))).toEqual([
      'IK4*3*1035*1',
      'IK4*3*1035*2',
      'IK4*3*1035*6',
      'IK4*3*1035*I9',
      'IK4*3*1035*I11',
    ]);
  });

  it('cleans what it copies of our delimiters and cuts it to 99', () => {
    const long = finding('element', '5', { place: place({ element: 3, dataElement: '1035' }), value: 'AB'.repeat(60) });
    const foreign = finding('element', '7', {
      place: place({ element: 1, dataElement: '98' }),
      value: 'A*B~C:D^E\u0001\u00e9',
    });
    expect(body([foreign, long]).slice(1, 3)).toEqual([
      'IK4*1*98*7*ABCDE',
      `IK4*3*1035*5*${'AB'.repeat(60).slice(0, 99)}`,
    ]);
  });

  it('names the business unit once in each IK3 loop, cut to 35', () => {
    const businessUnit = { name: 'CLM01', value: 'C'.repeat(40) };
    const findings = [
      finding('element', '7', { place: place({ element: 1 }), value: 'A', businessUnit }),
      finding('element', '7', { place: place({ element: 2 }), value: 'B', businessUnit }),
    ];
    expect(body(findings)).toEqual([
      'IK3*NM1*8**8',
      `CTX*CLM01:${'C'.repeat(35)}`,
      'IK4*1**7*A',
      'IK4*2**7*B',
      'IK5*R*5',
    ]);
  });

  it('names the trigger of a situational rule after the IK3 or the IK4 it belongs to', () => {
    const trigger = { segmentId: 'CLM', segmentPosition: 43, element: 5, component: 3 };
    const findings = [
      finding('segment', 'I6', { place: place({ segmentId: 'REF', segmentPosition: 45 }), trigger }),
      finding('element', 'I13', {
        place: place({ segmentId: 'DTP', segmentPosition: 46, element: 3, dataElement: '1251' }),
        value: '20261116',
        trigger: { segmentId: 'CLM', segmentPosition: 43 },
      }),
    ];
    expect(body(findings)).toEqual([
      'IK3*REF*45**I6',
      'CTX*SITUATIONAL TRIGGER*CLM*43**5:3',
      'IK3*DTP*46**8',
      'IK4*3*1251*I13*20261116',
      'CTX*SITUATIONAL TRIGGER*CLM*43',
      'IK5*R*I5',
    ]);
  });

  it('leaves to IK5 what concerns the whole set, ST, SE or a segment id no directory knows', () => {
    const findings = [
      finding('set', '5', { code: 'set-segment-unrecognized', place: place({ segmentId: 'XXX' }) }),
      finding('set', '4', { place: place({ segmentId: 'SE', segmentPosition: 18 }) }),
      finding('element', '4', { place: place({ segmentId: 'SE', segmentPosition: 18, element: 2 }) }),
    ];
    expect(body(findings)).toEqual(['IK5*R*5*4']);
  });

  it('speaks of warnings only when the partner wants them', () => {
    const warned = finding('element', '3', { severity: 'warn', place: place({ element: 10 }), value: 'X' });
    expect(body([warned])).toEqual(['IK5*A']);
    expect(body([warned], options({ warningsIn999: true }))).toEqual(['IK3*NM1*8**8', 'IK4*10**3*X', 'IK5*E*5']);
  });

  it('stops after a thousand IK3 loops', () => {
    const findings = Array.from({ length: 1500 }, (_, n) =>
      finding('segment', '2', { place: place({ segmentPosition: n + 2 }) }),
    );
    const segments = body(findings);
    expect(segments.filter((segment) => segment.startsWith('IK3')).length).toBe(1000);
    expect(segments.at(-1)).toBe('IK5*R*5');
  });
});
