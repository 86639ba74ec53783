import { describe, expect, it } from 'vitest';
import { isApplicationSender } from '../../src/partners/channel-checks.js';
import { isLinked, providerByLocation, providerByNpi } from '../../src/partners/links.js';
import { partner } from './partners.js';

describe('for whom a partner may act', () => {
  it('is told by NPI and by provider ID with service location', () => {
    expect(providerByNpi(partner(), '1993000005')?.location.id).toBe('110054321B');
    expect(providerByLocation(partner(), '110012345A')?.npis).toEqual(['1887004129']);
    expect(isLinked(partner(), '1887004129')).toBe(true);
    expect(isLinked(partner(), '110054321B')).toBe(true);
  });

  it.each(['', '1234567893', '110054321', '110054321A', '110054321b'])('is not %j, which nobody registered', (id) => {
    expect(isLinked(partner(), id)).toBe(false);
    expect(isLinked(partner({ providers: [] }), id)).toBe(false);
  });
});

describe('GS02', () => {
  it('is one of the registered ids, or any when none is registered', () => {
    expect(isApplicationSender(partner(), '110012345A')).toBe(true);
    expect(isApplicationSender(partner(), '110012345B')).toBe(false);
    expect(isApplicationSender(partner({ applicationIds: [] }), 'ANY')).toBe(true);
  });
});
