import type { PriorAuthorizationCommand } from '../../domain/prior-authorization/command.js';
import { bringOut } from '../../gateway/bring-out.js';
import { outgoingAnswersOf } from '../../gateway/payload/outgoing-answers.js';
import { carryOut } from '../../review/carry-out.js';
import type { Order, OrderResult } from '../../review/desk.js';
import type { PriorAuthorizationRow } from '../../store/ledger.js';
import { createLogger } from '../../support/logger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { localTime } from '../local-time.js';
import { tellUnknown } from '../prior-authorization/look-up.js';
import { commandsFor } from './event-words.js';
import { type Desk, withDesk } from './open-desk.js';
import { orderFact } from './order-fact.js';
import { reasonLines } from './reason-lines.js';
import { type VersionFlag, versionOf } from './version-flag.js';

/** A command as a person at the terminal gives it: who and from where are known. */
export type TypedOrder = Omit<Order, 'actor' | 'channel'>;

/**
 * Carries out one command, prints what came of it, and brings its answers and letters out when no gateway runs that
 * would. Exit code 0 when it is done, 1 when it is not: unknown number, somebody else was faster, not possible, refused.
 */
export async function placeOrder(desk: Desk, order: TypedOrder): Promise<ExitCode> {
  const result = await carryTypedOrder(desk, order);
  tellResult(desk, order, result);
  return result.kind === 'done' ? 0 : 1;
}

/**
 * Opens the desk for one command that the flags say whole. Exit codes as `placeOrder`; raises as `withDesk` and
 * `versionOf`.
 */
export function placeCommand(
  context: CommandContext,
  number: string,
  command: PriorAuthorizationCommand,
  options: VersionFlag,
): Promise<ExitCode> {
  const version = versionOf(options);
  return withDesk(context, (desk) => placeOrder(desk, { number, command, ...version }));
}

/** As `placeOrder`, printing nothing. */
export async function carryTypedOrder(desk: Desk, order: TypedOrder): Promise<OrderResult> {
  const { context, installation, parts, schemas } = desk;
  const result = await carryOut(parts, { ...order, actor: context.actor, channel: 'command' });
  if (result.kind === 'done') {
    const { configuration, data, wholeLedger } = installation;
    await bringOut({
      configuration,
      ledger: wholeLedger,
      schemas,
      folder: data,
      tables: parts.tables,
      clock: parts.clock,
      outgoing: outgoingAnswersOf(configuration, { ledger: wholeLedger, folder: data, clock: parts.clock }),
      logger: createLogger('warn', { write: (line) => void context.surroundings.stderr.write(line) }),
      observe: () => undefined,
    });
  }
  return result;
}

/** Prints a result: as a fact under `--json`, else in words with what can be typed next. */
export function tellResult(desk: Desk, order: TypedOrder, result: OrderResult): void {
  const { context, parts } = desk;
  const { number } = order;
  const row = 'row' in result ? result.row : parts.ledger.priorAuthorization(number)?.row;
  const fact = orderFact(number, result, row);
  if (context.json) {
    context.fact(fact);
    return;
  }
  switch (result.kind) {
    case 'done':
      context.line(standingLine(desk, result.row));
      if (order.command.kind === 'defer') {
        for (const line of wantedLines(result.row)) context.line(line);
      }
      for (const { file } of fact.answers) context.line(`  answer   ${file}`);
      break;
    case 'unknown':
      tellUnknown(context, number);
      break;
    case 'version-differs':
      context.talk(`Nothing was changed: somebody else was faster${fasterWords(desk, number)}.`);
      context.talk(`  now      ${standingLine(desk, result.row)}`);
      context.talk(
        `Look at it with "x12gw pa show ${number}", then give the command again for version ${result.row.version}.`,
      );
      break;
    case 'not-possible': {
      const standing = row === undefined ? result.status : standingLine(desk, row);
      context.talk(`Nothing was changed: "${result.event}" is not possible in ${result.status}.`);
      context.talk(`  now      ${standing}`);
      context.talk(`  possible ${result.possible.join(', ') || 'nothing more'}`);
      for (const command of commandsFor(result.possible, number)) context.talk(`  type     ${command}`);
      if (result.status === 'deferred') {
        context.talk(`It waits for documents. What came otherwise: "x12gw pa attach ${number} FILE --answers CN...".`);
      }
      break;
    }
    case 'refused':
      context.talk('Nothing was changed:');
      for (const { message } of fact.problems) context.talk(`  ${message}`);
      for (const line of reasonLines(result.problems, parts.tables.overlay.review.reasons)) context.talk(line);
      break;
  }
}

/** What it waits for, with the number that a document must quote: `  wanted   CN1000000042 B3 for line 1`. */
function wantedLines({ attachments }: PriorAuthorizationRow): string[] {
  const answered = new Set(attachments.map(({ answers }) => answers));
  return attachments
    .filter(({ state, controlNumber }) => state === 'wanted' && !answered.has(controlNumber))
    .map(
      ({ controlNumber, reportType, lineNumber }) =>
        `  wanted   ${controlNumber} ${reportType}${lineNumber === 0 ? '' : ` for line ${lineNumber}`}`,
    );
}

/** ` (anna, take, 2026-11-22 14:05)`: who made the last change, by the history. */
function fasterWords({ parts: { ledger, payer } }: Desk, number: string): string {
  const last = ledger.priorAuthorization(number)?.history.at(-1);
  return last === undefined ? '' : ` (${last.actor}, ${last.event}, ${localTime(last.at, payer.timeZone)})`;
}

/** `PA 1000000042  in-review, version 3, taken by anna, due 2026-11-29 23:59`, the time being the payer's. */
function standingLine({ context, parts: { payer } }: Desk, row: PriorAuthorizationRow): string {
  const numbers = `PA ${row.trackingNumber}${row.paNumber === '' ? '' : ` (PA number ${row.paNumber})`}`;
  const parts = [
    row.status,
    `version ${row.version}`,
    ...(row.reviewer === '' ? [] : [`taken by ${row.reviewer}`]),
    ...(row.deadline.dueAt === '' ? [] : [`due ${localTime(row.deadline.dueAt, payer.timeZone)}`]),
  ];
  return `${context.paint('bold', numbers)}  ${parts.join(', ')}`;
}
