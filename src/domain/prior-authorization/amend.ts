import { checkRequest } from './checks.js';
import { deadlineOf, NO_DEADLINE } from './clock.js';
import { historyEntry } from './history.js';
import type {
  Classification,
  HistoryEntry,
  PriorAuthorization,
  PriorAuthorizationRequest,
  PriorAuthorizationStatus,
} from './model.js';
import type { Refusal, Warning } from './problems.js';
import { judge } from './rules.js';
import { possibleEvents } from './status.js';
import {
  announceAttachments,
  classificationOf,
  noteDetails,
  numberLines,
  type SubmissionFacts,
  warningDetails,
} from './submit.js';

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
 * whose own number is known already is not announced twice. The clock runs on from the date received. Not possible once a
 * line is decided, though the reviewer has given the rest back. In test it is as new, to be answered again.
 */
export function amendRequest(
  priorAuthorization: PriorAuthorization,
  request: PriorAuthorizationRequest,
  facts: SubmissionFacts,
): AmendResult {
  const { status } = priorAuthorization;
  const isPossible = possibleEvents(status, 'provider').includes('amend');
  if (!isPossible || isPartlyDecided(priorAuthorization)) return { kind: 'not-possible', status };
  const problems = [...(facts.problems ?? []), ...checkRequest(request, facts.parties, facts.rules)];
  const { refusals, warnings } = judge(problems, facts.rules);
  if (refusals.length > 0) return { kind: 'refused', refusals };
  const known = new Set(priorAuthorization.attachments.map((attachment) => attachment.externalReference));
  const added = request.attachments.filter((attachment) => {
    return attachment.externalReference === '' || !known.has(attachment.externalReference);
  });
  const { flags = [], possibleDuplicates = [] } = facts;
  const classification = classificationAfter(priorAuthorization, request);
  const isTest = status === 'testing';
  const amended: PriorAuthorization = {
    ...priorAuthorization,
    ...(isTest ? NOT_ANSWERED : {}),
    version: priorAuthorization.version + 1,
    updatedAt: facts.at.toISOString(),
    request,
    classification,
    deadline: isTest ? NO_DEADLINE : deadlineOf({ ...priorAuthorization, classification }, facts.settings.clock),
    flags,
    possibleDuplicates,
    lines: numberLines(request, isTest ? 'testing' : 'ready-for-review'),
    attachments: [...priorAuthorization.attachments, ...announceAttachments(added, request.environment, facts)],
  };
  const entry = historyEntry(facts, request.channel, 'amend', {
    status,
    lines: request.lines.length,
    attachments: added.length,
    ...warningDetails(warnings),
    ...noteDetails(facts),
  });
  return { kind: 'amended', priorAuthorization: amended, history: [entry], warnings };
}

/** What a test request loses of its former answer when it is amended. */
const NOT_ANSWERED = { paNumber: '', deferredAt: '', decidedAt: '', expiresOn: '' } as const;

function isPartlyDecided({ status, lines }: PriorAuthorization): boolean {
  return status !== 'testing' && lines.some((line) => line.decision !== undefined);
}

/** What the payer made of the classification stands, unless the provider now asks for another one. */
function classificationAfter(
  priorAuthorization: PriorAuthorization,
  request: PriorAuthorizationRequest,
): Classification {
  return request.classification === priorAuthorization.request.classification
    ? priorAuthorization.classification
    : classificationOf(request);
}
