import { describe, expect, it } from 'vitest';
import { ClaimCheckTable } from '../../../src/domain/claims/settings.js';
import { claim, line, MemoryReference, member, provider, Register, reasonsOf, settings } from './material.js';

describe('a claim', () => {
  it('in which the checks find nothing is registered without remarks', () => {
    expect(new Register().decide(claim())).toEqual({ accepted: true, claimNumber: 'C1000000001' });
  });

  it('of a provider who is not linked is refused for that alone: of members nothing is told', () => {
    const reference = new MemoryReference({ members: [], providers: [] });
    const verdict = new Register({ reference }).decide(claim({ billingProviderLocation: '' }));
    expect(reasonsOf(verdict)).toEqual(['refused: billing-provider-not-linked']);
    expect(verdict).toMatchObject({ category: 'A8', status: '496', entity: '85', level: 'provider' });
  });

  it('of a provider who is not linked is refused although a table says otherwise; a table without a word on it is none', () => {
    const register = new Register({ settings: settings({ 'billing-provider-not-linked': 'off' }) });
    expect(register.decide(claim({ billingProviderLocation: '' })).accepted).toBe(false);
    expect(() => new ClaimCheckTable(settings({}, { checks: [] }))).toThrow(
      expect.objectContaining({ code: 'claim-checks-incomplete', hint: expect.stringContaining('neutral') }),
    );
  });

  it('of a service location that the provider file does not hold is remarked on, when such a file is loaded', () => {
    const decide = (reference?: MemoryReference) =>
      reasonsOf(new Register(reference === undefined ? {} : { reference }).decide(claim()));
    expect(decide()).toEqual([]);
    expect(decide(new MemoryReference({ providers: [provider('110012345A')] }))).toEqual([]);
    expect(decide(new MemoryReference({ providers: [provider('110012345B')] }))).toEqual(['billing-provider-unknown']);
  });

  it('with a member id of another form than the payer’s is treated as the table says', () => {
    const memberIdPattern = '[0-9]{12}';
    const decide = (severity: 'warn' | 'reject', memberId: string) =>
      new Register({ settings: settings({ 'member-id-form': severity }, { memberIdPattern }) }).decide(
        claim({ memberId }),
      );
    expect(reasonsOf(decide('warn', '100000000001'))).toEqual([]);
    expect(reasonsOf(decide('warn', '1000000000012'))).toEqual(['member-id-form']);
    expect(decide('reject', 'NL1')).toMatchObject({ accepted: false, category: 'A7', status: '164', entity: 'IL' });
  });

  it('for a member who is not in the member file, or not eligible on every day, is told so', () => {
    const reference = new MemoryReference({ members: [member('M1', '2031-02-01', '2031-02-10')] });
    const on = (memberId: string, from: string, to = from) =>
      reasonsOf(new Register({ reference }).decide(claim({ memberId, serviceFrom: from, serviceTo: to })));
    expect(on('M1', '2031-02-01', '2031-02-10')).toEqual([]);
    expect(on('M1', '2031-01-31', '2031-02-02')).toEqual(['member-not-eligible']);
    expect(on('M1', '2031-02-10', '2031-02-11')).toEqual(['member-not-eligible']);
    expect(on('M2', '2031-02-01')).toEqual(['refused: member-unknown']);
  });

  it('that is void asks for nothing: member and authorization are not looked at', () => {
    const reference = new MemoryReference({ members: [] });
    const register = new Register({ reference, settings: settings({ 'member-unknown': 'warn' }) });
    register.decide(claim());
    const taken = claim({ frequency: '8', payerClaimControlNumber: 'C1000000001', priorAuthorizationNumber: 'NONE' });
    expect(register.decide(taken)).toEqual({ accepted: true, claimNumber: 'C1000000002', replaces: 'C1000000001' });
  });

  it('is checked only by what counts for its kind', () => {
    const { checks, ...rest } = settings();
    const dental = checks.map((check) => ({ ...check, kinds: ['dental' as const] }));
    const register = new Register({ settings: { ...rest, checks: dental } });
    for (const kind of ['professional', 'dental'] as const) register.decide(claim({ kind }));
    expect(reasonsOf(register.decide(claim()))).toEqual([]);
    expect(reasonsOf(register.decide(claim({ kind: 'dental' })))).toEqual(['possible-duplicate']);
  });
});

