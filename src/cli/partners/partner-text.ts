import { differingOptions } from '../../partners/options.js';
import type { LinkedProvider, LinkTerms, PartnerProfile } from '../../partners/profile.js';
import { usageWord } from '../../partners/states.js';
import type { EndedLink } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import { configurationOf } from '../ledger.js';
import { localTime } from '../local-time.js';
import { differencesOf } from './difference.js';
import { entryOf } from './entry.js';

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
    providers: partner.providers.map(
      ({ location, ...rest }): { location: string } & Omit<LinkedProvider, 'location'> => ({
        location: location.id,
        ...rest,
      }),
    ),
    allowances: partner.allowances,
    options: partner.options,
    ...(partner.hold === undefined ? {} : { hold: partner.hold }),
  };
}

/** More links than these are only counted, where a command is about something else. */
const MOST_LINKS_TOLD = 5;

/**
 * Prints a partner: who it is, whom it may act for, what it may send, which options differ from what is shipped. Many
 * links are only counted, unless `links` says all.
 */
export function tellPartner(context: CommandContext, partner: PartnerProfile, links?: 'all'): void {
  if (context.json) {
    context.fact(partnerFact(partner));
    return;
  }
  context.line(`${context.paint('bold', partner.id)}  ${partner.name} (${partner.kind})`);
  context.line(`  ISA06      ${partner.interchangeQualifier} ${partner.interchangeId}`);
  context.line(`  GS02       ${partner.applicationIds.join(', ')}`);
  if (partner.hold !== undefined) {
    const { reason } = partner.hold;
    const since = localTime(partner.hold.since, configurationOf(context).payer.timeZone);
    context.line(context.paint('yellow', `  held       since ${since}${reason === '' ? '' : `: ${reason}`}`));
  }
  const isOwn = (one: LinkedProvider): boolean => one.location.id === partner.location.id;
  const areFew = partner.providers.length <= MOST_LINKS_TOLD + 1;
  const told = links === 'all' || areFew ? partner.providers : partner.providers.filter(isOwn);
  for (const { location, npis, ...terms } of told) {
    const own = location.id === partner.location.id ? ' (its own)' : '';
    const ids = npis.length === 0 ? 'none' : npis.join(', ');
    context.line(`  acts for   ${location.id}${own}, NPI ${ids}${termsText(terms)}`);
  }
  const untold = partner.providers.length - told.length;
  if (untold > 0) context.line(context.asCalled(`  acts for   ${untold} providers: x12gw partner show ${partner.id}`));
  if (partner.allowances.length === 0) context.line('  may send   nothing yet');
  for (const { transactionSet, usage, state, reason } of partner.allowances) {
    const why = reason === undefined ? '' : ` (${reason})`;
    context.line(`  may send   ${transactionSet} ${usageWord(usage)}: ${state}${why}`);
  }
  for (const [name, value] of differingOptions(partner.options)) context.line(`  option     ${name}: ${value}`);
}

/** Prints one link, and how many there are: a partner with forty is linked forty times. */
export function tellLink(context: CommandContext, partner: PartnerProfile, locationId: string): void {
  const link = partner.providers.find(({ location }) => location.id === locationId);
  if (context.json || link === undefined) {
    tellPartner(context, partner);
    return;
  }
  const { location, npis, ...terms } = link;
  const ids = npis.length === 0 ? 'none' : npis.join(', ');
  const links = partner.providers.filter((one) => one.location.id !== partner.location.id).length;
  context.line(`${partner.id} acts for ${location.id}, NPI ${ids}${termsText(terms)} (${links} linked)`);
}

/** Prints the links that are over, oldest first. */
export function tellEndedLinks(context: CommandContext, links: readonly EndedLink[]): void {
  const { timeZone } = configurationOf(context).payer;
  for (const { location, npis, endedAt, actor, ...terms } of links) {
    const ids = npis.length === 0 ? 'none' : npis.join(', ');
    context.line(
      `  unlinked   ${location}, NPI ${ids}${termsText(terms)}, ${localTime(endedAt, timeZone)} by ${actor}`,
    );
  }
}

/** `, for 278, 275, from 2026-01-01 to 2026-12-31`; '' for a link without bounds. */
function termsText({ transactions = [], from = '', to = '' }: Partial<LinkTerms>): string {
  const sets = transactions.length === 0 ? '' : `, for ${transactions.join(', ')}`;
  return `${sets}${from === '' && to === '' ? '' : ','}${from === '' ? '' : ` from ${from}`}${to === '' ? '' : ` to ${to}`}`;
}

/** Says which of a partner's own fields gave way to which: what is left out of `partner add` has its default again. */
export function tellReplaced(context: CommandContext, before: PartnerProfile, after: PartnerProfile): void {
  for (const { field, before: old, after: now } of differencesOf(entryOf(before), entryOf(after))) {
    if (old !== '' && field !== 'npis' && !field.includes('.')) {
      context.talk(`${field} replaced: ${old} -> ${now || 'none'}`);
    }
  }
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
