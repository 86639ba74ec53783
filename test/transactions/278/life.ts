import type { PriorAuthorizationCommand } from '../../../src/domain/prior-authorization/command.js';
import type { PriorAuthorization } from '../../../src/domain/prior-authorization/model.js';
import { perform } from '../../../src/domain/prior-authorization/perform.js';
import { laterResponse } from '../../../src/transactions/278/conversation.js';
import { ResponseEcho } from '../../../src/transactions/278/response-echo.js';
import { reviewSettings } from '../../../src/transactions/review-settings.js';
import { type MemoryTransaction, overlay, payer, profile } from '../../support/applying.js';
import { checkedResponse, type Response } from './checked.js';
import { tables } from './sets.js';

const echo = new ResponseEcho(tables.responseGuide);

/** The moment commands of these tests are given: 10:00 Eastern on 3 April 2025. */
export const DECIDED_AT = new Date('2025-04-03T14:00:00Z');

/** Carries out commands on the PA that was taken last, and keeps it. Fails when one is refused. */
export function carryOut(
  transaction: MemoryTransaction,
  ...commands: readonly PriorAuthorizationCommand[]
): PriorAuthorization {
  let priorAuthorization = transaction.priorAuthorizations.at(-1);
  if (priorAuthorization === undefined) throw new Error('There is no PA');
  for (const command of commands) {
    const isProvider = command.kind === 'answer' || command.kind === 'attach' || command.kind === 'void';
    const { environment } = priorAuthorization.request;
    const result = perform(priorAuthorization, command, {
      at: DECIDED_AT,
      actor: isProvider ? 'pineridge' : 'reviewer1',
      channel: isProvider ? 'folder' : 'command',
      settings: reviewSettings(overlay.review, payer.timeZone),
      nextNumber: (kind) => transaction.nextNumber(kind, environment),
    });
    if (result.kind !== 'done') throw new Error(`${command.kind} is refused: ${JSON.stringify(result)}`);
    priorAuthorization = result.priorAuthorization;
  }
  transaction.priorAuthorizations[transaction.priorAuthorizations.length - 1] = priorAuthorization;
  return priorAuthorization;
}

/** The later answer to the request that was taken last, as its PA stands now. Fails when anything is wrong with it. */
export function later(transaction: MemoryTransaction): Response {
  const priorAuthorization = transaction.priorAuthorizations.at(-1);
  const conversation = transaction.conversations.get(priorAuthorization?.trackingNumber ?? '');
  if (priorAuthorization === undefined || conversation === undefined) throw new Error('There is nothing to answer');
  const facts = {
    payer,
    now: DECIDED_AT,
    controlNumber: transaction.nextControlNumber(),
    location: profile.location,
    interchange: 0,
  };
  const { content } = laterResponse(conversation, priorAuthorization, facts, echo);
  if (!(content instanceof Uint8Array)) throw new Error('The answer has no bytes');
  return checkedResponse(content);
}
