import { stringify } from 'csv-stringify/sync';
import { NO_DIGEST } from '../../store/audit-digest.js';
import type { AuditFilter, AuditRow, Ledger } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import { drained } from '../drained.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { betweenDays } from '../local-time.js';
import { allRows } from '../pages.js';
import type { AuditDays } from './audit-list.js';

/** The command's options as given. */
export interface AuditExportOptions extends AuditDays {
  readonly format: 'ndjson' | 'csv';
}

/** A line with the digest of the line before it, so that each can be verified by itself. */
type ExportedRow = AuditRow & { readonly previous: string };

const COLUMNS = ['id', 'at', 'actor', 'action', 'subject', 'details', 'previous', 'digest'];

/**
 * Writes lines of the audit trail to stdout with all that their digests are taken over, no faster than the reader takes
 * them. `details` is text, byte by byte as it was digested. Exit code 1 when there are none.
 */
export function exportAudit(context: CommandContext, options: AuditExportOptions): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration: { payer } }) => {
    const { stdout } = context.surroundings;
    const filter = betweenDays(options, payer.timeZone);
    const text = options.format === 'csv' ? csvLine : (row: ExportedRow) => `${JSON.stringify(row)}\n`;
    let count = 0;
    for (const row of exportedRows(ledger, filter)) {
      if (stdout.destroyed === true) return 0;
      const head = count++ === 0 && options.format === 'csv' ? stringify([COLUMNS]) : '';
      if (stdout.write(head + text(row)) === false) await drained(stdout);
    }
    if (count === 0) context.talk('There is no line of the audit trail in these days.');
    return count === 0 ? 1 : 0;
  });
}

/** Not escaped for spreadsheets: what a digest is taken over must come back as it is. */
function csvLine(row: ExportedRow): string {
  return stringify([row], { columns: COLUMNS });
}

function* exportedRows(ledger: Pick<Ledger, 'auditRows'>, filter: AuditFilter): Generator<ExportedRow> {
  let before: Pick<AuditRow, 'id' | 'digest'> = { id: 0, digest: NO_DIGEST };
  for (const row of allRows((after, limit) => ledger.auditRows(filter, after, limit))) {
    const { id, at, actor, action, subject, details, digest } = row;
    if (before.id !== id - 1) {
      // A clock that was set back leaves lines of other days in between.
      const [previous] = ledger.auditRows({}, id - 2, 1).rows;
      before = previous?.id === id - 1 ? previous : { id: id - 1, digest: '' };
    }
    yield { id, at, actor, action, subject, details, previous: before.digest, digest };
    before = row;
  }
}
