import { describe, expect, it } from 'vitest';
import { perform } from '../../../src/domain/prior-authorization/perform.js';
import { afterCommands, commandFacts, done, submitted } from '../../support/prior-authorization.js';

const decide = (outcome: 'approved' | 'denied') =>
  ({
    kind: 'decide',
    decisions: [{ lineNumber: 1, outcome, ...(outcome === 'denied' ? { reasons: ['0F'] } : {}) }],
  }) as const;
const denied = afterCommands(submitted(), { kind: 'take' }, decide('denied'));
const appeal = { kind: 'record-appeal', outcome: 'overturned', decidedOn: '2026-03-02', reference: 'H-77' } as const;
const facts = { actor: 'clerk', at: new Date('2026-03-10T15:00:00Z') };

describe('the outcome of an appeal', () => {
  it('is recorded beside the decision, which stays as it was', () => {
    const { priorAuthorization, history, letters } = done(denied, appeal, facts);
    const recordedAt = '2026-03-10T15:00:00.000Z';
    expect(priorAuthorization).toEqual({
      ...denied,
      version: denied.version + 1,
      updatedAt: recordedAt,
      appeal: { outcome: 'overturned', decidedOn: '2026-03-02', reference: 'H-77', recordedAt, recordedBy: 'clerk' },
    });
    expect(history).toMatchObject([
      { event: 'record-appeal', details: { outcome: 'overturned', decidedOn: '2026-03-02' } },
    ]);
    expect(letters).toEqual([]);
  });

  it.each([
    ['twice', done(denied, appeal, facts).priorAuthorization, appeal, 'appeal-recorded'],
    [
      'where everything was approved',
      afterCommands(submitted(), { kind: 'take' }, decide('approved')),
      appeal,
      'nothing-to-appeal',
    ],
    ['on a day before the decision', denied, { ...appeal, decidedOn: '2026-01-12' }, 'dates-invalid'],
    ['on a day to come', denied, { ...appeal, decidedOn: '2026-03-11' }, 'dates-invalid'],
  ] as const)('is not recorded %s', (_name, priorAuthorization, command, problem) => {
    expect(perform(priorAuthorization, command, commandFacts(facts))).toEqual({
      kind: 'refused',
      problems: [{ problem, line: 0 }],
    });
  });

  it('is not possible before the decision', () => {
    expect(perform(submitted(), appeal, commandFacts(facts))).toMatchObject({
      kind: 'not-possible',
      possible: ['void-by-payer'],
    });
  });
});
