import { answerFileName } from '../../deliver/download-layout.js';
import type { AcknowledgmentRow, AcknowledgmentState } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { allRows } from '../pages.js';
import { rowNumber } from '../row-number.js';
import { submissionNumberOf } from '../submission-number.js';
import { formatTable } from '../table.js';

const HEADINGS = ['ID', 'RECEIVED', 'PARTNER', 'KIND', 'NUMBER', 'SAYS', 'STATE', 'ANSWER'];

/** Lists what partners acknowledged. Exit code 0 also when there is none: no open one is good news. */
export function listAcknowledgments(
  context: CommandContext,
  { state }: { readonly state?: AcknowledgmentState },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const rows: string[][] = [];
    let found = 0;
    for (const row of allRows((after, limit) => ledger.acknowledgments(state, after, limit))) {
      found++;
      if (context.json) context.fact(row);
      else rows.push(columnsOf(row));
    }
    if (found === 0) context.talk(state === undefined ? 'No acknowledgment waits for anybody.' : `None is ${state}.`);
    else if (!context.json) for (const line of formatTable(HEADINGS, rows)) context.line(line);
    return 0;
  });
}

function columnsOf(row: AcknowledgmentRow): string[] {
  const answer = row.answerSubmission === '' ? '' : `${row.answerSubmission}.${row.answerType}`;
  const state = row.reason === '' ? row.state : `${row.state}: ${row.reason}`;
  return [
    String(row.id),
    row.submissionNumber,
    row.partnerId,
    row.kind,
    String(row.controlNumber),
    saying(row),
    state,
    answer,
  ];
}

/** `R 024`, or `P 5, set 0001 R I5`: the codes as they came; "x12gw explain" tells what each means. */
function saying({ code, notes, sets, setsRefused }: AcknowledgmentRow): string {
  const first = sets[0] && `set ${[sets[0].number, sets[0].code, ...sets[0].notes].join(' ')}`;
  const more = setsRefused > 1 ? `and ${setsRefused - 1} more` : undefined;
  return [[code, ...notes].join(' '), first, more].filter(Boolean).join(', ');
}

const OVERDUE_HEADINGS = ['PARTNER', 'ANSWER', 'DELIVERED', 'DUE'];

/** Lists answers that were not acknowledged in the partner's time. Exit code 0 also when there is none: that is good news. */
export function listOverdueAcknowledgments(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration: { payer } }) => {
    const rows: string[][] = [];
    let found = 0;
    const pageOf = (after: number, limit: number) => ledger.overdueAcknowledgments(context.now, after, limit);
    for (const { id: _id, submissionNumber, type, ordinal, partnerId, deliveredAt, dueAt } of allRows(pageOf)) {
      found++;
      const file = answerFileName({ submissionNumber, type, ordinal, extension: 'x12' });
      if (context.json) context.fact({ partner: partnerId, type, file, deliveredAt, dueAt });
      else rows.push([partnerId, file, ...[deliveredAt, dueAt].map((at) => localTime(at, payer.timeZone))]);
    }
    if (found === 0) context.talk('No acknowledgment is overdue.');
    else if (!context.json) for (const line of formatTable(OVERDUE_HEADINGS, rows)) context.line(line);
    return 0;
  });
}

/** Expects no acknowledgment of a file's answers any more. Raises GatewayError `acknowledgment-not-expected` (2). */
export function waiveAcknowledgment(
  context: CommandContext,
  answer: string,
  { note }: { readonly note: string },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const [number = '', type] = answer.split('.');
    const submission = ledger.submission({ number: submissionNumberOf(number) });
    const answers = submission === undefined ? [] : ledger.answersOf(submission.id);
    const named = answers.filter((one) => type === undefined || one.type === type.toLowerCase());
    await ledger.waiveAcknowledgments(named, note, context.actor, context.now);
    if (context.json) context.fact({ answer, waived: true });
    else context.talk(`No acknowledgment of ${answer} is expected any more.`);
    return 0;
  });
}

/** Ends a refusal or an exception that somebody has seen to. Raises GatewayError `acknowledgment-not-open` (2). */
export function settleAcknowledgment(
  context: CommandContext,
  id: string,
  { note }: { readonly note: string },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const row = rowNumber(id);
    await ledger.settleAcknowledgment(row, note, context.actor, context.now);
    if (context.json) context.fact({ id: row, settled: true });
    else context.talk(`Acknowledgment ${row} is settled.`);
    return 0;
  });
}
