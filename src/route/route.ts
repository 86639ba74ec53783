import type { GuideIndexEntry } from '../guides/types.js';
import { isAllowed } from '../partners/allowances.js';
import type { PartnerOptions, PartnerProfile } from '../partners/profile.js';
import { isAcknowledgmentGroup } from '../respond/received-acknowledgment.js';

/** GS01 of the groups that hold acknowledgments. */
const ACKNOWLEDGMENTS = 'FA';

/** Guides that are open to a partner only where its options say so, since much of them is not established. */
const OPTIONAL: Readonly<Record<string, (options: PartnerOptions) => boolean>> = {
  '005010X215-278-inquiry': ({ inquiry }) => inquiry === 'answer',
};

/** What routing needs of a guide. */
export type RoutedGuide = Pick<GuideIndexEntry, 'id' | 'title' | 'guide' | 'transactionSet' | 'functionalGroup'>;

/** What routing needs of a transaction handler. */
export interface RoutedHandler {
  readonly name: string;
  readonly guideIds: readonly string[];
}

/** What routing needs of a GS: GS01 and GS08. */
export interface RoutedGroup {
  readonly functionalIdentifier: string;
  readonly version: string;
}

/** Releases of guides beside the adopted ones, and what the partner's groups of these versions come to. */
export interface OtherVersions {
  /** GS08 to the adopted GS08 (`schemas/guides/versions.json`). */
  readonly adopted: ReadonlyMap<string, string>;
  readonly treatment: PartnerOptions['otherVersions'];
}

/** Where a group goes. */
export type Route =
  /**
   * Its sets are checked against these guides, all of the group's GS08 or of the adopted one in its place; `handler` is the name of who applies them, ''
   * when nobody will (a check without partners).
   */
  | { readonly kind: 'guides'; readonly guideIds: readonly string[]; readonly handler: string }
  /**
   * Inbound 999, 997, 824 or 277CA: taken in, never answered, applied by no handler of ours. A check without partners holds them
   * against these guides; from a partner they are taken as they come, since refusing one would answer it.
   */
  | { readonly kind: 'acknowledgments'; readonly guideIds: readonly string[] }
  /** The code of the finding that refuses the group. */
  | {
      readonly kind: 'refused';
      readonly code:
        | 'group-not-supported'
        | 'group-version-not-supported'
        | 'group-not-allowed'
        | 'group-not-approved'
        | 'group-suspended';
    }
  /** Refused for its version, in whose place `adopted` would be taken. */
  | { readonly kind: 'refused'; readonly code: 'group-version-not-adopted'; readonly adopted: string };

/**
 * Chooses guides and handler of one group, or refuses it. Unknown GS01 and guides nobody handles are AK905 1, an
 * unknown GS08 is 2 (999 guide AK905); so are 1 what the partner may not send, or not yet with this usage, and a guide
 * that its options keep closed. Without a profile nobody's permission counts and every guide there is counts as
 * handled. A GS08 that has an adopted one in its place is refused with the name of that, or goes where that goes, as
 * `versions` say.
 */
export function routeGroup(
  group: RoutedGroup,
  guideIndex: readonly RoutedGuide[],
  handlers: readonly RoutedHandler[],
  profile: PartnerProfile | undefined,
  usage: 'T' | 'P',
  versions?: OtherVersions,
): Route {
  const family = guideIndex.filter((guide) => guide.functionalGroup === group.functionalIdentifier);
  const adopted = adoptedVersion(group.version, family, versions);
  const version = versions?.treatment === 'check-as-adopted' && adopted !== undefined ? adopted : group.version;
  // Without a partner an 824 or 277CA is a set like others: it may be ours, about to be sent.
  const isAcknowledging =
    profile === undefined
      ? group.functionalIdentifier === ACKNOWLEDGMENTS
      : isAcknowledgmentGroup(group.functionalIdentifier, group.version);
  if (isAcknowledging) {
    const checked = profile === undefined ? family.filter((guide) => guide.guide === version) : [];
    return { kind: 'acknowledgments', guideIds: checked.map((guide) => guide.id) };
  }
  if (family.length === 0) return { kind: 'refused', code: 'group-not-supported' };
  const guides = family.filter((guide) => guide.guide === version);
  if (guides.length === 0 && adopted !== undefined) {
    return { kind: 'refused', code: 'group-version-not-adopted', adopted };
  }
  if (guides.length === 0) return { kind: 'refused', code: 'group-version-not-supported' };
  const guideIds = guides.map((guide) => guide.id);
  const handler = handlers.find((candidate) => candidate.guideIds.some((id) => guideIds.includes(id)));
  if (profile === undefined) return { kind: 'guides', guideIds, handler: handler?.name ?? '' };
  if (handler === undefined) return { kind: 'refused', code: 'group-not-supported' };
  const isClosed = guideIds.some((id) => OPTIONAL[id]?.(profile.options) === false);
  if (isClosed) return { kind: 'refused', code: 'group-not-allowed' };
  for (const transactionSet of new Set(guides.map((guide) => guide.transactionSet))) {
    const verdict = isAllowed(profile, transactionSet, usage);
    if (!verdict.allowed) return { kind: 'refused', code: verdict.refusal };
  }
  return { kind: 'guides', guideIds, handler: handler.name };
}

/** The adopted version in whose place this one came, as far as a guide of the family has it. */
function adoptedVersion(
  version: string,
  family: readonly RoutedGuide[],
  versions: OtherVersions | undefined,
): string | undefined {
  const adopted = versions?.adopted.get(version);
  return family.some((guide) => guide.guide === adopted) ? adopted : undefined;
}
