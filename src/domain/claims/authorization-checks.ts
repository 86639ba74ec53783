import { compareDecimals, isPositiveDecimal } from '../units.js';
import { AmountSum } from './amount.js';
import type { Authorization, AuthorizedLine } from './authorization.js';
import type { ClaimLookups, UnitsUsed } from './lookups.js';
import type { AuthorizationUse, ClaimLine, ClaimRegistration } from './model.js';
import type { ClaimFound } from './settings.js';

/** What the authorizations of a claim came to. */
export interface AuthorizationReading {
  readonly found: readonly ClaimFound[];
  /** Units it takes; none in test. */
  readonly uses: readonly AuthorizationUse[];
}

/**
 * Holds a claim against the prior authorizations that it names (REF*G1 of the line, else of the claim). A number of the
 * whole claim need not cover every line: one that no line of the authorization names counts as faulty only when its
 * procedure needs an authorization, or when the number covers none of the claim's lines. `replaces` is the claim whose
 * units this one gives back, '' for none. In test nothing was used before and nothing is used up.
 */
export function checkAuthorizations(
  claim: ClaimRegistration,
  replaces: string,
  lookups: ClaimLookups,
): AuthorizationReading {
  return new AuthorizationCheck(claim, replaces, lookups).run();
}

class AuthorizationCheck {
  readonly #claim: ClaimRegistration;
  readonly #replaces: string;
  readonly #lookups: ClaimLookups;
  readonly #found: ClaimFound[] = [];
  readonly #uses: AuthorizationUse[] = [];

  constructor(claim: ClaimRegistration, replaces: string, lookups: ClaimLookups) {
    this.#claim = claim;
    this.#replaces = replaces;
    this.#lookups = lookups;
  }

