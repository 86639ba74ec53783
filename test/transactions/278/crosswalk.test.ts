import { describe, expect, it } from 'vitest';
import type { ReferenceProvider } from '../../../src/domain/reference.js';
import type { PartnerProfile } from '../../../src/partners/profile.js';
import { matchRequester, type ProviderClues, serviceLocation } from '../../../src/transactions/278/crosswalk.js';
import { contextOf, MemoryReference, profile } from '../../support/applying.js';

const NPI = '1600003036';

const provider = (location: string, changes: Partial<ReferenceProvider> = {}): ReferenceProvider => ({
  location,
  npi: NPI,
  name: 'ROSSI-VANE',
  taxonomies: [],
  providerType: '01',
  address: { lines: ['12 Mill Lane'], city: 'LOWELL', state: 'MA', postalCode: '01850-1234' },
  entitledAssignments: [],
  ...changes,
});

const linkedTo = (...locations: readonly (readonly [location: string, ...npis: string[]])[]): PartnerProfile => ({
  ...profile,
  providers: locations.map(([id, ...npis]) => ({
    location: { id, providerId: id.slice(0, 9), serviceLocation: id.slice(9) },
    npis,
  })),
});

const clues = (changes: Partial<ProviderClues> = {}): ProviderClues => ({
  npi: NPI,
  location: '',
  assignedIds: [],
  taxonomy: '',
  addressLine: '',
  postalCode: '',
  ...changes,
});

describe('the location a requester’s NPI means', () => {
  const both = linkedTo(['110012345A', NPI], ['110012345B', NPI]);
  const file = new MemoryReference({
    providers: [
      provider('110012345A', { taxonomies: ['2084N0400X'] }),
      provider('110012345B', {
        taxonomies: ['207Q00000X', '207X00000X'],
        address: { lines: ['Suite 2', '9 Bay Road'], city: 'LYNN', state: 'MA', postalCode: '01901' },
      }),
      provider('110077777C'),
    ],
  });
  const match = (given: Partial<ProviderClues>, by = both, reference = file, changes = {}) =>
    matchRequester(clues(given), contextOf({ profile: by, ...changes }), reference);

  it('is the only one that the submitter may act for and that owns it', () => {
    expect(match({}, linkedTo(['110012345A', NPI], ['110054321B']))).toEqual({ kind: 'found', location: '110012345A' });
    expect(match({}, linkedTo(['110012345B'], ['110054321B']))).toEqual({ kind: 'found', location: '110012345B' });
  });

  it.each([
    ['ISA06', { senderId: '110012345B     ' }, {}],
    ['GS02', { applicationSender: '110012345B' }, {}],
    ['REF*ZH', {}, { assignedIds: ['X', '110012345B'] }],
    ['taxonomy', {}, { taxonomy: '207X00000X' }],
    ['address', {}, { addressLine: '9 BAY ROAD.', postalCode: '019010000' }],
  ])('is among several the one that %s tells', (_by, changes, given) => {
    expect(match(given, both, file, changes)).toEqual({ kind: 'found', location: '110012345B' });
  });

  it('is the submitter’s own before anything else', () => {
    expect(match({ assignedIds: ['110012345A'] }, both, file, { senderId: '110012345B' })).toEqual({
      kind: 'found',
      location: '110012345B',
    });
  });

  it('is none when nothing leaves exactly one, whatever comes first', () => {
    const ambiguous = { kind: 'ambiguous', locations: ['110012345A', '110012345B'] };
    expect(match({})).toEqual(ambiguous);
    expect(match({ taxonomy: '1', addressLine: '12 MILL LANE', postalCode: '99999' })).toEqual(ambiguous);
    expect(match({ assignedIds: ['110077777C'] })).toEqual(ambiguous);
    expect(match({ taxonomy: '2084N0400X' }, both, new MemoryReference())).toEqual(ambiguous);
  });

  it('is not linked when it belongs to somebody else, unknown when a loaded file does not hold it', () => {
    expect(match({}, linkedTo(['110054321B']))).toEqual({ kind: 'not-linked' });
    expect(match({ npi: '1887004129' })).toEqual({ kind: 'unknown' });
    expect(match({ npi: '1887004129' }, both, new MemoryReference())).toEqual({ kind: 'not-linked' });
  });

  it('is invalid without a check digit; an id of the payer’s must be linked itself', () => {
    expect(match({ npi: '1600003037' })).toEqual({ kind: 'invalid' });
    expect(match({ npi: '' })).toEqual({ kind: 'invalid' });
    expect(match({ npi: '', location: '110012345B' })).toEqual({ kind: 'found', location: '110012345B' });
    expect(match({ npi: '', location: '110077777C' })).toEqual({ kind: 'not-linked' });
    expect(match({ npi: '', location: '12' })).toEqual({ kind: 'invalid' });
  });

  it('of a service provider need not be linked, and stays open when it is not certain', () => {
    const find = (given: Partial<ProviderClues>, reference = file) =>
      serviceLocation(clues(given), contextOf({ profile: linkedTo(['110054321B']) }), reference);
    expect(find({})).toBe('');
    expect(find({ taxonomy: '2084N0400X' })).toBe('110012345A');
    expect(find({ npi: '1887004129' })).toBe('');
    expect(find({ npi: '', location: '110077777C' })).toBe('110077777C');
  });
});
