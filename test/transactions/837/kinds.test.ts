import { describe, expect, it } from 'vitest';
import type { ClaimRegistration } from '../../../src/domain/claims/model.js';
import { claimStatuses } from '../../../src/gateway/handlers.js';
import { claimForm } from '../../../src/transactions/837/claim-form.js';
import { claimHandler } from '../../../src/transactions/837/handler.js';
import { applySet, claimSettings, contextOf, MemoryReference, MemoryTransaction } from '../../support/applying.js';
import { findingsOf, schemas, segmentsOfText, unitsOf } from '../../support/units.js';

const PROFESSIONAL = '005010X222A1-837P';
const INSTITUTIONAL = '005010X223A2-837I';
const DENTAL = '005010X224A2-837D';

/** A set of one provider and member around claims; all people and ids are invented. */
function setOf(version: string, claims: string): string[] {
  const body = segmentsOfText(`
    ST*837*0001*${version}~
    BHT*0019*00*PRCB261104*20261104*0800*CH~
    NM1*41*2*PINERIDGE CLEARING*****46*110099999Z~
    PER*IC*BILLING DESK*TE*5555550142~
    NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042~
    HL*1**20*1~
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
    ${claims}`);
  return [...body, `SE*${body.length + 1}*0001`];
}

const HOSPITAL_STAY = setOf(
  '005010X223A2',
  `CLM*INP-1*4210.5***11:A:1**A*Y*Y~
   DTP*434*RD8*20261010-20261014~
   DTP*435*DT*202610100900~
   CL1*1*7*01~
   REF*G1*P262800001~
   HI*ABK:J189~
   NM1*71*1*STONE*ELI****XX*1600003036~
   NM1*82*1*REED*ANA****XX*1234567893~
   LX*1~
   SV2*0120**4000*DA*4~
   LX*2~
   SV2*0450*HC:99284:25*210.5*UN*1~
   DTP*472*D8*20261010~
   REF*6R*LINE-2~`,
);

const TEETH = setOf(
  '005010X224A2',
  `CLM*DEN-1*340***11:B:1*Y*A*Y*Y~
   DTP*472*D8*20261012~
   REF*G1*P262800002~
   NM1*82*1*REED*ANA****XX*1234567893~
   PRV*PE*PXC*122300000X~
   LX*1~
   SV3*AD:D2391*180****2~
   TOO*JP*14*M:O~
   TOO*JP*15*O~
   LX*2~
   SV3*AD:D0120*160****1~
   DTP*472*D8*20261015~`,
);

const VISIT = setOf(
  '005010X222A1',
  `CLM*PRO-1*150***11:B:1*Y*A*Y*Y~
   HI*ABK:M1711~
   NM1*82*1*REED*ANA****XX*1234567893~
   LX*1~
   SV1*HC:T1019:U1*150*UN*6***1~
   DTP*472*D8*20261028~
   REF*G1*P262800003~`,
);

const STATUSES = claimStatuses(schemas);

function read(guideId: string, set: readonly string[], reference = new MemoryReference()) {
  const context = contextOf({ guideId });
  const transaction = new MemoryTransaction(reference);
  const { results } = applySet(claimHandler(claimSettings(), STATUSES), unitsOf(guideId, set), context, transaction);
  const [result] = results;
  if (result?.kind !== 'claim') throw new Error('No claim');
  return result;
}

const claimOf = (guideId: string, set: readonly string[]): ClaimRegistration => read(guideId, set).claim;

