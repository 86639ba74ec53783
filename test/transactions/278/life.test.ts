import { describe, expect, it } from 'vitest';
import { MemoryTransaction, overlay, testUsage } from '../../support/applying.js';
import { changed, segmentsOfText } from '../../support/units.js';
import { carryOut, later } from './life.js';
import { answer, CANCELLATION, IMAGING, INPATIENT, THERAPY, tables } from './sets.js';

/** From the patient event to the end of the last level. */
const event = (set: readonly string[]): readonly string[] =>
  set.slice(
    set.findIndex((segment) => segment.includes('*EV*')),
    -1,
  );

function taken(request: readonly string[]): MemoryTransaction {
  const transaction = new MemoryTransaction();
  answer(request, transaction);
  return transaction;
}

describe('a stay that is certified as asked for', () => {
  it('is A1 at event and service, with one number, its days and the dates of the decision', () => {
    const transaction = taken(INPATIENT);
    const { paNumber } = carryOut(
      transaction,
      { kind: 'take' },
      { kind: 'decide', decisions: [{ lineNumber: 1, outcome: 'approved' }] },
    );
    const { set } = later(transaction);
    expect(set[1]).toBe('BHT*0007*11*HMC250310001*20250403*1000*18');
    expect(event(set)).toEqual(
      segmentsOfText(`
        HL*4*3*EV*1~
        TRN*2*HMC-EV-88121*9HMC000417~
        UM*HS*I*2*21:B**E~
        HCR*A1*${paNumber}~
        REF*NT*1000000001~
        DTP*435*D8*20250324~
        DTP*096*D8*20250328~
        DTP*102*D8*20250403~
        DTP*036*D8*20250324~
        DTP*007*RD8*20250324-20250324~
        HI*ABK:M1711*ABJ:M1711*ABF:I10~
        HSD*DY*4~
        CL1*3*1*30~
        NM1*71*1*LINDQVIST*MARA****XX*1600002020~
        PRV*AT*PXC*207X00000X~
        HL*5*4*SS*0~
        TRN*2*HMC-EV-88121-1*9HMC000417~
        UM*HS*I*2~
        HCR*A1*${paNumber}~
        DTP*472*D8*20250324~
        DTP*102*D8*20250403~
        DTP*036*D8*20250324~
        DTP*007*RD8*20250324-20250324~
        SV2*0360*HC:27447*28500*UN*1~
        NM1*72*1*LINDQVIST*MARA****XX*1600002020~
        PRV*OP*PXC*207X00000X~`),
    );
  });
});

describe('a stay that waits for documents and is then cut short', () => {
  const transaction = taken(INPATIENT);

  it('is pended with what is wanted, for the event and for the service', () => {
    carryOut(
      transaction,
      { kind: 'take' },
      {
        kind: 'defer',
        wants: [
          { lineNumber: 0, reportType: 'RR', reason: 'Please send radiology reports: right knee', loinc: '18726-0' },
          { lineNumber: 1, reportType: 'LA', reason: 'Die Überweisung fehlt', loinc: '' },
        ],
      },
    );
    const { set } = later(transaction);
    expect(set[1]).toBe('BHT*0007*11*HMC250310001*20250403*1000*19');
    expect(set.filter((segment) => segment === 'HCR*A4**0U')).toHaveLength(2);
    expect(set).toContain('REF*NT*1000000001');
    expect(set).toContain('HI*ABK:M1711*ABJ:M1711*ABF:I10*LOI:18726-0');
    expect(set).toContain('PWK*RR*EL***AC*CN1000000001*Please send radiology reports - right knee');
    expect(set).toContain('MSG*Please send radiology reports - right knee');
    expect(set).toContain('PWK*LA*EL***AC*CN1000000002*Die Uberweisung fehlt');
  });

  it('is under review again, and wants nothing, once it was answered', () => {
    carryOut(transaction, { kind: 'answer', text: 'They are normal.' });
    const { set } = later(transaction);
    expect(set.filter((segment) => segment === 'HCR*A4**0V')).toHaveLength(2);
    expect(set.some((segment) => segment.startsWith('PWK') || segment.includes('LOI'))).toBe(false);
  });

  it('is modified at the event, whose days are fewer, while its service is certified as asked for', () => {
    const decision = {
      lineNumber: 1,
      outcome: 'modified',
      authorizedDeliveryPattern: 'DY*2',
      reasons: ['10'],
    } as const;
    const { paNumber } = carryOut(
      transaction,
      { kind: 'take' },
      { kind: 'decide', decisions: [{ ...decision, message: 'Two days are usual.' }] },
    );
    const { set } = later(transaction);
    expect(set[1]).toBe('BHT*0007*11*HMC250310001*20250403*1000*18');
    expect(set).toContain(`HCR*A6*${paNumber}*10`);
    expect(set).toContain('REF*NT*1000000001');
    expect(set).toContain('HSD*DY*2');
    expect(set).toContain('MSG*Two days are usual. THE MEMBER MAY APPEAL.');
    expect(set.slice(set.indexOf('HL*5*4*SS*0'))).toContain(`HCR*A1*${paNumber}`);
  });
});

