import type { ClaimName, ClaimRefusal, ClaimRegistration, DecidedClaim } from '../../../domain/claims/model.js';
import { refusalsOf, statusKey } from './statuses.js';
import { Totals } from './totals.js';

/**
 * Claims that follow one another: all of a set, or those of one billing provider until another one comes. What has to be
 * said of them before the first of them is named.
 */
export class Stretch {
  readonly first: DecidedClaim;
  readonly totals = new Totals();
  readonly #level: 'receiver' | 'provider';
  /** Refusals of the level that every claim so far has. */
  #shared: readonly ClaimRefusal[];

  constructor(first: DecidedClaim, level: 'receiver' | 'provider') {
    this.first = first;
    this.#level = level;
    this.#shared = this.#ofLevel(first);
    this.totals.add(first);
  }

  add(claim: DecidedClaim): void {
    this.totals.add(claim);
    if (this.#shared.length === 0) return;
    const keys = new Set(this.#ofLevel(claim).map(statusKey));
    this.#shared = this.#shared.filter((refusal) => keys.has(statusKey(refusal)));
  }

  /** Why the whole stretch is refused at its level; empty when its claims stand or fall by themselves. */
  get refusals(): readonly ClaimRefusal[] {
    return this.#shared;
  }

  #ofLevel(claim: DecidedClaim): readonly ClaimRefusal[] {
    return refusalsOf(claim).filter(({ level }) => level === this.#level);
  }
}

/**
 * The claims of each billing provider in turn, also where the 837 repeats its level: a provider that comes again after
 * another one has a stretch of its own again, so that nothing needs to be held. Gives undefined for a claim read in
 * between, to let others have their turn, and each stretch when it has ended.
 */
export function* providerStretches(claims: Iterable<DecidedClaim>): Generator<Stretch | undefined> {
  let stretch: Stretch | undefined;
  for (const claim of claims) {
    if (stretch !== undefined && isSameProvider(stretch.first.claim, claim.claim)) {
      stretch.add(claim);
      yield undefined;
      continue;
    }
    if (stretch !== undefined) yield stretch;
    stretch = new Stretch(claim, 'provider');
  }
  if (stretch !== undefined) yield stretch;
}

function isSameProvider(one: ClaimRegistration, other: ClaimRegistration): boolean {
  return (
    isSameName(one.billingProvider, other.billingProvider) &&
    one.billingProviderNpi === other.billingProviderNpi &&
    one.billingProviderTaxId === other.billingProviderTaxId &&
    one.billingProviderLocation === other.billingProviderLocation
  );
}

function isSameName(one: ClaimName, other: ClaimName): boolean {
  const facts = ({ entityType, last, first, middle, idQualifier, id }: ClaimName): readonly string[] => [
    entityType,
    last,
    first,
    middle,
    idQualifier,
    id,
  ];
  const others = facts(other);
  return facts(one).every((fact, at) => fact === others[at]);
}
