import { isDeepStrictEqual } from 'node:util';
import { changeOptions, type KnownRules } from '../../partners/options.js';
import {
  DEFAULT_OPTIONS,
  type LinkedProvider,
  type PartnerProfile,
  type PayerIdentity,
} from '../../partners/profile.js';
import type { Ledger, PartnerChange, PartnerDraft } from '../../store/ledger.js';
import { draftOf } from '../../store/partner-values.js';
import { planAllowances } from './allowance-plan.js';
import { type Difference, differencesOf } from './difference.js';
import { type Checked, checkedLink, checkedPartner, type PartnerSurroundings } from './draft.js';
import { entryOf, type LinkEntry, optionWords, type PartnerEntry } from './entry.js';
import type { PartnerFileProblem } from './partner-file.js';

/** What applying an entry means for one partner. */
export interface PartnerPlan {
  readonly partnerId: string;
  readonly action: 'add' | 'change' | 'remove' | 'none';
  readonly changes: readonly PartnerChange[];
  readonly differences: readonly Difference[];
  /** Links and allowances that the file does not name and that stay. */
  readonly kept: readonly string[];
}

/** What entries are planned against. */
export interface PlanSurroundings {
  readonly ledger: Pick<Ledger, 'testEvidence' | 'approvals'>;
  readonly payer: PayerIdentity;
  readonly assignments: PartnerSurroundings['assignments'];
  readonly processed: readonly string[];
  readonly known: KnownRules;
  /** All partners of the ledger. */
  readonly partners: readonly PartnerProfile[];
  /** Whether what the file does not name goes. */
  readonly prune: boolean;
}

/** The plans of a whole file, or everything that is wrong with it. */
export interface FilePlan {
  readonly plans: readonly PartnerPlan[];
  readonly problems: readonly PartnerFileProblem[];
}

/** What applying a file means: nothing is changed here. */
export function planFile(entries: readonly PartnerEntry[], surroundings: PlanSurroundings): FilePlan {
  const { partners, prune } = surroundings;
  const problems: PartnerFileProblem[] = twice(entries, ({ id }) => id, ['partners']);
  const unnamed = partners.filter(({ id }) => !entries.some((entry) => entry.id === id));
  const others: PartnerSurroundings['partners'] = [
    ...(prune ? [] : unnamed),
    ...entries.map(({ id, interchangeQualifier = 'ZZ', interchangeId }) => ({
      id,
      interchangeQualifier,
      interchangeId,
      options: DEFAULT_OPTIONS,
    })),
  ];
  const plans = entries.flatMap((entry, at) => {
    const planned = planEntry(entry, others, surroundings);
    problems.push(...planned.problems.map(({ path, message }) => ({ path: ['partners', `${at}`, ...path], message })));
    return planned.plan === undefined ? [] : [planned.plan];
  });
  return { plans: [...plans, ...(prune ? unnamed.map(removal) : [])], problems };
}

function removal(partner: PartnerProfile): PartnerPlan {
  const differences = differencesOf(entryOf(partner), undefined);
  const changes: readonly PartnerChange[] = [{ kind: 'remove', partnerId: partner.id }];
  return { partnerId: partner.id, action: 'remove', changes, differences, kept: [] };
}

