import { X12Parser } from 'node-x12';
import { describe, expect, it } from 'vitest';
import type { ClaimRegistration, ClaimVerdict } from '../../../src/domain/claims/model.js';
import { claimStatusHandler } from '../../../src/transactions/276/handler.js';
import type { ClaimInquiryAnswers } from '../../../src/transactions/276/inquiry-answers.js';
import type { SetContext } from '../../../src/transactions/handler.js';
import type { Delimiters } from '../../../src/x12/delimiters.js';
import { claim } from '../../store/material.js';
import { applySet, contextOf, MemoryTransaction, profile, reason, testUsage } from '../../support/applying.js';
import { findingsOf, schemas, segmentsOfText, unitsOf } from '../../support/units.js';

const INQUIRY = '005010X212-276';
const RESPONSE = '005010X212-277';
const TABLE = schemas.files.json<ClaimInquiryAnswers>('payers/masshealth/claim-inquiry.json');
const ACCEPTED = (claimNumber: string): ClaimVerdict => ({ accepted: true, claimNumber });

/** An inquiry of the clearinghouse about a clinic linked to it: below it what is asked. */
function inquiryOf(below: string, provider = 'NM1*1P*2*PINERIDGE CLINIC*****XX*1887004129'): string[] {
  const segments = segmentsOfText(`
    ST*276*0001*005010X212~
    BHT*0010*13*PRC-ASK-1*20261122*0900~
    HL*1**20*1~
    NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
    HL*2*1*21*1~
    NM1*41*2*PINERIDGE CLEARING*****46*110099999Z~
    HL*3*2*19*1~
    ${provider}~
    ${below}`);
  return [...segments, `SE*${segments.length + 1}*0001`];
}

const subscriber = (level: number, ...asked: string[]): string => `
    HL*${level}*3*22*0~
    DMG*D8*19710415*F~
    NM1*IL*1*OAKES*MARTA****MI*NL700100201~
    ${asked.join('~')}~`;

const BY_CLAIM_ID = inquiryOf(subscriber(4, 'TRN*1*ASK-1', 'REF*EJ*PRC-1', 'AMT*T3*150.5', 'DTP*472*D8*20261028'));

/** A register of one accepted claim of two lines for the clinic; others as told. */
function register(...others: readonly [Partial<ClaimRegistration>, ClaimVerdict][]): MemoryTransaction {
  const transaction = new MemoryTransaction();
  const line = {
    number: 1,
    procedureQualifier: 'HC',
    procedureCode: '99213',
    modifiers: ['25'],
    revenueCode: '',
    charge: '100',
    unitCode: 'UN',
    units: '1',
    serviceFrom: '2026-10-28',
    serviceTo: '2026-10-28',
    controlNumber: 'L1',
    priorAuthorizationNumber: '',
  };
  const lines = [
    line,
    { ...line, number: 2, procedureCode: '20610', modifiers: [], charge: '50.5', controlNumber: '' },
  ];
  const own: Partial<ClaimRegistration> = {
    submitterClaimId: 'PRC-1',
    billingProviderNpi: '1887004129',
    billingProviderLocation: '110054321B',
    memberId: 'NL700100201',
    patient: { entityType: '1', last: 'OAKES', first: 'MARTA', middle: '', idQualifier: 'MI', id: 'NL700100201' },
    totalCharge: '150.5',
    serviceFrom: '2026-10-28',
    serviceTo: '2026-11-03',
    lines,
  };
  const all = [
    [own, ACCEPTED('C1000000001')] as const,
    ...others.map(([change, verdict]) => [{ ...own, ...change }, verdict] as const),
  ];
  for (const [unit, [change, verdict]] of all.entries())
    transaction.claims.push({ unit, claim: claim(change), verdict });
  return transaction;
}

/** The answer's set from ST to SE, and what was kept; it must be valid by its own guide and readable by another parser. */
function ask(
  inquiry: readonly string[],
  transaction: MemoryTransaction,
  changes: Partial<SetContext> = {},
  delimiters?: Delimiters,
) {
  const context = contextOf({ guideId: INQUIRY, now: new Date('2026-11-22T15:00:00Z'), ...changes });
  const { results, answers } = applySet(
    claimStatusHandler(TABLE),
    unitsOf(INQUIRY, inquiry, delimiters),
    context,
    transaction,
  );
  const sets = answers.map(({ content }) => {
    const text = Buffer.from(content as Uint8Array).toString('latin1');
    const interchange = text.split(text[105]!);
    const set = interchange.slice(2, -3);
    if (text[105] === '~' && text[3] === '*') {
      expect(findingsOf([RESPONSE], set)).toEqual([]);
      new X12Parser(true).parse(text);
    }
    return set;
  });
  return { set: sets[0]!, sets, answers, results };
}

const told = (set: readonly string[]): string[] => set.filter((segment) => /^(STC|REF\*1K|TRN)/.test(segment));

