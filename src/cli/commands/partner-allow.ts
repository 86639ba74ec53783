import type { ApprovalState } from '../../partners/profile.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { partnerOf } from '../partner-of.js';
import { tellPartner } from '../partner-text.js';

/** Records where a partner stands for one transaction set and usage. */
export function allowTransaction(
  context: CommandContext,
  id: string,
  options: { readonly transaction: string; readonly usage: 'T' | 'P'; readonly state: ApprovalState },
): Promise<ExitCode> {
  const { transaction, usage, state } = options;
  if (!/^\d{3}$/.test(transaction)) {
    throw new GatewayError(`${transaction} is not a transaction set`, {
      code: 'transaction-set-invalid',
      operation: 'allow a transaction',
      subject: id,
      hint: 'Give the three digits of ST01, such as 278 or 837.',
      exitCode: 2,
    });
  }
  return withInstallation(context, async ({ ledger }) => {
    partnerOf(ledger, id);
    await ledger.putAllowance(id, { transactionSet: transaction, usage, state }, context.actor, context.now);
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}
