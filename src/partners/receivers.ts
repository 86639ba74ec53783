import type { PartnerProfile, ProviderLocation } from './profile.js';
import { NO_SERVICE_LOCATION, parseProviderLocation, providerLocationPattern } from './provider-location.js';

/** Whom an interchange of ours goes to, or why nobody can be named. */
export type Receiver =
  | { readonly kind: 'partner'; readonly partner: PartnerProfile; readonly location: ProviderLocation }
  | { readonly kind: 'provider'; readonly location: ProviderLocation }
  | { readonly kind: 'none'; readonly reason: 'receiver-unknown' | 'receiver-ambiguous' | 'receivers-differ' };

/** What an interchange says of its receiver. */
export interface NamedReceiver {
  /** ISA07 and ISA08, padding included. */
  readonly qualifier: string;
  readonly id: string;
  /** GS03 of each group. */
  readonly applicationIds: readonly string[];
}

/** How receivers are told. */
export interface ReceiverRules {
  /** `PayerIdentity.providerLocationPattern`. */
  readonly pattern: string;
  /** False for a provider that the payer knows not to exist; asked for those that are no partner. */
  readonly isProvider: (locationId: string) => boolean;
}

const UNKNOWN = { kind: 'none', reason: 'receiver-unknown' } as const;
const AMBIGUOUS = { kind: 'none', reason: 'receiver-ambiguous' } as const;
const DIFFERENT = { kind: 'none', reason: 'receivers-differ' } as const;

type Known = Map<string, PartnerProfile | 'several'>;

/**
 * Finds the receiver of what the payer sends, by ISA08 and else by GS03. Nothing goes into a wrong folder: an id that
 * several partners have, and an ISA08 and GS03 that name different ones, are nobody's.
 */
export class Receivers {
  readonly #rules: ReceiverRules;
  readonly #byInterchangeId: Known = new Map();
  /** The same without the qualifier, as GS03 has none. */
  readonly #byBareId: Known = new Map();
  readonly #byApplicationId: Known = new Map();
  readonly #byLocation: Known = new Map();

  /** Partners as they are now; looked up without asking again. */
  constructor(partners: readonly PartnerProfile[], rules: ReceiverRules) {
    this.#rules = rules;
    for (const partner of partners) {
      add(this.#byInterchangeId, `${partner.interchangeQualifier} ${partner.interchangeId}`, partner);
      add(this.#byBareId, partner.interchangeId, partner);
      add(this.#byLocation, partner.location.id, partner);
      for (const id of new Set(partner.applicationIds)) add(this.#byApplicationId, id, partner);
    }
  }

  /**
   * The partner with this ISA07 and ISA08, or whose own location ISA08 is; else the provider whose location it is. When
   * ISA08 names nobody, GS03 does, as long as all groups name the same. A GS03 that names somebody else than ISA08, or a
   * provider that the partner has no link to, makes them differ.
   */
  find({ qualifier, id, applicationIds }: NamedReceiver): Receiver {
    const groups = [...new Set(applicationIds.map((one) => one.trim()))];
    const named = this.#named(id.trim(), this.#byInterchangeId.get(`${qualifier} ${id.trim()}`));
    if (named !== UNKNOWN) {
      return named.kind === 'none' || groups.every((group) => this.#agrees(named, group)) ? named : DIFFERENT;
    }
    const [only] = groups;
    if (only === undefined || groups.length > 1) return groups.length > 1 ? DIFFERENT : UNKNOWN;
    return this.#named(only, this.#byApplicationId.get(only));
  }

  #named(id: string, registered: PartnerProfile | 'several' | undefined): Receiver {
    const partner = registered ?? this.#byLocation.get(id);
    if (partner === 'several') return AMBIGUOUS;
    if (partner !== undefined) return { kind: 'partner', partner, location: partner.location };
    const location = this.#locationOf(id);
    if (location === undefined || !this.#rules.isProvider(id)) return UNKNOWN;
    return { kind: 'provider', location };
  }

  #agrees(named: Exclude<Receiver, { kind: 'none' }>, group: string): boolean {
    const isPartner = named.kind === 'partner';
    if (isPartner && (named.partner.applicationIds.includes(group) || named.partner.interchangeId === group))
      return true;
    const location = this.#locationOf(group);
    if (location !== undefined) {
      if (!isPartner) return named.location.id === group;
      return named.partner.providers.some((linked) => linked.location.id === group);
    }
    return [this.#byApplicationId, this.#byLocation, this.#byBareId].every((known) => !known.has(group));
  }

  /** Only what the payer's pattern fits as a whole: any other id is no provider's. */
  #locationOf(id: string): ProviderLocation | undefined {
    const match = providerLocationPattern(this.#rules.pattern).exec(id);
    if (match === null || match[0] !== id) return undefined;
    const location = parseProviderLocation(id, this.#rules.pattern);
    return location?.serviceLocation === NO_SERVICE_LOCATION ? undefined : location;
  }
}

function add(known: Known, id: string, partner: PartnerProfile): void {
  known.set(id, known.has(id) ? 'several' : partner);
}
