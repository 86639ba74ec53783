import type { LegalHoldKind, LegalHoldRow } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { shownOrMasked } from '../mask.js';
import { allRows } from '../pages.js';
import { rowNumber } from '../row-number.js';
import { submissionNumberOf } from '../submission-number.js';
import { formatTable } from '../table.js';

/** What a hold is put on: one of the three. */
export interface HoldOptions {
  readonly partner?: string;
  readonly member?: string;
  readonly reason: string;
}

/** Puts a hold on a file, prior authorization, claim, partner or member, and all that belongs to it, now and later. */
export function addLegalHold(
  context: CommandContext,
  number: string | undefined,
  { partner, member, reason }: HoldOptions,
): Promise<ExitCode> {
  const { kind, subject } = subjectOf(number, partner, member);
  requireReason(reason);
  return withInstallation(context, async ({ ledger }) => {
    const row = await ledger.addLegalHold({ kind, subject, reason }, context.actor, context.now);
    if (context.json) context.fact(factOf(row, false));
    else context.talk(`Legal hold ${row.id} on ${textOf(row, false)}. Nothing of it is removed until it is released.`);
    return 0;
  });
}

/** Lists holds, oldest first; with `all` also those that were released. Exit code 0 also when there is none. */
export function listLegalHolds(
  context: CommandContext,
  { all = false, showValues = false }: { readonly all?: boolean; readonly showValues?: boolean },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration: { payer } }) => {
    const rows: string[][] = [];
    let found = 0;
    for (const row of allRows((after, limit) => ledger.legalHolds({ withReleased: all }, after, limit))) {
      found++;
      if (context.json) context.fact(factOf(row, showValues));
      else {
        const [since, released] = [row.at, row.releasedAt].map((at) => localTime(at, payer.timeZone));
        rows.push([String(row.id), row.kind, shown(row, showValues), since!, row.actor, released!, row.reason]);
      }
    }
    if (found === 0) context.talk('No legal hold.');
    else if (!context.json) {
      const heading = ['HOLD', 'ON', 'NUMBER', 'SINCE', 'BY', 'RELEASED', 'REASON'];
      for (const line of formatTable(heading, rows)) context.line(line);
    }
    return 0;
  });
}

/** Releases a hold: what it kept goes with the next run, when nothing else keeps it. */
export function releaseLegalHold(
  context: CommandContext,
  id: string,
  { reason }: { readonly reason: string },
): Promise<ExitCode> {
  requireReason(reason);
  return withInstallation(context, async ({ ledger }) => {
    const row = await ledger.releaseLegalHold(rowNumber(id), reason, context.actor, context.now);
    if (context.json) context.fact(factOf(row, false));
    else context.talk(`Legal hold ${row.id} on ${textOf(row, false)} is released.`);
    return 0;
  });
}

function subjectOf(
  number: string | undefined,
  partner: string | undefined,
  member: string | undefined,
): { readonly kind: LegalHoldKind; readonly subject: string } {
  const given = [number, partner, member].filter((one) => one !== undefined && one.trim() !== '');
  if (given.length !== 1) {
    throw usage('A legal hold is put on one number, one --partner or one --member');
  }
  if (partner !== undefined) return { kind: 'partner', subject: partner };
  if (member !== undefined) return { kind: 'member', subject: member.trim() };
  const text = number!.trim().toUpperCase();
  if (/^S\d+$/.test(text)) return { kind: 'submission', subject: submissionNumberOf(text) };
  return { kind: text.startsWith('C') ? 'claim' : 'prior-authorization', subject: text };
}

function requireReason(reason: string): void {
  if (reason.trim() === '') throw usage('A legal hold needs its reason, such as the name of the matter');
}

function usage(message: string): GatewayError {
  return new GatewayError(message, {
    code: 'usage',
    operation: 'change a legal hold',
    hint: 'Such as: "x12gw legal-hold add S12 --reason \'Matter 2031-7\'".',
    exitCode: 2,
  });
}

function shown({ kind, subject }: LegalHoldRow, showValues: boolean): string {
  return kind === 'member' ? shownOrMasked(showValues)(subject) : subject;
}

function textOf(row: LegalHoldRow, showValues: boolean): string {
  return row.kind === 'member' ? 'a member' : `${row.kind.replace('-', ' ')} ${shown(row, showValues)}`;
}

/** As `--json` shows it (`schemas/cli/legal-hold.schema.json`). */
function factOf(row: LegalHoldRow, showValues: boolean) {
  const { id, kind, reason, at, actor, releasedAt, releasedBy, releaseReason } = row;
  return { id, kind, subject: shown(row, showValues), reason, at, actor, releasedAt, releasedBy, releaseReason };
}
