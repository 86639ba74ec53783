import type { HandoffClaim } from '../store/handoff-values.js';
import { GatewayError } from '../support/errors.js';

/**
 * The ledger's verdicts on the claims of a set, taken in step with the claims of the file. What the file holds and what
 * the ledger knows must be the same claims at the same places: GatewayError `handoff-original-differs` otherwise, so that
 * no claim leaves under another's verdict.
 */
export class ClaimsInStep {
  readonly #claims: Iterator<HandoffClaim>;
  readonly #handoff: string;
  #next: HandoffClaim | undefined;

  /** `claims`: all of the set in order, refused ones too. `handoff`: its number, for the error. */
  constructor(claims: Iterable<HandoffClaim>, handoff: string) {
    this.#claims = claims[Symbol.iterator]();
    this.#handoff = handoff;
    this.#advance();
  }

  /**
   * The verdict on the claim whose loop 2300 begins at this byte of the received file; undefined when none does, which a
   * segment out of place in a set that was taken all the same may look like.
   */
  at(byteStart: number): HandoffClaim | undefined {
    const claim = this.#next;
    if (claim === undefined || claim.byteStart > byteStart) return undefined;
    if (claim.byteStart < byteStart) throw originalDiffers(this.#handoff);
    this.#advance();
    return claim;
  }

  /** To be called when the file has no more claims. */
  end(): void {
    if (this.#next !== undefined) throw originalDiffers(this.#handoff);
  }

  #advance(): void {
    const { value, done } = this.#claims.next();
    this.#next = done === true ? undefined : value;
  }
}

/** The kept file does not hold the claims that were registered from it. */
export function originalDiffers(handoff: string): GatewayError {
  return new GatewayError('The received file does not hold the claims that were registered from it', {
    code: 'handoff-original-differs',
    operation: 'hand off accepted claims',
    subject: handoff,
    hint: 'Somebody changed the kept file, or the disk did. Restore it from the backup; the gateway tries again by itself.',
    exitCode: 3,
  });
}
