import type { Environment } from '../environment.js';
import { attachmentNumberOf, trackingNumberOf } from '../numbers.js';
import { checkRequest, type PartyFacts } from './checks.js';
import { deadlineOf, NO_DEADLINE } from './clock.js';
import { type ActionFacts, historyEntry } from './history.js';
import type {
  AnnouncedAttachment,
  Attachment,
  Classification,
  HistoryEntry,
  PriorAuthorization,
  PriorAuthorizationRequest,
  ServiceLine,
  ServiceLineStatus,
} from './model.js';
import { type Problem, problemName, type Refusal, type Warning } from './problems.js';
import { judge, type SubmissionRules } from './rules.js';
import type { ReviewSettings } from './settings.js';

export { type ActionFacts, historyEntry } from './history.js';

/** What a submission needs besides the request. */
export interface SubmissionFacts extends ActionFacts {
  /** When the gateway promised to deal with it: the date received, from which the clock runs. */
  readonly receivedAt: Date;
  readonly parties: PartyFacts;
  readonly rules: SubmissionRules;
  readonly settings: ReviewSettings;
  /** What the reviewer should know of how it came in, as in `PriorAuthorization.flags`; absent: nothing. */
  readonly flags?: readonly string[];
  /** Tracking numbers of PAs that ask for the same; absent: none. They stop nothing. */
  readonly possibleDuplicates?: readonly string[];
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
  const { flags = [], possibleDuplicates = [] } = facts;
  const classification = classificationOf(request);
  const receivedAt = facts.receivedAt.toISOString();
  const priorAuthorization: PriorAuthorization = {
    trackingNumber: trackingNumberOf(facts.nextNumber('pa-tracking'), request.environment),
    paNumber: '',
    status,
    version: 1,
    receivedAt,
    updatedAt: facts.at.toISOString(),
    request,
    classification,
    deadline:
      status === 'testing'
        ? NO_DEADLINE
        : deadlineOf({ receivedAt, classification, deferredAt: '' }, facts.settings.clock),
    reviewer: '',
    updateReceivedAt: '',
    lastViewedAt: '',
    deferredAt: '',
    decidedAt: '',
    expiresOn: '',
    possibleDuplicates,
    flags,
    lines: numberLines(request, status),
    attachments: announceAttachments(request.attachments, request.environment, facts),
  };
  const entry = historyEntry(facts, request.channel, 'submit', {
    status,
    lines: request.lines.length,
    attachments: request.attachments.length,
    ...warningDetails(warnings),
    ...noteDetails(facts),
  });
  return { ok: true, priorAuthorization, history: [entry], warnings };
}

/** The request's lines as lines of a PA: numbered from 1, all in one status. */
export function numberLines(request: PriorAuthorizationRequest, status: ServiceLineStatus): readonly ServiceLine[] {
  return request.lines.map((line, at) => ({ ...line, number: at + 1, status }));
}

/** A request's attachments with our control numbers: announced, since no document has come yet. */
export function announceAttachments(
  attachments: readonly AnnouncedAttachment[],
  environment: Environment,
  { at, nextNumber }: { readonly at: Date; readonly nextNumber: (kind: 'pa-attachment') => number },
): readonly Attachment[] {
  return attachments.map((attachment) => ({
    ...attachment,
    controlNumber: attachmentNumberOf(nextNumber('pa-attachment'), environment),
    state: 'announced',
    at: at.toISOString(),
    answers: '',
  }));
}

/** How a request is treated at first: only the payer makes anything `expedited`, and it is not a class of its own. */
export function classificationOf(request: PriorAuthorizationRequest): Classification {
  return request.classification === 'standard' ? 'standard' : 'request-to-expedite';
}

/** Flags and the number of possible duplicates, for the history; nothing when there are none. */
export function noteDetails({
  flags = [],
  possibleDuplicates = [],
}: Pick<SubmissionFacts, 'flags' | 'possibleDuplicates'>): Readonly<Record<string, string | number>> {
  return {
    ...(flags.length === 0 ? {} : { flags: flags.join(' ') }),
    ...(possibleDuplicates.length === 0 ? {} : { possibleDuplicates: possibleDuplicates.length }),
  };
}

/** The warnings a submitter was told and passed over, for the history; nothing when there were none. */
export function warningDetails(warnings: readonly Warning[]): Readonly<Record<string, string>> {
  return warnings.length === 0 ? {} : { warnings: [...new Set(warnings.map(problemName))].join(' ') };
}
