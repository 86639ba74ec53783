import { describe, expect, it } from 'vitest';
import { perform } from '../../../src/domain/prior-authorization/perform.js';
import { afterCommands, commandFacts, done, lineWith, submitted } from '../../support/prior-authorization.js';

const two = submitted({ lines: [lineWith(), lineWith({ procedureCode: 'E0149' })] });

describe('taking a request up', () => {
  it('gives it to one reviewer, all lines with it, and says so in the history', () => {
    const { priorAuthorization, history, letters, isNews } = done(two, { kind: 'take' });
    expect(priorAuthorization).toMatchObject({
      status: 'in-review',
      reviewer: 'rowan',
      version: 2,
      lastViewedAt: '2026-01-13T15:00:00.000Z',
      updatedAt: '2026-01-13T15:00:00.000Z',
      deadline: two.deadline,
      lines: [{ status: 'in-review' }, { status: 'in-review' }],
    });
    expect(history).toEqual([
      {
        at: '2026-01-13T15:00:00.000Z',
        actor: 'rowan',
        channel: 'command',
        event: 'take',
        details: { from: 'ready-for-review', status: 'in-review', lines: '1 2' },
      },
    ]);
    expect({ letters, isNews }).toEqual({ letters: [], isNews: false });
    expect(two.status).toBe('ready-for-review');
  });

  it('is not possible for a second reviewer, who learns what is', () => {
    const taken = afterCommands(two, { kind: 'take' });
    expect(perform(taken, { kind: 'take' }, commandFacts({ actor: 'ash' }))).toEqual({
      kind: 'not-possible',
      status: 'in-review',
      event: 'take',
      possible: ['release', 'defer', 'approve-line', 'modify-line', 'deny-line', 'cancel-line', 'reclassify'],
    });
  });

  it('can be undone by anybody, and taken again', () => {
    const released = done(
      afterCommands(two, { kind: 'take' }),
      { kind: 'release' },
      { actor: 'ash' },
    ).priorAuthorization;
    expect(released).toMatchObject({ status: 'ready-for-review', reviewer: '' });
    expect(done(released, { kind: 'take' }, { actor: 'ash' }).priorAuthorization.reviewer).toBe('ash');
  });
});

describe('voiding', () => {
  it('by the provider cancels every line and stops the clock', () => {
    const { priorAuthorization, history, letters } = done(
      two,
      { kind: 'void' },
      { actor: 'pineridge', channel: '278' },
    );
    expect(priorAuthorization).toMatchObject({
      trackingNumber: two.trackingNumber,
      status: 'cancelled-by-provider',
      version: 2,
      deadline: { clock: 'none' },
      lines: [{ status: 'cancelled-by-provider' }, { status: 'cancelled-by-provider' }],
    });
    expect(history).toMatchObject([
      { channel: '278', event: 'void', details: { from: 'ready-for-review', status: 'cancelled-by-provider' } },
    ]);
    expect(letters).toEqual([]);
  });

  it('by the provider is possible in test, so that a sender can try it', () => {
    expect(done(submitted({ environment: 'test' }), { kind: 'void' }).priorAuthorization.status).toBe(
      'cancelled-by-provider',
    );
  });

  it('by the provider is not possible once somebody reviews it', () => {
    const taken = afterCommands(two, { kind: 'take' });
    expect(perform(taken, { kind: 'void' }, commandFacts())).toEqual({
      kind: 'not-possible',
      status: 'in-review',
      event: 'void',
      possible: ['attach', 'add-document'],
    });
  });

  it('by the provider never takes back a decision', () => {
    const decisions = [{ lineNumber: 1, outcome: 'approved' }] as const;
    const partly = afterCommands(two, { kind: 'take' }, { kind: 'decide', decisions }, { kind: 'release' });
    expect(perform(partly, { kind: 'void' }, commandFacts())).toEqual({
      kind: 'refused',
      problems: [{ problem: 'line-decided', line: 1 }],
    });
  });

  it('by the payer writes to nobody, keeps its words and is news to the requester', () => {
    const command = { kind: 'void-by-payer', message: 'SENT IN ERROR' } as const;
    const { priorAuthorization, letters, isNews, history } = done(afterCommands(two, { kind: 'take' }), command);
    expect(priorAuthorization).toMatchObject({
      status: 'void',
      reviewer: '',
      voidMessage: 'SENT IN ERROR',
      deadline: { clock: 'none' },
    });
    expect({ letters, isNews }).toEqual({ letters: [], isNews: true });
    expect(JSON.stringify(history)).not.toContain('ERROR');
  });
});

describe('reclassifying', () => {
  const urgent = submitted({ classification: 'request-to-expedite' });

  it('counts from the date received as a standard request, and is news', () => {
    const { priorAuthorization, isNews, history } = done(urgent, { kind: 'reclassify', to: 'standard' });
    expect(priorAuthorization).toMatchObject({
      status: 'ready-for-review',
      classification: 'standard',
      deadline: submitted().deadline,
      request: { classification: 'request-to-expedite' },
    });
    expect(isNews).toBe(true);
    expect(history).toMatchObject([{ event: 'reclassify', details: { classification: 'standard' } }]);
  });

  it('is refused for what is standard already', () => {
    const result = perform(submitted(), { kind: 'reclassify', to: 'standard' }, commandFacts());
    expect(result).toEqual({ kind: 'refused', problems: [{ problem: 'already-standard', line: 0 }] });
  });
});
