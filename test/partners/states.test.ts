import { describe, expect, it } from 'vitest';
import { moveProblem, possibleStates, resumedState, standingOf } from '../../src/partners/states.js';
import { partner } from './partners.js';

describe('the state of a transaction', () => {
  it('is registered when nothing was recorded, and each usage stands on its own', () => {
    const profile = partner({ allowances: [{ transactionSet: '278', usage: 'T', state: 'testing' }] });
    expect(standingOf(profile, '278', 'T').state).toBe('testing');
    expect(standingOf(profile, '278', 'P').state).toBe('registered');
  });

  it.each([
    ['T', 'registered', ['testing', 'approved', 'suspended']],
    ['T', 'testing', ['registered', 'approved', 'suspended']],
    ['T', 'approved', ['registered', 'testing', 'suspended']],
    ['P', 'registered', ['approved', 'suspended']],
    ['P', 'approved', ['registered', 'suspended']],
  ] as const)('%s %s can become %j', (usage, state, expected) => {
    expect(possibleStates(usage, { state })).toEqual(expected);
  });

  it('goes back from suspended to where it was, and nowhere else', () => {
    expect(possibleStates('P', { state: 'suspended', suspendedFrom: 'approved' })).toEqual(['approved']);
    expect(resumedState('T', { state: 'suspended' })).toBe('testing');
    expect(resumedState('P', { state: 'suspended' })).toBe('registered');
  });

  it('that cannot follow is told with those that can', () => {
    expect(moveProblem('278', 'P', { state: 'registered' }, 'testing')).toBe(
      '278 production is registered and cannot become testing: from there it can become approved, suspended.',
    );
    expect(moveProblem('278', 'T', { state: 'suspended', suspendedFrom: 'testing' }, 'approved')).toContain(
      'it can only be resumed, to testing',
    );
    expect(moveProblem('278', 'P', { state: 'suspended', suspendedFrom: 'approved' }, 'approved')).toContain('resumed');
    expect(moveProblem('278', 'T', { state: 'testing' }, 'approved')).toBeUndefined();
    expect(moveProblem('278', 'T', { state: 'testing' }, 'testing')).toBeUndefined();
  });
});
