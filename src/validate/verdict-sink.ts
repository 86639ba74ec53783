import type { Finding, FindingCatalogue, FindingKind, UnitRefusal } from '../findings/finding.js';
import type { FindingPolicy } from '../findings/policy.js';
import type { CodeLists } from '../guides/code-lists.js';
import { type CompiledGuide, NodeRole } from '../guides/compiled.js';
import type { RuleFault } from '../rules/fault.js';
import type { RuleProgram } from '../rules/program.js';
import { RuleRunner } from '../rules/runner.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { SegmentView } from '../x12/segment-view.js';
import { BusinessUnit } from './business-unit.js';
import { ElementChecker } from './element-checks.js';
import { type ElementPlace, type FaultParameters, NO_PARAMETERS } from './element-faults.js';
import {
  earlierDetails,
  elementDetails,
  isSegmentId,
  missingDetails,
  ruleDetails,
  type SegmentAtHand,
  structureDetails,
  unknownDetails,
} from './finding-details.js';
import { type EarlierElement, HierarchyChecks } from './hierarchy-checks.js';
import { NodeMap } from './node-map.js';
import { SetFindings, type Treatment } from './set-findings.js';
import { UnitRefusals } from './unit-refusals.js';
import type { GuideWalker, WalkSink } from './walker.js';

/** What the standard knows beyond one guide, for segments the guide does not use. */
export interface SegmentDirectory {
  has(segmentId: string): boolean;
}

/** What was found in one set. */
export interface SetVerdict {
  /** In order of place, capped. */
  readonly findings: readonly Finding[];
  readonly total: number;
  readonly units: number;
  readonly refusals: readonly UnitRefusal[];
}

/**
 * Pass 1's sink: judges each segment the walker places and makes objects only for what is wrong. Findings are capped;
 * the total is counted on.
 */
export class VerdictSink implements WalkSink {
  readonly #catalogue: FindingCatalogue;
  readonly #directory: SegmentDirectory;
  readonly #findings: SetFindings;
  readonly #refusals = new UnitRefusals();
  readonly #unit = new BusinessUnit();
  readonly #elements: ElementChecker;
  readonly #hierarchy: HierarchyChecks;
  readonly #runners = new Map<RuleProgram, RuleRunner>();
  #program: RuleProgram | undefined;
  #runner: RuleRunner | undefined;
  #guide!: CompiledGuide;
  #walker!: GuideWalker;
  #segment!: SegmentView;
  #position = 0;
  #node = 0;
  /** Findings of required nodes that may yet come late, by node. */
  readonly #waiting = new NodeMap<Finding>();
  /** The key values of all these targets, made once for each list of them. */
  readonly #codesOf = new WeakMap<readonly number[], readonly string[]>();

