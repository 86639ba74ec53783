import { join } from 'node:path';
import { confirmAndRemove } from '../../handoff/confirm.js';
import { handoffBaseName } from '../../handoff/facts.js';
import type { HandoffRow, HandoffState } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { type Installation, withInstallation } from '../ledger.js';
import { allRows } from '../pages.js';
import { formatTable } from '../table.js';

const HEADINGS = ['HAND-OFF', 'STATE', 'SUBMISSION', 'SET', 'CLAIMS', 'CHARGES', 'SINCE'];

/** Lists hand-offs, those that nobody has confirmed or all in one state, without test claims that are not to leave. Exit code 0 also when there is none. */
export function listHandoffs(context: CommandContext, { state }: { readonly state?: HandoffState }): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { ledger, configuration } = installation;
    const rows: string[][] = [];
    let found = 0;
    let staying = 0;
    for (const row of allRows((after, limit) => ledger.handoffs(state === undefined ? {} : { state }, after, limit))) {
      if (state === undefined && row.state === 'confirmed') continue;
      if (staysHere(row, configuration)) {
        staying++;
        continue;
      }
      found++;
      if (context.json) context.fact(factOf(row, installation));
      else rows.push(columnsOf(row));
    }
    if (found === 0) context.talk(state === undefined ? 'No hand-off waits for anybody.' : `No hand-off is ${state}.`);
    else if (!context.json) for (const line of formatTable(HEADINGS, rows)) context.line(line);
    if (staying > 0) {
      context.talk(`${staying} of test claims not shown: they do not leave, since handoff.testClaims is off.`);
    }
    if (configuration.handoff === undefined) {
      context.talk('"handoff" is not set up in the configuration: what is due stays so (docs/handoff.md).');
    }
    return 0;
  });
}

/** Everything about one hand-off, with what happened to it. Exit code 1 when there is none with this number. */
export function showHandoff(context: CommandContext, number: string): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const row = installation.ledger.handoff(number.toUpperCase());
    if (row === undefined) {
      context.talk(`There is no hand-off ${number}. "x12gw handoff list" shows those there are.`);
      return 1;
    }
    const events = installation.ledger.handoffEvents(row.id);
    const fact = factOf(row, installation);
    if (context.json) {
      context.fact({ ...fact, events });
      return 0;
    }
    for (const line of formatTable(HEADINGS, [columnsOf(row)])) context.line(line);
    context.line(
      `from     ${row.partnerId}, interchange ${row.interchange + 1}, group ${row.group + 1}, set ${row.set + 1}`,
    );
    context.line(`original ${fact.original}`);
    if (fact.manifest !== '') context.line(`manifest ${fact.manifest}`);
    for (const file of row.files) context.line(`file     ${file.name}, ${file.bytes} bytes, SHA-256 ${file.sha256}`);
    const stays = staysHere(row, installation.configuration) ? '; does not leave, since handoff.testClaims is off' : '';
    context.line(`due      ${row.dueAt}${stays}`);
    for (const { at, what, actor } of events) context.line(`${at}  ${what}${actor === '' ? '' : ` by ${actor}`}`);
    return 0;
  });
}

/**
 * Records that the claim system has the claims, and removes what is left of the files. Raises GatewayError (2)
 * `handoff-unknown`, `handoff-not-written`.
 */
export function confirmHandoffs(context: CommandContext, numbers: readonly string[]): Promise<ExitCode> {
  return eachHandoff(context, numbers, 'confirm a hand-off', async ({ ledger, data }, row) => {
    const rootOf = (environment: HandoffRow['environment']): string => data.handoffClaims(environment);
    await confirmAndRemove({ ledger, rootOf, actor: context.actor, now: context.now }, row);
    return 'is confirmed.';
  });
}

/** Has hand-offs written again, same names and bytes, by the gateway. Raises GatewayError (2) `handoff-unknown`. */
export function repeatHandoffs(context: CommandContext, numbers: readonly string[]): Promise<ExitCode> {
  return eachHandoff(context, numbers, 'repeat a hand-off', async ({ ledger }, row) => {
    await ledger.repeatHandoff(row.id, context.actor, context.now);
    return 'is due: the gateway writes it with its next round, else "x12gw run --once" does.';
  });
}

/** All numbers are looked up before the first is touched. */
function eachHandoff(
  context: CommandContext,
  numbers: readonly string[],
  operation: string,
  work: (installation: Installation, row: HandoffRow) => Promise<string>,
): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { ledger } = installation;
    const rows = numbers.map((number) => ledger.handoff(number.toUpperCase()) ?? unknown(number, operation));
    for (const row of rows) {
      const text = await work(installation, row);
      const { number, state } = ledger.handoff(row.number)!;
      if (context.json) context.fact({ handoff: number, state });
      else context.talk(`${number} ${text}`);
    }
    return 0;
  });
}

function unknown(number: string, operation: string): never {
  throw new GatewayError(`There is no hand-off ${number}`, {
    code: 'handoff-unknown',
    operation,
    hint: '"x12gw handoff list" shows those there are; a number looks like H1000000001.',
    exitCode: 2,
  });
}

/** Test claims wait for ever where they are not to leave. */
function staysHere({ environment, state }: HandoffRow, { handoff }: Installation['configuration']): boolean {
  return handoff?.testClaims === false && environment === 'test' && state === 'due';
}

function columnsOf(row: HandoffRow): string[] {
  const isCounted = row.files.length > 0;
  return [
    row.number,
    row.repeated > 0 ? `${row.state} (repeated)` : row.state,
    row.submissionNumber,
    `${row.interchange + 1}-${row.group + 1}-${row.set + 1}`,
    isCounted ? String(row.claims) : '',
    row.totalCharge,
    { due: row.dueAt, written: row.writtenAt, confirmed: row.confirmedAt }[row.state],
  ];
}

function factOf(row: HandoffRow, { data }: Installation) {
  const { number, environment, state, submissionNumber, partnerId, interchange, group, set, guideId } = row;
  const { dueAt, writtenAt, confirmedAt, confirmedBy, repeated, claims, lines, totalCharge, files } = row;
  const folder = row.folderDate === '' ? '' : join(data.handoffClaims(environment), row.folderDate);
  return {
    handoff: number,
    environment,
    state,
    submission: submissionNumber,
    partner: partnerId,
    interchange: interchange + 1,
    group: group + 1,
    set: set + 1,
    guide: guideId,
    claims,
    lines,
    totalCharge,
    files,
    manifest: folder === '' ? '' : join(folder, `${handoffBaseName(row)}.json`),
    original: data.inside(row.originalPath),
    dueAt,
    writtenAt,
    confirmedAt,
    confirmedBy,
    repeated,
  };
}
