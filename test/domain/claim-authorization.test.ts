import { describe, expect, it } from 'vitest';
import { findAuthorization } from '../../src/domain/claim-authorization.js';
import type { PriorAuthorization } from '../../src/domain/prior-authorization/model.js';
import type { ReferenceAuthorization } from '../../src/domain/reference.js';
import { paWith, serviceLine } from '../store/life-material.js';

const PROVIDER = { npi: '1600003036', location: '110012345B', name: '', taxonomy: '' };
const DECISION = {
  outcome: 'modified',
  authorizedUnits: '3',
  unitBasis: 'UN',
  authorizedFrom: '2031-02-01',
  authorizedTo: '2031-02-28',
  authorizedProcedureCode: '',
  authorizedModifiers: [],
  authorizedDeliveryPattern: '',
  reasons: ['0L'],
  message: '',
  cause: '',
  duplicateOf: '',
  decidedAt: '2031-01-31T12:00:00.000Z',
  decidedBy: 'ann',
} as const;

const PA = paWith({
  paNumber: 'P310320001',
  status: 'adjudicated',
  lines: [
    serviceLine({
      number: 1,
      procedureCode: 'T1019',
      modifiers: ['U1'],
      serviceProvider: PROVIDER,
      decision: DECISION,
    }),
    serviceLine({
      number: 2,
      procedureCode: 'T1020',
      modifiers: ['U2'],
      decision: { ...DECISION, outcome: 'denied', authorizedProcedureCode: 'T1021' },
    }),
  ],
});

const sources = (pa?: PriorAuthorization, rows: readonly ReferenceAuthorization[] = []) => ({
  findPriorAuthorization: (_environment: string, { paNumber }: { readonly paNumber: string }) =>
    pa?.paNumber === paNumber ? pa : undefined,
  reference: { authorizations: (number: string) => rows.filter((row) => row.number === number) },
});

const ROW: ReferenceAuthorization = {
  number: 'OLD-7',
  line: 2,
  memberId: 'M1',
  location: '110012345A',
  procedures: ['T1019', 'T1020'],
  modifiers: [],
  from: '',
  to: '',
  units: '',
};

describe('the authorization that a claim is held against', () => {
  it('is the gateway’s own with what was decided, for the requesting provider and those who serve', () => {
    const { requestingProvider } = PA.request;
    expect(findAuthorization('production', 'P310320001', sources(PA))).toEqual({
      number: 'P310320001',
      isDecided: true,
      memberId: 'M1',
      locations: [requestingProvider.location, '110012345B'],
      npis: [requestingProvider.npi, '1600003036'],
      lines: [
        {
          number: 1,
          isApproved: true,
          procedures: ['T1019'],
          modifiers: ['U1'],
          from: '2031-02-01',
          to: '2031-02-28',
          units: '3',
          unitCode: 'UN',
        },
        expect.objectContaining({ number: 2, isApproved: false, procedures: ['T1021'], modifiers: [] }),
      ],
    });
  });

  it('does not stand before the decision and after a withdrawal', () => {
    for (const status of ['in-review', 'void', 'cancelled-by-provider'] as const) {
      expect(findAuthorization('production', 'P310320001', sources({ ...PA, status }))?.isDecided, status).toBe(false);
    }
  });

  it('is one of the authorizations file when the gateway has none of that number', () => {
    expect(findAuthorization('test', 'OLD-7', sources(PA, [ROW]))).toEqual({
      number: 'OLD-7',
      isDecided: true,
      memberId: 'M1',
      locations: ['110012345A'],
      npis: [],
      lines: [
        {
          number: 2,
          isApproved: true,
          procedures: ['T1019', 'T1020'],
          modifiers: [],
          from: '',
          to: '',
          units: '',
          unitCode: '',
        },
      ],
    });
    expect(
      findAuthorization('production', 'P310320001', sources(PA, [{ ...ROW, number: 'P310320001' }]))?.npis,
    ).not.toEqual([]);
  });

  it('is none for a number that nobody has, or no number', () => {
    expect(findAuthorization('production', 'OLD-8', sources(PA, [ROW]))).toBeUndefined();
    expect(findAuthorization('production', '', sources({ ...PA, paNumber: '' }))).toBeUndefined();
  });
});
