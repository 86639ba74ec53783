import { describe, expect, it } from 'vitest';
import type { WantedDocument } from '../../../src/domain/prior-authorization/command.js';
import { openWants } from '../../../src/domain/prior-authorization/deferral.js';
import { perform } from '../../../src/domain/prior-authorization/perform.js';
import {
  afterCommands,
  commandFacts,
  done,
  lineWith,
  reviewSettings,
  submitted,
} from '../../support/prior-authorization.js';

const want = (changes: Partial<WantedDocument> = {}): WantedDocument => {
  return { lineNumber: 0, reportType: 'LA', reason: 'LAB ORDER IS MISSING', loinc: '', ...changes };
};
const taken = afterCommands(submitted({ lines: [lineWith(), lineWith(), lineWith()] }), { kind: 'take' });
const approveFirst = { kind: 'decide', decisions: [{ lineNumber: 1, outcome: 'approved' }] } as const;

describe('a deferral', () => {
  it('asks for a document under a number of ours, extends the clock and tells provider and member', () => {
    const { priorAuthorization, letters, isNews, history } = done(taken, {
      kind: 'defer',
      wants: [want({ loinc: '11502-2' })],
    });
    expect(priorAuthorization).toMatchObject({
      status: 'deferred',
      reviewer: 'rowan',
      deferredAt: '2026-01-13T15:00:00.000Z',
      deadline: { clock: 'deferral', dueAt: '2026-01-28T04:59:59.999Z', outerLimitAt: '2026-02-03T04:59:59.999Z' },
      attachments: [
        {
          controlNumber: 'CN1000000501',
          reportType: 'LA',
          transmission: 'EL',
          description: 'LAB ORDER IS MISSING',
          state: 'wanted',
          loinc: '11502-2',
        },
      ],
    });
    expect(priorAuthorization.lines.map((line) => line.status)).toEqual(['deferred', 'deferred', 'deferred']);
    expect(letters).toEqual([
      { kind: 'deferral', recipient: 'member', lines: [1, 2, 3], namesAppeal: false },
      { kind: 'deferral', recipient: 'provider', lines: [1, 2, 3], namesAppeal: false },
    ]);
    expect(isNews).toBe(true);
    expect(history).toMatchObject([{ event: 'defer', details: { wanted: 'LA', lines: '1 2 3' } }]);
    expect(JSON.stringify(history)).not.toContain('MISSING');
  });

  it('of some lines leaves decided ones decided, and the header waits', () => {
    const { priorAuthorization } = done(afterCommands(taken, approveFirst), {
      kind: 'defer',
      wants: [want({ lineNumber: 3 })],
    });
    expect(priorAuthorization.status).toBe('deferred');
    expect(priorAuthorization.lines.map((line) => line.status)).toEqual(['approved', 'in-review', 'deferred']);
  });

  it.each([
    ['that asks for nothing', [], ['nothing-named 0']],
    ['without a question', [want({ reason: ' ' })], ['question-missing 0']],
    ['without a kind of document', [want({ reportType: '' })], ['question-missing 0']],
    ['of a line that is not there', [want({ lineNumber: 7 })], ['line-unknown 7']],
    ['of a line that is decided', [want({ lineNumber: 1 })], ['line-decided 1']],
  ])('%s is refused', (_name, wants, expected) => {
    const result = perform(afterCommands(taken, approveFirst), { kind: 'defer', wants }, commandFacts());
    expect(result.kind === 'refused' && result.problems.map(({ problem, line }) => `${problem} ${line}`)).toEqual(
      expected,
    );
  });

  it('may ask two things about one line', () => {
    const wants = [want({ lineNumber: 2 }), want({ lineNumber: 2, reportType: 'OB' })];
    expect(done(taken, { kind: 'defer', wants }).priorAuthorization.attachments).toHaveLength(2);
  });
});

describe('a deferral that ends unanswered', () => {
  const expiry = { actor: 'gateway', channel: 'gateway' } as const;

  it('goes back to the reviewer who deferred it; the clock does not start again', () => {
    const deferred = afterCommands(taken, { kind: 'defer', wants: [want()] });
    const { priorAuthorization, letters, isNews } = done(deferred, { kind: 'deferral-expires' }, expiry);
    expect(priorAuthorization).toMatchObject({ status: 'in-review', reviewer: 'rowan', deadline: deferred.deadline });
    expect(priorAuthorization.lines.map((line) => line.status)).toEqual(['in-review', 'in-review', 'in-review']);
    expect({ letters, isNews }).toEqual({ letters: [], isNews: false });
  });

  it('is denied where the payer says so, and with that decided', () => {
    const deferred = afterCommands(taken, { kind: 'defer', wants: [want()] });
    const settings = reviewSettings({ deferralExpiry: 'deny' });
    const { priorAuthorization, letters, history } = done(
      deferred,
      { kind: 'deferral-expires' },
      { ...expiry, settings },
    );
    expect(priorAuthorization.status).toBe('adjudicated');
    expect(priorAuthorization.lines.map((line) => line.decision)).toMatchObject(
      Array(3).fill({ outcome: 'denied', reasons: ['0P'], decidedBy: 'gateway' }),
    );
    expect(letters.map((letter) => letter.kind)).toEqual(['decision', 'decision']);
    expect(history.map((entry) => entry.event)).toEqual([
      'deferral-expires',
      'deny-line',
      'deny-line',
      'deny-line',
      'finish',
    ]);
  });

  it('denies the deferred lines only', () => {
    const deferred = afterCommands(taken, { kind: 'defer', wants: [want({ lineNumber: 2 })] });
    const settings = reviewSettings({ deferralExpiry: 'deny' });
    const { priorAuthorization } = done(deferred, { kind: 'deferral-expires' }, { ...expiry, settings });
    expect(priorAuthorization.status).toBe('in-review');
    expect(priorAuthorization.lines.map((line) => line.status)).toEqual(['in-review', 'denied', 'in-review']);
  });
});

describe('what is still wanted', () => {
  it('is what the last deferral asked and nobody has answered', () => {
    const deferred = afterCommands(taken, { kind: 'defer', wants: [want({ lineNumber: 1 }), want({ lineNumber: 2 })] });
    expect(openWants(deferred).map((entry) => entry.lineNumber)).toEqual([1, 2]);
    expect(openWants(done(deferred, { kind: 'deferral-expires' }).priorAuthorization)).toEqual([]);
    expect(openWants(taken)).toEqual([]);
  });
});
