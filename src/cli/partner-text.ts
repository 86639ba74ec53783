import { differingOptions } from '../partners/options.js';
import type { PartnerProfile } from '../partners/profile.js';
import type { CommandContext } from './context.js';

/** A partner as `--json` shows it (`schemas/cli/partner.schema.json`). */
export function partnerFact(partner: PartnerProfile) {
  return {
    partner: partner.id,
    name: partner.name,
    kind: partner.kind,
    interchangeQualifier: partner.interchangeQualifier,
    interchangeId: partner.interchangeId,
    applicationIds: partner.applicationIds,
    location: partner.location.id,
    providers: partner.providers.map(({ location, npis }) => ({ location: location.id, npis })),
    allowances: partner.allowances.map(({ transactionSet, usage, state }) => ({ transactionSet, usage, state })),
    options: partner.options,
  };
}

/** Prints a partner: who it is, whom it may act for, what it may send, which options differ from what is shipped. */
export function tellPartner(context: CommandContext, partner: PartnerProfile): void {
  if (context.json) {
    context.fact(partnerFact(partner));
    return;
  }
  context.line(`${context.paint('bold', partner.id)}  ${partner.name} (${partner.kind})`);
  context.line(`  ISA06      ${partner.interchangeQualifier} ${partner.interchangeId}`);
  context.line(`  GS02       ${partner.applicationIds.join(', ')}`);
  for (const { location, npis } of partner.providers) {
    const own = location.id === partner.location.id ? ' (its own)' : '';
    context.line(`  acts for   ${location.id}${own}, NPI ${npis.length === 0 ? 'none' : npis.join(', ')}`);
  }
  if (partner.allowances.length === 0) context.line('  may send   nothing yet');
  for (const { transactionSet, usage, state } of partner.allowances) {
    context.line(`  may send   ${transactionSet} ${usage === 'P' ? 'production' : 'test'}: ${state}`);
  }
  for (const [name, value] of differingOptions(partner.options)) context.line(`  option     ${name}: ${value}`);
}

/** Says which NPIs of a location gave way to which; silent when there were none before, or none changed. */
export function tellReplacedNpis(
  context: CommandContext,
  locationId: string,
  before: PartnerProfile | undefined,
  after: PartnerProfile,
): void {
  const npisOf = (partner: PartnerProfile | undefined) =>
    partner?.providers.find(({ location }) => location.id === locationId)?.npis.join(', ') ?? '';
  const [old, now] = [npisOf(before), npisOf(after)];
  if (old !== '' && old !== now) context.talk(`NPIs of ${locationId} replaced: ${old} -> ${now || 'none'}`);
}
