import { describe, expect, it } from 'vitest';
import { claimStatuses } from '../../../src/gateway/handlers.js';
import { claimHandler } from '../../../src/transactions/837/handler.js';
import type { Application, SetContext } from '../../../src/transactions/handler.js';
import { SCHEMAS } from '../../examination/examination-support.js';
import {
  applySet,
  claimSettings,
  contextOf,
  MemoryTransaction,
  profile,
  reason,
  testUsage,
} from '../../support/applying.js';
import { findingsOf, segmentsOfText, unitsOf } from '../../support/units.js';

const GUIDE = '005010X222A1-837P';
const STATUSES = claimStatuses(SCHEMAS);

/** A claim of two lines; all people and ids are invented. */
function claim(id: string, charge = '150.5', extra: readonly string[] = []): string[] {
  const frequency = extra.length === 0 ? 1 : 7;
  return segmentsOfText(`
    CLM*${id}*${charge}***11:B:${frequency}*Y*A*Y*Y~
    ${extra.join('~')}
    HI*ABK:M1711~
    LX*1~
    SV1*HC:99213*100*UN*1***1~
    DTP*472*D8*20261028~
    LX*2~
    SV1*HC:20610*50.5*UN*1***1~
    DTP*472*RD8*20261101-20261103~`);
}

const providerLevel = (level: number, ...provider: string[]): string[] =>
  segmentsOfText(`HL*${level}**20*1~${provider.join('~')}`);

const address = ['N3*14 ORCHARD WAY', 'N4*MILLBROOK*OH*440010001', 'REF*EI*990000142'];
const LINKED = ['NM1*85*2*PINERIDGE CLINIC*****XX*1887004129', ...address];
const STRANGER = ['NM1*85*2*SOMEBODY ELSE*****XX*1600005056', ...address];
const WITHOUT_NPI = ['NM1*85*2*PINERIDGE WIGS', ...address];

const subscriberLevel = (level: number, parent: number, member: string, ...payerReferences: string[]): string[] =>
  segmentsOfText(`
    HL*${level}*${parent}*22*0~
    SBR*P*18*******MC~
    NM1*IL*1*OAKES*MARTA****MI*${member}~
    N3*7 MAPLE CT~
    N4*MILLBROOK*OH*440010001~
    DMG*D8*19710415*F~
    NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
    ${payerReferences.join('~')}`);

/** A set around levels and claims, with its counts. */
function setOf(...levels: (readonly string[])[]): string[] {
  const body = segmentsOfText(`
    ST*837*0001*005010X222A1~
    BHT*0019*00*PRCB261104*20261104*0800*CH~
    NM1*41*2*PINERIDGE CLEARING*****46*110099999Z~
    PER*IC*BILLING DESK*TE*5555550142~
    NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042`).concat(...levels);
  return [...body, `SE*${body.length + 1}*0001`];
}

const MIXED = setOf(
  providerLevel(1, ...LINKED),
  subscriberLevel(2, 1, 'NL700100201'),
  claim('PRC-1', '150.1'),
  claim('PRC-2', '0.2', ['REF*F8*C1000000001']),
  providerLevel(3, ...STRANGER),
  subscriberLevel(4, 3, 'NL700100202'),
  claim('OTH-1', '99.99'),
  providerLevel(5, ...WITHOUT_NPI),
  subscriberLevel(6, 5, 'NL700100203', 'REF*G2*110012345A'),
  claim('WIG-1', '.05'),
);

interface Applied extends Application {
  readonly report: string;
}

function apply(set: readonly string[], changes: Partial<SetContext> = {}): Applied {
  const context = contextOf({ guideId: GUIDE, ...changes });
  const handler = claimHandler(claimSettings(), STATUSES);
  const application = applySet(handler, unitsOf(GUIDE, set), context, new MemoryTransaction());
  const content = application.answers.find(({ type }) => type === 'claims')?.content;
  return { ...application, report: content instanceof Uint8Array ? Buffer.from(content).toString('utf8') : '' };
}

