import { attachmentNumberOf } from '../numbers.js';
import { holderProblems, impossible, lineProblems, openLines, refusal, wordProblems } from './admission.js';
import type { CommandFacts, CommandProblem, CommandResult, WantedDocument } from './command.js';
import { decideLine } from './decision.js';
import type { Attachment, PriorAuthorization } from './model.js';
import { advance, begin, settle } from './progress.js';

/**
 * Defers lines until the documents wanted for them come: those the wants name, or all that are open when a want is about
 * the whole. Each want is an entry of the attachment list with a number of ours, which the document may quote. The
 * clock is extended, never paused.
 */
export function defer(
  priorAuthorization: PriorAuthorization,
  { wants }: { readonly wants: readonly WantedDocument[] },
  facts: CommandFacts,
): CommandResult {
  const no = impossible(priorAuthorization, 'defer', 'reviewer');
  if (no !== undefined) return no;
  const named = [...new Set(wants.map((want) => want.lineNumber).filter((line) => line !== 0))];
  const refused = refusal([
    ...holderProblems(priorAuthorization, facts),
    ...(wants.length === 0 ? [{ problem: 'nothing-named', line: 0 } as const] : []),
    ...lineProblems(priorAuthorization, named),
    ...wants.flatMap(questionProblems),
  ]);
  if (refused !== undefined) return refused;
  const isWhole = wants.some((want) => want.lineNumber === 0);
  const lines = isWhole ? openLines(priorAuthorization.lines).map((line) => line.number) : named;
  const entries = wants.map((want) => wantedEntry(want, priorAuthorization, facts));
  const details = { wanted: wants.map((want) => want.reportType).join(' ') };
  const changes = { attachments: [...priorAuthorization.attachments, ...entries] };
  const step = { event: 'defer', actor: 'reviewer', lines, changes, details, isNews: true } as const;
  return settle(advance(begin(priorAuthorization, facts), step, facts), facts);
}

function questionProblems({ reason, reportType, lineNumber }: WantedDocument): readonly CommandProblem[] {
  if (reason.trim() === '' || reportType === '') return [{ problem: 'question-missing', line: lineNumber }];
  return wordProblems(reason, lineNumber);
}

/** The entry of the attachment list that asks for a document. Takes a number. */
export function wantedEntry(
  want: WantedDocument,
  { request }: PriorAuthorization,
  facts: Pick<CommandFacts, 'at' | 'nextNumber'>,
): Attachment {
  return {
    controlNumber: attachmentNumberOf(facts.nextNumber('pa-attachment'), request.environment),
    reportType: want.reportType,
    transmission: 'EL',
    externalReference: '',
    description: want.reason,
    lineNumber: want.lineNumber,
    state: 'wanted',
    at: facts.at.toISOString(),
    answers: '',
    ...(want.loinc === '' ? {} : { loinc: want.loinc }),
  };
}

/**
 * What is still wanted: the questions of the last deferral, for lines that are deferred still, which no document received
 * has answered. In test, where lines stay `testing`, those that no document has answered.
 */
export function openWants(priorAuthorization: PriorAuthorization): readonly Attachment[] {
  const { attachments, deferredAt, lines, status } = priorAuthorization;
  const answered = new Set(attachments.filter((entry) => entry.state === 'received').map((entry) => entry.answers));
  const isWaiting = (lineNumber: number): boolean => {
    if (status === 'testing') return true;
    return lines.some((line) => line.status === 'deferred' && (lineNumber === 0 || line.number === lineNumber));
  };
  return attachments.filter((entry) => {
    const isOpen = entry.state === 'wanted' && entry.at === deferredAt && !answered.has(entry.controlNumber);
    return isOpen && isWaiting(entry.lineNumber);
  });
}

/**
 * A deferral ends unanswered: back to the reviewer who deferred it, or, where the payer says so, its deferred lines are
 * denied for want of the documents.
 */
export function expireDeferral(priorAuthorization: PriorAuthorization, facts: CommandFacts): CommandResult {
  const no = impossible(priorAuthorization, 'deferral-expires', 'system');
  if (no !== undefined) return no;
  const { deferralExpiry, deferralExpiryReason } = facts.settings;
  const deferred = priorAuthorization.lines.filter((line) => line.status === 'deferred');
  const lines = openLines(priorAuthorization.lines).map((line) => line.number);
  const step = { event: 'deferral-expires', actor: 'system', lines } as const;
  const back = advance(begin(priorAuthorization, facts), step, facts);
  if (deferralExpiry === 'review') return settle(back, facts);
  const denied = deferred.reduce((progress, line) => {
    const draft = { lineNumber: line.number, outcome: 'denied', reasons: [deferralExpiryReason] } as const;
    return decideLine(progress, draft, 'system', facts);
  }, back);
  return settle(denied, facts);
}
