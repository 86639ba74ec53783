import { checkRequest } from './checks.js';
import type { HistoryEntry, PriorAuthorization, PriorAuthorizationRequest, PriorAuthorizationStatus } from './model.js';
import type { Refusal, Warning } from './problems.js';
import { judge } from './rules.js';
import { possibleEvents } from './status.js';
import { announceAttachments, historyEntry, numberLines, type SubmissionFacts, warningDetails } from './submit.js';

/** An amended PA; what is wrong with the new wording; or the status that forbids amending. */
export type AmendResult =
  | {
      readonly kind: 'amended';
      readonly priorAuthorization: PriorAuthorization;
      readonly history: readonly HistoryEntry[];
      readonly warnings: readonly Warning[];
    }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'not-possible'; readonly status: PriorAuthorizationStatus };

/**
 * The provider revises a request nobody has taken up yet. The new wording is checked like a new request and takes the
 * place of the old lines and diagnoses; tracking number and date received stay, attachments announced before stay, and one
 * whose own number is known already is not announced twice.
 */
export function amendRequest(
  priorAuthorization: PriorAuthorization,
  request: PriorAuthorizationRequest,
  facts: SubmissionFacts,
): AmendResult {
  const { status } = priorAuthorization;
  if (!possibleEvents(status, 'provider').includes('amend')) return { kind: 'not-possible', status };
  const problems = [...(facts.problems ?? []), ...checkRequest(request, facts.parties, facts.rules)];
  const { refusals, warnings } = judge(problems, facts.rules);
  if (refusals.length > 0) return { kind: 'refused', refusals };
  const known = new Set(priorAuthorization.attachments.map((attachment) => attachment.externalReference));
  const added = request.attachments.filter((attachment) => {
    return attachment.externalReference === '' || !known.has(attachment.externalReference);
  });
  const amended: PriorAuthorization = {
    ...priorAuthorization,
    version: priorAuthorization.version + 1,
    updatedAt: facts.at.toISOString(),
    request,
    lines: numberLines(request, 'ready-for-review'),
    attachments: [
      ...priorAuthorization.attachments,
      ...announceAttachments(added, request.environment, facts.nextNumber),
    ],
  };
  const entry = historyEntry(facts, request.channel, 'amend', {
    status,
    lines: request.lines.length,
    attachments: added.length,
    ...warningDetails(warnings),
  });
  return { kind: 'amended', priorAuthorization: amended, history: [entry], warnings };
}
