import { describe, expect, it } from 'vitest';
import { readToldStatuses } from '../../../src/transactions/277/claim-statuses.js';
import { findingsOf, segmentsOfText, unitsOf } from '../../support/units.js';

const GUIDE = '005010X212-277';

/** A response about claims of one subscriber and of a dependent; everybody is invented. */
const SET = segmentsOfText(`
  ST*277*0001*005010X212~
  BHT*0010*08*CS-1*20261122*0900*DG~
  HL*1**20*1~
  NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
  HL*2*1*21*1~
  NM1*41*2*PINERIDGE CLEARING*****46*110099999Z~
  HL*3*2*19*1~
  NM1*1P*2*PINERIDGE CLINIC*****SV*110054321B~
  HL*4*3*22*1~
  NM1*IL*1*OAKES*MARTA****MI*NL700100201~
  TRN*2*T-1~
  STC*P1:20*20261118**100~
  STC*F2:585:85*20261121**100*0*20261120~
  STC*F1:65*20261121**100~
  REF*1K*c1000000007~
  DTP*472*D8*20261028~
  SVC*HC:99213*100*0****1~
  STC*F0:1*20261122~
  DTP*472*D8*20261028~
  HL*5*4*23~
  NM1*QC*1*OAKES*NILS~
  TRN*2*T-2~
  STC*F1:65*20261119**80*64.5*20261118**20261119*EFT-1~
  REF*1K*PCN-1~
  REF*EJ*PRC-2~
  DTP*472*D8*20261029~
  SE*27*0001`);

const toldIn = (set: readonly string[]) => unitsOf(GUIDE, set).flatMap(readToldStatuses);

describe('what a 277 says of claims', () => {
  it('is read from a set that follows its guide', () => expect(findingsOf([GUIDE], SET)).toEqual([]));

  it('is the latest status of each claim, a dependent’s too, and not of its lines', () => {
    expect(toldIn(SET)).toEqual([
      {
        claimNumber: 'c1000000007',
        isNumberOurs: true,
        submitterClaimId: '',
        provider: { npi: '', id: '110054321B' },
        status: {
          category: 'F2',
          status: '585',
          entity: '85',
          effectiveOn: '2026-11-21',
          paidAmount: '0',
          finalizedOn: '2026-11-20',
          paidOn: '',
          paymentNumber: '',
        },
      },
      {
        claimNumber: 'PCN-1',
        isNumberOurs: false,
        submitterClaimId: 'PRC-2',
        provider: { npi: '', id: '110054321B' },
        status: {
          category: 'F1',
          status: '65',
          entity: '',
          effectiveOn: '2026-11-19',
          paidAmount: '64.5',
          finalizedOn: '2026-11-18',
          paidOn: '2026-11-19',
          paymentNumber: 'EFT-1',
        },
      },
    ]);
  });

  it('names the provider by NPI where it has one, and is empty where nothing is told', () => {
    const bare = SET.map((segment) => segment.replace('SV*110054321B', 'XX*1887004129')).filter(
      (segment) => !/^(REF|STC)/.test(segment),
    );
    expect(toldIn(bare)).toMatchObject([
      { claimNumber: '', isNumberOurs: false, provider: { npi: '1887004129', id: '' }, status: { category: '' } },
      { claimNumber: '', submitterClaimId: '', status: { effectiveOn: '' } },
    ]);
  });
});
