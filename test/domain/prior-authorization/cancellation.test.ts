import { describe, expect, it } from 'vitest';
import { perform } from '../../../src/domain/prior-authorization/perform.js';
import { afterCommands, commandFacts, done, lineWith, submitted } from '../../support/prior-authorization.js';

const ready = submitted({ lines: [lineWith(), lineWith()] });
const cancel = (lines: readonly number[], changes: { cause?: 'eligibility' | 'not-required' } = {}) =>
  ({ kind: 'cancel', lines, cause: 'duplicate', duplicateOf: '1000000099', message: '', ...changes }) as const;
const want = { lineNumber: 2, reportType: 'LA', reason: 'LAB ORDER', loinc: '' };

describe('cancelling', () => {
  it('one line tells the member why, and the requester', () => {
    const { priorAuthorization, letters, isNews, history } = done(ready, cancel([2]));
    expect(priorAuthorization.status).toBe('ready-for-review');
    expect(priorAuthorization.lines).toMatchObject([
      { status: 'ready-for-review' },
      {
        status: 'cancelled',
        decision: {
          outcome: 'cancelled',
          cause: 'duplicate',
          reasons: ['0Q'],
          duplicateOf: '1000000099',
          authorizedUnits: '',
        },
      },
    ]);
    expect(letters).toEqual([{ kind: 'cancellation', recipient: 'member', lines: [2], namesAppeal: false }]);
    expect(isNews).toBe(true);
    expect(history).toMatchObject([
      { event: 'cancel-line', details: { cause: 'duplicate', duplicateOf: '1000000099' } },
    ]);
  });

  it.each([
    ['eligibility', '7'],
    ['not-required', '0H'],
  ] as const)('for %s has the reason the payer gives it, and doubles nothing', (cause, reason) => {
    expect(done(ready, cancel([1], { cause })).priorAuthorization.lines[0]?.decision).toMatchObject({
      cause,
      reasons: [reason],
      duplicateOf: '',
    });
  });

  it('every line decides the whole; the member has its letter already', () => {
    const { priorAuthorization, letters } = done(ready, cancel([]));
    expect(priorAuthorization).toMatchObject({ status: 'adjudicated', expiresOn: '' });
    expect(letters).toEqual([
      { kind: 'cancellation', recipient: 'member', lines: [1, 2], namesAppeal: false },
      { kind: 'decision', recipient: 'provider', lines: [1, 2], namesAppeal: false },
    ]);
  });

  it('the only deferred line puts the others back to review', () => {
    const deferred = afterCommands(ready, { kind: 'take' }, { kind: 'defer', wants: [want] });
    const { priorAuthorization, history } = done(deferred, cancel([2]));
    expect(priorAuthorization).toMatchObject({ status: 'in-review', reviewer: 'rowan' });
    expect(priorAuthorization.lines.map((line) => line.status)).toEqual(['in-review', 'cancelled']);
    expect(history.map((entry) => entry.event)).toEqual(['cancel-line', 'resume']);
  });

  it('is for the gateway too, whoever has taken the request', () => {
    const taken = afterCommands(ready, { kind: 'take' });
    expect(done(taken, cancel([1]), { actor: 'gateway', channel: 'gateway' }).priorAuthorization.status).toBe(
      'in-review',
    );
    expect(perform(taken, cancel([1]), commandFacts({ actor: 'ash' }))).toEqual({
      kind: 'refused',
      problems: [{ problem: 'not-yours', line: 0 }],
    });
  });

  it('is refused with words that no letter holds, as every command is that takes words', () => {
    const long = 'x'.repeat(2_001);
    const inReview = afterCommands(ready, { kind: 'take' });
    const problem = 'words-too-long';
    const refused = (line: number) => ({ kind: 'refused', problems: [{ problem, line }] });
    expect(perform(ready, { ...cancel([1]), message: long }, commandFacts())).toEqual(refused(0));
    expect(perform(ready, { kind: 'void-by-payer', message: long }, commandFacts())).toEqual(refused(0));
    expect(perform(inReview, { kind: 'defer', wants: [{ ...want, reason: long }] }, commandFacts())).toEqual(
      refused(2),
    );
    const approval = { lineNumber: 1, outcome: 'approved', message: long } as const;
    expect(perform(inReview, { kind: 'decide', decisions: [approval] }, commandFacts())).toEqual(refused(1));
    expect(perform(ready, { ...cancel([1]), message: long.slice(1) }, commandFacts()).kind).toBe('done');
  });

  it('is refused for lines that are not there or final', () => {
    const partly = done(ready, cancel([1])).priorAuthorization;
    expect(perform(partly, cancel([1, 5, 2, 2]), commandFacts())).toEqual({
      kind: 'refused',
      problems: [
        { problem: 'line-decided', line: 1 },
        { problem: 'line-unknown', line: 5 },
        { problem: 'line-named-twice', line: 2 },
      ],
    });
  });
});
