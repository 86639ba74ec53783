import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { partnerOf } from '../partners/partner-of.js';
import { tellPartner } from '../partners/partner-text.js';

/**
 * Holds a partner: from the gateway's next round on its files stay where they lie, and its answers are made and filed but
 * not put into its outbox. Repeating it changes the reason.
 */
export function holdPartner(
  context: CommandContext,
  id: string,
  { reason = '' }: { readonly reason?: string },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    partnerOf(ledger, id);
    await ledger.changePartners([{ kind: 'hold', partnerId: id, reason }], context.actor, context.now);
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}

/** Ends a hold: what waits is taken in and delivered from the next round on. Exit code 1 when there was none. */
export function releaseHold(context: CommandContext, id: string): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    if (partnerOf(ledger, id).hold === undefined) {
      context.talk(`${id} is not held.`);
      return 1;
    }
    await ledger.changePartners([{ kind: 'release-hold', partnerId: id }], context.actor, context.now);
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}
