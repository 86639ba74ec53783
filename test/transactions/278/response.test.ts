import { describe, expect, it } from 'vitest';
import { testUsage } from '../../support/applying.js';
import { changed, findingsOf, segmentsOfText } from '../../support/units.js';
import { answer, IMAGING, INPATIENT, REQUEST_GUIDE, RESPONSE_GUIDE, THERAPY } from './sets.js';

describe('the requests of these tests', () => {
  it.each([
    ['imaging', IMAGING],
    ['inpatient', INPATIENT],
    ['therapy', THERAPY],
  ])('follow the request guide: %s', (_name, request) => {
    expect(findingsOf([REQUEST_GUIDE, RESPONSE_GUIDE], request)).toEqual([]);
  });
});

describe('the response to a request that is taken', () => {
  it('repeats the levels, returns every trace as TRN*2 and pends event and lines', () => {
    expect(answer(IMAGING).interchange).toEqual(
      segmentsOfText(`
        ISA*00*          *00*          *ZZ*NLHP00042      *ZZ*110099999Z     *250402*0901*^*00501*000000001*0*P*:~
        GS*HI*NLHP00042*110099999Z*20250402*0901*1*X*005010X217~
        ST*278*0001*005010X217~
        BHT*0007*11*RVN20250402-17*20250402*0901*19~
        HL*1**20*1~
        NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
        HL*2*1*21*1~
        NM1*1P*1*ROSSI-VANE*NADIA****XX*1600003036~
        PRV*OR*PXC*2084N0400X~
        HL*3*2*22*1~
        NM1*IL*1*FERREIRA*LUCIA****MI*100200309911~
        DMG*D8*19850902*F~
        HL*4*3*EV*1~
        TRN*2*RVN-5521*9RVN000001~
        UM*HS*I*1*22:B**U~
        HCR*A4**0W~
        REF*NT*1000000001~
        DTP*AAH*RD8*20250407-20250507~
        HI*ABK:G35*ABF:R202~
        NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036~
        HL*5*4*SS*0~
        TRN*2*RVN-5521-1*9RVN000001~
        HCR*A4**0W~
        DTP*472*RD8*20250410-20250420~
        SV1*HC:70553*950*UN*1~
        NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~
        HL*6*4*SS*0~
        TRN*2*RVN-5521-2*9RVN000001~
        HCR*A4**0W~
        SV1*HC:72158:26:LT*980*UN*1~
        NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~
        SE*30*0001~
        GE*1*1~
        IEA*1*000000001~`),
    );
  });

  it('drops what the response guide does not use: release of information, patient status of the nursing home', () => {
    const { set } = answer(INPATIENT);
    expect(set).toContain('UM*HS*I*2*21:B**E');
    expect(set).toContain('CL1*3*1*30');
    expect(set).toContain('HSD*DY*4');
    expect(set.some((segment) => segment.startsWith('PER'))).toBe(false);
  });

  it('hangs the event from the dependent when there is one', () => {
    const { set } = answer(THERAPY);
    expect(set).toContain('NM1*QC*1*ABEBE*NOAH');
    expect(set).toContain('HL*5*4*EV*1');
    expect(set).toContain('HL*6*5*SS*0');
  });

  it('tells warnings in a message and takes the request all the same', () => {
    const { set } = answer(THERAPY);
    expect(set).toContain('MSG*CONTACT NAME IS MISSING. REQUESTED UNITS ARE MISSING.');
    expect(set.filter((segment) => segment === 'HCR*A4**0W')).toHaveLength(2);
  });

  it('never copies the submitter’s message or paperwork, which would read as the payer’s', () => {
    const { set } = answer(IMAGING);
    expect(set.filter((segment) => segment.startsWith('MSG') || segment.startsWith('PWK'))).toEqual([]);
  });

  it('leaves out a provider in a role the response does not know, with all that belongs to it', () => {
    const { set } = answer(
      changed(IMAGING, { 'NM1*SJ': 'NM1*1T*2*NORTH RIVER IMAGING*****XX*1600004042', 'SE*': 'SE*31*0001' }),
    );
    expect(set.some((segment) => segment.includes('NORTH RIVER'))).toBe(false);
  });

  it('answers a test as a test: number of the test range, and a word that nobody will review it', () => {
    const { interchange, set } = answer(IMAGING, undefined, testUsage);
    expect(interchange[0]).toContain('*0*T*:');
    expect(set).toContain('BHT*0007*11*RVN20250402-17*20250402*0901*19');
    expect(set).toContain('HCR*A4**0W');
    expect(set).toContain('REF*NT*9000000001');
    expect(set).toContain('MSG*TEST REQUEST. NOBODY WILL REVIEW IT.');
  });

  it('goes to the submitter, not to the provider the file names', () => {
    const [draft] = answer(IMAGING).answers;
    expect(draft).toMatchObject({ type: '278', extension: 'x12', usage: 'P', interchange: 0, controlNumber: 1 });
    expect(draft?.location.id).toBe('110099999Z');
  });
});

