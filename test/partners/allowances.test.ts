import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../src/partners/allowances.js';
import type { ApprovalState } from '../../src/partners/profile.js';
import { partner } from './partners.js';

const sends = (usage: 'T' | 'P', states: { T?: ApprovalState; P?: ApprovalState }) => {
  const allowances = (['T', 'P'] as const).flatMap((of) => {
    const state = states[of];
    return state === undefined ? [] : [{ transactionSet: '278', usage: of, state }];
  });
  const verdict = isAllowed(partner({ allowances }), '278', usage);
  return verdict.allowed ? 'allowed' : verdict.refusal;
};

describe('what a partner may send', () => {
  it.each([
    ['T', { T: 'testing' }, 'allowed'],
    ['T', { T: 'approved' }, 'allowed'],
    ['P', { P: 'approved' }, 'allowed'],
    ['P', { P: 'testing' }, 'group-not-approved'],
    ['T', { T: 'registered' }, 'group-not-approved'],
    ['P', { P: 'registered' }, 'group-not-approved'],
    ['P', { T: 'approved' }, 'group-not-approved'],
    ['T', { P: 'approved' }, 'group-not-approved'],
    ['T', { T: 'suspended' }, 'group-suspended'],
    ['P', { P: 'suspended', T: 'approved' }, 'group-suspended'],
    ['P', { T: 'suspended' }, 'group-not-allowed'],
    ['P', {}, 'group-not-allowed'],
  ] as const)('%s with %j is %s', (usage, states, expected) => {
    expect(sends(usage, states)).toBe(expected);
  });

  it('is decided for each transaction on its own', () => {
    const profile = partner({ allowances: [{ transactionSet: '278', usage: 'P', state: 'approved' }] });
    expect(isAllowed(profile, '837', 'P')).toEqual({ allowed: false, refusal: 'group-not-allowed' });
  });
});
