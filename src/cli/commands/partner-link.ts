import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { linkDraft } from '../partner-draft.js';
import { partnerOf } from '../partner-of.js';
import { tellPartner, tellReplacedNpis } from '../partner-text.js';

/** Lets a partner act for a provider; for one that is linked already the NPIs given replace those before. */
export function linkProvider(
  context: CommandContext,
  id: string,
  locationId: string,
  options: { readonly npi?: readonly string[] },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const before = partnerOf(ledger, id);
    const link = linkDraft(before, locationId, options.npi ?? [], configuration.payer);
    await ledger.putLink(id, link, context.actor, context.now);
    const after = partnerOf(ledger, id);
    tellPartner(context, after);
    tellReplacedNpis(context, locationId, before, after);
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
