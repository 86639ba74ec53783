import { describe, expect, it } from 'vitest';
import type { ClaimRegistration } from '../../../src/domain/claims/model.js';
import { claimStatuses } from '../../../src/gateway/handlers.js';
import { claimForm } from '../../../src/transactions/837/claim-form.js';
import { claimHandler } from '../../../src/transactions/837/handler.js';
import { applySet, claimSettings, contextOf, MemoryReference, MemoryTransaction } from '../../support/applying.js';
import { findingsOf, schemas, unitsOf } from '../../support/units.js';
import { DENTAL, HOSPITAL_STAY, INSTITUTIONAL, PROFESSIONAL, TEETH, VISIT } from './sets-of-kinds.js';

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
