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

  /** `claims`: all of the set in order, refused ones too. `handoff`: its number, for the error. */
  constructor(claims: Iterable<HandoffClaim>, handoff: string) {
    this.#claims = claims[Symbol.iterator]();
    this.#handoff = handoff;
  }

  /** The verdict on the claim whose loop 2300 begins at this byte of the received file. */
  next(byteStart: number): HandoffClaim {
    const { value, done } = this.#claims.next();
    if (done === true || value.byteStart !== byteStart) throw originalDiffers(this.#handoff);
    return value;
  }

  /** To be called when the file has no more claims. */
  end(): void {
    if (this.#claims.next().done !== true) throw originalDiffers(this.#handoff);
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
