import { describe, expect, it } from 'vitest';
import type { DeliveredDocument, WantedDocument } from '../../../src/domain/prior-authorization/command.js';
import { openWants } from '../../../src/domain/prior-authorization/deferral.js';
import { perform } from '../../../src/domain/prior-authorization/perform.js';
import { afterCommands, commandFacts, done, lineWith, submitted } from '../../support/prior-authorization.js';

const pdf = { sha256: 'a'.repeat(64), bytes: 1_200, mediaType: 'application/pdf' };
const document = (changes: Partial<DeliveredDocument> = {}): DeliveredDocument => {
  return {
    document: pdf,
    controlNumber: '',
    externalReference: '',
    reportType: 'LA',
    description: '',
    lineNumber: 0,
    ...changes,
  };
};
const attach = (changes: Partial<DeliveredDocument> = {}, submits = true) =>
  ({ kind: 'attach', documents: [document(changes)], submits }) as const;
const announced = {
  reportType: 'B3',
  transmission: 'EL',
  externalReference: 'OURS-7',
  description: 'ORDER',
  lineNumber: 0,
};
const ready = submitted({ lines: [lineWith(), lineWith()], attachments: [announced] });
const want: WantedDocument = { lineNumber: 0, reportType: 'LA', reason: 'LAB ORDER IS MISSING', loinc: '' };
const deferred = afterCommands(ready, { kind: 'take' }, { kind: 'defer', wants: [want] });
const wanted = deferred.attachments.at(-1)!.controlNumber;
const provider = { actor: 'pineridge', channel: '275', at: new Date('2026-01-20T15:00:00Z') } as const;

describe('a document that is wanted', () => {
  it('answers the deferral: additional information, the same clock, and nobody holds it', () => {
    const { priorAuthorization, letters, isNews, history } = done(
      deferred,
      attach({ controlNumber: wanted }),
      provider,
    );
    expect(priorAuthorization).toMatchObject({
      status: 'additional-information-received',
      reviewer: '',
      updateReceivedAt: '2026-01-20T15:00:00.000Z',
      receivedAt: ready.receivedAt,
      deadline: deferred.deadline,
    });
    expect(priorAuthorization.lines.map((line) => line.status)).toEqual(
      Array(2).fill('additional-information-received'),
    );
    expect(priorAuthorization.attachments.slice(-2)).toMatchObject([
      { controlNumber: wanted, state: 'wanted' },
      { state: 'received', answers: wanted, document: pdf, description: '', at: '2026-01-20T15:00:00.000Z' },
    ]);
    expect({ letters, isNews }).toEqual({ letters: [], isNews: false });
    expect(history).toMatchObject([
      { event: 'answer-deferral', channel: '275', details: { documents: 1, reportTypes: 'LA' } },
    ]);
  });

  it('can be picked up and decided afterwards', () => {
    const answered = done(deferred, attach({ controlNumber: wanted }), provider).priorAuthorization;
    expect(afterCommands(answered, { kind: 'take' }).lines.map((line) => line.status)).toEqual([
      'in-review',
      'in-review',
    ]);
  });

  it('may be followed by another before anybody picks it up', () => {
    const answered = done(deferred, attach({ controlNumber: wanted }), provider).priorAuthorization;
    expect(done(answered, attach(), provider).history[0]?.event).toBe('add-document');
  });

  it('leaves deferred what still waits for its own', () => {
    const wants = [1, 2].map((lineNumber) => ({ ...want, lineNumber }));
    const both = afterCommands(ready, { kind: 'take' }, { kind: 'defer', wants });
    const [first, second] = both.attachments.slice(-2).map((entry) => entry.controlNumber);
    const half = done(both, attach({ controlNumber: first! }), provider);
    expect(half.priorAuthorization).toMatchObject({ status: 'deferred', reviewer: 'rowan' });
    expect(half.priorAuthorization.lines.map((line) => line.status)).toEqual([
      'additional-information-received',
      'deferred',
    ]);
    expect(half.history.map((entry) => entry.event)).toEqual(['answer-deferral', 'wait-for-deferred-lines']);
    expect(openWants(half.priorAuthorization).map((entry) => entry.controlNumber)).toEqual([second]);
    const further = done(half.priorAuthorization, attach({ lineNumber: 1 }), provider);
    expect(further.history.map((entry) => entry.event)).toEqual(['add-document']);
    expect(further.priorAuthorization.status).toBe('deferred');
    const whole = done(half.priorAuthorization, attach({ controlNumber: second! }), provider).priorAuthorization;
    expect(whole.status).toBe('additional-information-received');
    expect(openWants(whole)).toEqual([]);
  });

  it('is not delivered until the provider submits it', () => {
    const uploaded = done(deferred, attach({ controlNumber: wanted }, false), provider).priorAuthorization;
    expect(uploaded).toMatchObject({ status: 'deferred', updateReceivedAt: '', version: deferred.version + 1 });
    expect(uploaded.attachments.at(-1)).toMatchObject({ state: 'uploaded', answers: wanted });
    expect(openWants(uploaded)).toHaveLength(1);
    const { priorAuthorization } = done(uploaded, { kind: 'answer' }, provider);
    expect(priorAuthorization).toMatchObject({
      status: 'additional-information-received',
      updateReceivedAt: '2026-01-20T15:00:00.000Z',
    });
    expect(priorAuthorization.attachments.at(-1)?.state).toBe('received');
  });
});

