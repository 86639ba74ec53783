import { describe, expect, it } from 'vitest';
import type { ReferenceMember, ReferenceProvider } from '../../../src/domain/reference.js';
import type { MatchingSettings } from '../../../src/transactions/prior-authorization-tables.js';
import { MemoryReference, MemoryTransaction, overlay, profile } from '../../support/applying.js';
import { changed } from '../../support/units.js';
import { answer, IMAGING, tables } from './sets.js';

const member = (changes: Partial<ReferenceMember> = {}): ReferenceMember => ({
  memberId: '100200309911',
  last: 'FERREIRA',
  first: 'LUCIA',
  middle: '',
  birthDate: '1985-09-02',
  gender: 'F',
  address: { lines: [], city: '', state: '', postalCode: '' },
  eligibleFrom: '2020-01-01',
  eligibleTo: '',
  isInCaseManagement: false,
  isInManagedCare: false,
  ...changes,
});

const provider: ReferenceProvider = {
  location: '110012345A',
  npi: '1600003036',
  name: 'ROSSI-VANE',
  taxonomies: [],
  providerType: '01',
  address: { lines: [], city: '', state: '', postalCode: '' },
  entitledAssignments: [],
};

const ask = (
  files: ConstructorParameters<typeof MemoryReference>[0],
  matching: Partial<MatchingSettings> = {},
  request: readonly string[] = IMAGING,
  changes = {},
) => {
  const transaction = new MemoryTransaction(new MemoryReference(files));
  const settings = { ...tables, overlay: { ...overlay, matching: { ...overlay.matching, ...matching } } };
  const { set } = answer(request, transaction, changes, settings);
  return { set, priorAuthorization: transaction.priorAuthorizations[0] };
};

describe('the member', () => {
  it.each([
    ['is not in the loaded file', 'unknownMember', [], 'AAA*N**75*C', 'member-unknown'],
    [
      'was born on another day',
      'differingMember',
      [member({ birthDate: '1985-09-03' })],
      'AAA*N**71*C',
      'member-differs',
    ],
    [
      'is not eligible on the first day of a service',
      'ineligibleMember',
      [member({ eligibleTo: '2025-04-09' })],
      'AAA*N**95*N',
      'member-not-eligible',
    ],
  ] as const)(
    'who %s is refused, pended or accepted as the payer settled',
    (_what, setting, members, refusal, flag) => {
      const refused = ask({ members }, { [setting]: 'refuse' });
      expect(refused.set.at(-2) === refusal || refused.set.at(-3) === refusal).toBe(true);
      expect(refused.set.some((segment) => segment.includes('*EV*'))).toBe(false);
      expect(refused.priorAuthorization).toBeUndefined();
      const pended = ask({ members }, { [setting]: 'pend' });
      expect(pended.set).toContain('HCR*A4**0W');
      expect(pended.priorAuthorization?.flags).toEqual([flag]);
      expect(ask({ members }, { [setting]: 'accept' }).priorAuthorization?.flags).toEqual([]);
    },
  );

  it('in managed care is told as a warning', () => {
    const { set } = ask({ members: [member({ isInManagedCare: true })] });
    expect(set).toContain('MSG*MEMBER IS IN MANAGED CARE ON THE DAY OF SUBMISSION.');
  });

  it('whom no file was loaded for is accepted, or flagged as unverified', () => {
    expect(ask({}, { withoutMembers: 'accept' }).priorAuthorization?.flags).toEqual([]);
    expect(ask({}, { withoutMembers: 'pend' }).priorAuthorization?.flags).toEqual(['member-unverified']);
  });
});

describe('the requester', () => {
  const npis = ['1600003036'];
  const twice = {
    profile: { ...profile, providers: profile.providers.map((linked) => ({ ...linked, npis })) },
  };
  const providers = [provider, { ...provider, location: '110054321B' }];

  it('with several locations is refused as an id that does not say which, or left open and flagged', () => {
    expect(ask({ providers }, { ambiguousProvider: 'refuse' }, IMAGING, twice).set).toContain('AAA*N**43*C');
    const { priorAuthorization } = ask({ providers }, { ambiguousProvider: 'pend' }, IMAGING, twice);
    expect(priorAuthorization?.flags).toEqual(['provider-ambiguous']);
    expect(priorAuthorization?.request.requestingProvider.location).toBe('');
  });

  it('whom no file tells apart is taken as the payer settled for that', () => {
    expect(ask({}, { withoutProviders: 'accept' }, IMAGING, twice).priorAuthorization?.flags).toEqual([]);
    expect(ask({}, { withoutProviders: 'pend' }, IMAGING, twice).priorAuthorization?.flags).toEqual([
      'provider-ambiguous',
    ]);
  });

  it('whom a loaded file does not hold is not on file', () => {
    const stranger = changed(IMAGING, { 'NM1*1P': 'NM1*1P*1*ROSSI-VANE*NADIA****XX*1600005056' });
    expect(ask({ providers }, {}, stranger).set).toContain('AAA*N**51*N');
  });

  it('of a type that may not ask for the assignment is refused, unless the member is in case management', () => {
    const equipment = changed(IMAGING, { 'UM*': 'UM*HS*I*12*22:B', 'SV1*HC:70553': 'SV1*HC:E0143*950*UN*1' });
    const barred = { providers: [{ ...provider, providerType: '60' }] };
    expect(ask(barred, {}, equipment).set).toContain('AAA*N**41*N');
    const exempt = { ...barred, members: [member({ isInCaseManagement: true })] };
    expect(ask(exempt, {}, equipment).set).toContain('HCR*A4**0W');
  });

  it('who is not entitled to ask for it is told so as a warning', () => {
    const { set } = ask({ providers: [{ ...provider, entitledAssignments: ['home-health'] }] });
    expect(set).toContain('MSG*REQUESTING PROVIDER MAY NOT BE ENTITLED TO ASK FOR THESE SERVICES.');
  });
});

describe('a service', () => {
  const service = { from: '70553', to: '70553', needsAuthorization: true, isDrug: false, reviewedBy: '' };

  it('that needs no authorization, or that somebody else reviews, is refused at its line', () => {
    const notNeeded = ask({ services: [{ ...service, needsAuthorization: false }] }).set;
    expect(notNeeded).toContain('AAA*N**33*N');
    expect(notNeeded).toContain('MSG*THIS PROCEDURE NEEDS NO AUTHORIZATION.');
    const elsewhere = ask({ services: [{ ...service, reviewedBy: 'eviCore' }] }).set;
    expect(elsewhere).toContain('MSG*ANOTHER ORGANIZATION REVIEWS THIS PROCEDURE. CONTACT PAYER.');
    expect(ask({ services: [service] }).set).toContain('HCR*A4**0W');
  });
});

describe('a possible duplicate', () => {
  it('is taken, told and flagged; an amendment and a continuation do not double what they are about', () => {
    const transaction = new MemoryTransaction();
    answer(IMAGING, transaction);
    const { set } = answer(IMAGING, transaction);
    expect(set).toContain('MSG*POSSIBLE DUPLICATE OF 1000000001.');
    expect(transaction.priorAuthorizations[1]?.possibleDuplicates).toEqual(['1000000001']);
    const amendment = changed(IMAGING, { 'UM*': 'UM*HS*S*1*22:B~REF*NT*1000000001', 'SE*': 'SE*32*0001' });
    answer(amendment, transaction);
    expect(transaction.priorAuthorizations[0]?.possibleDuplicates).toEqual(['1000000002']);
  });
});
