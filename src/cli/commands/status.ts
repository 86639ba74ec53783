import type { Ledger } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { formatTable } from '../table.js';

/** Counts of what the ledger holds, and the submissions that are not finished. */
export function status(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const counts = ledger.counts();
    const unfinished = unfinishedOf(ledger);
    if (context.json) {
      context.fact({ counts, unfinished });
      return 0;
    }
    for (const line of formatTable(
      ['WHAT', 'COUNT'],
      Object.entries(counts).map(([what, count]) => [what, String(count)]),
    )) {
      context.line(line);
    }
    if (unfinished.length === 0) context.talk('\nNothing waits.');
    else {
      context.line('');
      const rows = unfinished.map((row) => [row.submission, row.state, row.partner, row.receivedAt]);
      for (const line of formatTable(['SUBMISSION', 'STATE', 'PARTNER', 'RECEIVED'], rows)) context.line(line);
    }
    return 0;
  });
}

function unfinishedOf(ledger: Ledger) {
  return ledger.unfinished().map(({ number, state, partnerId, receivedAt, attempts }: SubmissionRow) => ({
    submission: number,
    state,
    partner: partnerId,
    receivedAt,
    attempts,
  }));
}
