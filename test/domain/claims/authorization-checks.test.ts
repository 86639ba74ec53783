import { describe, expect, it } from 'vitest';
import type { Authorization } from '../../../src/domain/claims/authorization.js';
import { authorization, claim, line, MemoryReference, needing, Register, reasonsOf, settings } from './material.js';

const NUMBER = 'P310320001';
const withNumber = (change: Parameters<typeof claim>[0] = {}) => claim({ priorAuthorizationNumber: NUMBER, ...change });
const found = (authorizations: readonly Authorization[], one = withNumber()) =>
  reasonsOf(new Register({ authorizations }).decide(one));
const lineFound = (change: Parameters<typeof line>[0]) =>
  found([authorization()], withNumber({ lines: [line(change)] }));

describe('the prior authorization that a claim names', () => {
  it('covers it, and its units are noted', () => {
    expect(new Register({ authorizations: [authorization()] }).decide(withNumber())).toEqual({
      accepted: true,
      claimNumber: 'C1000000001',
      authorizationUses: [{ authorizationNumber: NUMBER, authorizationLine: 1, line: 1, units: '4' }],
    });
  });

  it('must be known; only a register that is declared complete may refuse a claim for that', () => {
    const decide = (authorizationRegister: 'complete' | 'partial') =>
      new Register({
        settings: settings({ 'authorization-unknown': 'reject' }, { authorizationRegister }),
      }).decide(withNumber());
    expect(reasonsOf(decide('partial'))).toEqual(['authorization-unknown']);
    expect(decide('complete')).toMatchObject({ accepted: false, category: 'A7', status: '252' });
  });

  it.each([
    ['decided', { isDecided: false }, 'authorization-not-decided'],
    ['for the member', { memberId: '100000000002' }, 'authorization-member-differs'],
    ['for the provider', { locations: ['110012345B'], npis: ['1600003036'] }, 'authorization-provider-differs'],
  ] as const)('must be %s', (_, change, reason) => {
    expect(found([authorization(change)])).toEqual([reason]);
  });

  it('may be for the rendering provider', () => {
    const other = authorization({ locations: ['110012345B'], npis: ['1600003036'] });
    expect(found([other], withNumber({ renderingProviderNpi: '1600003036' }))).toEqual([]);
  });

  it.each([
    ['procedure', { procedureCode: 'T1020' }, 'authorization-procedure-differs'],
    ['last day', { serviceTo: '2031-03-01' }, 'authorization-dates-differ'],
    ['first day', { serviceFrom: '2031-01-31' }, 'authorization-dates-differ'],
    ['units', { units: '10.5' }, 'authorization-units-exceeded'],
  ])('must fit each line by its %s', (_, change, reason) => {
    expect(lineFound(change)).toEqual([reason]);
  });

  it('must have approved the service, with its modifiers', () => {
    expect(found([authorization({}, { isApproved: false })])).toEqual(['authorization-line-not-approved']);
    const modified = [authorization({}, { modifiers: ['U1'] })];
    expect(found(modified)).toEqual(['authorization-modifiers-differ']);
    expect(found(modified, withNumber({ lines: [line({ modifiers: ['TT', 'U1'] })] }))).toEqual([]);
  });

  it('counts units of one measure only, and has no limit when it names none', () => {
    expect(lineFound({ units: '99', unitCode: 'MJ' })).toEqual([]);
    expect(found([authorization({}, { units: '' })], withNumber({ lines: [line({ units: '99' })] }))).toEqual([]);
  });

  it('is not used up by units of another measure', () => {
    const other = new Register({ authorizations: [authorization()] });
    expect(other.decide(withNumber({ lines: [line({ units: '99', unitCode: 'MJ' })] }))).not.toHaveProperty(
      'authorizationUses',
    );
    expect(reasonsOf(other.decide(withNumber({ submitterClaimId: 'NEXT', memberId: withNumber().memberId })))).toEqual(
      [],
    );
  });

  it('that is for another provider tells nothing else: not whose it is, nor whether it is decided', () => {
    const theirs = { locations: ['110012345B'], npis: ['1600003036'] };
    for (const change of [{}, { memberId: '100000000002' }, { isDecided: false }]) {
      expect(found([authorization({ ...theirs, ...change })])).toEqual(['authorization-provider-differs']);
    }
  });

  it('reads no more uses than it takes to know that there are too many', () => {
    let read = 0;
    const register = new Register({ authorizations: [authorization()] });
    register.transaction.authorizationUses = function* () {
      for (let at = 0; at < 100_000; at++, read++) yield { claimNumber: `C1${at}`, units: '1' };
    };
    expect(reasonsOf(register.decide(withNumber()))).toEqual(['authorization-units-exceeded']);
    expect(read).toBeLessThan(20);
  });

  it('takes whichever of its lines has units left', () => {
    const [first] = authorization().lines;
    const two = authorization({
      lines: [
        { ...first!, units: '1' },
        { ...first!, number: 2, units: '5' },
      ],
    });
    expect(new Register({ authorizations: [two] }).decide(withNumber())).toMatchObject({
      authorizationUses: [{ authorizationLine: 2 }],
    });
  });

  it('of one line (REF*G1 there) is that line’s alone', () => {
    const lines = [line(), line({ number: 2, priorAuthorizationNumber: 'OTHER' })];
    const verdict = new Register({ authorizations: [authorization()] }).decide(withNumber({ lines }));
    expect(verdict).toMatchObject({ remarks: [{ reason: 'authorization-unknown', line: 2 }] });
  });

  it('of the whole claim need not hold a line that needs none', () => {
    const lines = [line(), line({ number: 2, procedureCode: '99213' })];
    const decide = (reference: MemoryReference) =>
      reasonsOf(new Register({ reference, authorizations: [authorization()] }).decide(withNumber({ lines })));
    expect(decide(new MemoryReference())).toEqual([]);
    expect(decide(new MemoryReference({ services: [needing('99213')] }))).toEqual(['authorization-procedure-differs']);
  });
});

