import { describe, expect, it } from 'vitest';
import type { UnitRefusalReason } from '../../../src/transactions/handler.js';
import { MemoryTransaction, reason } from '../../support/applying.js';
import { changed } from '../../support/units.js';
import { answer, IMAGING } from './sets.js';

/** First byte of the n-th segment that begins so. */
function byteOf(start: string, n = 1): number {
  const at = IMAGING.map((segment, index) => ({ segment, index })).filter(({ segment }) => segment.startsWith(start));
  return IMAGING.slice(0, at[n - 1]!.index).reduce((sum, segment) => sum + segment.length + 1, 0);
}

function refusedWith(...reasons: UnitRefusalReason[]) {
  const transaction = new MemoryTransaction();
  const answered = answer(IMAGING, transaction, { refusalsOf: () => reasons });
  return { ...answered, transaction };
}

/** What stands from the last HL with an AAA on. */
function tail(set: readonly string[]): readonly string[] {
  const aaa = set.findIndex((segment) => segment.startsWith('AAA'));
  return set.slice(
    set.findLastIndex((segment, at) => segment.startsWith('HL') && at < aaa),
    -1,
  );
}

describe('a patient event that pass 1 refused', () => {
  it('is answered with an input error at the event and the wording of the finding, and becomes no PA', () => {
    const { set, results, transaction } = refusedWith(reason());
    expect(tail(set)).toEqual([
      'HL*4*3*EV*0',
      'TRN*2*RVN-5521*9RVN000001',
      'AAA*N**33*C',
      'UM*HS*I*1*22:B**U',
      'DTP*AAH*RD8*20250407-20250507',
      'HI*ABK:G35*ABF:R202',
      'MSG*THE TOTAL IS 100.00, BUT ITS PARTS ADD UP TO 90.00. CORRECT THE TOTAL.',
      'NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036',
    ]);
    expect(results).toEqual([{ kind: 'refused', unit: 0, reason: 'some-rule' }]);
    expect([...transaction.numbers.keys()]).toEqual(['control ']);
  });

  it.each([
    ['member', { loop: '2010C', reason: '72', followUp: 'C' }, 'AAA*N**72*C', 'HL*3'],
    ['requester', { loop: '2000B', reason: '43', followUp: 'C' }, 'AAA*N**43*C', 'HL*2'],
    ['event', { loop: '2000E', reason: 'AF', followUp: 'C' }, 'AAA*N**AF*C', 'HL*4'],
    ['provider nobody knows', { loop: '2010EA', reason: '15', followUp: 'N' }, 'AAA*N**15*N', 'HL*4'],
    // Codes that the response guide does not list for the loop.
    ['event', { loop: '2000E', reason: '72', followUp: 'R' }, 'AAA*N**33*C', 'HL*4'],
    ['payer', { loop: '2010A', reason: '72', followUp: 'C' }, 'AAA*N**33*C', 'HL*4'],
    // A loop that the request does not have.
    ['dependent', { loop: '2010D', reason: '58', followUp: 'C' }, 'AAA*N**33*C', 'HL*4'],
  ])('for its %s carries the AAA that the rule and the response guide allow', (_, rejectReason, aaa, level) => {
    const { set } = refusedWith(reason({ rejectReason }));
    expect(set.filter((segment) => segment.startsWith('AAA'))).toEqual([aaa]);
    expect(tail(set)[0]).toContain(level);
  });

  it('for a service line carries it at that line, and says of the others that they were not considered', () => {
    const rejectReason = { loop: '2000F', reason: 'AG', followUp: 'C' };
    const { set } = refusedWith(reason({ rejectReason, byteOffset: byteOf('SV1', 2) }));
    const lines = set.slice(set.findIndex((segment) => segment.startsWith('HL*5')));
    const second = lines.findIndex((segment) => segment.startsWith('HL*6'));
    expect(lines.slice(0, second)).toContain('HCR*A3**25');
    expect(lines.slice(second)).toContain('AAA*N**AG*C');
    expect(lines.slice(second).some((segment) => segment.startsWith('MSG*THE TOTAL IS'))).toBe(true);
  });

  it('for a provider of the event carries it with that provider, and says at the event why', () => {
    const rejectReason = { loop: '2010EA', reason: '43', followUp: 'C' };
    const { set } = refusedWith(reason({ rejectReason, byteOffset: byteOf('NM1*DK') }));
    expect(tail(set)).toEqual([
      'HL*4*3*EV*0',
      'TRN*2*RVN-5521*9RVN000001',
      'UM*HS*I*1*22:B**U',
      'HCR*A3**25',
      'DTP*AAH*RD8*20250407-20250507',
      'HI*ABK:G35*ABF:R202',
      'MSG*THE TOTAL IS 100.00, BUT ITS PARTS ADD UP TO 90.00. CORRECT THE TOTAL.',
      'NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036',
      'AAA*N**43*C',
    ]);
  });

  it('for a provider of a service carries it with that provider of that service', () => {
    const rejectReason = { loop: '2010FA', reason: '45', followUp: 'C' };
    const { set } = refusedWith(reason({ rejectReason, byteOffset: byteOf('NM1*SJ', 2) }));
    const second = set.slice(set.findIndex((segment) => segment.startsWith('HL*6')));
    expect(set.filter((segment) => segment.startsWith('AAA'))).toHaveLength(1);
    expect(second.slice(-3)).toEqual([expect.stringMatching(/^NM1\*SJ/), 'AAA*N**45*C', expect.stringMatching(/^SE/)]);
    expect(second).toContain('HCR*A3**25');
  });

  it('for a service line nobody knows is refused at the event', () => {
    const rejectReason = { loop: '2000F', reason: 'AG', followUp: 'C' };
    expect(tail(refusedWith(reason({ rejectReason })).set).slice(0, 3)).toContain('AAA*N**33*C');
  });

  it('tells all that is wrong before how to mend it, as far as MSG01 holds whole sentences', () => {
    const long = { message: `${'long words '.repeat(30)}end.`, title: 'A long story' };
    const { set } = refusedWith(reason(long), reason({ code: 'b', message: 'Second fault.' }));
    const message = set.find((segment) => segment.startsWith('MSG*'));
    expect(message).toBe('MSG*A LONG STORY. SECOND FAULT. CORRECT THE TOTAL.');
  });

  it('from somebody who is not linked to its provider ends at the requester', () => {
    const stranger = changed(IMAGING, { 'NM1*1P': 'NM1*1P*1*ROSSI-VANE*NADIA****XX*1600005056' });
    const { set, results } = answer(stranger, undefined, { refusalsOf: () => [reason()] });
    expect(tail(set)).toContain('AAA*N**41*N');
    expect(results[0]).toMatchObject({ reason: 'requester.id:not-linked some-rule' });
  });
});