describe.each([
  ['in one batch', (_register: Register) => undefined],
  ['in later batches', (register: Register) => register.store()],
])('claims that come %s', (_, between) => {
  const decideAll = (register: Register, ...claims: readonly Parameters<Register['decide']>[0][]) =>
    claims.map((one) => {
      const verdict = register.decide(one);
      between(register);
      return verdict;
    });

  it('are possible duplicates when provider, member, dates, procedures and charges are the same', () => {
    const [, second, third] = decideAll(
      new Register(),
      claim(),
      claim({ submitterClaimId: 'C-2', lines: [line({ charge: '100.00', units: '4.0' })] }),
      claim(),
    );
    expect(second).toMatchObject({ accepted: true, possibleDuplicates: ['C1000000001'] });
    expect(reasonsOf(second!)).toEqual(['possible-duplicate']);
    expect(third).toMatchObject({ possibleDuplicates: ['C1000000002', 'C1000000001'] });
  });

  it.each([
    ['billing location', { billingProviderLocation: '110012345B' }],
    ['member', { memberId: '100000000002' }],
    ['last day', { serviceTo: '2031-02-04' }],
    ['environment', { environment: 'test' }],
    ['procedure', { lines: [line({ procedureCode: 'T1020' })] }],
    ['modifier', { lines: [line({ modifiers: ['U1'] })] }],
    ['charge', { lines: [line({ charge: '100.01' })] }],
    ['tooth', { lines: [line({ teeth: ['14'] })] }],
    ['number of lines', { lines: [line(), line({ number: 2 })] }],
    ['frequency', { frequency: '7' }],
  ] as const)('are no duplicates when they differ in %s', (_what, change) => {
    const [, second] = decideAll(
      new Register({ settings: settings({ 'original-claim-unknown': 'off' }) }),
      claim(),
      claim(change),
    );
    expect(second).not.toHaveProperty('possibleDuplicates');
  });

  it('are refused as duplicates where the payer wants that, and not looked at where it does not', () => {
    const refusing = new Register({ settings: settings({ 'possible-duplicate': 'reject' }) });
    expect(decideAll(refusing, claim(), claim())[1]).toMatchObject({ accepted: false, category: 'A8', status: '78' });
    const blind = new Register({ settings: settings({ 'possible-duplicate': 'off' }) });
    expect(decideAll(blind, claim(), claim())[1]).toEqual({ accepted: true, claimNumber: 'C1000000002' });
  });

  it('may be sent again once the first is void', () => {
    const [, taken, again] = decideAll(
      new Register(),
      claim(),
      claim({ frequency: '8', payerClaimControlNumber: 'C1000000001' }),
      claim(),
    );
    expect(taken).toMatchObject({ accepted: true, replaces: 'C1000000001' });
    expect(again).toEqual({ accepted: true, claimNumber: 'C1000000003' });
  });

  it('replace what they name by our number; what is unknown, another provider’s or in test is told', () => {
    const replacement = (number: string, change = {}) =>
      claim({ frequency: '7', payerClaimControlNumber: number, ...change });
    const verdicts = decideAll(
      new Register(),
      claim(),
      claim({ environment: 'test' }),
      replacement('C1000000099'),
      replacement('C9000000001'),
      replacement('C1000000001', { billingProviderLocation: '110012345B' }),
      replacement('C1000000001', { environment: 'test' }),
      replacement('C1000000001'),
      replacement('C1000000001'),
    );
    const unknown = ['original-claim-unknown'];
    expect(verdicts.map(reasonsOf)).toEqual([
      [],
      [],
      unknown,
      unknown,
      unknown,
      unknown,
      [],
      ['original-claim-superseded'],
    ]);
    expect(verdicts[6]).toMatchObject({ replaces: 'C1000000001' });
  });
});

it('a replacement may name the payer’s number of a claim, once that is loaded', () => {
  const register = new Register({ settings: settings({ 'original-claim-unknown': 'reject' }) });
  register.decide(claim());
  register.store();
  const replacement = claim({ frequency: '7', payerClaimControlNumber: 'ICN-7' });
  expect(register.decide(replacement)).toMatchObject({ accepted: false, category: 'A7', status: '464' });
  register.transaction.payerNumbers.set('C1000000001', 'ICN-7');
  expect(register.decide(replacement)).toMatchObject({ accepted: true, replaces: 'C1000000001' });
});