  run(): AuthorizationReading {
    const { lines, priorAuthorizationNumber, environment } = this.#claim;
    const byNumber = new Map<string, ClaimLine[]>();
    for (const line of lines) {
      const number = line.priorAuthorizationNumber || priorAuthorizationNumber;
      byNumber.set(number, [...(byNumber.get(number) ?? []), line]);
    }
    for (const [number, named] of byNumber) {
      if (number === '') this.#withoutNumber(named);
      else {
        const authorization = this.#lookups.findAuthorization(environment, number);
        if (authorization === undefined) this.#found.push({ id: 'authorization-unknown', ...onlyLine(named, number) });
        else this.#check(authorization, named);
      }
    }
    return { found: this.#found, uses: environment === 'production' ? this.#uses : [] };
  }

  /** A procedure that needs an authorization and has none (MassHealth claim edit 3003). */
  #withoutNumber(lines: readonly ClaimLine[]): void {
    for (const { number, procedureCode } of lines) {
      if (this.#needsAuthorization(procedureCode)) this.#found.push({ id: 'authorization-missing', line: number });
    }
  }

  #check(authorization: Authorization, lines: readonly ClaimLine[]): void {
    const { number, isDecided, memberId, locations, npis } = authorization;
    const { billingProviderLocation, billingProviderNpi, renderingProviderNpi } = this.#claim;
    const place = onlyLine(lines, number);
    // Whoever it is not for learns nothing of it by guessing: not whose it is, nor whether it is decided.
    const isForProvider =
      locations.includes(billingProviderLocation) ||
      [billingProviderNpi, renderingProviderNpi].some((npi) => npi !== '' && npis.includes(npi));
    if (!isForProvider) {
      this.#found.push({ id: 'authorization-provider-differs', ...place });
      return;
    }
    if (!isDecided) this.#found.push({ id: 'authorization-not-decided', ...place });
    if (memberId !== this.#claim.memberId) this.#found.push({ id: 'authorization-member-differs', ...place });
    // Its lines say nothing about a claim that it is not for.
    if (!isDecided || memberId !== this.#claim.memberId) return;
    const coversAny = lines.some((line) => covering(authorization, line).length > 0);
    for (const line of lines) {
      const candidates = covering(authorization, line);
      if (candidates.length > 0) this.#checkLine(authorization, candidates, line);
      else if (line.priorAuthorizationNumber !== '' || !coversAny || this.#needsAuthorization(line.procedureCode)) {
        this.#found.push({ id: 'authorization-procedure-differs', line: line.number });
      }
    }
  }

  /** Narrows the lines of the authorization step by step: the first step that leaves none is what is wrong. */
  #checkLine({ number }: Authorization, candidates: readonly AuthorizedLine[], line: ClaimLine): void {
    const steps = [
      ['authorization-line-not-approved', (one: AuthorizedLine) => one.isApproved],
      [
        'authorization-modifiers-differ',
        (one: AuthorizedLine) => one.modifiers.every((m) => line.modifiers.includes(m)),
      ],
      ['authorization-dates-differ', (one: AuthorizedLine) => isWithin(line, one)],
    ] as const;
    let left = candidates;
    for (const [id, fits] of steps) {
      left = left.filter(fits);
      if (left.length === 0) {
        this.#found.push({ id, line: line.number });
        return;
      }
    }
    const enough = left.find((one) => this.#hasUnits(number, one, line));
    if (enough === undefined) this.#found.push({ id: 'authorization-units-exceeded', line: line.number });
    const used = enough ?? left[0]!;
    if (!isPositiveDecimal(line.units) || isOtherMeasure(used, line)) return;
    const authorizationLine = used.number;
    this.#uses.push({ authorizationNumber: number, authorizationLine, line: line.number, units: line.units });
  }

  /** Units of another measure are left to the payer's system. */
  #hasUnits(authorizationNumber: string, authorized: AuthorizedLine, line: ClaimLine): boolean {
    const { units, number } = authorized;
    if (units === '' || !isPositiveDecimal(line.units) || isOtherMeasure(authorized, line)) return true;
    const sum = new AmountSum();
    const isWithinUnits = (more: string): boolean => {
      sum.add(more);
      return compareDecimals(String(sum), units) <= 0;
    };
    const here = this.#uses.filter(
      (use) => use.authorizationNumber === authorizationNumber && use.authorizationLine === number,
    );
    if (![line, ...here].every((one) => isWithinUnits(one.units))) return false;
    // However many claims have used it: those after the one that was too many change nothing.
    for (const used of this.#usedBefore(authorizationNumber, number)) if (!isWithinUnits(used.units)) return false;
    return true;
  }

  *#usedBefore(authorizationNumber: string, line: number): Generator<UnitsUsed> {
    if (this.#claim.environment !== 'production') return;
    for (const used of this.#lookups.authorizationUses(authorizationNumber, line)) {
      if (used.claimNumber !== this.#replaces) yield used;
    }
  }

  #needsAuthorization(procedureCode: string): boolean {
    return procedureCode !== '' && this.#lookups.reference.service(procedureCode)?.needsAuthorization === true;
  }
}

/** Units of another measure than the authorized ones: they cannot be compared, and use nothing of them up. */
function isOtherMeasure({ unitCode }: AuthorizedLine, line: ClaimLine): boolean {
  return unitCode !== '' && line.unitCode !== '' && unitCode !== line.unitCode;
}

/** Lines of the authorization for the procedure of a claim line. */
function covering({ lines }: Authorization, { procedureCode }: ClaimLine): readonly AuthorizedLine[] {
  return lines.filter(({ procedures }) => procedures.includes(procedureCode));
}

function isWithin({ serviceFrom, serviceTo }: ClaimLine, { from, to }: AuthorizedLine): boolean {
  return (serviceFrom === '' || serviceFrom >= from) && (serviceTo === '' || to === '' || serviceTo <= to);
}

/** A number that one line alone names is that line's; what several share is the claim's. */
function onlyLine(lines: readonly ClaimLine[], number: string): { readonly line?: number } {
  const [first, second] = lines;
  const isOfLine = second === undefined && first?.priorAuthorizationNumber === number;
  return isOfLine ? { line: first.number } : {};
}
