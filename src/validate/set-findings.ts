import {
  type Finding,
  type FindingDetails,
  type FindingKind,
  makeFinding,
  type Severity,
} from '../findings/finding.js';
import { type FindingPolicy, treat } from '../findings/policy.js';

/** What a policy makes of a finding, see `treat`. */
export type Treatment = NonNullable<ReturnType<typeof treat>>;

/** What a policy makes of one kind of finding, as it is and where it only warns; null: it is not told. */
interface KindTreatments {
  readonly usual: Treatment | null;
  readonly warned: Treatment | null;
}

const NONE: readonly Finding[] = Object.freeze([]);

/**
 * The findings of one set: judged by the policy, kept up to a cap, counted on beyond it. Asks before a finding is made
 * (`admit`), so that one more in a full set costs next to nothing.
 */
export class SetFindings {
  readonly #policy: FindingPolicy;
  readonly #cap: number;
  readonly #treatments = new WeakMap<FindingKind, KindTreatments>();
  #kept: Finding[] = [];
  /** Kept findings that only warn: without any, a full list has no room to make. */
  #warnings = 0;
  #total = 0;

  constructor(policy: FindingPolicy, cap: number) {
    this.#policy = policy;
    this.#cap = cap;
  }

  /** Starts a set. */
  begin(): void {
    if (this.#kept.length > 0) this.#kept = [];
    this.#warnings = 0;
    this.#total = 0;
  }

  /** What the policy makes of a kind of finding; null when it is not to be told at all. */
  treatment(kind: FindingKind, warnOnly: boolean): Treatment | null {
    let treatments = this.#treatments.get(kind);
    if (treatments === undefined) {
      const warning = { ...kind, severity: 'warn' as const };
      treatments = { usual: treat(kind, this.#policy) ?? null, warned: treat(warning, this.#policy) ?? null };
      this.#treatments.set(kind, treatments);
    }
    return warnOnly ? treatments.warned : treatments.usual;
  }

  /** Counts a finding. True when it is to be made and given to `keep`, which then has room for it. */
  admit(severity: Severity): boolean {
    this.#total++;
    return this.#kept.length < this.#cap || this.#makeRoom(severity);
  }

  /** Makes and keeps a finding that has been admitted, with the business unit it lies in and that unit's number (-1 none). */
  keep(
    kind: FindingKind,
    treatment: Treatment,
    details: FindingDetails,
    businessUnit: Finding['businessUnit'],
    unit = -1,
  ): Finding {
    const { severity, carrier } = treatment;
    const finding = makeFinding(kind, details, {
      severity,
      businessUnit,
      unit: unit < 0 ? undefined : unit,
      carrier: carrier === 'application' ? 'application' : undefined,
    });
    this.#kept.push(finding);
    if (severity === 'warn') this.#warnings++;
    return finding;
  }

  /** Takes a finding back: what it says is not so after all. */
  withdraw(finding: Finding): void {
    this.#total--;
    // It is not there any more when it made room for a rejection.
    const at = this.#kept.indexOf(finding);
    if (at < 0) return;
    this.#kept.splice(at, 1);
    if (finding.severity === 'warn') this.#warnings--;
  }

  /** Ends the set: its findings in order of place, and how many there were. */
  take(): { readonly findings: readonly Finding[]; readonly total: number } {
    if (this.#kept.length === 0) return { findings: NONE, total: this.#total };
    // Most came in order; a missing segment is told when a later one reveals it.
    const findings = this.#kept.sort((a, b) => a.place.segmentPosition - b.place.segmentPosition);
    this.#kept = [];
    return { findings, total: this.#total };
  }

  /** A full list lets a warning go for a rejection, so that a set is never accepted because of what it warned of. */
  #makeRoom(severity: Severity): boolean {
    if (severity !== 'reject' || this.#warnings === 0) return false;
    this.#kept.splice(
      this.#kept.findLastIndex((finding) => finding.severity === 'warn'),
      1,
    );
    this.#warnings--;
    return true;
  }
}