describe('two services of which one is refused', () => {
  it('are certified in part: each says its own, and haste that was not granted is no longer repeated', () => {
    const transaction = taken(IMAGING);
    const { paNumber } = carryOut(
      transaction,
      { kind: 'take' },
      { kind: 'reclassify', to: 'standard' },
      {
        kind: 'decide',
        decisions: [
          { lineNumber: 1, outcome: 'approved' },
          { lineNumber: 2, outcome: 'denied', reasons: ['0T'], message: 'Not supported by what was received.' },
        ],
      },
    );
    expect(event(later(transaction).set)).toEqual(
      segmentsOfText(`
        HL*4*3*EV*1~
        TRN*2*RVN-5521*9RVN000001~
        UM*HS*I*1*22:B~
        HCR*A2*${paNumber}~
        REF*NT*1000000001~
        DTP*AAH*RD8*20250407-20250507~
        DTP*102*D8*20250403~
        DTP*036*D8*20250420~
        DTP*007*RD8*20250410-20250420~
        HI*ABK:G35*ABF:R202~
        MSG*NOT TREATED AS URGENT. THE STANDARD TIME APPLIES.~
        NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036~
        HL*5*4*SS*0~
        TRN*2*RVN-5521-1*9RVN000001~
        HCR*A1*${paNumber}~
        DTP*472*RD8*20250410-20250420~
        DTP*102*D8*20250403~
        DTP*036*D8*20250420~
        DTP*007*RD8*20250410-20250420~
        SV1*HC:70553*950*UN*1~
        NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~
        HL*6*4*SS*0~
        TRN*2*RVN-5521-2*9RVN000001~
        HCR*A3**0T~
        REF*NT*1000000001~
        SV1*HC:72158:26:LT*980*UN*1~
        MSG*Not supported by what was received. THE MEMBER MAY APPEAL.~
        NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~`),
    );
  });

  it('hold the AAA of the one at fault beside the other, which was not considered', () => {
    const { set } = answer(changed(IMAGING, { 'DTP*AAH*RD8*20250407-20250507': '', 'SE*': 'SE*30*0001' }));
    expect(set.filter((segment) => /^(AAA|HCR)/.test(segment))).toEqual(['HCR*A3**25', 'HCR*A3**25', 'AAA*N**57*C']);
  });
});

describe('a service with a delivery pattern for a dependent', () => {
  it('that is refused is A3 at event and service, below the dependent', () => {
    const transaction = taken(THERAPY);
    const denied = { lineNumber: 1, outcome: 'denied', reasons: ['0F'] } as const;
    carryOut(transaction, { kind: 'take' }, { kind: 'decide', decisions: [denied] });
    const { set } = later(transaction);
    expect(set).toContain('HL*5*4*EV*1');
    expect(set.filter((segment) => segment === 'HCR*A3**0F')).toHaveLength(2);
    expect(set).toContain('MSG*THE MEMBER MAY APPEAL.');
  });

  it('that is modified shows its own pattern at the service', () => {
    const transaction = taken(THERAPY);
    const pattern = 'VS*1*WK*1*34*3';
    const { paNumber } = carryOut(
      transaction,
      { kind: 'take' },
      {
        kind: 'decide',
        decisions: [{ lineNumber: 1, outcome: 'modified', authorizedDeliveryPattern: pattern, reasons: ['10'] }],
      },
    );
    const { set } = later(transaction);
    expect(set.filter((segment) => segment === `HCR*A6*${paNumber}*10`)).toHaveLength(2);
    expect(set.filter((segment) => segment.startsWith('HSD'))).toEqual([`HSD*${pattern}`]);
  });
});