describe('a procedure that needs an authorization', () => {
  it('and has none is told line by line; without a services file nobody knows', () => {
    const reference = new MemoryReference({ services: [needing('T1019')] });
    const lines = [line({ procedureCode: '99213' }), line({ number: 2 })];
    const verdict = new Register({ reference }).decide(claim({ lines }));
    expect(verdict).toMatchObject({ remarks: [{ reason: 'authorization-missing', line: 2 }] });
    expect(reasonsOf(new Register().decide(claim({ lines })))).toEqual([]);
    const refusing = new Register({ reference, settings: settings({ 'authorization-missing': 'reject' }) });
    expect(refusing.decide(claim({ lines }))).toMatchObject({
      accepted: false,
      category: 'A6',
      status: '252',
      line: 2,
    });
  });
});

describe.each([
  ['in one batch', (_register: Register) => undefined],
  ['in later batches', (register: Register) => register.store()],
])('the units of an authorization, used %s', (_, between) => {
  const on = (day: string, units: string, change: Parameters<typeof claim>[0] = {}) =>
    withNumber({
      serviceFrom: day,
      serviceTo: day,
      lines: [line({ serviceFrom: day, serviceTo: day, units })],
      ...change,
    });
  const all = (register: Register, ...claims: readonly ReturnType<typeof claim>[]) =>
    claims.map((one) => {
      const verdict = register.decide(one);
      between(register);
      return reasonsOf(verdict);
    });
  const EXCEEDED = ['authorization-units-exceeded'];

  it('are those of every claim that stands', () => {
    const register = new Register({ authorizations: [authorization()] });
    const claims = [on('2031-02-03', '4'), on('2031-02-04', '6'), on('2031-02-05', '0.5')];
    expect(all(register, ...claims)).toEqual([[], [], EXCEEDED]);
  });

  it('are given back by a void, and by the claim that is replaced', () => {
    const register = new Register({ authorizations: [authorization()] });
    const verdicts = all(
      register,
      on('2031-02-03', '10'),
      on('2031-02-03', '9', { frequency: '7', payerClaimControlNumber: 'C1000000001' }),
      on('2031-02-04', '2'),
      on('2031-02-03', '9', { frequency: '8', payerClaimControlNumber: 'C1000000002' }),
      on('2031-02-05', '8'),
    );
    expect(verdicts).toEqual([[], [], EXCEEDED, [], []]);
  });

  it('are not used by tests, nor by a claim that is refused', () => {
    const register = new Register({
      authorizations: [authorization()],
      settings: settings({ 'authorization-units-exceeded': 'reject' }),
    });
    const verdicts = all(
      register,
      on('2031-02-03', '10', { environment: 'test' }),
      on('2031-02-04', '10', { environment: 'test' }),
      on('2031-02-05', '11'),
      on('2031-02-06', '10'),
    );
    expect(verdicts).toEqual([[], [], ['refused: authorization-units-exceeded'], []]);
  });
});
