import type { PriorAuthorizationRow } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { allRows } from '../pages.js';
import { submissionNumberOf } from '../submission-number.js';
import { formatTable } from '../table.js';

/** Lists prior authorizations, oldest first, without protected values. Exit code 1 when none is found. */
export function listPriorAuthorizations(
  context: CommandContext,
  options: { readonly status?: string; readonly usage?: 'P' | 'T'; readonly submission?: string },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const { status, usage, submission } = options;
    const submissionId =
      submission === undefined ? undefined : ledger.submission({ number: submissionNumberOf(submission) })?.id;
    if (submission !== undefined && submissionId === undefined) throw unknownSubmission(submission);
    const filter = {
      ...(status === undefined ? {} : { status }),
      ...(usage === undefined ? {} : { usage }),
      ...(submissionId === undefined ? {} : { submissionId }),
    };
    const rows = [...allRows((after, limit) => ledger.priorAuthorizations(filter, after, limit))].map(summaryFact);
    if (context.json) for (const row of rows) context.fact(row);
    else if (rows.length === 0) context.talk('No prior authorization fits.');
    else {
      const cells = rows.map((row) => [
        row.trackingNumber,
        row.paNumber || '-',
        row.status,
        row.environment,
        String(row.lines),
        row.partner,
        row.receivedAt,
      ]);
      const heading = ['TRACKING', 'PA NUMBER', 'STATUS', 'ENVIRONMENT', 'LINES', 'PARTNER', 'RECEIVED'];
      for (const line of formatTable(heading, cells)) context.line(line);
    }
    return rows.length === 0 ? 1 : 0;
  });
}

/** One row as `--json` shows it (`schemas/cli/pa-list.schema.json`). */
function summaryFact(row: PriorAuthorizationRow) {
  return {
    trackingNumber: row.trackingNumber,
    paNumber: row.paNumber,
    status: row.status,
    environment: row.request.environment,
    lines: row.lines.length,
    partner: row.partnerId,
    receivedAt: row.receivedAt,
    updatedAt: row.updatedAt,
  };
}

function unknownSubmission(number: string): GatewayError {
  return new GatewayError(`There is no submission ${number}`, {
    code: 'submission-unknown',
    operation: 'list prior authorizations',
    subject: number,
    hint: 'Submission numbers look like S12; "x12gw status" shows those that are not finished.',
    exitCode: 2,
  });
}
