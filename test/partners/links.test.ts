import { describe, expect, it } from 'vitest';
import { profileFor, providersFor } from '../../src/partners/links.js';
import type { LinkTerms } from '../../src/partners/profile.js';
import { partner } from './partners.js';

const [own, other] = partner().providers;
const linked = (terms: Partial<LinkTerms>) => partner({ providers: [own!, { ...other!, ...terms }] });
const counts = (terms: Partial<LinkTerms>, set: string, day: string) =>
  providersFor(linked(terms), set, day).some(({ location }) => location.id === other!.location.id);

describe('a link', () => {
  it.each([
    ['without bounds', {}, '278', '2026-11-02', true],
    ['for that transaction', { transactions: ['278', '275'] }, '275', '2026-11-02', true],
    ['for another transaction', { transactions: ['278'] }, '837', '2026-11-02', false],
    ['on its first day', { from: '2026-11-02' }, '278', '2026-11-02', true],
    ['on the day before', { from: '2026-11-02' }, '278', '2026-11-01', false],
    ['on its last day', { to: '2026-11-02' }, '278', '2026-11-02', true],
    ['on the day after', { to: '2026-11-02' }, '278', '2026-11-03', false],
    ['within its days', { from: '2026-01-01', to: '2026-12-31' }, '837', '2026-06-30', true],
  ] as const)('%s counts as it should', (_, terms, set, day, expected) => {
    expect(counts(terms, set, day)).toBe(expected);
  });
});

describe("a partner's own location", () => {
  it('counts for every transaction and day, whatever terms it carries', () => {
    const profile = partner({ providers: [{ ...own!, transactions: ['278'], to: '2020-01-01' }, other!] });
    expect(providersFor(profile, '837', '2026-11-02')).toContainEqual(profile.providers[0]);
  });

  it('stays when every link is over, and the profile is the same otherwise', () => {
    const profile = linked({ to: '2020-01-01' });
    expect(profileFor(profile, '278', '2026-11-02')).toEqual({ ...profile, providers: [own] });
  });
});
