import { describe, expect, it } from 'vitest';
import { acknowledged, decided, faults, OAKES, PINERIDGE, refusal, segments } from './acknowledging.js';

const ELSEWHERE = {
  billingProvider: { ...PINERIDGE, last: 'SOMEBODY ELSE', id: '1600003036' },
  billingProviderLocation: '',
};
const NOT_LINKED = refusal('A8:496:85', { level: 'provider' });

describe('a claim acknowledgment', () => {
  it('lists accepted and rejected claims with totals that balance, in an interchange of its own', () => {
    const text = acknowledged([
      decided(0, {}),
      decided(1, { submitterClaimId: 'PRC-C-9002', totalCharge: '250.50' }, refusal('A7:164:IL')),
      decided(2, { submitterClaimId: 'PRC-C-9003', totalCharge: '.05', serviceTo: '2025-03-30' }),
    ]);
    expect(text.split('~').slice(0, -1)).toEqual([
      'ISA*00*          *00*          *ZZ*NLHP00042      *ZZ*110099999Z     *250403*0630*^*00501*000005008*0*P*:',
      'GS*HN*NLHP00042*110099999Z*20250403*0630*5008*X*005010X214',
      'ST*277*0001*005010X214',
      'BHT*0085*08*S000000017-1-1-1*20250403*0630*TH',
      'HL*1**20*1',
      'NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042',
      'TRN*1*S000000017',
      'DTP*050*D8*20250402',
      'DTP*009*D8*20250403',
      'HL*2*1*21*1',
      'NM1*41*2*PINERIDGE CLEARING*****46*110099999Z',
      'TRN*2*PRCB261104',
      'STC*A1:19:PR*20250403*WQ*350.55',
      'QTY*90*2',
      'QTY*AA*1',
      'AMT*YU*100.05',
      'AMT*YY*250.5',
      'HL*3*2*19*1',
      'NM1*85*2*PINERIDGE CLINIC*****XX*1887004129',
      'TRN*1*0',
      'STC*A1:19:PR**WQ*350.55',
      'QTY*QA*2',
      'QTY*QC*1',
      'AMT*YU*100.05',
      'AMT*YY*250.5',
      'HL*4*3*PT',
      'NM1*QC*1*OAKES*MARTA****MI*NL700100201',
      'TRN*2*PRC-C-9001',
      'STC*A2:20:PR*20250403*WQ*100',
      'REF*1K*C1000000001',
      'DTP*472*D8*20250328',
      'HL*5*3*PT',
      'NM1*QC*1*OAKES*MARTA****MI*NL700100201',
      'TRN*2*PRC-C-9002',
      'STC*A7:164:IL*20250403*U*250.5',
      'DTP*472*D8*20250328',
      'HL*6*3*PT',
      'NM1*QC*1*OAKES*MARTA****MI*NL700100201',
      'TRN*2*PRC-C-9003',
      'STC*A2:20:PR*20250403*WQ*0.05',
      'REF*1K*C1000000003',
      'DTP*472*RD8*20250328-20250330',
      'SE*41*0001',
      'GE*1*5008',
      'IEA*1*000005008',
    ]);
    expect(faults(text)).toEqual([]);
  });

  it('rejects a billing provider as a whole, without its claims, and goes on with the next', () => {
    const text = acknowledged([
      decided(0, { ...ELSEWHERE, totalCharge: '99.99' }, NOT_LINKED, refusal('A7:178')),
      decided(1, { ...ELSEWHERE, totalCharge: '0.02' }, NOT_LINKED),
      decided(2, {}),
    ]);
    expect(segments(text, 'STC*A1:19:PR*2025')).toEqual([
      'STC*A1:19:PR*20250403*WQ*200.01',
      'QTY*90*1',
      'QTY*AA*2',
      'AMT*YU*100',
      'AMT*YY*100.01',
      'HL*3*2*19*0',
      'NM1*85*2*SOMEBODY ELSE*****XX*1600003036',
      'TRN*1*0',
      'STC*A8:496:85**U*100.01',
      'QTY*QC*2',
      'AMT*YY*100.01',
      'HL*4*2*19*1',
      'NM1*85*2*PINERIDGE CLINIC*****XX*1887004129',
      'TRN*1*0',
      'STC*A1:19:PR**WQ*100',
      'QTY*QA*1',
      'AMT*YU*100',
      'HL*5*4*PT',
      'NM1*QC*1*OAKES*MARTA****MI*NL700100201',
      'TRN*2*PRC-C-9001',
      'STC*A2:20:PR*20250403*WQ*100',
      'REF*1K*C1000000003',
      'DTP*472*D8*20250328',
    ]);
    expect(faults(text)).toEqual([]);
  });

  it('lists the claims of a provider of whom only some have the provider’s fault', () => {
    const text = acknowledged([decided(0, {}, refusal('A7:145:85', { level: 'provider' })), decided(1, {})]);
    expect(text).toContain('HL*3*2*19*1~');
    expect(text).toContain('STC*A7:145:85*20250403*U*100~');
    expect(faults(text)).toEqual([]);
  });

  it('rejects a whole set at the submitter, without providers', () => {
    const cause = refusal('A7:153:41', { level: 'receiver' });
    const text = acknowledged([decided(0, {}, cause), decided(1, { totalCharge: '0.5' }, refusal('A7:178'), cause)]);
    expect(segments(text, 'HL*2')).toEqual([
      'HL*2*1*21*0',
      'NM1*41*2*PINERIDGE CLEARING*****46*110099999Z',
      'TRN*2*PRCB261104',
      'STC*A7:153:41*20250403*U*100.5',
      'QTY*AA*2',
      'AMT*YY*100.5',
    ]);
    expect(faults(text)).toEqual([]);
  });

  it('shows the lines that caused a rejection, with procedure, revenue code, units, number and date', () => {
    const line = {
      number: 1,
      procedureQualifier: 'HC',
      procedureCode: '99213',
      modifiers: ['25', 'GT'],
      revenueCode: '',
      charge: '60.00',
      unitCode: 'UN',
      units: '1',
      serviceFrom: '2025-03-28',
      serviceTo: '2025-03-28',
      controlNumber: 'LINE-1',
      priorAuthorizationNumber: '',
    };
    const revenue = { ...line, number: 2, procedureCode: '', procedureQualifier: '', modifiers: [], controlNumber: '' };
    const lines = [line, { ...revenue, revenueCode: '0450', charge: '40', units: '' }];
    const text = acknowledged([
      decided(
        0,
        { lines },
        refusal('A7:454', { line: 1 }),
        refusal('A7:455', { line: 2 }),
        refusal('A7:453', { line: 1 }),
      ),
    ]);
    expect(segments(text, 'STC*A7')).toEqual([
      'STC*A7:454*20250403*U*100******A7:455*A7:453',
      'DTP*472*D8*20250328',
      'SVC*HC:99213:25:GT*60*****1',
      'STC*A7:454**U*******A7:453',
      'REF*FJ*LINE-1',
      'DTP*472*D8*20250328',
      'SVC*NU:0450*40',
      'STC*A7:455**U',
      'DTP*472*D8*20250328',
    ]);
    expect(faults(text)).toEqual([]);
  });

  it('tells a line that no procedure names with the claim', () => {
    const text = acknowledged([decided(0, {}, refusal('A7:454', { line: 7 }))]);
    expect(segments(text, 'STC*A7')).toEqual(['STC*A7:454*20250403*U*100', 'DTP*472*D8*20250328']);
  });

  it('gives every reason once, three in an STC, and explains a status that says nothing', () => {
    const reasons = ['A7:254', 'A7:164:IL', 'A7:254', 'A6:21', 'A7:500:IL'].map((status) => refusal(status));
    const text = acknowledged([decided(0, {}, ...reasons)]);
    expect(segments(text, 'STC*A7:254')).toEqual([
      'STC*A7:254*20250403*U*100******A7:164:IL*A6:21*Something is wrong.',
      'STC*A7:500:IL*20250403*U*100',
      'DTP*472*D8*20250328',
    ]);
    expect(faults(text)).toEqual([]);
  });

  it('names a dependent under the subscriber’s id, an institutional claim with its type of bill, and echoes REF*D9', () => {
    const dependent = { ...OAKES, first: 'NOAH', middle: 'T', id: '' };
    const text = acknowledged([
      decided(0, { patient: dependent, kind: 'institutional', facilityCode: '13', intermediaryClaimId: 'VAN-77' }),
    ]);
    expect(segments(text, 'NM1*QC')).toEqual([
      'NM1*QC*1*OAKES*NOAH*T***MI*NL700100201',
      'TRN*2*PRC-C-9001',
      'STC*A2:20:PR*20250403*WQ*100',
      'REF*1K*C1000000001',
      'REF*D9*VAN-77',
      'REF*BLT*131',
      'DTP*472*D8*20250328',
    ]);
    expect(faults(text)).toEqual([]);
  });

  it('leaves out totals of zero, also of charges', () => {
    const text = acknowledged([decided(0, { totalCharge: '0' }), decided(1, { totalCharge: '0.00' })]);
    expect(text).toContain('STC*A1:19:PR*20250403*WQ*0~QTY*90*2~HL*3');
    expect(faults(text)).toEqual([]);
  });

  it.each([
    ['its tax number', { billingProviderTaxId: '990000142' }, 'FI*990000142'],
    ['our number for it', { billingProviderTaxId: '' }, 'SV*110054321B'],
  ])('names a provider without NPI by %s', (_what, changes, id) => {
    const billingProvider = { ...PINERIDGE, idQualifier: '', id: '' };
    const text = acknowledged([decided(0, { billingProvider, ...changes })]);
    expect(text).toContain(`NM1*85*2*PINERIDGE CLINIC*****${id}~`);
    expect(faults(text)).toEqual([]);
  });

  it('puts claims of one provider under one level, and one that comes again under another', () => {
    const [here, there] = [{}, ELSEWHERE];
    const text = acknowledged([decided(0, here), decided(1, here), decided(2, there, NOT_LINKED), decided(3, here)]);
    expect(text.match(/HL\*\d+\*2\*19\*./g)).toEqual(['HL*3*2*19*1', 'HL*6*2*19*0', 'HL*7*2*19*1']);
    expect(faults(text)).toEqual([]);
  });

  it('fills what the guide demands and the 837 did not have', () => {
    const patient = { ...OAKES, id: '', last: 'ÅÄÖ' };
    const text = acknowledged([decided(0, { patient, memberId: '', serviceFrom: '', serviceTo: '' })]);
    expect(text).toContain('NM1*QC*1*NONE*MARTA****MI*NONE~');
    expect(text).toContain('DTP*472*D8*20250402~');
    expect(faults(text)).toEqual([]);
  });

  it('comes back with the sender’s delimiters when its data holds one of ours', () => {
    const delimiters = { element: 0x7c, repetition: 0x21, component: 0x3e, segment: 0x0a };
    const ours = acknowledged([decided(0, {})], { delimiters });
    expect(ours).toContain('TRN*2*PRC-C-9001~');
    const theirs = acknowledged([decided(0, { submitterClaimId: 'PRC*C:9001~' })], { delimiters });
    expect(theirs).toContain('TRN|2|PRC*C:9001~\nSTC|A2>20>PR|');
  });

  it('is nothing for a set without claims', () => {
    expect(acknowledged([])).toBe('');
  });
});
