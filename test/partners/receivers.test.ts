import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS, type PartnerProfile } from '../../src/partners/profile.js';
import { Receivers } from '../../src/partners/receivers.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const clinic: PartnerProfile = {
  ...JSON.parse(readFileSync(join(FIXTURES, 'partner.json'), 'utf8')),
  options: DEFAULT_OPTIONS,
};
const house: PartnerProfile = {
  ...clinic,
  id: 'house',
  interchangeId: 'CLEARHOUSE',
  applicationIds: ['HOUSEAPP'],
  location: { id: 'CLEARHOUSE', providerId: 'CLEARHOUSE', serviceLocation: '-' },
  providers: [{ location: { id: 'ABCDEFGH07', providerId: 'ABCDEFGH', serviceLocation: '07' }, npis: [] }],
};
const pattern = '(?<provider>[A-Z]{8})(?<location>[0-9]{2})';

/** Who gets an interchange with this ISA08 and these GS03, as a word. */
function receiver(
  id: string,
  applicationIds: string[],
  { partners = [clinic, house], isProvider = true } = {},
): string {
  const receivers = new Receivers(partners, { pattern, isProvider: () => isProvider });
  const found = receivers.find({ qualifier: 'ZZ', id: id.padEnd(15), applicationIds });
  if (found.kind === 'none') return found.reason;
  return found.kind === 'partner' ? found.partner.id : found.location.id;
}

describe('the receiver of what the payer sends', () => {
  it.each([
    ['a partner by ISA08', 'CLEARHOUSE', ['HOUSEAPP', 'CLEARHOUSE'], 'house'],
    ['a partner by ISA08, whatever GS03 that means nobody', 'CLEARHOUSE', ['UNIT 7'], 'house'],
    ['a partner for a provider that it is linked to', 'CLEARHOUSE', ['ABCDEFGH07'], 'house'],
    ['nobody for a provider that the partner is not linked to', 'CLEARHOUSE', ['ABCDEFGH08'], 'receivers-differ'],
    ['nobody when GS03 is another partner’s', 'PRCLINIC01', ['HOUSEAPP'], 'receivers-differ'],
    ['a provider that is no partner', 'ABCDEFGH09', ['ABCDEFGH09'], 'ABCDEFGH09'],
    ['nobody when GS03 is another provider', 'ABCDEFGH09', ['ABCDEFGH08'], 'receivers-differ'],
    ['a partner by GS03 when ISA08 means nobody', 'NETWORK', ['HOUSEAPP'], 'house'],
    ['a provider by GS03 when ISA08 means nobody', 'NETWORK', ['ABCDEFGH09'], 'ABCDEFGH09'],
    ['nobody when the groups name several', 'NETWORK', ['HOUSEAPP', 'ABCDEFGH09'], 'receivers-differ'],
    ['nobody when the pattern fits only a part', 'XABCDEFGH09', ['X'], 'receiver-unknown'],
  ])('is %s', (_what, id, applicationIds, expected) => {
    expect(receiver(id, applicationIds)).toBe(expected);
  });

  it('is nobody when GS03 is the interchange id of another partner, whatever its qualifier', () => {
    const partners = [clinic, { ...house, interchangeQualifier: '30', interchangeId: 'HOUSEISA' }];
    expect(receiver('PRCLINIC01', ['HOUSEISA'], { partners })).toBe('receivers-differ');
    expect(receiver('ABCDEFGH09', ['HOUSEISA'], { partners })).toBe('receivers-differ');
  });

  it('is nobody when two partners have the id, or the payer does not know the provider', () => {
    expect(receiver('CLEARHOUSE', [], { partners: [house, { ...house, id: 'twin' }] })).toBe('receiver-ambiguous');
    expect(receiver('ABCDEFGH09', ['ABCDEFGH09'], { isProvider: false })).toBe('receiver-unknown');
  });
});