describe('what was authorized', () => {
  const modified = (request: readonly string[], authorized: object): readonly string[] => {
    const transaction = taken(request);
    const decision = { lineNumber: 1, outcome: 'modified', reasons: ['10'], ...authorized } as const;
    const others = transaction.priorAuthorizations[0]!.lines.slice(1).map(
      ({ number }) => ({ lineNumber: number, outcome: 'approved' }) as const,
    );
    carryOut(transaction, { kind: 'take' }, { kind: 'decide', decisions: [decision, ...others] });
    return later(transaction).set;
  };

  it('stands in the service: units, procedure and modifiers', () => {
    expect(modified(IMAGING, { authorizedProcedureCode: '70552', authorizedModifiers: ['26'] })).toContain(
      'SV1*HC:70552:26*950*UN*1',
    );
    const two = changed(IMAGING, { 'SV1*HC:70553': 'SV1*HC:70553*950*UN*2***1' });
    expect(modified(two, { authorizedUnits: '1' })).toContain('SV1*HC:70553*950*UN*1');
    const stay = changed(INPATIENT, { 'SV2*': 'SV2*0360*HC:27447*28500*DA*4' });
    expect(modified(stay, { authorizedUnits: '2' })).toContain('SV2*0360*HC:27447*28500*DA*2');
  });

  it('stands in the pattern when the request counted its units there', () => {
    const counted = changed(IMAGING, {
      'SV1*HC:70553': 'SV1*HC:70553*950~HSD*VS*3',
      'SE*': 'SE*32*0001',
    });
    const set = modified(counted, { authorizedUnits: '2' });
    expect(set).toContain('SV1*HC:70553*950');
    expect(set).toContain('HSD*VS*2');
  });

  it('stands in both when units and pattern were changed together', () => {
    const set = modified(THERAPY, { authorizedUnits: '13', authorizedDeliveryPattern: 'VS*1*WK*1*34*3' });
    expect(set).toContain('SV1*HC:92507*120*UN*13');
    expect(set).toContain('HSD*VS*1*WK*1*34*3');
  });

  it('stands in its dates, while the service keeps those that were asked for', () => {
    const set = modified(IMAGING, { authorizedTo: '2025-04-15' });
    expect(set).toContain('DTP*472*RD8*20250410-20250420');
    expect(set).toContain('DTP*007*RD8*20250410-20250415');
  });
});

describe('an end without a decision', () => {
  it('by the provider is C, as an answer to its cancellation and later', () => {
    const transaction = taken(IMAGING);
    const { set } = answer(CANCELLATION, transaction);
    expect(event(set)).toEqual([
      'HL*4*3*EV*0',
      'TRN*2*RVN-5521-C*9RVN000001',
      'UM*HS*3',
      'HCR*C',
      'REF*NT*1000000001',
      'HI*ABK:G35',
      'NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036',
    ]);
    expect(later(transaction).set).toContain('TRN*2*RVN-5521*9RVN000001');
  });

  it('by the payer is C with the administrative reason and what the payer says', () => {
    const transaction = taken(IMAGING);
    carryOut(transaction, { kind: 'void-by-payer', message: 'Sent by mistake.' });
    const { set } = later(transaction);
    expect(set).toContain('HCR*C**7');
    expect(set).toContain('MSG*VOIDED BY THE PAYER. Sent by mistake.');
  });

  it.each([
    ['duplicate', '1000000099', 'HCR*C**0Q', 'REF*NT*1000000099'],
    ['eligibility', '', 'HCR*C**7', 'MSG*MEMBER IS NOT ELIGIBLE.'],
    ['not-required', '', 'HCR*NA**0H', 'HCR*NA**0H'],
  ] as const)('of every line for %s says so in each line and at the event', (cause, duplicateOf, review, also) => {
    const transaction = taken(IMAGING);
    carryOut(transaction, { kind: 'cancel', lines: [], cause, duplicateOf, message: '' });
    const { set } = later(transaction);
    expect(set.filter((segment) => segment === review)).toHaveLength(3);
    expect(set).toContain(also);
    expect(set[1]).toMatch(/\*18$/);
  });

  it('of one line is told at once, while the others wait', () => {
    const transaction = taken(IMAGING);
    const one = { lines: [1], cause: 'duplicate', duplicateOf: '1000000099', message: '' } as const;
    carryOut(transaction, { kind: 'cancel', ...one });
    const reviews = later(transaction).set.filter((segment) => segment.startsWith('HCR'));
    expect(reviews).toEqual(['HCR*A4**0W', 'HCR*C**0Q', 'HCR*A4**0W']);
  });

  it('of one line counts as refused beside one that is certified', () => {
    const transaction = taken(IMAGING);
    const { paNumber } = carryOut(
      transaction,
      { kind: 'cancel', lines: [1], cause: 'not-required', duplicateOf: '', message: '' },
      { kind: 'take' },
      { kind: 'decide', decisions: [{ lineNumber: 2, outcome: 'approved' }] },
    );
    const reviews = later(transaction).set.filter((segment) => segment.startsWith('HCR'));
    expect(reviews).toEqual([`HCR*A2*${paNumber}`, 'HCR*NA**0H', `HCR*A1*${paNumber}`]);
  });
});

