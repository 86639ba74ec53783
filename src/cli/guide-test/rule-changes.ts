import type { Finding, FindingCatalogue } from '../../findings/finding.js';
import { mask } from '../../report/layout.js';
import { isValueProtected } from '../../report/segment-line.js';

/** Places shown for each rule: enough to look at, and memory stays small over any number of files. */
const MOST_EXAMPLES = 5;

/** Where a rule says something it did not say before. */
export interface RuleExample {
  readonly file: string;
  readonly line: number;
  readonly loop: string;
  readonly segment: string;
  readonly element?: number;
  readonly component?: number;
  /** Masked where it is protected, unless values are to be shown. */
  readonly value?: string;
}

/** What becomes of one rule over all files. */
export interface RuleChange {
  readonly rule: string;
  readonly title: string;
  /** Findings that refuse, and that warn, which there were not before. */
  refusals: number;
  warnings: number;
  /** Findings of either kind that are gone. */
  gone: number;
  /** Files with a new finding. */
  files: number;
  readonly examples: RuleExample[];
}

/** Gathers, rule by rule, what a change says of all files. */
export class RuleChanges {
  readonly #rules = new Map<string, RuleChange & { lastFile: number }>();
  readonly #catalogue: Pick<FindingCatalogue, 'find'>;
  readonly #showValues: boolean;
  #file = 0;

  constructor(catalogue: Pick<FindingCatalogue, 'find'>, showValues: boolean) {
    this.#catalogue = catalogue;
    this.#showValues = showValues;
  }

  beginFile(): void {
    this.#file++;
  }

  /** `lineAt` is asked only for findings that become examples. */
  came(finding: Finding, file: string, lineAt: (offset: number) => number): void {
    const rule = this.#rule(finding.code);
    if (finding.severity === 'reject') rule.refusals++;
    else rule.warnings++;
    if (rule.lastFile !== this.#file) rule.files++;
    rule.lastFile = this.#file;
    if (rule.examples.length < MOST_EXAMPLES) rule.examples.push(this.#example(finding, file, lineAt));
  }

  went(finding: Finding): void {
    this.#rule(finding.code).gone++;
  }

  /** Rules that refuse most first. */
  sorted(): readonly RuleChange[] {
    const rules = [...this.#rules.values()].map(({ lastFile: _lastFile, ...rule }) => rule);
    const weight = ({ refusals, warnings, gone }: RuleChange) => [refusals, warnings, gone];
    return rules.sort((a, b) => {
      const difference = weight(b).findIndex((count, place) => count !== weight(a)[place]);
      return difference < 0 ? a.rule.localeCompare(b.rule) : weight(b)[difference]! - weight(a)[difference]!;
    });
  }

  #rule(code: string) {
    let rule = this.#rules.get(code);
    if (rule === undefined) {
      const title = this.#catalogue.find(code)?.title ?? '';
      rule = { rule: code, title, refusals: 0, warnings: 0, gone: 0, files: 0, examples: [], lastFile: -1 };
      this.#rules.set(code, rule);
    }
    return rule;
  }

  #example(finding: Finding, file: string, lineAt: (offset: number) => number): RuleExample {
    const { place, value } = finding;
    const { loopPath: loop, segmentId: segment, element, component } = place;
    const shown = value === undefined || this.#showValues || !isValueProtected(finding) ? value : mask(value);
    return {
      ...{ file, line: lineAt(place.byteOffset), loop, segment },
      ...(element === undefined ? {} : { element }),
      ...(component === undefined ? {} : { component }),
      ...(shown === undefined ? {} : { value: shown }),
    };
  }
}
