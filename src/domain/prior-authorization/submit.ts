import type { Environment } from '../environment.js';
import { attachmentNumberOf, trackingNumberOf } from '../numbers.js';
import { checkRequest, type PartyFacts } from './checks.js';
import type {
  Attachment,
  HistoryEntry,
  PriorAuthorization,
  PriorAuthorizationRequest,
  ServiceLine,
  ServiceLineStatus,
} from './model.js';
import { type Problem, problemName, type Refusal, type Warning } from './problems.js';
import { judge, type SubmissionRules } from './rules.js';

/** Who acts, when, and through which channel: what every history entry says. */
export interface ActionFacts {
  readonly at: Date;
  /** Partner id or user, never a person's name. */
  readonly actor: string;
}

/** What a submission needs besides the request. */
export interface SubmissionFacts extends ActionFacts {
  /** When the gateway promised to deal with it: the date received, from which the clock runs. */
  readonly receivedAt: Date;
  readonly parties: PartyFacts;
  readonly rules: SubmissionRules;
  /** Problems the channel met while it read the request; judged by the same rules. */
  readonly problems?: readonly Problem[];
  /** Next number of a kind, from 1. Asked only once it is certain that the request is taken. */
  readonly nextNumber: (kind: 'pa-tracking' | 'pa-attachment') => number;
}

export type SubmissionResult =
  | {
      readonly ok: true;
      readonly priorAuthorization: PriorAuthorization;
      readonly history: readonly HistoryEntry[];
      readonly warnings: readonly Warning[];
    }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/**
 * A new request: checked, numbered and, in production, ready for review; in test it is `testing` and no reviewer sees
 * it. Refusals come all together and take no number.
 */
export function submitRequest(request: PriorAuthorizationRequest, facts: SubmissionFacts): SubmissionResult {
  const problems = [...(facts.problems ?? []), ...checkRequest(request, facts.parties, facts.rules)];
  const { refusals, warnings } = judge(problems, facts.rules);
  if (refusals.length > 0) return { ok: false, refusals };
  const status = request.environment === 'test' ? 'testing' : 'ready-for-review';
  const priorAuthorization: PriorAuthorization = {
    trackingNumber: trackingNumberOf(facts.nextNumber('pa-tracking'), request.environment),
    paNumber: '',
    status,
    version: 1,
    receivedAt: facts.receivedAt.toISOString(),
    updatedAt: facts.at.toISOString(),
    request,
    lines: numberLines(request, status),
    attachments: announceAttachments(request.attachments, request.environment, facts.nextNumber),
  };
  const entry = historyEntry(facts, request.channel, 'submit', {
    status,
    lines: request.lines.length,
    attachments: request.attachments.length,
    ...warningDetails(warnings),
  });
  return { ok: true, priorAuthorization, history: [entry], warnings };
}

/** The request's lines as lines of a PA: numbered from 1, all in one status. */
export function numberLines(request: PriorAuthorizationRequest, status: ServiceLineStatus): readonly ServiceLine[] {
  return request.lines.map((line, at) => ({ ...line, number: at + 1, status }));
}

/** A request's attachments with our control numbers: announced, since no document has come yet. */
export function announceAttachments(
  attachments: PriorAuthorizationRequest['attachments'],
  environment: Environment,
  nextNumber: SubmissionFacts['nextNumber'],
): readonly Attachment[] {
  return attachments.map((attachment) => ({
    ...attachment,
    controlNumber: attachmentNumberOf(nextNumber('pa-attachment'), environment),
    state: 'announced',
  }));
}

/** One entry of the history. `details` holds field names, codes and counts, never a value of the request. */
export function historyEntry(
  facts: ActionFacts,
  channel: string,
  event: string,
  details: Readonly<Record<string, string | number>>,
): HistoryEntry {
  return { at: facts.at.toISOString(), actor: facts.actor, channel, event, details };
}

/** The warnings a submitter was told and passed over, for the history; nothing when there were none. */
export function warningDetails(warnings: readonly Warning[]): Readonly<Record<string, string>> {
  return warnings.length === 0 ? {} : { warnings: [...new Set(warnings.map(problemName))].join(' ') };
}
