import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { allRows } from '../pages.js';
import { submissionNumberOf } from '../submission-number.js';
import { formatTable } from '../table.js';

/** Lists the files that wait for a decision. Exit code 0 also when there is none: an empty quarantine is good news. */
export function listQuarantine(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, ledger }) => {
    const waiting = [...allRows((after, limit) => ledger.submissions({ state: 'quarantined' }, after, limit))].map(
      (row) => ({
        submission: row.number,
        partner: row.partnerId,
        bytes: row.bytes,
        failures: row.failures,
        receivedAt: row.receivedAt,
      }),
    );
    if (context.json) for (const one of waiting) context.fact(one);
    else if (waiting.length === 0) context.talk('No file is in quarantine.');
    else {
      const rows = waiting.map((one) => [
        one.submission,
        one.partner,
        String(one.bytes),
        String(one.failures),
        localTime(one.receivedAt, configuration.payer.timeZone),
      ]);
      for (const line of formatTable(['SUBMISSION', 'PARTNER', 'BYTES', 'FAILURES', 'RECEIVED'], rows)) {
        context.line(line);
      }
    }
    return 0;
  });
}

/** Sends a quarantined file through again. Raises GatewayError `submission-not-quarantined` (exit code 2). */
export function releaseQuarantined(context: CommandContext, number: string): Promise<ExitCode> {
  return settle(context, number, 'release');
}

/** Ends a quarantined file. Raises GatewayError `submission-not-quarantined` (exit code 2). */
export function discardQuarantined(context: CommandContext, number: string): Promise<ExitCode> {
  return settle(context, number, 'discard');
}

function settle(context: CommandContext, number: string, decision: 'release' | 'discard'): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const submission = ledger.submission({ number: submissionNumberOf(number) });
    if (submission?.state !== 'quarantined') {
      throw new GatewayError(`${number} is not in quarantine`, {
        code: 'submission-not-quarantined',
        operation: `${decision} a quarantined file`,
        subject: number,
        hint: '"x12gw quarantine list" shows the files that wait for a decision.',
        exitCode: 2,
      });
    }
    const settled = await ledger.settleQuarantine(submission.id, decision, context.actor, context.now);
    if (context.json) context.fact({ submission: settled.number, decision, state: settled.state });
    else if (decision === 'discard') context.talk(`${number} is discarded; its original is kept.`);
    else context.talk(`${number} goes through again with the next run of the gateway.`);
    return 0;
  });
}