  /** Without `lists` values are held against shipped code lists alone. */
  constructor(
    catalogue: FindingCatalogue,
    directory: SegmentDirectory,
    policy: FindingPolicy,
    findingsCap: number,
    lists?: CodeLists,
  ) {
    this.#catalogue = catalogue;
    this.#directory = directory;
    this.#findings = new SetFindings(policy, findingsCap);
    this.#elements = new ElementChecker(
      (code, place, parameters, warnOnly) => this.#elementFinding(code, place, parameters, warnOnly),
      lists,
    );
    this.#hierarchy = new HierarchyChecks(
      (code, element, parameters) => this.#valueFinding(code, element, parameters),
      (code, node, place, parameters) => this.#earlierFinding(code, node, place, parameters),
    );
  }

  /**
   * Starts a set: its guide and walker, the interchange's delimiters, the partner's choice on trailing separators, the
   * rules of the guide if there are any, and the day the file was received (CCYYMMDD, 0 unknown).
   */
  begin(
    guide: CompiledGuide,
    walker: GuideWalker,
    delimiters: Delimiters,
    trailingSeparators: 'tolerate' | 'reject',
    program?: RuleProgram,
    received = 0,
  ): void {
    this.#guide = guide;
    this.#walker = walker;
    this.#waiting.clear();
    this.#findings.begin();
    this.#unit.begin(guide);
    this.#elements.prepare(delimiters, trailingSeparators);
    this.#hierarchy.begin(guide);
    this.#refusals.begin(guide);
    this.#program = program;
    this.#runner = program === undefined ? undefined : this.#runnerOf(program);
    this.#runner?.begin(delimiters, received);
  }

  /** Ends the set: its findings in order of place, how many there were, its units and those of them that are refused. */
  take(): SetVerdict {
    this.#runner?.finish(this.#segment, this.#position);
    const { findings, total } = this.#findings.take();
    const { units, refusals } = this.#refusals.take();
    return { findings, total, units, refusals };
  }

  opened(loop: number): void {
    this.#hierarchy.opened(loop);
    this.#refusals.opened(loop);
    this.#runner?.opened(loop);
  }

  closed(loop: number, segment: SegmentView, position: number): void {
    this.#runner?.closed(loop, segment, position);
    this.#refusals.closed(loop);
    this.#hierarchy.closed(loop);
    if (this.#waiting.size > 0) this.#waiting.forgetChildren(loop, this.#guide.parent);
  }

  matched(node: number, segment: SegmentView, position: number): void {
    const guide = this.#guide;
    const role = guide.role[node]!;
    this.#turnTo(node, segment, position);
    if (role !== 0) {
      if ((role & NodeRole.envelope) !== 0) return;
      this.#unit.turn(role, segment);
    }
    this.#elements.check(guide, node, segment);
    if ((role & NodeRole.hierarchical) !== 0) this.#hierarchy.check(node, segment, position);
    if ((role & NodeRole.counter) !== 0) {
      this.#hierarchy.checkCounter(segment, this.#walker.occurrence(guide.parent[node]!));
    }
    this.#runner?.matched(node, segment, position);
  }

  missing(node: number, segment: SegmentView, position: number): void {
    const guide = this.#guide;
    const isLoop = guide.isLoop[node] === 1;
    const segmentNode = isLoop ? guide.firstChild[node]! : node;
    const role = guide.role[segmentNode]!;
    if (!isLoop && (role & NodeRole.opener) !== 0) {
      // The start of an occurrence that begins all the same, with a unit and a level that nobody named.
      this.#unit.turn(role, undefined);
      if ((role & NodeRole.hierarchical) !== 0) this.#hierarchy.supposed(guide.parent[node]!);
    }
    const kind = this.#catalogue.kind(isLoop ? 'loop-missing' : 'segment-missing');
    const treatment = this.#admit(kind);
    if (treatment === null) return;
    const details = missingDetails(this.#at(segmentNode, segment, position), isLoop);
    this.#waiting.set(node, this.#findings.keep(kind, treatment, details, this.#unit.current, this.#refusals.current));
  }

  alternative(loop: number, segment: SegmentView, position: number): void {
    const guide = this.#guide;
    const other = guide.alternative[loop]!;
    if (this.#walker.occurrence(loop) === 0) {
      this.missing(loop, segment, position);
      return;
    }
    this.#structure('segment-unexpected', guide.firstChild[loop]!, segment, position, { other: guide.ids[other]! });
  }

  tooMany(node: number, segment: SegmentView, position: number): void {
    const isLoop = this.#guide.isLoop[node] === 1;
    const segmentNode = isLoop ? this.#guide.firstChild[node]! : node;
    const code = isLoop ? 'loop-repeat-exceeded' : 'segment-repeat-exceeded';
    this.#unit.turn(this.#guide.role[segmentNode]!, segment);
    this.#structure(code, segmentNode, segment, position, { maximum: this.#guide.maximum[node]! });
  }

  unexpected(node: number, segment: SegmentView, position: number): void {
    this.#structure('segment-unexpected', node, segment, position);
  }

  wrongKey(targets: readonly number[], segment: SegmentView, position: number): void {
    const guide = this.#guide;
    const node = targets[0]!;
    this.#turnTo(node, segment, position);
    const element = guide.keyElement[node]!;
    const component = guide.keyComponent[node]!;
    let specification = guide.specStart[node]! + element - 1;
    if (component > 0) specification = guide.specs.componentStart[specification]! + component - 1;
    let codes = this.#codesOf.get(targets);
    if (codes === undefined) {
      codes = [...new Set(targets.flatMap((target) => guide.keyCodes[target] ?? []))];
      this.#codesOf.set(targets, codes);
    }
    this.#elements.wrongKey(guide, segment, { element, component, specification }, codes);
  }

  late(node: number, segment: SegmentView, position: number): void {
    const guide = this.#guide;
    const role = guide.role[node]!;
    const isPlaced = this.#withdraw(node) || (role & NodeRole.opener) === 0;
    // The first segment of a loop whose place is closed: what was missing is the loop.
    if (!isPlaced) this.#withdraw(guide.parent[node]!);
    this.#unit.turn(role, segment);
    this.#structure('segment-out-of-order', node, segment, position);
    this.#turnTo(node, segment, position);
    this.#elements.check(guide, node, segment);
    if (!isPlaced) return;
    if ((role & NodeRole.hierarchical) !== 0) this.#hierarchy.checkLate(node, segment, position);
    this.#runner?.matched(node, segment, position);
  }

  unknown(segment: SegmentView, position: number, meant: number): void {
    const guide = this.#guide;
    if (meant >= 0) {
      this.#turnTo(meant, segment, position);
      this.#unit.turn(guide.role[meant]!, segment);
      if ((guide.role[meant]! & NodeRole.hierarchical) !== 0) this.#hierarchy.check(meant, segment, position);
    }
    const kind = this.#catalogue.kind(this.#unknownCode(segment));
    const treatment = this.#admit(kind);
    if (treatment === null) return;
    const details = unknownDetails(this.#at(this.#node, segment, position));
    this.#findings.keep(kind, treatment, details, this.#unit.current, this.#refusals.current);
  }

  #unknownCode({ id, elementCount }: SegmentView): string {
    if (this.#guide.notUsedSegments.includes(id)) return 'segment-not-used';
    if (this.#directory.has(id)) return 'segment-not-in-set';
    if (id === '' && elementCount === 0) return 'set-segment-empty';
    if (/^[ \t]+[A-Za-z]/.test(id)) return 'set-segment-space-before';
    return isSegmentId(id) ? 'set-segment-unrecognized' : 'set-segment-id-malformed';
  }

  #turnTo(node: number, segment: SegmentView, position: number): void {
    this.#segment = segment;
    this.#position = position;
    this.#node = node;
  }

  #at(node: number, segment: SegmentView, position: number): SegmentAtHand {
    return { guide: this.#guide, node, segment, position };
  }

  /** What was missing has come: takes that finding back. False when there is none. */
  #withdraw(node: number): boolean {
    const finding = this.#waiting.take(node);
    if (finding === undefined) return false;
    this.#findings.withdraw(finding);
    return true;
  }

  #structure(
    code: string,
    node: number,
    segment: SegmentView,
    position: number,
    parameters: FaultParameters = NO_PARAMETERS,
  ): void {
    const kind = this.#catalogue.kind(code);
    const treatment = this.#admit(kind);
    if (treatment === null) return;
    const details = structureDetails(this.#at(node, segment, position), parameters);
    this.#findings.keep(kind, treatment, details, this.#unit.current, this.#refusals.current);
  }

  #elementFinding(code: string, place: ElementPlace, parameters: FaultParameters, warnOnly: boolean): void {
    if (code === 'component-separator-differs' || code === 'repetition-separator-differs') {
      // The set is read with these from here on. Its rules were compiled for the others: they would blame each value.
      this.#walker.useSeparators(this.#elements.componentSeparator, this.#elements.repetitionSeparator);
      this.#runner = undefined;
    }
    const kind = this.#catalogue.kind(code);
    const treatment = this.#admit(kind, warnOnly);
    if (treatment === null) return;
    const details = elementDetails(this.#at(this.#node, this.#segment, this.#position), place, parameters);
    this.#findings.keep(kind, treatment, details, this.#unit.current, this.#refusals.current);
  }

  /** A finding about HL04 of a level that has ended. */
  #earlierFinding(code: string, node: number, place: EarlierElement, parameters: FaultParameters): void {
    const kind = this.#catalogue.kind(code);
    const treatment = this.#admit(kind);
    if (treatment === null) return;
    const details = earlierDetails(this.#guide, node, place, parameters);
    this.#findings.keep(kind, treatment, details, this.#unit.current);
  }

  /** A finding about the value of one element of the segment at hand, made by a check beyond the specifications. */
  #valueFinding(code: string, element: number, parameters: FaultParameters): void {
    const isPresent = element <= this.#segment.elementCount;
    const start = isPresent ? this.#segment.starts[element]! : this.#segment.end;
    const end = isPresent ? this.#segment.ends[element]! : this.#segment.end;
    const specification = this.#guide.specStart[this.#node]! + element - 1;
    const place = { element, component: 0, repetition: 0, start, end, specification };
    this.#elementFinding(code, place, parameters, false);
  }

  #runnerOf(program: RuleProgram): RuleRunner {
    let runner = this.#runners.get(program);
    if (runner === undefined) {
      runner = new RuleRunner(program, (fault) => this.#ruleFinding(fault));
      this.#runners.set(program, runner);
    }
    return runner;
  }

  #ruleFinding(fault: RuleFault): void {
    const kind = this.#program!.kinds[fault.rule]!;
    const treatment = this.#admit(kind, false, fault.loop, fault.unit);
    if (treatment === null) return;
    const unit = this.#unit.holds(fault.loop) ? this.#unit.current : undefined;
    this.#findings.keep(kind, treatment, ruleDetails(this.#guide, fault), unit, fault.unit);
  }

  /**
   * Judges a finding in the loop of the segment at hand, or in this loop and unit: counts it, refuses what it refuses,
   * and gives what it is to be kept as; null when it is not to be made.
   */
  #admit(kind: FindingKind, warnOnly = false, loop = this.#openLoop(), unit = -1): Treatment | null {
    const treatment = this.#findings.treatment(kind, warnOnly);
    if (treatment === null) return null;
    if (treatment.carrier === 'application' && treatment.severity === 'reject') {
      this.#refusals.refuse(kind.code, loop, unit);
    }
    return this.#findings.admit(treatment.severity) ? treatment : null;
  }

  #openLoop(): number {
    return Math.max(this.#guide.parent[this.#node]!, 0);
  }
}