describe('an 837 set', () => {
  it('of these tests follows its guide but for the provider without an NPI', () => {
    const set = setOf(providerLevel(1, ...LINKED), subscriberLevel(2, 1, 'NL700100201'), claim('PRC-1'));
    expect(findingsOf([GUIDE], set)).toEqual([]);
  });

  it('is registered claim by claim: those of providers not linked to the submitter are refused', () => {
    const { results } = apply(MIXED);
    const verdicts = results.map((result) => (result.kind === 'claim' ? [result.unit, result.verdict] : []));
    const NOT_LINKED = {
      accepted: false,
      category: 'A8',
      status: '496',
      entity: '85',
      reason: 'billing-provider-not-linked',
      level: 'provider',
      message: 'The billing provider is not linked to you.',
      mend: 'Ask its primary user to link you, then send the claim again.',
    };
    expect(verdicts).toEqual([
      [0, { accepted: true, claimNumber: 'C1000000001' }],
      [1, { accepted: true, claimNumber: 'C1000000002', replaces: 'C1000000001' }],
      [2, NOT_LINKED],
      [3, { accepted: true, claimNumber: 'C1000000003' }],
    ]);
  });

  it('gives what a claim says, with the levels it inherits', () => {
    const { results } = apply(MIXED);
    expect(results[1]?.kind === 'claim' && results[1].claim).toMatchObject({
      environment: 'production',
      submitterClaimId: 'PRC-2',
      kind: 'professional',
      billingProviderNpi: '1887004129',
      billingProviderLocation: '110054321B',
      memberId: 'NL700100201',
      totalCharge: '0.2',
      frequency: '7',
      payerClaimControlNumber: 'C1000000001',
      serviceFrom: '2026-10-28',
      serviceTo: '2026-11-03',
      lines: [{ number: 1 }, { number: 2 }],
    });
    expect(results[2]?.kind === 'claim' && results[2].claim.memberId).toBe('NL700100202');
  });

  it('knows a provider without an NPI by its provider ID and service location', () => {
    const { results } = apply(MIXED);
    expect(results[3]?.kind === 'claim' && results[3].claim).toMatchObject({
      billingProviderNpi: '',
      billingProviderLocation: '110012345A',
    });
  });

  it('takes an NPI of several locations for none of them, unless the submitter or the payer’s own id tells which', () => {
    const npis = ['1887004129'];
    const twice = { ...profile, providers: profile.providers.map((linked) => ({ ...linked, npis })) };
    const locationOf = (changes: Partial<SetContext>, ...references: string[]) => {
      const set = setOf(
        providerLevel(1, ...LINKED),
        subscriberLevel(2, 1, 'NL700100201', ...references),
        claim('PRC-1'),
      );
      const [result] = apply(set, { profile: twice, ...changes }).results;
      return result?.kind === 'claim' ? result.claim.billingProviderLocation : undefined;
    };
    expect(locationOf({})).toBe('');
    expect(locationOf({ applicationSender: '110054321B' })).toBe('110054321B');
    expect(locationOf({}, 'REF*G2*110012345A')).toBe('110012345A');
    expect(locationOf({}, 'REF*G2*110077777C')).toBe('');
  });

  it('sent as a test takes numbers of the test range', () => {
    const { results, report } = apply(MIXED, testUsage);
    expect(results[0]?.kind === 'claim' && results[0].verdict).toEqual({ accepted: true, claimNumber: 'C9000000001' });
    expect(report).toContain('CLAIM REPORT (TEST)');
    expect(report).toContain('This was a test. No claim of it will be processed.');
  });
});

