import fc from 'fast-check';
import { expect, it } from 'vitest';
import { testUsage } from '../../support/applying.js';
import { answer, IMAGING } from './sets.js';

const service = fc.record({
  trace: fc.boolean(),
  code: fc.constantFrom('70553', '99213', 'E0143', 'T4521'),
  range: fc.boolean(),
  units: fc.constantFrom('', '0', '1', '2.5'),
  date: fc.constantFrom('', 'D8*20250410', 'RD8*20250410-20250420', 'RD8*20250420-20250410'),
  pattern: fc.constantFrom('', 'HSD*VS*3', 'HSD*VS*2*WK*1*34*3', 'HSD*DY*5'),
  provider: fc.constantFrom('', 'SJ', '1T', 'DD'),
});

const request = fc.record({
  services: fc.array(service, { maxLength: 6 }),
  dependent: fc.boolean(),
  review: fc.constantFrom('UM*HS*I*1*22:B**03*1*1*Y*1', 'UM*HS*I', 'UM*AR*I*2', 'UM*HS*3', 'UM*HS*N*1**AA:AP:::US'),
  eventDate: fc.boolean(),
  requester: fc.constantFrom(
    '1P*1*ROSSI-VANE*NADIA****XX*1600003036',
    'PR*2*PLAN*****46*110012345A',
    'FA*2*X*****24*99',
  ),
  diagnosis: fc.constantFrom('HI*ABK:G35', 'HI*ABK:G35:D8:20250101*ABJ:R202*DR:470', ''),
  isTest: fc.boolean(),
});

/** Builds the request's segments with its own HL numbers and counts. */
function segmentsFor(value: typeof request extends fc.Arbitrary<infer Value> ? Value : never): string[] {
  const member = IMAGING.findIndex((segment) => segment.startsWith('HL*4'));
  const segments = IMAGING.slice(0, member).map((segment) =>
    segment.startsWith('NM1*1P') ? `NM1*${value.requester}` : segment,
  );
  let level = 3;
  if (value.dependent) segments.push(`HL*${++level}*3*23*1`, 'NM1*QC*1*FERREIRA*ANA', 'DMG*D8*20150902*F', 'INS*N*19');
  const event = level + 1;
  segments.push(`HL*${event}*${level}*EV*${value.services.length > 0 ? 1 : 0}`, 'TRN*1*EV-1*9RVN000001', value.review);
  if (value.eventDate) segments.push('DTP*AAH*RD8*20250407-20250507');
  segments.push(value.diagnosis, 'CRC*75*Y*AA', 'MSG*PLEASE', 'NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036');
  for (const [at, line] of value.services.entries()) {
    segments.push(`HL*${event + at + 1}*${event}*SS*0`);
    if (line.trace) segments.push(`TRN*1*EV-1-${at}*9RVN000001`, `TRN*1*CH-1-${at}*9CLEAR0001`);
    if (line.date !== '') segments.push(`DTP*472*${line.date}`);
    const units = line.units === '' ? '' : `*UN*${line.units}`;
    segments.push(`SV1*HC:${line.code}${line.range ? '::::::99999' : ''}*10${units}`, line.pattern);
    if (line.provider !== '') segments.push(`NM1*${line.provider}*2*IMAGING*****XX*1600004042`, 'N3*1 LANE');
  }
  const kept = segments.filter((segment) => segment !== '');
  return [...kept, `SE*${kept.length + 1}*0001`];
}

it('every response follows its guide, numbers its levels from 1 and counts its segments', () => {
  fc.assert(
    fc.property(request, (value) => {
      // `answer` fails on any finding of the validator, warnings included.
      const { set, interchange } = answer(segmentsFor(value), undefined, value.isTest ? testUsage : {});
      const levels = set.filter((segment) => segment.startsWith('HL*')).map((segment) => segment.split('*'));
      expect(levels.map((level) => Number(level[1]))).toEqual(levels.map((_level, at) => at + 1));
      for (const [at, level] of levels.entries()) {
        const hasChild = levels.slice(at + 1).some((other) => other[2] === level[1]);
        expect(level[4]).toBe(hasChild ? '1' : '0');
        if (at > 0) expect(Number(level[2])).toBeLessThan(Number(level[1]));
      }
      expect(set.at(-1)).toBe(`SE*${set.length}*0001`);
      expect(interchange.slice(-2)).toEqual(['GE*1*1', 'IEA*1*000000001']);
      const eventAt = set.findIndex((segment) => segment.includes('*EV*'));
      const statements = set.slice(eventAt).filter((segment) => /^(HCR|AAA)\*/.test(segment));
      if (eventAt > 0)
        expect(statements.length).toBeGreaterThanOrEqual(levels.length - levels.findIndex((l) => l[3] === 'EV'));
    }),
    { numRuns: 300 },
  );
});
