import { describe, expect, it } from 'vitest';
import { openWants } from '../../../src/domain/prior-authorization/deferral.js';
import { decideTest } from '../../../src/domain/prior-authorization/testing.js';
import { commandFacts, done, lineWith, reviewSettings, submitted } from '../../support/prior-authorization.js';

const test = submitted({ environment: 'test', lines: [lineWith(), lineWith({ requestedUnits: '1' })] });

describe('a test request', () => {
  it.each(['approved', 'modified', 'denied'] as const)('is %s without leaving test', (outcome) => {
    const { priorAuthorization, history } = decideTest(test, outcome, commandFacts());
    expect(priorAuthorization).toMatchObject({ status: 'testing', version: 1, deadline: { clock: 'none' } });
    expect(priorAuthorization.paNumber).toMatch(/^TESTP26013/);
    expect(priorAuthorization.lines.map((line) => [line.status, line.decision?.outcome])).toEqual(
      Array(2).fill(['testing', outcome]),
    );
    expect(history).toMatchObject([{ event: 'answer-test', details: { outcome, status: 'testing' } }]);
  });

  it('that is modified is authorized less, for a reason the payer has', () => {
    const { lines } = decideTest(test, 'modified', commandFacts()).priorAuthorization;
    expect(lines.map((line) => line.decision?.authorizedUnits)).toEqual(['1', '0.5']);
    for (const reason of lines.flatMap((line) => line.decision?.reasons ?? [])) {
      expect(reviewSettings().reasons).toHaveProperty(reason);
    }
  });

  it('that is deferred can be answered with a document', () => {
    const { priorAuthorization } = decideTest(test, 'deferred', commandFacts());
    expect(priorAuthorization).toMatchObject({ status: 'testing', paNumber: '' });
    const [wanted] = openWants(priorAuthorization);
    expect(wanted).toMatchObject({ controlNumber: 'CN9000000501', state: 'wanted', reportType: 'M1' });
    const document = { sha256: 'b'.repeat(64), bytes: 9, mediaType: 'application/pdf' };
    const answered = done(priorAuthorization, {
      kind: 'attach',
      submits: true,
      documents: [
        {
          document,
          controlNumber: wanted!.controlNumber,
          externalReference: '',
          reportType: '',
          description: '',
          lineNumber: 0,
        },
      ],
    }).priorAuthorization;
    expect(answered).toMatchObject({ status: 'testing', updateReceivedAt: '2026-01-13T15:00:00.000Z' });
    expect(openWants(answered)).toEqual([]);
  });

  it('that is pended, and a request of production, stay as they are', () => {
    expect(decideTest(test, 'pended', commandFacts())).toEqual({ priorAuthorization: test, history: [] });
    expect(decideTest(submitted(), 'approved', commandFacts())).toEqual({
      priorAuthorization: submitted(),
      history: [],
    });
  });
});