describe('a claim of each kind', () => {
  it.each([
    [PROFESSIONAL, VISIT],
    [INSTITUTIONAL, HOSPITAL_STAY],
    [DENTAL, TEETH],
  ])('of these tests follows its guide (%s)', (guideId, set) => {
    expect(findingsOf([guideId], set)).toEqual([]);
  });

  it('institutional: type of bill, statement dates, revenue lines, rendering provider of 2310D', () => {
    const claim = claimOf(INSTITUTIONAL, HOSPITAL_STAY);
    expect(claim).toMatchObject({
      kind: 'institutional',
      submitterClaimId: 'INP-1',
      facilityCode: '11',
      frequency: '1',
      billingProviderLocation: '110054321B',
      renderingProviderNpi: '1234567893',
      priorAuthorizationNumber: 'P262800001',
      serviceFrom: '2026-10-10',
      serviceTo: '2026-10-14',
      totalCharge: '4210.5',
    });
    expect(claim.lines).toEqual([
      {
        number: 1,
        procedureQualifier: '',
        procedureCode: '',
        modifiers: [],
        revenueCode: '0120',
        charge: '4000',
        unitCode: 'DA',
        units: '4',
        serviceFrom: '2026-10-10',
        serviceTo: '2026-10-14',
        controlNumber: '',
        priorAuthorizationNumber: '',
      },
      {
        number: 2,
        procedureQualifier: 'HC',
        procedureCode: '99284',
        modifiers: ['25'],
        revenueCode: '0450',
        charge: '210.5',
        unitCode: 'UN',
        units: '1',
        serviceFrom: '2026-10-10',
        serviceTo: '2026-10-10',
        controlNumber: 'LINE-2',
        priorAuthorizationNumber: '',
      },
    ]);
  });

  it('dental: teeth, units of SV306, and the date of the claim where a line has none', () => {
    const claim = claimOf(DENTAL, TEETH);
    expect(claim).toMatchObject({
      kind: 'dental',
      renderingProviderNpi: '1234567893',
      serviceFrom: '2026-10-12',
      serviceTo: '2026-10-15',
      lines: [
        { procedureQualifier: 'AD', procedureCode: 'D2391', units: '2', unitCode: 'UN', teeth: ['14', '15'] },
        { procedureCode: 'D0120', serviceFrom: '2026-10-15' },
      ],
    });
    expect(claim.lines[0]).toMatchObject({ serviceFrom: '2026-10-12', charge: '180' });
    expect(claim.lines[1]).not.toHaveProperty('teeth');
  });

  it('professional: place of service, lines with their own authorization', () => {
    expect(claimOf(PROFESSIONAL, VISIT)).toMatchObject({
      kind: 'professional',
      facilityCode: '11',
      renderingProviderNpi: '1234567893',
      lines: [{ procedureCode: 'T1019', modifiers: ['U1'], priorAuthorizationNumber: 'P262800003' }],
    });
  });

  it('has no form when its guide is none of claims', () => {
    expect(() => claimForm('005010X221A1-835')).toThrow(RangeError);
  });
});

describe('the authorizations file', () => {
  const row = {
    number: 'P262800003',
    line: 1,
    memberId: 'NL700100201',
    location: '110054321B',
    procedures: ['T1019'],
    modifiers: ['U1'],
    from: '2026-10-01',
    to: '2026-10-31',
    units: '5',
  };

  it('is what a claim is held against when its number is none of the gateway’s', () => {
    const { verdict } = read(PROFESSIONAL, VISIT, new MemoryReference({ authorizations: [row] }));
    expect(verdict).toMatchObject({ remarks: [{ reason: 'authorization-units-exceeded', line: 1 }] });
    const enough = new MemoryReference({ authorizations: [{ ...row, units: '6' }] });
    expect(read(PROFESSIONAL, VISIT, enough).verdict).not.toHaveProperty('remarks');
  });

  it('is shown in the claim report with what to do', () => {
    const units = unitsOf(PROFESSIONAL, VISIT);
    const context = contextOf({ guideId: PROFESSIONAL });
    const { answers } = applySet(claimHandler(claimSettings(), STATUSES), units, context, new MemoryTransaction());
    const report = Buffer.from(answers.find(({ type }) => type === 'claims')!.content as Uint8Array).toString('utf8');
    expect(report).toContain('accepted as C1000000001, PLEASE CHECK\n        Line 1: The prior authorization number');
    expect(report).toContain('(authorization-unknown)\n        To mend it: Enter the PA number');
  });
});