describe('the claim report', () => {
  it('names every claim by the submitter’s id, and adds up exactly', () => {
    const { report, answers } = apply(MIXED);
    expect(answers).toHaveLength(2);
    expect(answers[1]).toMatchObject({ type: 'claims', extension: 'txt', usage: 'P', controlNumber: 0 });
    expect(answers[1]?.location.id).toBe('110099999Z');
    expect(report).toBe(`CLAIM REPORT

Payer:            NORTHLAKE HEALTH PLAN
Submission:       S000000017
Transaction set:  0001 (interchange 1, group 1, set 1)
Received:         2025-04-02 09:00
Reported:         2025-04-02 09:01

 Claim  Your claim id                                   Charge  Result
     1  PRC-1                                            150.1  accepted as C1000000001
     2  PRC-2                                              0.2  accepted as C1000000002, about C1000000001
     3  OTH-1                                            99.99  REJECTED A8:496:85
        The billing provider is not linked to you. (billing-provider-not-linked)
        To mend it: Ask its primary user to link you, then send the claim again.
     4  WIG-1                                              .05  accepted as C1000000003

Accepted: 3 claims, total charge 150.35
Rejected: 1 claim, total charge 99.99

An accepted claim has been registered. That is no promise of payment.
`);
  });

  it('comes once for a set of more claims than one commit takes, and names them all', () => {
    const claims = Array.from({ length: 501 }, (_unused, at) => claim(`PRC-${at + 1}`, '0.1'));
    const handler = claimHandler(claimSettings(), STATUSES);
    expect(handler.batchSize).toBeLessThan(501);
    const set = setOf(providerLevel(1, ...LINKED), subscriberLevel(2, 1, 'NL700100201'), ...claims);
    const { answers, report, results } = apply(set);
    expect(answers.map(({ type }) => type)).toEqual(['277ca', 'claims']);
    expect(results).toHaveLength(501);
    expect(report).toContain('Accepted: 501 claims, total charge 50.10');
    expect(report.match(/PRC-1 .*accepted/g)).toHaveLength(1);
    expect(report).toContain('   501  PRC-501 ');
  });

  it('shows nothing of the members', () => {
    expect(apply(MIXED).report).not.toMatch(/OAKES|MARTA|NL7001|1971/);
  });
});

describe('a claim that pass 1 refused', () => {
  const refusalsOf: SetContext['refusalsOf'] = ({ index }) =>
    index === 1
      ? [
          reason({ code: 'claim-total-differs' }),
          reason({ code: 'other-rule', claimStatus: 'A6:164:IL', mend: 'Send it.' }),
        ]
      : [];

  it('is not registered and takes no number; the others are', () => {
    const { results } = apply(MIXED, { refusalsOf });
    const verdicts = results.map((result) => (result.kind === 'claim' ? result.verdict : undefined));
    expect(verdicts[0]).toEqual({ accepted: true, claimNumber: 'C1000000001' });
    expect(verdicts[1]).toMatchObject({ accepted: false, category: 'A7', status: '178', entity: '' });
    expect(verdicts[1]).toMatchObject({
      others: [{ category: 'A6', status: '164', entity: 'IL', reason: 'other-rule' }],
    });
    expect(verdicts[3]).toEqual({ accepted: true, claimNumber: 'C1000000002' });
  });

  it('stands in the claim report with what is wrong, how to mend it, and in the totals', () => {
    const { report } = apply(MIXED, { refusalsOf });
    expect(report).toContain(`     2  PRC-2                                              0.2  REJECTED A7:178 A6:164:IL
        The total is 100.00, but its parts add up to 90.00. (claim-total-differs)
        To mend it: Correct the total.
        The total is 100.00, but its parts add up to 90.00. (other-rule)
        To mend it: Send it.
`);
    expect(report).toContain('Accepted: 2 claims, total charge 150.15\nRejected: 2 claims, total charge 100.19\n');
  });

  it('of a provider who is not linked is refused for both', () => {
    const { results, report } = apply(MIXED, { refusalsOf: ({ index }) => (index === 2 ? [reason()] : []) });
    expect(results[2]).toMatchObject({ verdict: { status: '496', others: [{ reason: 'some-rule' }] } });
    expect(report).toContain('REJECTED A8:496:85 A7:178');
  });

  it.each([
    ['charges for what does not balance', { snip: 3, acknowledgment: 'I9' }, ['A7', '178']],
    ['missing for an element that is not there', { snip: 4, acknowledgment: 'I9' }, ['A6', '21']],
    ['missing for a segment that is not there', { snip: 7, scope: 'segment', acknowledgment: 'I6' }, ['A6', '21']],
    ['contradiction for what may not be there', { snip: 4, scope: 'segment', acknowledgment: 'I9' }, ['A8', '21']],
    ['contradiction for a service that does not fit', { snip: 6, acknowledgment: '7' }, ['A8', '21']],
    ['invalid for a code in no list', { snip: 5, acknowledgment: '7' }, ['A7', '21']],
  ] as const)('carries the status %s when its rule names none', (_, changes, [category, status]) => {
    const { results } = apply(MIXED, { refusalsOf: ({ index }) => (index === 0 ? [reason(changes)] : []) });
    expect(results[0]).toMatchObject({ verdict: { accepted: false, category, status, entity: '' } });
  });
});
