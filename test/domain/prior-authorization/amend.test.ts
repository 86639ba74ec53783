import { describe, expect, it } from 'vitest';
import { amendRequest } from '../../../src/domain/prior-authorization/amend.js';
import type { PriorAuthorization, PriorAuthorizationRequest } from '../../../src/domain/prior-authorization/model.js';
import type { SubmissionFacts } from '../../../src/domain/prior-authorization/submit.js';
import { decideTest } from '../../../src/domain/prior-authorization/testing.js';
import {
  afterCommands,
  commandFacts,
  lineWith,
  requestWith,
  submissionFacts,
  submitted,
} from '../../support/prior-authorization.js';

/** The amended PA; throws when it was not. */
function amended(
  priorAuthorization: PriorAuthorization,
  request: PriorAuthorizationRequest,
  facts: Partial<SubmissionFacts> = {},
): PriorAuthorization {
  const result = amendRequest(priorAuthorization, request, submissionFacts(facts));
  if (result.kind !== 'amended') throw new Error(result.kind);
  return result.priorAuthorization;
}

describe('amending', () => {
  it('keeps number and date received, and takes over the new lines', () => {
    const pa = submitted();
    const request = requestWith({ lines: [lineWith({ procedureCode: 'E0149' }), lineWith()] });
    expect(amended(pa, request, { at: new Date('2026-01-14T09:00:00Z') })).toMatchObject({
      trackingNumber: pa.trackingNumber,
      receivedAt: pa.receivedAt,
      deadline: pa.deadline,
      status: 'ready-for-review',
      version: 2,
      lines: [
        { number: 1, procedureCode: 'E0149' },
        { number: 2, procedureCode: 'E0143' },
      ],
    });
  });

  it('is checked like a new request', () => {
    const result = amendRequest(submitted(), requestWith({ diagnoses: [] }), submissionFacts());
    expect(result).toEqual({ kind: 'refused', refusals: [{ field: 'diagnosis', problem: 'missing', line: 0 }] });
  });

  it('is not possible once somebody reviews it', () => {
    const pa = afterCommands(submitted(), { kind: 'take' });
    expect(amendRequest(pa, requestWith(), submissionFacts())).toEqual({ kind: 'not-possible', status: 'in-review' });
  });

  it('is not possible once a line is decided, though the rest was given back', () => {
    const pa = afterCommands(
      submitted({ lines: [lineWith(), lineWith()] }),
      { kind: 'take' },
      { kind: 'decide', decisions: [{ lineNumber: 1, outcome: 'approved' }] },
      { kind: 'release' },
    );
    expect(amendRequest(pa, requestWith(), submissionFacts()).kind).toBe('not-possible');
  });

  it('restarts the clock when the provider asks for another one', () => {
    const pa = amended(submitted(), requestWith({ classification: 'request-to-expedite' }));
    expect(pa).toMatchObject({ classification: 'request-to-expedite', deadline: { clock: 'expedite' } });
  });

  it('leaves standard what a reviewer has made standard', () => {
    const expedite = { classification: 'request-to-expedite' } as const;
    const pa = afterCommands(submitted(expedite), { kind: 'reclassify', to: 'standard' });
    expect(amended(pa, requestWith(expedite))).toMatchObject({
      classification: 'standard',
      deadline: { clock: 'standard' },
    });
  });

  it('leaves a test in test, to be answered again', () => {
    const test = decideTest(submitted({ environment: 'test' }), 'approved', commandFacts()).priorAuthorization;
    expect(test.paNumber).not.toBe('');
    const again = amended(test, requestWith({ environment: 'test' }));
    expect(again).toMatchObject({ status: 'testing', paNumber: '', decidedAt: '', deadline: { clock: 'none' } });
    expect(again.lines.map((line) => [line.status, line.decision])).toEqual([['testing', undefined]]);
  });
});
