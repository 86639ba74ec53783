import type { CommandContext } from '../context.js';
import { localTime } from '../local-time.js';
import type { PriorAuthorizationFact } from './fact.js';
import { paintUrgency } from './urgency.js';

/** One prior authorization for a person at the terminal, line by line; times in the payer's time zone. */
export function* priorAuthorizationText(
  fact: PriorAuthorizationFact,
  context: CommandContext,
  timeZone: string,
): Generator<string> {
  const time = (instant: string) => localTime(instant, timeZone);
  const title = `PA ${fact.trackingNumber}${fact.paNumber === '' ? '' : ` (PA number ${fact.paNumber})`}`;
  yield `${context.paint('bold', title)}  ${fact.status}, ${fact.environment}`;
  yield field('received', `${time(fact.receivedAt)} from ${fact.partner} (${fact.channel})`);
  yield field('asked for', [classText(fact), fact.assignment || 'no assignment'].join(', '));
  yield* dueText(fact, context, time);
  if (fact.reviewer !== '') yield field('reviewer', `${fact.reviewer}, taken ${time(fact.lastViewedAt)}`);
  if (fact.deferredAt !== '') yield field('deferred', time(fact.deferredAt));
  if (fact.updateReceivedAt !== '') yield field('update', `received ${time(fact.updateReceivedAt)}`);
  if (fact.decidedAt !== '') {
    const until = fact.expiresOn === '' ? '' : `, authorized until ${fact.expiresOn}`;
    yield field('decided', `${time(fact.decidedAt)}${until}`);
  }
  if (fact.contentRemovedAt !== '') {
    yield field('content', `removed on ${fact.contentRemovedAt.slice(0, 10)} under retention`);
  }
  yield field('member', words(fact.member.memberId, fact.member.name, fact.member.birthDate));
  if (fact.dependent !== null) yield field('dependent', words(fact.dependent.name, fact.dependent.birthDate));
  yield field('provider', providerText(fact.requestingProvider));
  if (fact.contact.name !== '' || fact.contact.phone !== '')
    yield field('contact', words(...Object.values(fact.contact)));
  const previous = words(fact.previousPaNumber, fact.previousTrackingNumber);
  if (previous !== '') yield field('refers to', previous);
  for (const one of fact.diagnoses) yield field('diagnosis', `${one.version} ${one.code} (${one.role})`);
  if (fact.clinicalRationale !== '') yield field('rationale', plain(fact.clinicalRationale));
  if (fact.flags.length > 0) yield field('flags', context.paint('yellow', fact.flags.join(', ')));
  if (fact.possibleDuplicates.length > 0) {
    yield field('duplicate?', context.paint('yellow', fact.possibleDuplicates.join(', ')));
  }
  for (const line of fact.lines) yield* lineText(line);
  for (const one of fact.attachments) yield* attachmentText(one, time);
  for (const one of fact.documents) {
    if (one.state !== 'matched') yield field('document', `${one.state} ${one.reason} ${time(one.receivedAt)}`);
  }
  for (const one of fact.letters) yield field('letter', `${one.letter} ${one.kind} to ${one.recipient}: ${one.state}`);
  if (fact.appeal !== null) yield field('appeal', `${fact.appeal.outcome} on ${fact.appeal.decidedOn}`);
  for (const entry of fact.history) yield `  ${time(entry.at)}  ${entry.event} by ${entry.actor} (${entry.channel})`;
  for (const command of fact.possible) yield field('possible', context.paint('dim', context.asCalled(command)));
}

function field(name: string, text: string): string {
  return `  ${name.padEnd(10)} ${text}`.trimEnd();
}

function words(...parts: readonly string[]): string {
  return plain(parts.filter(Boolean).join(' '));
}

/** What people wrote in one line: a control character would paint or move what stands on the terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

function classText({ classification, requestedClassification }: PriorAuthorizationFact): string {
  if (classification === requestedClassification) return classification;
  return `${classification} (asked for as ${requestedClassification})`;
}

function* dueText({ deadline }: PriorAuthorizationFact, context: CommandContext, time: (instant: string) => string) {
  if (deadline.clock === 'none') return;
  const late = deadline.urgency === 'late' ? ', LATE' : '';
  const limit = deadline.outerLimitAt === '' ? '' : `; outer limit ${time(deadline.outerLimitAt)}`;
  const text = `${time(deadline.dueAt)} (${deadline.clock} clock${limit})${late}`;
  yield field('due', paintUrgency(context, deadline.urgency, text));
  yield field('answer by', `${time(deadline.firstAnswerDueAt)} (first answer)`);
}

function providerText({ location, npi, name }: PriorAuthorizationFact['requestingProvider']): string {
  return words(location || 'not resolved', `NPI ${npi || 'none'}`, name);
}

function* lineText(line: PriorAuthorizationFact['lines'][number]): Generator<string> {
  const units = line.requestedUnits === '' ? '' : `, ${line.requestedUnits} ${line.unitBasis}`.trimEnd();
  const dates = line.requestedFrom === '' ? '' : `, ${line.requestedFrom} to ${line.requestedTo}`;
  yield `  line ${String(line.number).padEnd(5)} ${line.procedure} ${line.status}${units}${dates}`;
  if (line.serviceProvider !== null) yield field('', `by ${providerText(line.serviceProvider)}`);
  if (line.message !== '') yield field('', `message ${plain(line.message)}`);
  const { decision } = line;
  if (decision === null) return;
  const authorized =
    decision.authorizedUnits === '' ? '' : ` ${decision.authorizedUnits} ${decision.unitBasis}`.trimEnd();
  const days = decision.authorizedFrom === '' ? '' : `, ${decision.authorizedFrom} to ${decision.authorizedTo}`;
  const instead = decision.authorizedProcedure === '' ? '' : `, as ${decision.authorizedProcedure}`;
  const reasons = decision.reasons.length === 0 ? '' : `, reason ${decision.reasons.join(', ')}`;
  const double = decision.duplicateOf === '' ? '' : `, duplicate of ${decision.duplicateOf}`;
  yield field('', `${decision.outcome}${authorized}${days}${instead}${reasons}${double} by ${decision.decidedBy}`);
  if (decision.message !== '') yield field('', `message ${plain(decision.message)}`);
}

function* attachmentText(
  one: PriorAuthorizationFact['attachments'][number],
  time: (instant: string) => string,
): Generator<string> {
  const line = one.lineNumber === 0 ? '' : ` for line ${one.lineNumber}`;
  const content = one.document === null ? '' : `, ${one.document.mediaType} ${one.document.bytes} bytes`;
  const answers = one.answers === '' ? '' : `, answers ${one.answers}`;
  yield field(
    'document',
    `${one.controlNumber} ${one.reportType} ${one.state}${line}${content}${answers} ${time(one.at)}`,
  );
  if (one.description !== '') yield field('', plain(one.description));
}
