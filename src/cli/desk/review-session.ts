import type { PriorAuthorizationCommand } from '../../domain/prior-authorization/command.js';
import { LetterTemplates } from '../../report/letters/letter-templates.js';
import { wantableReportTypes } from '../../review/report-types.js';
import type { PriorAuthorizationRow } from '../../store/ledger.js';
import { lookUp } from '../prior-authorization/look-up.js';
import { queueRows } from '../prior-authorization/review-queue.js';
import { priorAuthorizationText } from '../prior-authorization/text.js';
import { type InterviewWords, interview, type Verdict, verdictText } from './interview.js';
import type { Desk } from './open-desk.js';
import { carryTypedOrder, tellResult } from './place-order.js';
import { isLeaving, type Prompts } from './prompts.js';

/** `decided`: something was said of a line and stands; `open`: nothing was; `left`: the person ended the review. */
export type SessionEnd = 'decided' | 'open' | 'left';

/**
 * The next PA for this person: what it has taken already, else what nobody has and is due first. Deferred ones wait for
 * their documents. undefined when nothing waits.
 */
export function nextForReview({ parts, context, installation }: Desk): PriorAuthorizationRow | undefined {
  let first: PriorAuthorizationRow | undefined;
  for (const row of queueRows(installation.ledger, {})) {
    if (row.status === 'in-review' && row.reviewer === context.actor) return row;
    const isFree = row.status === 'ready-for-review' || row.status === 'additional-information-received';
    if (isFree) first ??= row;
  }
  return first === undefined ? undefined : parts.ledger.priorAuthorization(first.trackingNumber)?.row;
}

/**
 * Reviews one PA with a person: shows it, takes it, asks about each open line, and carries out what was said once it is
 * confirmed. Whoever leaves before changes nothing: what this session took goes back to the queue. What the domain
 * refuses is told, and asked again.
 */
export async function reviewOne(
  desk: Desk,
  prompts: Prompts,
  found: PriorAuthorizationRow,
  showValues: boolean,
): Promise<SessionEnd> {
  const { context } = desk;
  const number = found.trackingNumber;
  show(desk, number, showValues);
  const isMine = found.status === 'in-review' && found.reviewer === context.actor;
  try {
    if (!isMine && !(await prompts.confirm({ message: 'Take it for review?', default: true }))) return 'left';
  } catch (error) {
    if (isLeaving(error)) return 'left';
    throw error;
  }
  const taken = isMine ? found : await changed(desk, found, { kind: 'take' });
  if (taken === undefined) return 'open';
  try {
    return await ask(desk, prompts, taken);
  } catch (error) {
    if (!isLeaving(error)) throw error;
    const now = desk.parts.ledger.priorAuthorization(number)?.row;
    // Only what is as this session took it: a decision that went through stands.
    if (!isMine && now?.version === taken.version) {
      await changed(desk, taken, { kind: 'release' });
      context.talk('Nothing was decided; it is back in the queue.');
    } else context.talk('It stays as it is.');
    return 'left';
  }
}

/** Asks, and carries out what is confirmed; again when the domain refuses it. */
async function ask(desk: Desk, prompts: Prompts, taken: PriorAuthorizationRow): Promise<SessionEnd> {
  const { context } = desk;
  const words = wordsOf(desk);
  for (let row = taken; ; ) {
    const verdict = await interview(prompts, row, words);
    const lines = verdictText(verdict);
    if (lines.length === 0) {
      context.talk(`Nothing was said; it stays with you. Give it back with "x12gw pa release ${row.trackingNumber}".`);
      return 'open';
    }
    for (const line of lines) context.line(`  ${line}`);
    if (!(await prompts.confirm({ message: 'Carry this out?', default: true }))) continue;
    const after = await carryOutVerdict(desk, row, verdict);
    if (after.isDone) return 'decided';
    // Somebody took it away meanwhile, or it is theirs to decide no more.
    if (after.row.status !== 'in-review' || after.row.reviewer !== context.actor) return 'open';
    row = after.row;
  }
}

/** Decisions first: lines that wait for a document make the whole wait. */
async function carryOutVerdict(
  desk: Desk,
  before: PriorAuthorizationRow,
  { decisions, wants }: Verdict,
): Promise<{ readonly isDone: boolean; readonly row: PriorAuthorizationRow }> {
  const commands: PriorAuthorizationCommand[] = [
    ...(decisions.length === 0 ? [] : [{ kind: 'decide', decisions } as const]),
    ...(wants.length === 0 ? [] : [{ kind: 'defer', wants } as const]),
  ];
  let row = before;
  for (const command of commands) {
    const after = await changed(desk, row, command);
    if (after === undefined) {
      return { isDone: false, row: desk.parts.ledger.priorAuthorization(row.trackingNumber)?.row ?? row };
    }
    row = after;
  }
  return { isDone: true, row };
}

/** Carries a command out for the version at hand and tells what came of it; undefined when nothing did. */
async function changed(
  desk: Desk,
  row: PriorAuthorizationRow,
  command: PriorAuthorizationCommand,
): Promise<PriorAuthorizationRow | undefined> {
  const order = { number: row.trackingNumber, command, expectedVersion: row.version };
  const result = await carryTypedOrder(desk, order);
  tellResult(desk, order, result);
  return result.kind === 'done' ? result.row : undefined;
}

function show({ context, installation }: Desk, number: string, showValues: boolean): void {
  const { ledger, configuration } = installation;
  const fact = lookUp(context, ledger, number, showValues);
  if (fact === undefined) return;
  for (const line of priorAuthorizationText(fact, context, configuration.payer.timeZone)) context.line(line);
}

function wordsOf({ parts, schemas, installation }: Desk): InterviewWords {
  const { words } = new LetterTemplates(schemas.files, installation.configuration.overlay);
  const types = [...wantableReportTypes(parts.tables.responseGuide)];
  return {
    reasons: parts.tables.overlay.review.reasons,
    reportTypes: Object.fromEntries(types.map((type) => [type, words.reportTypes[type] ?? ''])),
  };
}
