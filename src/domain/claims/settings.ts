import { GatewayError } from '../../support/errors.js';
import type { ClaimKind, ClaimRefusal, ClaimRemark } from './model.js';

/** Every check of claims there is; a payer's table says what each leads to. docs/claims.md describes them. */
export type ClaimCheckId =
  | 'billing-provider-not-linked'
  | 'billing-provider-unknown'
  | 'member-id-form'
  | 'member-unknown'
  | 'member-not-eligible'
  | 'possible-duplicate'
  | 'original-claim-unknown'
  | 'original-claim-superseded'
  | 'authorization-missing'
  | 'authorization-unknown'
  | 'authorization-not-decided'
  | 'authorization-member-differs'
  | 'authorization-provider-differs'
  | 'authorization-procedure-differs'
  | 'authorization-modifiers-differ'
  | 'authorization-line-not-approved'
  | 'authorization-dates-differ'
  | 'authorization-units-exceeded';

/** What a payer settles about one check (`schemas/payers/<overlay>/claims.json`). */
export interface ClaimCheck {
  readonly id: ClaimCheckId;
  /** `reject`: the claim is refused; `warn`: it is registered with a remark; `off`: nobody looks. */
  readonly severity: 'reject' | 'warn' | 'off';
  readonly kinds: readonly ClaimKind[];
  /** Category, status and perhaps entity of a refusal (277CA guide, STC01), as `A7:164:IL`. */
  readonly claimStatus: string;
  /** `provider`: it holds for every claim of the billing provider in the set. */
  readonly level?: 'provider';
  readonly title: string;
  /** What is wrong and how to mend it, for a biller. */
  readonly wording: string;
  readonly mend: string;
}

/** A payer's settings of claims, `schemas/payers/<overlay>/claims.json`. */
export interface ClaimSettings {
  readonly source: string;
  /** The payer's form of a member id, matched against the whole id; '' for any. */
  readonly memberIdPattern: string;
  /**
   * `complete`: every prior authorization there is came through this gateway or stands in the authorizations file; only
   * then may an unknown PA number refuse a claim. `partial`: it warns at most.
   */
  readonly authorizationRegister: 'complete' | 'partial';
  readonly checks: readonly ClaimCheck[];
}

/** One thing a check found in a claim; `line` 1-based, absent for the claim as a whole. */
export interface ClaimFound {
  readonly id: ClaimCheckId;
  readonly line?: number;
}

/** What was found, as the payer treats it. */
export interface ClaimOutcome {
  readonly refusals: readonly ClaimRefusal[];
  readonly remarks: readonly ClaimRemark[];
}

const NOT_LINKED = 'billing-provider-not-linked';

/** A payer's checks by id, with what each leads to. */
export class ClaimCheckTable {
  readonly settings: ClaimSettings;
  readonly #checks: ReadonlyMap<ClaimCheckId, ClaimCheck>;
  readonly #memberId: RegExp | undefined;

  /** Raises GatewayError `claim-checks-incomplete` when the table does not say how an unlinked provider is refused. */
  constructor(settings: ClaimSettings) {
    this.settings = settings;
    this.#checks = new Map(settings.checks.map((check) => [check.id, check]));
    const { memberIdPattern } = settings;
    this.#memberId = memberIdPattern === '' ? undefined : new RegExp(`^(?:${memberIdPattern})$`);
    if (!this.#checks.has(NOT_LINKED)) {
      throw new GatewayError(`The payer's claim checks hold no "${NOT_LINKED}"`, {
        code: 'claim-checks-incomplete',
        operation: "read the payer's claim checks",
        subject: 'claims.json',
        hint: 'Take the check over from schemas/payers/neutral/claims.json; then run "x12gw guide check".',
        exitCode: 2,
      });
    }
  }

  /** True for a member id of the payer's form. */
  isMemberId(id: string): boolean {
    return this.#memberId?.test(id) !== false;
  }

  /** Whether anybody looks: a check that the table does not hold is off. */
  isOn(id: ClaimCheckId, kind: ClaimKind): boolean {
    return this.#severityOf(id, kind) !== 'off';
  }

  /** Sorts what was found in a claim of this kind into refusals and remarks, in its order; what is off goes. */
  outcomeOf(found: readonly ClaimFound[], kind: ClaimKind): ClaimOutcome {
    const refusals: ClaimRefusal[] = [];
    const remarks: ClaimRemark[] = [];
    for (const { id, line } of found) {
      const severity = this.#severityOf(id, kind);
      if (severity === 'off') continue;
      const { claimStatus, level, wording: message, mend } = this.#checks.get(id)!;
      const place = line === undefined ? {} : { line };
      if (severity === 'warn') remarks.push({ reason: id, message, mend, ...place });
      else {
        const [category = '', status = '', entity = ''] = claimStatus.split(':');
        const scope = level === undefined ? {} : { level };
        refusals.push({ category, status, entity, reason: id, message, mend, ...scope, ...place });
      }
    }
    return { refusals, remarks };
  }

  #severityOf(id: ClaimCheckId, kind: ClaimKind): ClaimCheck['severity'] {
    // Nobody acts for a provider that is not theirs, whatever the table says.
    if (id === NOT_LINKED) return 'reject';
    const check = this.#checks.get(id);
    if (check?.kinds.includes(kind) !== true) return 'off';
    const isOpen = id === 'authorization-unknown' && this.settings.authorizationRegister === 'partial';
    return isOpen && check.severity === 'reject' ? 'warn' : check.severity;
  }
}
