import { usageWord } from '../../partners/states.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { type EvidenceReport, evidenceReport, evidenceSentence, missingSentence } from '../partners/evidence.js';
import { partnerOf } from '../partners/partner-of.js';
import { processedSets } from '../partners/transactions.js';

/**
 * Shows for each transaction a partner is registered for or has tested what there is for an approval, what is missing,
 * and what to type next. Exit code 1 when there is none.
 */
export function showEvidence(context: CommandContext, id: string): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const partner = partnerOf(ledger, id);
    const reports = (await processedSets(configuration))
      .map((set) => evidenceReport(ledger, partner, set))
      .filter(
        ({ transactionSet, evidence }) =>
          evidence !== undefined || partner.allowances.some((one) => one.transactionSet === transactionSet),
      );
    for (const report of reports) {
      if (context.json) context.fact(factOf(id, report));
      else tell(context, report, configuration.payer.timeZone);
    }
    if (reports.length === 0) {
      context.talk(`${id} is registered for no transaction and has tested none.`);
      context.talk(`Next: x12gw partner allow ${id} --transaction 278 --usage T --state testing${context.configFlag}`);
    }
    return reports.length === 0 ? 1 : 0;
  });
}

/** `schemas/cli/partner-evidence.schema.json` */
function factOf(partner: string, { transactionSet, evidence, missing, approvals, next }: EvidenceReport) {
  return {
    partner,
    transaction: transactionSet,
    evidence: evidence ?? null,
    missing: missing ?? '',
    approvals: approvals.map((one) => ({
      usage: one.usage,
      at: one.at,
      actor: one.actor,
      waiver: one.waiver,
      submission: one.evidence?.submission ?? '',
    })),
    next: next === '' ? '' : `x12gw ${next}`,
  };
}

function tell(
  context: CommandContext,
  { transactionSet, evidence, missing, approvals, next }: EvidenceReport,
  timeZone: string,
): void {
  context.line(context.paint('bold', transactionSet));
  context.line(`  evidence   ${evidenceSentence(evidence, timeZone)}`);
  if (missing !== undefined) context.line(`  missing    ${missingSentence(missing)}`);
  for (const { usage, at, actor, waiver, evidence: ground } of approvals) {
    const why = ground === undefined ? `without evidence: ${waiver}` : `on test file ${ground.submission}`;
    context.line(`  approved   ${usageWord(usage)}, ${localTime(at, timeZone)} by ${actor}, ${why}`);
  }
  if (next !== '') context.line(`  next       ${context.asCalled(`x12gw ${next}${context.configFlag}`)}`);
}
