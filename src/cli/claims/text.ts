import type { CommandContext } from '../context.js';
import { localTime } from '../local-time.js';
import type { ClaimFact } from './fact.js';

/** One claim for a person at the terminal, line by line; times in the payer's time zone. */
export function* claimText(fact: ClaimFact, context: CommandContext, timeZone: string): Generator<string> {
  const title = fact.claimNumber === '' ? 'Refused claim' : `Claim ${fact.claimNumber}`;
  const outcome = context.paint(fact.outcome === 'accepted' ? 'green' : 'red', fact.outcome);
  yield `${context.paint('bold', title)}  ${outcome}, ${fact.kind}, frequency ${fact.frequency}, ${fact.environment}`;
  const { interchange, group, set, claim } = fact.place;
  yield field('received', `${localTime(fact.receivedAt, timeZone)} from ${fact.partner}`);
  yield field('in', `${fact.submission}, interchange ${interchange}, group ${group}, set ${set}, claim ${claim}`);
  if (fact.contentRemovedAt !== '') {
    yield field('content', `removed on ${fact.contentRemovedAt.slice(0, 10)} under retention`);
  }
  yield field('called', words(fact.submitterClaimId, fact.intermediaryClaimId));
  if (fact.payerNumber !== '') yield field('payer', plain(fact.payerNumber));
  if (fact.originalNumber !== '') yield field('about', words(fact.originalNumber, fact.replaces));
  if (fact.supersededBy !== '') yield field('ended by', context.paint('yellow', fact.supersededBy));
  if (fact.possibleDuplicates.length > 0) {
    yield field('duplicate?', context.paint('yellow', fact.possibleDuplicates.join(', ')));
  }
  yield field('provider', words(fact.location, fact.billingProvider.name, fact.billingProvider.npi));
  yield field('member', words(fact.memberId, fact.patient));
  yield field('services', `${period(fact.serviceFrom, fact.serviceTo)}, total charge ${plain(fact.totalCharge)}`);
  if (fact.priorAuthorizationNumber !== '') yield field('PA number', plain(fact.priorAuthorizationNumber));
  for (const line of fact.lines) {
    const service = words(line.revenueCode, line.procedure, line.teeth.join(' '));
    const amount = words(line.units, line.unitCode, line.charge === '' ? '' : `charge ${line.charge}`);
    const authorization = line.priorAuthorizationNumber === '' ? '' : `, PA ${plain(line.priorAuthorizationNumber)}`;
    yield field(
      `line ${line.number}`,
      `${service}  ${period(line.serviceFrom, line.serviceTo)}  ${amount}${authorization}`,
    );
  }
  for (const { status, ...note } of fact.refusals) yield* noteText(context.paint('red', status), note);
  for (const note of fact.remarks) yield* noteText(context.paint('yellow', 'remark'), note);
  for (const use of fact.authorizationUses) {
    const of = `line ${use.authorizationLine} of PA ${plain(use.authorizationNumber)}`;
    yield field('uses', `${use.units} units of ${of} (line ${use.line})`);
  }
  for (const { at, source, status, effectiveOn, paidAmount, paidOn, paymentNumber } of fact.told) {
    const paid = paidAmount === '' ? '' : `, paid ${words(paidAmount, paidOn, paymentNumber)}`;
    yield field('status', `${status} from ${effectiveOn}${paid}  (${source}, ${localTime(at, timeZone)})`);
  }
}

function* noteText(head: string, note: ClaimFact['remarks'][number]): Generator<string> {
  const place = note.line === 0 ? '' : `line ${note.line}: `;
  yield `  ${head} ${place}${plain(note.message)} (${note.reason})`;
  if (note.mend !== '') yield `      ${plain(note.mend)}`;
}

function field(name: string, text: string): string {
  return `  ${name.padEnd(10)} ${text}`.trimEnd();
}

function period(from: string, to: string): string {
  return from === to ? from || 'no date' : `${from} to ${to}`;
}

function words(...parts: readonly string[]): string {
  return plain(parts.filter(Boolean).join(' '));
}

/** What senders wrote in one line: a control character would paint or move what stands on the terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
