import { beforeEach, describe, expect, it } from 'vitest';
import { matchDocument } from '../../src/transactions/document-match.js';
import { MemoryTransaction, profile } from '../support/applying.js';
import { priorAuthorizationWith, requestWith } from '../support/prior-authorization.js';

let transaction: MemoryTransaction;

const OURS = 'CN1000000001';

beforeEach(() => {
  transaction = new MemoryTransaction();
});

/** A PA that pineridge sent for one of its linked providers, with an announced document. */
function keep(
  trackingNumber: string,
  { submitter = profile.id, memberId = '100200309911', location = '110012345A' } = {},
) {
  const request = requestWith({});
  const priorAuthorization = priorAuthorizationWith({
    trackingNumber,
    request: {
      ...request,
      submitter,
      member: { ...request.member, memberId },
      requestingProvider: { ...request.requestingProvider, location },
    },
    attachments: [
      {
        controlNumber: OURS,
        reportType: 'LA',
        transmission: 'EL',
        externalReference: 'THEIR-7',
        description: '',
        lineNumber: 0,
        state: 'announced',
        at: '2026-01-05T12:00:00.000Z',
        answers: '',
      },
    ],
  });
  transaction.priorAuthorizations.push(priorAuthorization);
  return priorAuthorization;
}

const match = (query: Partial<Parameters<typeof matchDocument>[0]>) =>
  matchDocument(
    { environment: 'production', controlNumbers: [], numbers: [], memberId: '', ...query },
    profile,
    transaction,
  );

describe('the PA a document is for', () => {
  it('is told by our control number, by the one its sender announced, or by a number of the PA', () => {
    const priorAuthorization = keep('1000000042');
    expect(match({ controlNumbers: [OURS] })).toEqual({ priorAuthorization, controlNumber: OURS });
    expect(match({ controlNumbers: ['THEIR-7'] })).toEqual({ priorAuthorization, controlNumber: OURS });
    expect(match({ numbers: ['1000000042'] })).toEqual({ priorAuthorization, controlNumber: '' });
  });

  it('of another sender and provider is not found, whatever number is quoted', () => {
    keep('1000000042', { submitter: 'somebody-else', location: '110077777C' });
    expect(match({ controlNumbers: [OURS] })).toBeUndefined();
    expect(match({ numbers: ['1000000042'] })).toBeUndefined();
  });

  it('of a linked provider is found, though another partner sent the request', () => {
    keep('1000000042', { submitter: 'somebody-else' });
    expect(match({ numbers: ['1000000042'] })).toBeDefined();
  });

  it('of another member is not found', () => {
    keep('1000000042');
    expect(match({ controlNumbers: [OURS], memberId: '999999999999' })).toBeUndefined();
    expect(match({ controlNumbers: [OURS], memberId: '100200309911' })).toBeDefined();
  });

  it('is not guessed when a sender used one number for two requests', () => {
    keep('1000000042');
    keep('1000000043');
    expect(match({ controlNumbers: ['THEIR-7'] })).toBeUndefined();
    expect(match({ controlNumbers: ['THEIR-7'], numbers: ['1000000043'] })?.priorAuthorization.trackingNumber).toBe(
      '1000000043',
    );
  });

  it('in test is none of production', () => {
    keep('1000000042');
    expect(match({ environment: 'test', numbers: ['1000000042'] })).toBeUndefined();
  });

  it('is the one that documents before it in the same file have changed already', () => {
    const priorAuthorization = keep('1000000042');
    const changed = { ...priorAuthorization, version: 9 };
    const found = matchDocument(
      { environment: 'production', controlNumbers: [OURS], numbers: [], memberId: '' },
      profile,
      transaction,
      new Map([['1000000042', changed]]),
    );
    expect(found?.priorAuthorization.version).toBe(9);
  });
});
