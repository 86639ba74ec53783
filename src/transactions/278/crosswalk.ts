import type { ReferenceFacts, ReferenceProvider } from '../../domain/reference.js';
import { isNpi } from '../../support/npi.js';
import { elementOf, type LoopNode, segmentOf, segmentsOf } from '../../validate/unit-tree.js';
import type { SetContext } from '../handler.js';
import { isLocation, locationOfSubmitter, type ProviderClaim } from '../linked-provider.js';

/** How a request names a provider, with all that may tell the locations of one NPI apart. */
export interface ProviderClues extends ProviderClaim {
  /** REF*ZH: a provider ID and service location of the payer's. */
  readonly assignedIds: readonly string[];
  /** PRV03. */
  readonly taxonomy: string;
  /** N301 and N403. */
  readonly addressLine: string;
  readonly postalCode: string;
}

/** Which location is meant. `unknown`: a loaded file does not hold the NPI; `invalid`: no id of ours and no NPI. */
export type ProviderMatch =
  | { readonly kind: 'found'; readonly location: string }
  | { readonly kind: 'ambiguous'; readonly locations: readonly string[] }
  | { readonly kind: 'not-linked' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid' };

/** NM108 XX is an NPI; 46 carries the payer's provider ID and service location; tax numbers name nobody here. */
export function providerClues(loop: LoopNode | undefined): ProviderClues {
  const name = segmentOf(loop, 'NM1');
  const qualifier = elementOf(name, 8);
  const id = elementOf(name, 9);
  return {
    npi: qualifier === 'XX' ? id : '',
    location: qualifier === '46' ? id : '',
    assignedIds: segmentsOf(loop, 'REF')
      .filter((reference) => elementOf(reference, 1) === 'ZH')
      .map((reference) => elementOf(reference, 2)),
    taxonomy: elementOf(segmentOf(loop, 'PRV'), 3),
    addressLine: elementOf(segmentOf(loop, 'N3'), 1),
    postalCode: elementOf(segmentOf(loop, 'N4'), 3),
  };
}

/**
 * The requester's location: one that the submitter may act for and that owns the NPI, by the submitter's own list or by
 * the reference file. Among several: the one that is the submitter itself (ISA06 or GS02), else by REF*ZH, by taxonomy,
 * by address, each only when exactly one is left; never the first found.
 */
export function matchRequester(clues: ProviderClues, context: SetContext, reference: ReferenceFacts): ProviderMatch {
  const { npi, location } = clues;
  const { providers } = context.profile;
  if (location !== '') {
    if (providers.some((provider) => provider.location.id === location)) return { kind: 'found', location };
    return { kind: isLocation(location, context.payer) ? 'not-linked' : 'invalid' };
  }
  if (!isNpi(npi)) return { kind: 'invalid' };
  const known = reference.providersOf(npi);
  const owners = new Set(known.map((provider) => provider.location));
  const candidates = providers
    .filter((provider) => provider.npis.includes(npi) || owners.has(provider.location.id))
    .map((provider) => provider.location.id);
  if (candidates.length > 0) return narrowed(candidates, clues, context, known);
  return { kind: reference.isLoaded('providers') && known.length === 0 ? 'unknown' : 'not-linked' };
}

/**
 * The location of a provider who renders a service, '' when it is not certain. It need not be linked to the submitter:
 * nobody acts for it here.
 */
export function serviceLocation(clues: ProviderClues, context: SetContext, reference: ReferenceFacts): string {
  if (clues.location !== '') return isLocation(clues.location, context.payer) ? clues.location : '';
  if (!isNpi(clues.npi)) return '';
  const known = reference.providersOf(clues.npi);
  const linked = context.profile.providers.filter((provider) => provider.npis.includes(clues.npi));
  const candidates = new Set([
    ...linked.map((provider) => provider.location.id),
    ...known.map((provider) => provider.location),
  ]);
  if (candidates.size === 0) return '';
  const match = narrowed([...candidates], clues, context, known);
  return match.kind === 'found' ? match.location : '';
}

function narrowed(
  candidates: readonly string[],
  clues: ProviderClues,
  context: SetContext,
  known: readonly ReferenceProvider[],
): ProviderMatch {
  const [only] = candidates;
  if (candidates.length === 1) return { kind: 'found', location: only! };
  const submitter = locationOfSubmitter(candidates, context);
  if (submitter !== undefined) return { kind: 'found', location: submitter };
  const described = (fits: (provider: ReferenceProvider) => boolean): readonly string[] =>
    known
      .filter((provider) => candidates.includes(provider.location) && fits(provider))
      .map(({ location }) => location);
  const postalCode = postalCodeOf(clues.postalCode);
  const line = addressOf(clues.addressLine);
  const steps = [
    candidates.filter((location) => clues.assignedIds.includes(location)),
    described((provider) => provider.taxonomies.includes(clues.taxonomy)),
    described(
      ({ address }) =>
        line !== '' &&
        postalCodeOf(address.postalCode) === postalCode &&
        address.lines.some((text) => addressOf(text) === line),
    ),
  ];
  const left = steps.find((locations) => locations.length === 1)?.[0];
  return left === undefined ? { kind: 'ambiguous', locations: candidates } : { kind: 'found', location: left };
}

/** The five digits that every form of a postal code begins with. */
function postalCodeOf(text: string): string {
  return text.replace(/\D/g, '').slice(0, 5);
}

/** An address line as it is compared: letters and digits only. */
function addressOf(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