describe('a claim status inquiry is answered', () => {
  it('follows its guide', () => expect(findingsOf([INQUIRY], BY_CLAIM_ID)).toEqual([]));

  it('by claim id: the whole response', () => {
    const { set, answers, results } = ask(BY_CLAIM_ID, register());
    expect(set).toEqual(
      segmentsOfText(`
        ST*277*0001*005010X212~
        BHT*0010*08*000000001*20261122*1000*DG~
        HL*1**20*1~
        NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
        HL*2*1*21*1~
        NM1*41*2*PINERIDGE CLEARING*****46*110099999Z~
        HL*3*2*19*1~
        NM1*1P*2*PINERIDGE CLINIC*****XX*1887004129~
        HL*4*3*22*0~
        NM1*IL*1*OAKES*MARTA****MI*NL700100201~
        TRN*2*ASK-1~
        STC*A2:20*20261104**150.5~
        REF*1K*C1000000001~
        REF*EJ*PRC-1~
        DTP*472*RD8*20261028-20261103~
        SE*16*0001`),
    );
    expect(answers).toMatchObject([{ type: '277', usage: 'P', location: profile.location }]);
    expect(results).toEqual([{ kind: 'answered', unit: 0, reason: 'claim-status:found 1' }]);
  });

  it('in bounds: an inquiry of very many questions is not answered by a multiple of them', () => {
    const claims = Array.from({ length: 19 }, (_, at): [Partial<ClaimRegistration>, ClaimVerdict] => {
      return [{}, ACCEPTED(`C2${String(at).padStart(9, '0')}`)];
    });
    const questions = Array.from({ length: 40 }, (_, at) => [`TRN*1*ASK-${at}`, 'DTP*472*D8*20261028']).flat();
    const { results } = ask(inquiryOf(subscriber(4, ...questions)), register(...claims));
    expect(results).toEqual([{ kind: 'answered', unit: 0, reason: `claim-status:found ${10 * 20 + 30}` }]);
  });

  it('by claim number, and with the claim system’s latest word', () => {
    const transaction = register();
    transaction.claimStatuses.set('C1000000001', {
      category: 'F1',
      status: '65',
      entity: '',
      effectiveOn: '2026-11-20',
      paidAmount: '120',
      finalizedOn: '2026-11-18',
      paidOn: '2026-11-20',
      paymentNumber: 'EFT77',
    });
    const { set } = ask(inquiryOf(subscriber(4, 'TRN*1*ASK-2', 'REF*1K*C1000000001')), transaction);
    expect(told(set)).toEqual([
      'TRN*2*ASK-2',
      'STC*F1:65*20261120**150.5*120*20261118**20261120*EFT77',
      'REF*1K*C1000000001',
    ]);
  });

  it('by member and dates, each claim told, narrowed by the charge', () => {
    const second = [{ submitterClaimId: 'PRC-2', totalCharge: '80' }, ACCEPTED('C1000000002')] as const;
    const asked = ['TRN*1*ASK-3', 'DTP*472*RD8*20261001-20261031'];
    const both = ask(inquiryOf(subscriber(4, ...asked)), register([...second]));
    expect(told(both.set).filter((segment) => segment.startsWith('REF'))).toEqual([
      'REF*1K*C1000000002',
      'REF*1K*C1000000001',
    ]);
    const narrowed = ask(inquiryOf(subscriber(4, asked[0]!, 'AMT*T3*80.00', asked[1]!)), register([...second]));
    expect(told(narrowed.set)).toEqual(['TRN*2*ASK-3', 'STC*A2:20*20261104**80', 'REF*1K*C1000000002']);
  });

  it('by dates and charge also when many newer claims charge something else', () => {
    const others = Array.from({ length: 30 }, (_, at): [Partial<ClaimRegistration>, ClaimVerdict] => {
      return [{ submitterClaimId: `X-${at}`, totalCharge: '80' }, ACCEPTED(`C10000001${at + 10}`)];
    });
    const asked = ['TRN*1*ASK-6', 'AMT*T3*150.50', 'DTP*472*RD8*20261001-20261031'];
    const { set } = ask(inquiryOf(subscriber(4, ...asked)), register(...others));
    expect(told(set)).toEqual(['TRN*2*ASK-6', 'STC*A2:20*20261104**150.5', 'REF*1K*C1000000001']);
  });

  it('with the line that was the reason of a refusal', () => {
    const refused: ClaimVerdict = {
      accepted: false,
      category: 'A7',
      status: '454',
      entity: '',
      reason: 'procedure',
      line: 2,
    };
    const { set } = ask(
      inquiryOf(
        subscriber(
          4,
          'TRN*1*ASK-4',
          'REF*EJ*PRC-9',
          'DTP*472*D8*20261028',
          'SVC*HC:20610*50.5*****1',
          'DTP*472*D8*20261028',
        ),
      ),
      register([{ submitterClaimId: 'PRC-9' }, refused]),
    );
    expect(set.slice(10, -1)).toEqual([
      'TRN*2*ASK-4',
      'STC*A7:454*20261104**150.5',
      'REF*EJ*PRC-9',
      'DTP*472*RD8*20261028-20261103',
      'SVC*HC:20610*50.5*0****1',
      'STC*A7:454*20261104',
      'DTP*472*D8*20261028',
    ]);
  });

  it('for a dependent, whose name tells which claims', () => {
    const patient = { entityType: '1', last: 'OAKES', first: 'NILS', middle: '', idQualifier: 'MI', id: 'NL700100201' };
    const asked = (first: string) =>
      inquiryOf(`
        HL*4*3*22*1~
        NM1*IL*1*OAKES*MARTA****MI*NL700100201~
        HL*5*4*23~
        DMG*D8*20150101*M~
        NM1*QC*1*OAKES*${first}~
        TRN*1*ASK-5~
        DTP*472*D8*20261028`);
    const transaction = register([{ submitterClaimId: 'PRC-3', patient }, ACCEPTED('C1000000003')]);
    expect(findingsOf([INQUIRY], asked('NILS'))).toEqual([]);
    const { set } = ask(asked('NILS'), transaction);
    expect(told(set)).toEqual(['TRN*2*ASK-5', 'STC*A2:20*20261104**150.5', 'REF*1K*C1000000003']);
    expect(set).toContain('HL*5*4*23');
    expect(told(ask(asked('OLAF'), transaction).set)).toEqual(['TRN*2*ASK-5', 'STC*A4:35*20261122']);
  });

  it('for several subscribers of one provider below one level, and of more than one response takes in several', () => {
    const many = Array.from({ length: 130 }, (_, at) => subscriber(at + 4, `TRN*1*ASK-${at}`, 'REF*EJ*PRC-1'));
    const { sets, results } = ask(inquiryOf(many.join('')), register());
    expect(sets.map((set) => set.filter((segment) => segment.startsWith('HL')).length)).toEqual([103, 33]);
    expect(results).toHaveLength(130);
  });

  it('with the sender’s delimiters where its trace holds ours', () => {
    const delimiters = { element: 0x7c, repetition: 0x5e, component: 0x3e, segment: 0x7e };
    const inquiry = BY_CLAIM_ID.map((segment) => segment.replaceAll('*', '|').replace('ASK-1', 'ASK*1'));
    expect(ask(inquiry, register(), {}, delimiters).set).toContain('TRN|2|ASK*1');
  });
});