describe('a line decided before the others', () => {
  it('is told only with them, when there is a number to certify it with', () => {
    const transaction = taken(IMAGING);
    carryOut(transaction, { kind: 'take' }, { kind: 'decide', decisions: [{ lineNumber: 1, outcome: 'approved' }] });
    const { set } = later(transaction);
    expect(set.filter((segment) => segment.startsWith('HCR'))).toEqual(['HCR*A4**0V', 'HCR*A4**0V', 'HCR*A4**0V']);
  });
});

describe('a test request', () => {
  const tested = (otherwise: 'approved' | 'modified' | 'denied' | 'deferred', transaction = new MemoryTransaction()) =>
    answer(IMAGING, transaction, testUsage, {
      ...tables,
      overlay: {
        ...overlay,
        testing: { outcomes: [{ procedures: [['99999', '99999']], outcome: 'pended' }], otherwise },
      },
    }).set;
  const reviews = (set: readonly string[]) => set.filter((segment) => segment.startsWith('HCR'));

  it.each([
    ['approved', /^HCR\*A1\*TEST/],
    ['modified', /^HCR\*A6\*TEST/],
    ['denied', /^HCR\*A3\*\*/],
    ['deferred', /^HCR\*A4\*\*0U/],
  ] as const)('that is to be %s is answered so at once, under a number of its own kind', (outcome, review) => {
    const set = tested(outcome);
    expect(reviews(set)).toHaveLength(3);
    for (const segment of reviews(set)) expect(segment).toMatch(review);
    expect(set.find((segment) => segment.startsWith('MSG'))).toMatch(/^MSG\*TEST REQUEST\. NOBODY WILL REVIEW IT\./);
    expect(set).toContain('REF*NT*9000000001');
    expect(set.some((segment) => segment.startsWith('PWK*'))).toBe(outcome === 'deferred');
  });

  it('can be amended, renewed and cancelled as one in production', () => {
    const transaction = new MemoryTransaction();
    tested('approved', transaction);
    const { paNumber } = transaction.priorAuthorizations[0]!;
    const again = (operation: string, reference: string): readonly string[] =>
      answer(
        changed(IMAGING, { 'UM*HS*I*1': `UM*HS*${operation}*1*22:B~${reference}`, 'SE*': 'SE*32*0001' }),
        transaction,
        testUsage,
      ).set;
    expect(again('R', `REF*BB*${paNumber}`)).toContain('REF*NT*9000000002');
    expect(again('S', 'REF*NT*9000000001')).toContain('HCR*A4**0W');
    expect(transaction.priorAuthorizations[0]?.version).toBe(2);
    const cancelled = answer(changed(CANCELLATION, { 'REF*NT': 'REF*NT*9000000001' }), transaction, testUsage).set;
    expect(cancelled).toContain('HCR*C');
  });
});