describe('an answer', () => {
  it('may be words alone, which join the rationale and stay out of the history', () => {
    const { priorAuthorization, history } = done(deferred, { kind: 'answer', text: 'NONE WAS MADE' }, provider);
    expect(priorAuthorization).toMatchObject({
      status: 'additional-information-received',
      request: { clinicalRationale: 'NONE WAS MADE' },
    });
    expect(JSON.stringify(history)).not.toContain('NONE WAS');
  });

  it('that only announces documents is noted, and the request waits on', () => {
    const command = { kind: 'answer', announced: [{ ...announced, externalReference: 'OURS-8' }] } as const;
    const { priorAuthorization } = done(deferred, command, provider);
    expect(priorAuthorization).toMatchObject({ status: 'deferred', updateReceivedAt: '' });
    expect(priorAuthorization.attachments.at(-1)).toMatchObject({ externalReference: 'OURS-8', state: 'announced' });
  });
});

describe('a document that was announced', () => {
  it('is found by our number or by the number of its sender, and keeps its entry', () => {
    const entry = ready.attachments[0]!;
    for (const by of [{ controlNumber: entry.controlNumber }, { externalReference: 'OURS-7' }]) {
      const { priorAuthorization } = done(ready, attach({ ...by, reportType: '' }), provider);
      expect(priorAuthorization.status).toBe('ready-for-review');
      expect(priorAuthorization.updateReceivedAt).toBe('2026-01-20T15:00:00.000Z');
      expect(priorAuthorization.attachments).toEqual([
        { ...entry, state: 'received', at: '2026-01-20T15:00:00.000Z', document: pdf },
      ]);
    }
  });

  it('has one document; a second one under its number is an entry of its own', () => {
    const once = done(ready, attach({ externalReference: 'OURS-7' }), provider).priorAuthorization;
    const twice = done(once, attach({ externalReference: 'OURS-7' }), provider).priorAuthorization;
    expect(twice.attachments.map((entry) => [entry.externalReference, entry.answers])).toEqual([
      ['OURS-7', ''],
      ['OURS-7', ''],
    ]);
  });
});

describe('a document', () => {
  it('that nobody expected is an entry with a number of ours', () => {
    const { priorAuthorization } = done(ready, attach({ reportType: 'OB', lineNumber: 2 }), provider);
    expect(priorAuthorization.attachments.at(-1)).toMatchObject({
      controlNumber: 'CN1000000502',
      reportType: 'OB',
      lineNumber: 2,
      state: 'received',
    });
  });

  it('in test leaves the request in test', () => {
    const test = submitted({ environment: 'test' });
    const uploaded = done(test, attach({}, false), provider).priorAuthorization;
    expect(done(uploaded, { kind: 'answer' }, provider).priorAuthorization).toMatchObject({
      status: 'testing',
      lines: [{ status: 'testing' }],
      attachments: [{ state: 'received', controlNumber: 'CN9000000501' }],
    });
  });

  it.each([
    [
      'under a number of ours that its request has not',
      attach({ controlNumber: 'CN1000009999' }),
      'control-number-unknown',
    ],
    ['for a line that is not there', attach({ lineNumber: 3 }), 'line-unknown'],
    ['that is none', { kind: 'attach', documents: [], submits: true } as const, 'nothing-named'],
    ['that was never uploaded', { kind: 'answer' } as const, 'nothing-uploaded'],
  ])('%s is refused', (_name, command, problem) => {
    expect(perform(deferred, command, commandFacts(provider))).toMatchObject({
      kind: 'refused',
      problems: [{ problem }],
    });
  });

  it('after the decision is too late', () => {
    const decisions = [1, 2].map((lineNumber) => ({ lineNumber, outcome: 'approved' as const }));
    const decided = afterCommands(ready, { kind: 'take' }, { kind: 'decide', decisions });
    expect(perform(decided, attach(), commandFacts(provider))).toEqual({
      kind: 'not-possible',
      status: 'adjudicated',
      event: 'add-document',
      possible: [],
    });
  });
});