describe('nobody learns of a claim', () => {
  const NOT_FOUND = ['TRN*2*ASK-1', 'STC*A4:35*20261122'];

  it.each([
    ['that is not there', BY_CLAIM_ID.map((segment) => segment.replace('PRC-1', 'PRC-X')), {}],
    ['of another member', BY_CLAIM_ID.map((segment) => segment.replace('NL700100201', 'NL700100299')), {}],
    ['in production from test', BY_CLAIM_ID, testUsage],
    ['that is named by nothing but its member', inquiryOf(subscriber(4, 'TRN*1*ASK-1')), {}],
  ])('%s', (_what, inquiry, changes) => {
    const { set, results } = ask(inquiry, register(), changes);
    expect(told(set)).toEqual(NOT_FOUND);
    expect(results).toMatchObject([{ kind: 'answered', reason: 'claim-status:not-found' }]);
  });

  it('of another provider of the same submitter', () => {
    const transaction = register();
    const other = {
      ...transaction.claims[0]!,
      claim: { ...transaction.claims[0]!.claim, billingProviderLocation: '110012345A' },
    };
    transaction.claims.splice(0, 1, other);
    expect(told(ask(BY_CLAIM_ID, transaction).set)).toEqual(NOT_FOUND);
  });

  it('by a provider the submitter may not act for: the provider level says so and nothing stands below it', () => {
    const stranger = inquiryOf(
      subscriber(4, 'TRN*1*ASK-1', 'REF*EJ*PRC-1'),
      'NM1*1P*2*SOMEBODY ELSE*****XX*1600005056',
    );
    const { set, results } = ask(stranger, register());
    expect(set.slice(6, -1)).toEqual([
      'HL*3*2*19*0',
      'NM1*1P*2*SOMEBODY ELSE*****XX*1600005056',
      'TRN*1*0',
      'STC*D0:26:1P*20261122',
    ]);
    expect(results).toEqual([{ kind: 'refused', unit: 0, reason: 'claim-status:provider-not-linked' }]);
  });

  it('of another payer: the receiver level says so', () => {
    const { set } = ask(
      BY_CLAIM_ID.map((segment) => segment.replace('PI*NLHP00042', 'PI*OTHER')),
      register(),
    );
    expect(set.slice(4, -1)).toEqual([
      'HL*2*1*21*0',
      'NM1*41*2*PINERIDGE CLEARING*****46*110099999Z',
      'TRN*2*ASK-1',
      'STC*D0:116:PR*20261122',
    ]);
  });

  it('by an inquiry that breaks a rule', () => {
    const { set, results } = ask(BY_CLAIM_ID, register(), { refusalsOf: () => [reason({ code: 'x' })] });
    expect(told(set)).toEqual(['TRN*2*ASK-1', 'STC*E0:21*20261122']);
    expect(results).toEqual([{ kind: 'refused', unit: 0, reason: 'claim-status:not-valid' }]);
  });
});
