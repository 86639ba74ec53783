import type { AuditRow } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { betweenDays, localTime } from '../local-time.js';
import { allRows } from '../pages.js';
import { submissionNumberOf } from '../submission-number.js';

/** The days that are asked for, yyyy-mm-dd in the payer's time zone, both inclusive. */
export interface AuditDays {
  readonly from?: string;
  readonly to?: string;
}

/** The command's options as given. */
export interface AuditListOptions extends AuditDays {
  readonly subject?: string;
  readonly actor?: string;
  readonly action?: string;
}

/** Lists lines of the audit trail, oldest first. Exit code 1 when none fits. */
export function listAudit(context: CommandContext, options: AuditListOptions): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration: { payer } }) => {
    const { subject, actor, action } = options;
    const filter = {
      ...betweenDays(options, payer.timeZone),
      ...(subject === undefined ? {} : { subject: submissionNumberOf(subject) }),
      ...(actor === undefined ? {} : { actor }),
      ...(action === undefined ? {} : { action }),
    };
    let found = 0;
    for (const row of allRows((after, limit) => ledger.auditRows(filter, after, limit))) {
      found++;
      if (context.json) context.fact(auditFact(row));
      else context.line(textOf(row, payer.timeZone));
    }
    if (found === 0) context.talk('No line of the audit trail fits.');
    return found === 0 ? 1 : 0;
  });
}

/** A line as `--json` shows it (`schemas/cli/audit-list.schema.json`). */
function auditFact({ id, at, actor, action, subject, details, digest }: AuditRow) {
  return { id, at, actor, action, subject, details: parsed(details), digest };
}

/** A line that somebody tampered with need not hold JSON: it is shown all the same, and "audit verify" tells of it. */
function parsed(details: string): unknown {
  try {
    return JSON.parse(details);
  } catch {
    return { unreadable: details };
  }
}

function textOf({ id, at, actor, action, subject, details }: AuditRow, timeZone: string): string {
  const more = details === '{}' ? '' : `  ${details}`;
  return `${String(id).padStart(6)}  ${localTime(at, timeZone)}  ${actor}  ${action}  ${subject}${more}`;
}
