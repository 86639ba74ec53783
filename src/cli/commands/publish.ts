import type { PublicationRow } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { allRows } from '../pages.js';
import { rowNumber } from '../row-number.js';
import { submissionNumberOf } from '../submission-number.js';
import { formatTable } from '../table.js';

const HEADINGS = ['ID', 'FILE', 'INTERCHANGE', 'TYPE', 'NUMBER', 'OUTCOME', 'FOR'];

/**
 * Lists interchanges that other systems published: the refused ones that wait for somebody, or all of one file. Exit code
 * 0 also when none waits, which is good news; 1 for a file that holds none.
 */
export function listPublications(
  context: CommandContext,
  { submission }: { readonly submission?: string },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const file = submission === undefined ? undefined : ledger.submission({ number: submissionNumberOf(submission) });
    const pageOf = (after: number, limit: number) =>
      submission === undefined
        ? ledger.openPublications(after, limit)
        : ledger.publicationsOf(file?.id ?? 0, after, limit);
    const rows: string[][] = [];
    let found = 0;
    for (const row of allRows(pageOf)) {
      found++;
      // 1-based wherever people count; 0 is the file itself.
      if (context.json) context.fact({ ...row, interchange: row.interchange + 1 });
      else rows.push(columnsOf(row));
    }
    if (found === 0) {
      context.talk(submission === undefined ? 'No publication waits for anybody.' : 'The file published nothing.');
      return submission === undefined ? 0 : 1;
    }
    if (!context.json) for (const line of formatTable(HEADINGS, rows)) context.line(line);
    return 0;
  });
}

function columnsOf(row: PublicationRow): string[] {
  const { id, submissionNumber, interchange, type, controlNumber, outcome, reason, partnerId, location } = row;
  const end = reason === '' ? outcome : `${outcome}: ${reason}`;
  const whom = [partnerId, location].filter((one) => one !== '').join(' ');
  return [String(id), submissionNumber, String(interchange + 1), type, String(controlNumber), end, whom];
}

/** Ends a refusal that somebody has seen to. Raises GatewayError `publication-not-open` (2). */
export function settlePublication(
  context: CommandContext,
  id: string,
  { note }: { readonly note: string },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const row = rowNumber(id);
    await ledger.settlePublication(row, note, context.actor, context.now);
    if (context.json) context.fact({ id: row, settled: true });
    else context.talk(`Publication ${row} is settled.`);
    return 0;
  });
}
