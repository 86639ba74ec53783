import { moveProblem, standingOf, usageWord } from '../../partners/states.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { evidenceReport, evidenceSentence, missingSentence } from '../partners/evidence.js';
import { partnerOf } from '../partners/partner-of.js';
import { tellPartner } from '../partners/partner-text.js';
import { allowanceInvalid, requireProcessed } from '../partners/transactions.js';

/**
 * Approves a transaction of a partner on recorded evidence: a test file of it that was accepted (AK901 A) and whose 999
 * was picked up. Without, exit code 1 and what is missing, unless a reason waives it, which is audited. Raises
 * GatewayError `allowance-invalid` (exit code 2) for what cannot be approved as it stands.
 */
export function approveTransaction(
  context: CommandContext,
  id: string,
  options: { readonly transaction: string; readonly usage: 'T' | 'P'; readonly waive?: string },
): Promise<ExitCode> {
  const { transaction, usage, waive } = options;
  return withInstallation(context, async ({ ledger, configuration }) => {
    const partner = partnerOf(ledger, id);
    await requireProcessed(configuration, id, transaction);
    if (waive !== undefined && waive.trim() === '') {
      throw allowanceInvalid(id, 'A waiver needs a reason', 'Say why no evidence is needed: --waive "REASON".');
    }
    const standing = standingOf(partner, transaction, usage);
    const what = `${transaction} ${usageWord(usage)} of ${id}`;
    if (standing.state === 'approved') {
      context.talk(`${what} is approved already.`);
      return 0;
    }
    const problem = moveProblem(transaction, usage, standing, 'approved');
    if (problem !== undefined) {
      const words = `${id} --transaction ${transaction} --usage ${usage}`;
      throw allowanceInvalid(id, problem, `Lift it first: "x12gw partner resume ${words}".`);
    }
    const { evidence, missing, next } = evidenceReport(ledger, partner, transaction);
    if (missing !== undefined && waive === undefined) {
      context.talk(`${what} is not approved: ${evidenceSentence(evidence, configuration.payer.timeZone)}.`);
      context.talk(`Missing: ${missingSentence(missing)}.`);
      context.talk(`Next: x12gw ${next}${context.configFlag}`);
      return 1;
    }
    // What is proved needs no waiver.
    const ground = missing === undefined && evidence !== undefined ? { evidence } : { waiver: waive! };
    const move = {
      transactionSet: transaction,
      usage,
      from: standing.state,
      to: 'approved' as const,
      reason: '',
      ground,
    };
    await ledger.changePartners([{ kind: 'move', partnerId: id, move }], context.actor, context.now);
    context.talk(
      'evidence' in ground
        ? `${what} is approved: ${evidenceSentence(evidence, configuration.payer.timeZone)}.`
        : `${what} is approved without evidence: ${waive}`,
    );
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}
