import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { checkedNpis, locationOf } from '../partner-draft.js';
import { partnerOf } from '../partner-of.js';
import { tellPartner } from '../partner-text.js';

/** Lets a partner act for a provider, or changes the NPIs of a provider that is linked. */
export function linkProvider(
  context: CommandContext,
  id: string,
  locationId: string,
  options: { readonly npi?: readonly string[] },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    partnerOf(ledger, id);
    const location = locationOf(locationId, configuration.payer);
    const npis = checkedNpis(options.npi ?? [], id);
    await ledger.putLink(id, { location, npis }, context.actor, context.now);
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}

/** Ends a link. Exit code 1 when there was none. */
export function unlinkProvider(context: CommandContext, id: string, locationId: string): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const partner = partnerOf(ledger, id);
    // The partner's own location comes first and is no link.
    if (!partner.providers.slice(1).some((provider) => provider.location.id === locationId)) {
      context.talk(`${id} is not linked to ${locationId}.`);
      return 1;
    }
    await ledger.removeLink(id, locationId, context.actor, context.now);
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}
