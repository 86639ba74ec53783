import type { PartnerProfile } from '../../partners/profile.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { partnerOf } from '../partners/partner-of.js';
import { partnerFact, tellEndedLinks, tellPartner } from '../partners/partner-text.js';
import { formatTable } from '../table.js';

/** Shows one partner, with the links that are over. */
export function showPartner(context: CommandContext, id: string): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const partner = partnerOf(ledger, id);
    const endedLinks = ledger.endedLinks(id);
    if (context.json) context.fact({ ...partnerFact(partner), ...(endedLinks.length === 0 ? {} : { endedLinks }) });
    else {
      tellPartner(context, partner, 'all');
      tellEndedLinks(context, endedLinks);
    }
    return 0;
  });
}

/** `278 T P, 837 T, 276 suspended`: the usages that pass, and what is suspended; `-` when nothing passes. */
function sendsText({ allowances }: PartnerProfile): string {
  const sets = [...new Set(allowances.map(({ transactionSet }) => transactionSet))];
  const told = sets.flatMap((set) => {
    const rows = allowances.filter(({ transactionSet }) => transactionSet === set);
    const passing = rows.filter(({ state }) => state === 'approved' || state === 'testing').map(({ usage }) => usage);
    const words = [...passing.toReversed(), ...(rows.some(({ state }) => state === 'suspended') ? ['suspended'] : [])];
    return words.length === 0 ? [] : [`${set} ${words.join(' ')}`];
  });
  return told.join(', ') || '-';
}

/** Lists the partners. Exit code 1 when there is none. */
export function listPartners(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const partners = ledger.partners();
    if (context.json) for (const partner of partners) context.fact(partnerFact(partner));
    else if (partners.length === 0) context.talk('No partner is registered. Next: x12gw partner add --help');
    else {
      const rows = partners.map((one) => [
        one.id,
        one.kind,
        one.interchangeId,
        String(one.providers.length),
        sendsText(one),
        one.hold === undefined ? one.name : `${one.name} (held)`,
      ]);
      for (const line of formatTable(['PARTNER', 'KIND', 'ISA06', 'PROVIDERS', 'MAY SEND', 'NAME'], rows))
        context.line(line);
    }
    return partners.length === 0 ? 1 : 0;
  });
}
