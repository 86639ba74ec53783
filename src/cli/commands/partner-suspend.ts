import type { ApprovalState } from '../../partners/profile.js';
import { resumedState, type Standing, standingOf, usageWord } from '../../partners/states.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { partnerOf } from '../partners/partner-of.js';
import { tellPartner } from '../partners/partner-text.js';
import { allowanceInvalid, requireProcessed } from '../partners/transactions.js';

/** Which transaction of a partner, and for which usages: both when none is named. */
interface Words {
  readonly transaction: string;
  readonly usage?: 'T' | 'P';
}

/**
 * Stops a transaction of a partner at once, for a reason that is shown and audited. With no usage named, test and
 * production. Exit code 1 when it is suspended already. Raises GatewayError `allowance-invalid` (exit code 2).
 */
export function suspendTransaction(
  context: CommandContext,
  id: string,
  words: Words & { readonly reason: string },
): Promise<ExitCode> {
  if (words.reason.trim() === '') {
    throw allowanceInvalid(id, 'A suspension needs a reason', 'Say why with --reason; the partner is not told.');
  }
  return moveEach(context, id, words, {
    reason: words.reason,
    to: () => 'suspended',
    isWanted: ({ state }) => state !== 'suspended',
    nothing: 'is suspended already',
  });
}

/**
 * Takes a suspension back: the transaction stands where it stood before. Exit code 1 when it is not suspended.
 */
export function resumeTransaction(context: CommandContext, id: string, words: Words): Promise<ExitCode> {
  return moveEach(context, id, words, {
    reason: '',
    to: resumedState,
    isWanted: ({ state }) => state === 'suspended',
    nothing: 'is not suspended',
  });
}

interface Act {
  readonly reason: string;
  readonly to: (usage: 'T' | 'P', standing: Standing) => ApprovalState;
  readonly isWanted: (standing: Standing) => boolean;
  readonly nothing: string;
}

function moveEach(context: CommandContext, id: string, { transaction, usage }: Words, act: Act): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const partner = partnerOf(ledger, id);
    await requireProcessed(configuration, id, transaction);
    const moves = (['T', 'P'] as const)
      .filter((one) => usage === undefined || usage === one)
      .map((one) => ({ usage: one, standing: standingOf(partner, transaction, one) }))
      .filter(({ standing }) => act.isWanted(standing))
      .map(({ usage: one, standing }) => {
        const to = act.to(one, standing);
        return { transactionSet: transaction, usage: one, from: standing.state, to, reason: act.reason };
      });
    if (moves.length === 0) {
      const which = usage === undefined ? transaction : `${transaction} ${usageWord(usage)}`;
      context.talk(`${which} of ${id} ${act.nothing}.`);
      return 1;
    }
    const changes = moves.map((move) => ({ kind: 'move' as const, partnerId: id, move }));
    await ledger.changePartners(changes, context.actor, context.now);
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}
