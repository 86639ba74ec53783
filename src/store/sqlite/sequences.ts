import type { Environment } from '../../domain/environment.js';
import { GatewayError } from '../../support/errors.js';
import type { Database, Statement } from './driver.js';

/** ISA13 has nine digits. */
export const LAST_CONTROL_NUMBER = 999_999_999;

/** What restores left out so far: a sequence this ledger does not know may have had that many numbers from a lost one. */
const LEFT_OUT = '(SELECT coalesce(sum(numbers), 0) FROM restoration)';
const PA_NUMBERS_LEFT_OUT = '(SELECT coalesce(sum(pa_numbers), 0) FROM restoration)';

/** Numbers that run 1..n, but for what a restore left out. Taken inside an operation, so that one that is undone gives its numbers back. */
export class Sequences {
  readonly #peekControl: Statement<[string, string], number>;
  readonly #takeControl: Statement<[string, string], number>;
  readonly #takeNumber: Statement<{ kind: string; environment: string }, number>;

  constructor(database: Database) {
    this.#peekControl = database
      .prepare<[string, string], number>(
        `SELECT coalesce((SELECT next FROM control_sequence WHERE our_id = ? AND partner_id = ?), 1 + ${LEFT_OUT})`,
      )
      .pluck() as Statement<[string, string], number>;
    this.#takeControl = database
      .prepare<[string, string], number>(
        `INSERT INTO control_sequence (our_id, partner_id, next) VALUES (?, ?, 2 + ${LEFT_OUT})
         ON CONFLICT DO UPDATE SET next = next + 1 RETURNING next - 1`,
      )
      .pluck() as Statement<[string, string], number>;
    this.#takeNumber = database
      .prepare<{ kind: string; environment: string }, number>(
        `INSERT INTO number_sequence (kind, environment, next)
         VALUES (@kind, @environment, 2 + iif(@kind = 'pa-number', ${PA_NUMBERS_LEFT_OUT}, ${LEFT_OUT}))
         ON CONFLICT DO UPDATE SET next = next + 1 RETURNING next - 1`,
      )
      .pluck() as Statement<{ kind: string; environment: string }, number>;
  }

  /** The outbound ISA13 the next answer of this pair will carry, not taken. */
  peekControlNumber(ourId: string, partnerId: string): number {
    return this.#peekControl.get(ourId, partnerId)!;
  }

  /**
   * Takes the next outbound ISA13 of this pair, 1 to 999999999. It never wraps, since a partner may refuse a number it
   * has seen: GatewayError `control-numbers-used-up`.
   */
  nextControlNumber(ourId: string, partnerId: string): number {
    const number = this.#takeControl.get(ourId, partnerId)!;
    if (number > LAST_CONTROL_NUMBER) throw usedUp(partnerId);
    return number;
  }

  /** Takes the next number of a kind, from 1; test and production count apart. */
  nextNumber(kind: string, environment: Environment): number {
    return this.#takeNumber.get({ kind, environment })!;
  }
}

function usedUp(partnerId: string): GatewayError {
  return new GatewayError('All 999,999,999 interchange control numbers to this partner have been used', {
    code: 'control-numbers-used-up',
    operation: 'take a control number',
    subject: partnerId,
    hint: 'Agree a new id of ours (ISA06) with the partner and put it into the configuration; its numbers begin at 1.',
    exitCode: 3,
  });
}
