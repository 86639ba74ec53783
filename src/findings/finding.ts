import type { Place } from '../x12/places.js';

/** `reject` refuses what it is found in; `warn` stands in reports only and leaves IK501 A (docs/decisions/0005). */
export type Severity = 'reject' | 'warn';

/** What a finding is about, which also says which acknowledgment code list its code comes from. */
export type FindingScope =
  | 'file' // no X12 answer can be addressed: text report
  | 'interchange' // TA105
  | 'group' // AK905
  | 'set' // IK502
  | 'segment' // IK304
  | 'element'; // IK403

/** WEDI SNIP type 1 to 7; 0 for envelope and policy findings, which come before them. */
export type SnipType = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** One entry of the catalogue, `schemas/findings.json`: everything about a kind of finding that is not its place. */
export interface FindingKind {
  /** Stable name, kebab-case, such as `element-too-long`. */
  readonly code: string;
  readonly scope: FindingScope;
  /**
   * The code the acknowledgment carries for it: TA105, AK905, IK502, IK304 or IK403 by scope. null: none exists, only
   * the next level up can say it (RFI 55) or a text report does.
   */
  readonly acknowledgment: string | null;
  readonly severity: Severity;
  readonly snip: SnipType;
  /** One line, sentence case, no full stop: `Value is too long`. */
  readonly title: string;
  /** What is wrong, for a biller. `{name}` stands for a parameter of the finding. */
  readonly message: string;
  /** How to mend it, for a biller. Same placeholders. */
  readonly mend: string;
  /** Where the rule comes from: `999 guide IK403`, `ISA byte map`, `payer overlay`. */
  readonly source: string;
  /** Names of the parameters the wording may use; a finding of this kind gives each a value. */
  readonly parameters?: readonly string[];
  /** Category, status and entity of the 277CA's STC for a claim refused by it: `A7:164:IL` (277CA guide STC01). */
  readonly claimStatus?: string;
  /** Where and with which AAA03 and AAA04 a 278 response says it. */
  readonly rejectReason?: { readonly loop: string; readonly reason: string; readonly followUp: string };
}

/** A situational rule's trigger, for CTX SITUATIONAL TRIGGER (999 guide CTX). */
export interface FindingTrigger {
  readonly segmentId: string;
  readonly segmentPosition: number;
  readonly element?: number;
  readonly component?: number;
}

/** One thing wrong in a sender's file. Plain data: it crosses thread and database borders as JSON. */
export interface Finding {
  readonly code: string;
  readonly scope: FindingScope;
  readonly acknowledgment: string | null;
  readonly severity: Severity;
  readonly snip: SnipType;
  readonly place: Place;
  /** The value as sent (latin1), at most 256 characters; absent when something is missing. May be protected. */
  readonly value?: string;
  /** True when the guide marks the element as protected health information: mask it in everything but X12 answers. */
  readonly isProtected: boolean;
  /** What the wording's placeholders stand for. Never protected values. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly trigger?: FindingTrigger;
  /** The business unit the error lies in (999 guide CTX): name such as `CLM01`, and its value (protected). */
  readonly businessUnit?: { readonly name: string; readonly value: string };
  /** The unit (claim, patient event) it lies in, 0-based in its set, as `UnitRefusal` counts; absent outside units. */
  readonly unit?: number;
  /**
   * `application`: it refuses units of the set, not the set, and stands in the application's answer; the 999 does not
   * speak of it. Absent: the acknowledgment of its scope carries it.
   */
  readonly carrier?: 'application';
}

/** Units of one set (claims, patient events) that a finding refuses: 0-based, `from` included, `to` not. */
export interface UnitRefusal {
  /** The finding's code. */
  readonly code: string;
  readonly from: number;
  readonly to: number;
}