describe('the response to a request that is refused', () => {
  /** From the level with the AAA on. */
  const tail = (request: readonly string[]): string[] => {
    const { set, results } = answer(request);
    expect(results[0]?.kind).toBe('refused');
    expect(set[1]).toMatch(/\*18$/);
    expect(set.some((segment) => segment.startsWith('REF*NT'))).toBe(false);
    const from = set.findLastIndex((segment, at) => segment.startsWith('HL') && /\*0$/.test(segment) && at > 0);
    return set.slice(from, -1);
  };

  it('ends at the payer when the request is for another one', () => {
    expect(tail(changed(IMAGING, { 'NM1*X3': 'NM1*X3*2*SOME OTHER PLAN*****PI*OTHER1' }))).toEqual([
      'HL*1**20*0',
      'NM1*X3*2*SOME OTHER PLAN*****PI*OTHER1',
      'AAA*N**79*N',
    ]);
  });

  it('ends at the requester when it is not linked to the submitter', () => {
    expect(tail(changed(IMAGING, { 'NM1*1P': 'NM1*1P*1*ROSSI-VANE*NADIA****XX*1600005056' }))).toEqual([
      'HL*2*1*21*0',
      'NM1*1P*1*ROSSI-VANE*NADIA****XX*1600005056',
      'AAA*N**41*N',
      'PRV*OR*PXC*2084N0400X',
    ]);
  });

  it('says when the requester’s id is none: a wrong check digit, a tax number', () => {
    for (const id of ['XX*1600003037', '24*990000142']) {
      const segments = tail(changed(IMAGING, { 'NM1*1P': `NM1*1P*1*ROSSI-VANE*NADIA****${id}` }));
      expect(segments).toContain('AAA*N**43*C');
    }
  });

  it('names a requester that is a payer as a provider, the nearest the response knows', () => {
    const segments = tail(changed(IMAGING, { 'NM1*1P': 'NM1*PR*2*ANOTHER PAYER*****XX*1600005056' }));
    expect(segments).toContain('NM1*1P*2*ANOTHER PAYER*****XX*1600005056');
  });

  it('asks for the birth date when the kind of authorization depends on it', () => {
    expect(tail(changed(IMAGING, { DMG: '', 'SE*': 'SE*30*0001' }))).toEqual([
      'HL*3*2*22*0',
      'NM1*IL*1*FERREIRA*LUCIA****MI*100200309911',
      'AAA*N**58*C',
    ]);
  });

  it.each([
    ['an admission review', 'AR'],
    ['a specialty care review', 'SC'],
  ])('refuses %s at the event', (_name, process) => {
    const segments = tail(changed(IMAGING, { 'UM*HS*I*1': `UM*${process}*I*1*22:B**U` }));
    expect(segments.slice(0, 4)).toEqual([
      'HL*4*3*EV*0',
      'TRN*2*RVN-5521*9RVN000001',
      'AAA*N**33*C',
      `UM*${process}*I*1*22:B**U`,
    ]);
    expect(segments).toContain('MSG*THIS KIND OF REVIEW IS NOT TAKEN. SEND UM01 HS.');
  });

  it('refuses a reservation', () => {
    const reservation = changed(IMAGING, {
      'BHT*': 'BHT*0007*36*RVN20250402-17*20250402*101530*RU',
      'UM*HS*I*1': 'UM*IN*I*1*22:B',
    });
    expect(tail(reservation)).toContain('AAA*N**33*C');
    expect(tail(reservation)).toContain('MSG*RESERVATIONS ARE NOT TAKEN. SEND BHT02 13 AND LEAVE BHT06 OUT.');
  });

  it('refuses a request without a service at the event', () => {
    const event = IMAGING.slice(
      0,
      IMAGING.findIndex((segment) => segment.startsWith('HL*5')),
    );
    const segments = tail(changed([...event, 'SE*20*0001'], { 'HL*4': 'HL*4*3*EV*0' }));
    expect(segments).toContain('AAA*N**15*C');
    expect(segments).toContain('MSG*SEND AT LEAST ONE SERVICE.');
  });

  it('refuses a service type for which there is no assignment, unless the partner has one by default', () => {
    expect(tail(changed(IMAGING, { 'UM*HS*I*1': 'UM*HS*I*62*22:B**U' }))).toContain('AAA*N**33*C');
  });

  it('refuses the lines at fault and says of the others that they were not considered', () => {
    const { set, results } = answer(
      changed(IMAGING, { 'SV1*HC:70553': 'SV1*HC:70553:::::ANY:70559*950*UN*1***1', 'SE*': 'SE*31*0001' }),
    );
    expect(results[0]).toMatchObject({ kind: 'refused', reason: 'line.throughProcedure:not-allowed' });
    const from = set.findIndex((segment) => segment.startsWith('HL*4'));
    expect(set.slice(from, -1)).toEqual([
      'HL*4*3*EV*1',
      'TRN*2*RVN-5521*9RVN000001',
      'UM*HS*I*1*22:B**U',
      'HCR*A3**25',
      'DTP*AAH*RD8*20250407-20250507',
      'HI*ABK:G35*ABF:R202',
      'NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036',
      'HL*5*4*SS*0',
      'TRN*2*RVN-5521-1*9RVN000001',
      'AAA*N**AG*C',
      'DTP*472*RD8*20250410-20250420',
      'SV1*HC:70553:::::ANY:70559*950*UN*1',
      'MSG*EACH PROCEDURE IS REVIEWED ALONE. SEND NO RANGE.',
      'NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042',
      'HL*6*4*SS*0',
      'TRN*2*RVN-5521-2*9RVN000001',
      'HCR*A3**25',
      'SV1*HC:72158:26:LT*980*UN*1',
      'NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042',
    ]);
  });

  it('refuses a dental line, a code that is no HCPCS, and a line without dates', () => {
    const dental = { 'SV1*HC:70553': 'SV3*AD:D2740*950****1', 'SE*': 'SE*31*0001' };
    expect(answer(changed(IMAGING, dental)).set).toContain('AAA*N**33*N');
    expect(answer(changed(IMAGING, { 'SV1*HC:70553': 'SV1*N4:00093075001*950*UN*1' })).set).toContain('AAA*N**AG*C');
    const undated = { 'DTP*AAH': '', 'SE*': 'SE*30*0001' };
    expect(answer(changed(IMAGING, undated)).set.filter((segment) => segment === 'AAA*N**57*C')).toHaveLength(1);
  });

  it('takes no tracking number for what it refuses', () => {
    const refused = answer(changed(IMAGING, { 'NM1*1P': 'NM1*1P*1*ROSSI-VANE*NADIA****XX*1600005056' }));
    expect(refused.results).toEqual([{ kind: 'refused', unit: 0, reason: 'requester.id:not-linked' }]);
  });
});
