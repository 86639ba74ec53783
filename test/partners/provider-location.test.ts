import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProviderLocation, providerLocationPattern } from '../../src/partners/provider-location.js';

const PATTERN = '^(?<provider>[0-9]{9})(?<location>[A-Z])$';

describe('a provider ID with service location', () => {
  it('is split by the payer’s pattern', () => {
    expect(parseProviderLocation('110012345A', PATTERN)).toEqual({
      id: '110012345A',
      providerId: '110012345',
      serviceLocation: 'A',
    });
  });

  it('is kept whole, with no location, when the pattern does not fit', () => {
    expect(parseProviderLocation('CLEARHOUS1', PATTERN)).toEqual({
      id: 'CLEARHOUS1',
      providerId: 'CLEARHOUS1',
      serviceLocation: '-',
    });
    expect(parseProviderLocation('110012345', '^(?<provider>[0-9]{9})(?<location>[A-Z])?$')?.serviceLocation).toBe('-');
  });

  it.each(['', '.', '..', '../etc', 'a/b', 'a\\b', '-', '-rf', 'A B', 'A\0', 'Ä1', 'x'.repeat(33)])(
    'is refused when it could not be a folder name: %j',
    (id) => {
      expect(parseProviderLocation(id, PATTERN)).toBeUndefined();
      expect(parseProviderLocation(id, '^(?<provider>.*)(?<location>.?)$')).toBeUndefined();
    },
  );

  it('uses one pattern everywhere, compiled once', () => {
    expect(providerLocationPattern(PATTERN)).toBe(providerLocationPattern(PATTERN));
    expect(() => providerLocationPattern('^(?<provider>\\-)$')).toThrow(SyntaxError);
  });

  it('never yields parts that a path could be walked with', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(PATTERN, '(?<provider>.*)(?<location>.)'), (id, pattern) => {
        const location = parseProviderLocation(id, pattern);
        if (location === undefined) return;
        expect(`${location.providerId}/${location.serviceLocation}`).toMatch(
          /^[A-Za-z0-9][\w-]*\/([A-Za-z0-9][\w-]*|-)$/,
        );
      }),
    );
  });
});