/** What `makeFinding` needs beyond the kind. */
export interface FindingDetails {
  readonly place: Place;
  readonly value?: string;
  readonly isProtected?: boolean;
  readonly parameters?: Readonly<Record<string, string | number>>;
  readonly trigger?: FindingTrigger;
  readonly businessUnit?: { readonly name: string; readonly value: string };
  readonly unit?: number;
  /** Replaces the catalogue's severity, for instance when the rule's fact is only inferred. */
  readonly severity?: Severity;
  readonly carrier?: 'application';
}

/**
 * Characters a wrong value may have to be taken for a qualifier and shown. A longer one beside protected elements may be
 * one of these, out of its place for a separator too few or too many, and is masked like them.
 */
export const LONGEST_QUALIFIER = 3;

/** Characters of a value that a finding shows. */
export const LONGEST_VALUE = 256;

/** The catalogue by code. Built once from `schemas/findings.json` by `guides/load.ts`. */
export class FindingCatalogue {
  readonly #kinds: Map<string, FindingKind>;
  readonly #sources: (() => Iterable<FindingKind>)[] = [];

  constructor(kinds: Iterable<FindingKind>) {
    this.#kinds = new Map([...kinds].map((kind) => [kind.code, kind]));
  }

  /** More kinds, read when a code is asked for that is not here yet: rules are many, and most runs need no wording. */
  addSource(source: () => Iterable<FindingKind>): void {
    this.#sources.push(source);
  }

  /** The kind; throws RangeError for a code the catalogue does not hold, which is a programming mistake. */
  kind(code: string): FindingKind {
    const kind = this.find(code);
    if (kind === undefined) throw new RangeError(`The findings catalogue has no "${code}"`);
    return kind;
  }

  /** The kind, if there is one of this code. */
  find(code: string): FindingKind | undefined {
    while (!this.#kinds.has(code) && this.#sources.length > 0) this.#readSource();
    return this.#kinds.get(code);
  }

  /** All kinds; reads every source. */
  kinds(): Iterable<FindingKind> {
    while (this.#sources.length > 0) this.#readSource();
    return this.#kinds.values();
  }

  #readSource(): void {
    for (const kind of this.#sources.shift()!()) if (!this.#kinds.has(kind.code)) this.#kinds.set(kind.code, kind);
  }

  /** Makes a finding of this kind at this place. */
  make(code: string, details: FindingDetails): Finding {
    return makeFinding(this.kind(code), details);
  }
}

/** What a policy and the place of a finding in its set add to its details. */
export interface FindingVerdict {
  readonly severity?: Severity | undefined;
  readonly businessUnit?: Finding['businessUnit'] | undefined;
  readonly unit?: number | undefined;
  readonly carrier?: 'application' | undefined;
}

/**
 * Makes a finding of a kind that is at hand; `verdict` goes before what the details say of the same. No object is spread
 * here: details come in many shapes, and each spread of them makes the engine a new hidden class, which stays in memory
 * until the next full garbage collection.
 */
export function makeFinding(kind: FindingKind, details: FindingDetails, verdict: FindingVerdict = details): Finding {
  const { code, scope, acknowledgment, snip } = kind;
  const { place, trigger, value, isProtected = false, parameters = {} } = details;
  const { businessUnit, unit, carrier, severity = kind.severity } = verdict;
  const finding: { -readonly [key in keyof Finding]: Finding[key] } =
    value === undefined
      ? { code, scope, acknowledgment, severity, snip, place, isProtected, parameters }
      : {
          code,
          scope,
          acknowledgment,
          severity,
          snip,
          place,
          value: value.slice(0, LONGEST_VALUE),
          isProtected,
          parameters,
        };
  if (trigger !== undefined) finding.trigger = trigger;
  if (businessUnit !== undefined) finding.businessUnit = businessUnit;
  if (unit !== undefined) finding.unit = unit;
  if (carrier !== undefined) finding.carrier = carrier;
  return finding;
}

/** Fills a wording's `{name}` placeholders from a finding's parameters; an unknown one stays as it is. */
export function fillWording(template: string, parameters: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}
