import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { linkDraft } from '../partners/draft.js';
import { partnerOf } from '../partners/partner-of.js';
import { tellLink, tellPartner, tellReplacedNpis } from '../partners/partner-text.js';
import { processedSets } from '../partners/transactions.js';

/** The command's options as given. */
interface LinkOptions {
  readonly npi?: readonly string[];
  readonly transaction?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

/**
 * Lets a partner act for a provider, in the transactions and on the days named; for one that is linked already, NPIs and
 * terms replace those before. Raises GatewayError `partner-moved` (exit code 3) when somebody else changes that link meanwhile.
 */
export function linkProvider(
  context: CommandContext,
  id: string,
  locationId: string,
  options: LinkOptions,
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const before = partnerOf(ledger, id);
    const { npi = [], transaction = [], from = '', to = '' } = options;
    const link = linkDraft(
      id,
      { location: locationId, npis: npi, transactions: transaction, from, to },
      { ownLocation: before.location.id, processed: await processedSets(configuration), payer: configuration.payer },
    );
    const replaces = before.providers.find(({ location }) => location.id === locationId) ?? ('nothing' as const);
    const change = { kind: 'link' as const, partnerId: id, provider: link, replaces };
    await ledger.changePartners([change], context.actor, context.now);
    const after = partnerOf(ledger, id);
    tellLink(context, after, locationId);
    tellReplacedNpis(context, locationId, before, after);
    if (link.npis.length === 0) {
      context.talk(
        `No NPI belongs to ${locationId}: what names the provider by its NPI counts as not linked. Give all with --npi.`,
      );
    }
    return 0;
  });
}

/** Ends a link at once, also for files that are received and not applied yet. Exit code 1 when there was none. */
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
