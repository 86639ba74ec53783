import type { ApprovalState } from '../../partners/profile.js';
import { moveProblem, standingOf, usageWord } from '../../partners/states.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { partnerOf } from '../partners/partner-of.js';
import { tellPartner } from '../partners/partner-text.js';
import { allowanceInvalid, requireProcessed } from '../partners/transactions.js';

/**
 * Records that a partner is registered for one transaction set and usage, or testing it. Raises GatewayError
 * `allowance-invalid` (exit code 2) for a transaction set that the gateway does not process, for testing with production
 * data, for a state that cannot follow, and for those that other commands give: `approve` and `suspend`.
 */
export function allowTransaction(
  context: CommandContext,
  id: string,
  options: { readonly transaction: string; readonly usage: 'T' | 'P'; readonly state: ApprovalState },
): Promise<ExitCode> {
  const { transaction, usage, state } = options;
  return withInstallation(context, async ({ ledger, configuration }) => {
    const partner = partnerOf(ledger, id);
    await requireProcessed(configuration, id, transaction);
    requireOwnCommand(id, options);
    if (usage === 'P' && state === 'testing') {
      throw allowanceInvalid(
        id,
        'Production data cannot be in the state testing',
        `While testing only test data passes: say --usage T --state testing now, and "x12gw partner approve ${id} --transaction ${transaction}" when the tests were good.`,
      );
    }
    const standing = standingOf(partner, transaction, usage);
    const problem = moveProblem(transaction, usage, standing, state);
    if (problem !== undefined) {
      const hint = `Lift it with "x12gw partner resume ${id} --transaction ${transaction} --usage ${usage}".`;
      throw allowanceInvalid(id, problem, hint);
    }
    const isThere = partner.allowances.some((one) => one.transactionSet === transaction && one.usage === usage);
    if (!isThere || standing.state !== state) {
      const move = { transactionSet: transaction, usage, from: standing.state, to: state, reason: '' };
      await ledger.changePartners([{ kind: 'move', partnerId: id, move }], context.actor, context.now);
    }
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}

/** An approval needs evidence and a suspension a reason, so that each has its own command. */
function requireOwnCommand(
  id: string,
  { transaction, usage, state }: { readonly transaction: string; readonly usage: 'T' | 'P'; readonly state: string },
): void {
  if (state !== 'approved' && state !== 'suspended') return;
  const command =
    state === 'approved'
      ? `partner approve ${id} --transaction ${transaction} --usage ${usage}`
      : `partner suspend ${id} --transaction ${transaction} --usage ${usage} --reason WHY`;
  const what = state === 'approved' ? 'An approval needs evidence' : 'A suspension needs a reason';
  throw allowanceInvalid(
    id,
    `${what}: ${transaction} ${usageWord(usage)} cannot be ${state} so`,
    `Type "x12gw ${command}".`,
  );
}
