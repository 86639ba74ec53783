import { recordAppeal } from './appeal.js';
import { cancelLines } from './cancellation.js';
import type { CommandFacts, CommandResult, PriorAuthorizationCommand } from './command.js';
import { decide } from './decision.js';
import { defer, expireDeferral } from './deferral.js';
import { answer, attach } from './documents.js';
import type { PriorAuthorization } from './model.js';
import { reclassify, releaseReview, takeUp, voidByPayer, voidByProvider } from './review.js';

/**
 * Carries out a command on a submitted PA: the only way it changes, but for `amendRequest` and, in test, `decideTest`. What
 * the state table does not allow is `not-possible` with the events that are; what is wrong with the command itself comes
 * back all together and takes no number. Done: one version further. Throws only what `facts.nextNumber` throws.
 */
export function perform(
  priorAuthorization: PriorAuthorization,
  command: PriorAuthorizationCommand,
  facts: CommandFacts,
): CommandResult {
  switch (command.kind) {
    case 'take':
      return takeUp(priorAuthorization, facts);
    case 'release':
      return releaseReview(priorAuthorization, facts);
    case 'defer':
      return defer(priorAuthorization, command, facts);
    case 'decide':
      return decide(priorAuthorization, command, facts);
    case 'cancel':
      return cancelLines(priorAuthorization, command, facts);
    case 'void-by-payer':
      return voidByPayer(priorAuthorization, command, facts);
    case 'void':
      return voidByProvider(priorAuthorization, facts);
    case 'reclassify':
      return reclassify(priorAuthorization, facts);
    case 'attach':
      return attach(priorAuthorization, command, facts);
    case 'answer':
      return answer(priorAuthorization, command, facts);
    case 'deferral-expires':
      return expireDeferral(priorAuthorization, facts);
    case 'record-appeal':
      return recordAppeal(priorAuthorization, command, facts);
  }
}
