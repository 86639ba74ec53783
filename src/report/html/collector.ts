import type { FileOutcome, GroupOutcome, InterchangeOutcome, SetOutcome } from '../../envelope/outcome.js';
import type { Finding, SnipType } from '../../findings/finding.js';
import { type FindingOwner, type NumberedFinding, numberFindings } from '../finding-id.js';
import type { ReportContents, ReportedGroup, ReportedInterchange, ReportedSet } from './contents.js';

/** Findings one page shows. Warnings have a share of their own, so that they never take the room of what refuses. */
const MOST_REJECTIONS = 400;
const MOST_WARNINGS = 100;
/** Files up to this size are shown whole, clean parts folded. */
const WHOLE_FILE = 64 * 1024;
/** Interchanges, and groups of all of them, that are listed although nothing is wrong with them. */
const MOST_CLEAN = 200;

/**
 * Gathers what a page says while a file is examined: give it to `examine` as part of a sink, then ask for the `contents`.
 * Memory is bounded whatever the file holds: counts, at most 500 findings, and the outcomes of what they stand in.
 */
export class ReportCollector {
  readonly #isWhole: boolean;
  readonly #interchanges: ReportedInterchange[] = [];
  readonly #bySnip = new Map<SnipType, number>();
  readonly #byCode = new Map<string, number>();
  /** Sets of the open interchange that are shown, by their group. */
  #sets = new Map<number, ReportedSet[]>();
  #rejections = 0;
  #warnings = 0;
  #unkept = 0;
  #shownRejections = 0;
  #shownWarnings = 0;
  #cleanParts = 0;

  /** `bytes`: size of the file that will be examined. */
  constructor(bytes: number) {
    this.#isWhole = bytes <= WHOLE_FILE;
  }

  /** Takes sets of the open interchange, as an examination sink does. */
  sets(outcomes: readonly SetOutcome[]): void {
    for (const outcome of outcomes) {
      this.#unkept += outcome.findingsTotal - outcome.findings.length;
      const { interchange, group, index: set } = outcome;
      const findings = this.#take({ interchange, group, set }, outcome.findings);
      if (findings.length === 0 && !this.#isWhole) continue;
      const reported = { outcome: { ...outcome, findings: [] }, findings };
      const ofGroup = this.#sets.get(group);
      if (ofGroup === undefined) this.#sets.set(group, [reported]);
      else ofGroup.push(reported);
    }
  }

  /** Takes an interchange after its sets. */
  interchange(outcome: InterchangeOutcome): void {
    const findings = this.#take({ interchange: outcome.index }, outcome.findings);
    const sets = this.#sets;
    this.#sets = new Map();
    const groups: ReportedGroup[] = [];
    for (const group of outcome.groups) {
      const reported = this.#group(group, sets.get(group.index) ?? [], outcome.acknowledgment === 'R');
      sets.delete(group.index);
      if (reported.findings.length > 0 || reported.sets.length > 0 || this.#hasRoomForClean()) groups.push(reported);
    }
    // A refusal that came with the trailer leaves sets without an outcome of their group.
    for (const [index, ofGroup] of sets) groups.push({ index, findings: [], sets: ofGroup });
    const isClean = findings.length === 0 && groups.every((group) => group.findings.length + group.sets.length === 0);
    if (isClean && !this.#hasRoomForClean()) return;
    const groupsLeftOut = Math.max(0, outcome.groups.length - groups.length);
    this.#interchanges.push({ outcome: { ...outcome, findings: [], groups: [] }, findings, groups, groupsLeftOut });
  }

  /** Ends the file. */
  contents(outcome: FileOutcome): ReportContents {
    const findings = this.#take({}, outcome.findings);
    return {
      bytes: outcome.bytes,
      sha256: outcome.sha256,
      interchangesReceived: outcome.interchanges,
      interchanges: this.#interchanges,
      findings,
      counts: {
        rejections: this.#rejections,
        warnings: this.#warnings,
        bySnip: this.#bySnip,
        byCode: this.#byCode,
        unkept: this.#unkept,
        shown: this.#shownRejections + this.#shownWarnings,
      },
      isWhole: this.#isWhole,
    };
  }

  #group(outcome: GroupOutcome, sets: readonly ReportedSet[], isRefused: boolean): ReportedGroup {
    const { interchange, index } = outcome;
    const findings = this.#take({ interchange, group: index }, outcome.findings);
    return { index, ...(isRefused ? {} : { outcome }), findings, sets };
  }

  #hasRoomForClean(): boolean {
    return this.#cleanParts++ < MOST_CLEAN;
  }

  /** Counts findings and gives those that are shown. */
  #take(owner: FindingOwner, findings: readonly Finding[]): readonly NumberedFinding[] {
    if (findings.length === 0) return [];
    return numberFindings(owner, findings).filter(({ finding }) => {
      const { code, snip, severity } = finding;
      this.#bySnip.set(snip, (this.#bySnip.get(snip) ?? 0) + 1);
      this.#byCode.set(code, (this.#byCode.get(code) ?? 0) + 1);
      if (severity === 'reject') {
        this.#rejections++;
        return this.#shownRejections < MOST_REJECTIONS && ++this.#shownRejections > 0;
      }
      this.#warnings++;
      return this.#shownWarnings < MOST_WARNINGS && ++this.#shownWarnings > 0;
    });
  }
}