function planEntry(
  entry: PartnerEntry,
  others: PartnerSurroundings['partners'],
  surroundings: PlanSurroundings,
): { readonly plan: PartnerPlan | undefined; readonly problems: readonly PartnerFileProblem[] } {
  const { id } = entry;
  const { prune } = surroundings;
  const before = surroundings.partners.find((one) => one.id === id);
  const problems: PartnerFileProblem[] = [];
  const draft = draftOfEntry(entry, others, surroundings, problems);
  const links = linksOf(entry, surroundings, problems);
  const allowances = planAllowances(entry, before, surroundings, problems);
  if (draft === undefined || problems.length > 0) return { plan: undefined, problems };

  // The location a partner comes to own is no link any more.
  const former = (before?.providers.slice(1) ?? []).filter(({ location }) => location.id !== draft.location.id);
  const unnamed = former.filter(({ location }) => !links.some((link) => link.location.id === location.id));
  const keptLinks = prune ? [] : unnamed;
  const after: PartnerProfile = {
    ...draft,
    providers: [{ location: draft.location, npis: draft.npis }, ...byLocation([...links, ...keptLinks])],
    allowances: allowances.after,
  };
  const changes: PartnerChange[] = [
    ...(before !== undefined && isDeepStrictEqual(draftOf(before), draft)
      ? []
      : [{ kind: 'put' as const, partner: draft }]),
    ...(prune
      ? unnamed.map(({ location }) => ({ kind: 'unlink' as const, partnerId: id, locationId: location.id }))
      : []),
    ...links
      .filter((link) => !former.some((one) => isDeepStrictEqual(one, link)))
      .map((provider) => ({ kind: 'link' as const, partnerId: id, provider })),
    ...allowances.changes,
  ];
  const differences = differencesOf(before === undefined ? undefined : entryOf(before), entryOf(after));
  const action = before === undefined ? 'add' : changes.length > 0 ? 'change' : 'none';
  const kept = [...keptLinks.map(({ location }) => `link ${location.id}`), ...allowances.kept];
  return { plan: { partnerId: id, action, changes, differences, kept }, problems };
}

function draftOfEntry(
  entry: PartnerEntry,
  partners: PartnerSurroundings['partners'],
  { payer, assignments, known }: PlanSurroundings,
  problems: PartnerFileProblem[],
): PartnerDraft | undefined {
  const { name, kind, interchangeId, interchangeQualifier, applicationIds, location, npis, defaultAssignment } = entry;
  const words = {
    name,
    kind,
    interchangeId,
    ...(interchangeQualifier === undefined ? {} : { qualifier: interchangeQualifier }),
    ...(applicationIds === undefined ? {} : { applicationId: applicationIds }),
    ...(location === undefined ? {} : { location }),
    ...(npis === undefined ? {} : { npi: npis }),
    ...(defaultAssignment === undefined ? {} : { assignment: defaultAssignment }),
  };
  const draft = valueOr(checkedPartner(entry.id, words, { payer, assignments, partners }), [], problems);
  const changed = changeOptions(DEFAULT_OPTIONS, optionWords(entry.options ?? {}), known);
  problems.push(...changed.problems.map((message) => ({ path: ['options'], message })));
  return draft === undefined ? undefined : { ...draft, options: changed.options };
}

function linksOf(
  { links = [], location, interchangeId }: PartnerEntry,
  { payer, processed }: PlanSurroundings,
  problems: PartnerFileProblem[],
): LinkedProvider[] {
  const ownLocation = location ?? interchangeId;
  problems.push(...twice(links, (link) => link.location, ['links']));
  return links.flatMap((link, at) => {
    const path = ['links', `${at}`];
    if (link.location === ownLocation) {
      problems.push({ path, message: `${ownLocation} is the partner's own location and needs no link.` });
      return [];
    }
    const words: LinkEntry & { readonly npis: readonly string[] } = { ...link, npis: link.npis ?? [] };
    return valueOr(checkedLink(words, { ownLocation, processed, payer }), path, problems) ?? [];
  });
}

function valueOr<Value>(
  { value, problems: sentences }: Checked<Value>,
  path: readonly string[],
  problems: PartnerFileProblem[],
): Value | undefined {
  problems.push(...sentences.map((message) => ({ path, message })));
  return value;
}

/** In the order in which the ledger gives them, so that nothing seems to have changed. */
function byLocation(links: readonly LinkedProvider[]): LinkedProvider[] {
  return [...links].sort((one, other) => (one.location.id < other.location.id ? -1 : 1));
}

/** A problem for each that has the key of an earlier one. */
function twice<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  path: readonly string[],
): PartnerFileProblem[] {
  const keys = items.map(keyOf);
  return keys.flatMap((key, at) =>
    keys.indexOf(key) === at ? [] : [{ path: [...path, `${at}`], message: `${key} stands there twice.` }],
  );
}
