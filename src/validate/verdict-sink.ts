import {
  type Finding,
  type FindingCatalogue,
  type FindingDetails,
  type FindingKind,
  LONGEST_QUALIFIER,
  makeFinding,
  type UnitRefusal,
} from '../findings/finding.js';
import { type FindingPolicy, treat } from '../findings/policy.js';
import { type CompiledGuide, ElementFlag, NodeRole } from '../guides/compiled.js';
import type { RuleFault } from '../rules/fault.js';
import { specificationAt } from '../rules/paths.js';
import type { RuleProgram } from '../rules/program.js';
import { RuleRunner } from '../rules/runner.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { Place } from '../x12/places.js';
import { latin1, type SegmentView } from '../x12/segment-view.js';
import { ElementChecker, type ElementPlace } from './element-checks.js';
import { type EarlierElement, HierarchyChecks } from './hierarchy-checks.js';
import { UnitRefusals } from './unit-refusals.js';
import type { GuideWalker, WalkSink } from './walker.js';

/** Longest business unit value a CTX can carry (999 guide CTX01-2). */
const BUSINESS_UNIT_LENGTH = 35;

/** What the standard knows beyond one guide, for segments the guide does not use. */
export interface SegmentDirectory {
  has(segmentId: string): boolean;
}

/**
 * Pass 1's sink: judges each segment the walker places and makes objects only for what is wrong. Findings are capped;
 * the total is counted on.
 */
export class VerdictSink implements WalkSink {
  readonly #catalogue: FindingCatalogue;
  readonly #directory: SegmentDirectory;
  readonly #cap: number;
  readonly #policy: FindingPolicy;
  readonly #refusals = new UnitRefusals();
  readonly #runners = new Map<RuleProgram, RuleRunner>();
  #program: RuleProgram | undefined;
  #runner: RuleRunner | undefined;
  /** 1 for loops that are, or lie in, the one that holds the business unit's value. */
  #namesUnit: Uint8Array = new Uint8Array(0);
  readonly #elements: ElementChecker;
  readonly #hierarchy: HierarchyChecks;
  #guide!: CompiledGuide;
  #walker!: GuideWalker;
  #findings: Finding[] = [];
  /** Kept findings that only warn: without any, a full list has no room to make. */
  #warnings = 0;
  #total = 0;
  #segment!: SegmentView;
  #position = 0;
  #node = 0;
  /** Findings of required nodes that may yet come late, by node. */
  readonly #waiting = new Map<number, Finding>();
  #unit = new Uint8Array(BUSINESS_UNIT_LENGTH);
  #unitLength = 0;

  constructor(catalogue: FindingCatalogue, directory: SegmentDirectory, policy: FindingPolicy, findingsCap: number) {
    this.#catalogue = catalogue;
    this.#policy = policy;
    this.#directory = directory;
    this.#cap = findingsCap;
    this.#elements = new ElementChecker((code, place, parameters, warnOnly) =>
      this.#elementFinding(code, place, parameters, warnOnly),
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
    if (this.#guide !== guide) this.#namesUnit = businessUnitLoops(guide);
    this.#guide = guide;
    this.#walker = walker;
    this.#findings = [];
    this.#warnings = 0;
    this.#total = 0;
    this.#unitLength = 0;
    this.#waiting.clear();
    this.#elements.prepare(delimiters, trailingSeparators);
    this.#hierarchy.begin(guide);
    this.#refusals.begin(guide);
    this.#program = program;
    this.#runner = program === undefined ? undefined : this.#runnerOf(program);
    this.#runner?.begin(delimiters, received);
  }

  /** Ends the set: its findings in order of place, how many there were, its units and those of them that are refused. */
  take(): {
    readonly findings: readonly Finding[];
    readonly total: number;
    readonly units: number;
    readonly refusals: readonly UnitRefusal[];
  } {
    this.#runner?.finish(this.#segment, this.#position);
    const findings = this.#findings;
    // Most sets have none or came in order; a missing segment is told when a later one reveals it.
    findings.sort((a, b) => a.place.segmentPosition - b.place.segmentPosition);
    return { findings, total: this.#total, ...this.#refusals.take() };
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
    if (this.#waiting.size > 0) {
      for (const node of this.#waiting.keys()) if (this.#guide.parent[node] === loop) this.#waiting.delete(node);
    }
  }

  matched(node: number, segment: SegmentView, position: number): void {
    const guide = this.#guide;
    const role = guide.role[node]!;
    this.#segment = segment;
    this.#position = position;
    this.#node = node;
    if (role !== 0) {
      if ((role & NodeRole.envelope) !== 0) return;
      this.#turnUnit(role, segment);
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
      if ((role & (NodeRole.endsBusinessUnit | NodeRole.businessUnit)) !== 0) this.#unitLength = 0;
      if ((role & NodeRole.hierarchical) !== 0) this.#hierarchy.supposed(guide.parent[node]!);
    }
    const finding = this.#add(isLoop ? 'loop-missing' : 'segment-missing', {
      place: this.#absent(segmentNode, segment, position),
      parameters: {
        segment: guide.ids[segmentNode]!,
        name: guide.names[node]!,
        loop: isLoop ? guide.ids[node]! : lastLoop(guide.paths[segmentNode]!),
      },
    });
    if (finding !== undefined) this.#waiting.set(node, finding);
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
    this.#turnUnit(this.#guide.role[segmentNode]!, segment);
    this.#structure(code, segmentNode, segment, position, { maximum: this.#guide.maximum[node]! });
  }

  unexpected(node: number, segment: SegmentView, position: number): void {
    this.#structure('segment-unexpected', node, segment, position, {});
  }

  wrongKey(targets: readonly number[], segment: SegmentView, position: number): void {
    const guide = this.#guide;
    this.#segment = segment;
    this.#position = position;
    this.#node = targets[0]!;
    const element = guide.keyElement[this.#node]!;
    const component = guide.keyComponent[this.#node]!;
    let specification = guide.specStart[this.#node]! + element - 1;
    if (component > 0) specification = guide.specs.componentStart[specification]! + component - 1;
    const codes = [...new Set(targets.flatMap((target) => guide.keyCodes[target] ?? []))];
    this.#elements.wrongKey(guide, segment, { element, component, specification }, codes);
  }

  late(node: number, segment: SegmentView, position: number): void {
    const guide = this.#guide;
    const role = guide.role[node]!;
    const isPlaced = this.#withdraw(node) || (role & NodeRole.opener) === 0;
    // The first segment of a loop whose place is closed: what was missing is the loop.
    if (!isPlaced) this.#withdraw(guide.parent[node]!);
    this.#turnUnit(role, segment);
    this.#structure('segment-out-of-order', node, segment, position, {});
    this.#segment = segment;
    this.#position = position;
    this.#node = node;
    this.#elements.check(guide, node, segment);
    if (!isPlaced) return;
    if ((role & NodeRole.hierarchical) !== 0) this.#hierarchy.checkLate(node, segment, position);
    this.#runner?.matched(node, segment, position);
  }

  /** What was missing has come: takes that finding back. False when there is none. */
  #withdraw(node: number): boolean {
    const waiting = this.#waiting.get(node);
    if (waiting === undefined) return false;
    this.#waiting.delete(node);
    this.#total--;
    // It is not there any more when it made room for a rejection.
    const at = this.#findings.indexOf(waiting);
    if (at >= 0) {
      this.#findings.splice(at, 1);
      if (waiting.severity === 'warn') this.#warnings--;
    }
    return true;
  }

  unknown(segment: SegmentView, position: number, meant: number): void {
    const guide = this.#guide;
    if (meant >= 0) {
      this.#segment = segment;
      this.#position = position;
      this.#node = meant;
      this.#turnUnit(guide.role[meant]!, segment);
      if ((guide.role[meant]! & NodeRole.hierarchical) !== 0) this.#hierarchy.check(meant, segment, position);
    }
    const id = segment.id;
    const shown = /^[A-Z0-9]{1,3}$/.test(id) ? id : '';
    const path = guide.paths[this.#node]!;
    this.#add(this.#unknownCode(id), {
      place: {
        byteOffset: segment.fileOffset,
        byteLength: segment.byteLength,
        segmentPosition: position,
        segmentId: shown,
        loopPath: path,
      },
      parameters: { segment: shown, name: shown, loop: lastLoop(path) },
    });
  }

  #unknownCode(id: string): string {
    if (this.#guide.notUsedSegments.includes(id)) return 'segment-not-used';
    if (this.#directory.has(id)) return 'segment-not-in-set';
    if (id === '') return 'set-segment-empty';
    return /^[ \t]+[A-Za-z]/.test(id) ? 'set-segment-space-before' : 'set-segment-unrecognized';
  }

  #structure(
    code: string,
    node: number,
    segment: SegmentView,
    position: number,
    parameters: Readonly<Record<string, string | number>>,
  ): void {
    const path = node < 0 ? '' : this.#guide.paths[node]!;
    this.#add(code, {
      place: {
        byteOffset: segment.fileOffset,
        byteLength: segment.byteLength,
        segmentPosition: position,
        segmentId: segment.id,
        loopPath: path,
      },
      parameters: {
        segment: segment.id,
        name: node < 0 ? segment.id : this.#guide.names[node]!,
        loop: lastLoop(path),
        ...parameters,
      },
    });
  }

  /** The place a missing segment would have had: before the segment that revealed the gap. */
  #absent(node: number, segment: SegmentView, position: number): Place {
    return {
      byteOffset: segment.fileOffset,
      byteLength: 0,
      segmentPosition: position,
      segmentId: this.#guide.ids[node]!,
      loopPath: this.#guide.paths[node]!,
    };
  }

  #elementFinding(
    code: string,
    place: ElementPlace,
    parameters: Readonly<Record<string, string | number>>,
    warnOnly: boolean,
  ): void {
    const guide = this.#guide;
    const segment = this.#segment;
    if (code === 'component-separator-differs' || code === 'repetition-separator-differs') {
      // The set is read with these from here on. Its rules were compiled for the others: they would blame each value.
      this.#walker.useSeparators(this.#elements.componentSeparator, this.#elements.repetitionSeparator);
      this.#runner = undefined;
    }
    const id = guide.ids[this.#node]!;
    const { specification, element, component } = place;
    const known = specification >= 0;
    const isComposite = known && (guide.specs.flags[specification]! & ElementFlag.composite) !== 0;
    const isMissing = place.start === place.end;
    this.#add(code, {
      place: {
        byteOffset: segment.fileOffset,
        byteLength: segment.byteLength,
        segmentPosition: this.#position,
        segmentId: id,
        loopPath: guide.paths[this.#node]!,
        element,
        ...(component > 0 ? { component } : {}),
        ...(place.repetition > 0 ? { repetition: place.repetition } : {}),
        ...(known && !(isComposite && component === 0) ? { dataElement: guide.specs.dataElement[specification]! } : {}),
        elementOffset: segment.base + place.start,
        elementLength: place.end - place.start,
      },
      ...(isMissing ? {} : { value: latin1(segment.bytes, place.start, place.end) }),
      isProtected: this.#isProtected(specification, place),
      parameters: {
        element: `${id}${String(element).padStart(2, '0')}${component > 0 ? `-${component}` : ''}`,
        name: known ? guide.specs.name[specification]! : guide.names[this.#node]!,
        segment: id,
        loop: lastLoop(guide.paths[this.#node]!),
        ...parameters,
      },
      ...(warnOnly ? { severity: 'warn' as const } : {}),
    });
  }

  /**
   * True when the value at fault may identify a person: the guide protects the element; it lists no such element, which
   * may hold anything; or it is too long for a qualifier and stands beside protected elements, of which a separator too
   * few or too many may have moved one here.
   */
  #isProtected(specification: number, place: ElementPlace): boolean {
    if (specification < 0) return true;
    const { specStart, specCount, specs } = this.#guide;
    if ((specs.flags[specification]! & ElementFlag.protected) !== 0) return true;
    if (place.end - place.start <= LONGEST_QUALIFIER) return false;
    const holdsProtected = (from: number, count: number): boolean => {
      for (let at = from; at < from + count; at++) {
        if ((specs.flags[at]! & ElementFlag.protected) !== 0) return true;
        if (holdsProtected(specs.componentStart[at]!, specs.componentCount[at]!)) return true;
      }
      return false;
    };
    return holdsProtected(specStart[this.#node]!, specCount[this.#node]!);
  }

  /** A finding about HL04 of a level that has ended. */
  #earlierFinding(
    code: string,
    node: number,
    place: EarlierElement,
    parameters: Readonly<Record<string, string | number>>,
  ): void {
    const guide = this.#guide;
    const id = guide.ids[node]!;
    const specification = guide.specStart[node]! + place.element - 1;
    this.#add(code, {
      place: {
        ...place,
        segmentId: id,
        loopPath: guide.paths[node]!,
        dataElement: guide.specs.dataElement[specification]!,
      },
      value: '1',
      parameters: {
        element: `${id}${String(place.element).padStart(2, '0')}`,
        name: guide.specs.name[specification]!,
        segment: id,
        loop: lastLoop(guide.paths[node]!),
        ...parameters,
      },
    });
  }

  /** A finding about the value of one element of the segment at hand, made by a check beyond the specifications. */
  #valueFinding(code: string, element: number, parameters: Readonly<Record<string, string | number>>): void {
    const present = element <= this.#segment.elementCount;
    this.#elementFinding(
      code,
      {
        element,
        component: 0,
        repetition: 0,
        start: present ? this.#segment.starts[element]! : this.#segment.end,
        end: present ? this.#segment.ends[element]! : this.#segment.end,
        specification: this.#guide.specStart[this.#node]! + element - 1,
      },
      parameters,
      false,
    );
  }

  /** A segment that ends the business unit, or names the next one. */
  #turnUnit(role: number, segment: SegmentView): void {
    if ((role & NodeRole.endsBusinessUnit) !== 0) this.#unitLength = 0;
    if ((role & NodeRole.businessUnit) !== 0) this.#readBusinessUnit(segment);
  }

  #readBusinessUnit(segment: SegmentView): void {
    this.#unitLength = 0;
    const element = this.#guide.businessUnitElement;
    if (element > segment.elementCount) return;
    const start = segment.starts[element]!;
    const length = Math.min(segment.ends[element]! - start, BUSINESS_UNIT_LENGTH);
    for (let i = 0; i < length; i++) this.#unit[i] = segment.bytes[start + i]!;
    this.#unitLength = length;
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
    const guide = this.#guide;
    const { node, element, component, repetition } = fault;
    const kind = this.#program!.kinds[fault.rule]!;
    const id = guide.ids[node]!;
    const path = guide.paths[node]!;
    const specification = specificationAt(guide, node, element, component);
    const details = {
      place: {
        byteOffset: fault.byteOffset,
        byteLength: fault.byteLength,
        segmentPosition: fault.segmentPosition,
        segmentId: id,
        loopPath: path,
        ...(element > 0 ? { element, elementOffset: fault.elementOffset, elementLength: fault.elementLength } : {}),
        ...(component > 0 ? { component } : {}),
        ...(repetition > 0 ? { repetition } : {}),
        ...(specification >= 0 && guide.specs.dataElement[specification] !== ''
          ? { dataElement: guide.specs.dataElement[specification]! }
          : {}),
      },
      ...(fault.value === undefined ? {} : { value: fault.value }),
      ...(fault.trigger === undefined ? {} : { trigger: fault.trigger }),
      isProtected: fault.isProtected,
      parameters: {
        ...(element > 0
          ? { element: `${id}${String(element).padStart(2, '0')}${component > 0 ? `-${component}` : ''}` }
          : {}),
        name: specification >= 0 ? guide.specs.name[specification]! : guide.names[node]!,
        segment: id,
        loop: lastLoop(path),
        ...fault.parameters,
      },
    };
    this.#tell(kind, details, fault.loop, fault.unit, this.#namesUnit[fault.loop] === 1);
  }

  #add(code: string, details: FindingDetails): Finding | undefined {
    return this.#tell(this.#catalogue.kind(code), details, Math.max(this.#guide.parent[this.#node]!, 0), -1, true);
  }

  /** Keeps a finding as the policy has it: not at all, as a warning, in the acknowledgment, or against units. */
  #tell(
    kind: FindingKind,
    details: FindingDetails,
    loop: number,
    unit: number,
    isInBusinessUnit: boolean,
  ): Finding | undefined {
    const found = details.severity === undefined ? kind : { ...kind, severity: details.severity };
    const treatment = treat(found, this.#policy);
    if (treatment === undefined) return undefined;
    const { severity } = treatment;
    const isApplication = treatment.carrier === 'application';
    if (isApplication && severity === 'reject') this.#refusals.refuse(kind.code, loop, unit);
    this.#total++;
    if (this.#findings.length >= this.#cap && !this.#makeRoom(severity)) return undefined;
    const isNamed = isInBusinessUnit && this.#unitLength > 0;
    const finding = makeFinding(kind, {
      ...details,
      severity,
      ...(isApplication ? { carrier: 'application' } : {}),
      ...(isNamed
        ? { businessUnit: { name: this.#guide.businessUnitName, value: latin1(this.#unit, 0, this.#unitLength) } }
        : {}),
    });
    this.#findings.push(finding);
    if (severity === 'warn') this.#warnings++;
    return finding;
  }

  /** A full list lets a warning go for a rejection, so that a set is never accepted because of what it warned of. */
  #makeRoom(severity: Finding['severity']): boolean {
    if (severity !== 'reject' || this.#warnings === 0) return false;
    this.#findings.splice(
      this.#findings.findLastIndex((finding) => finding.severity === 'warn'),
      1,
    );
    this.#warnings--;
    return true;
  }
}

/** `2010BA` of `2000A/2000B/2010BA`; `header` for what stands outside all loops. */
function lastLoop(path: string): string {
  return path === '' ? 'header' : path.slice(path.lastIndexOf('/') + 1);
}

/** Loops within which the business unit's value last read is the right one: the loop that holds it, and all below. */
function businessUnitLoops(guide: CompiledGuide): Uint8Array {
  const loops = new Uint8Array(guide.nodeCount);
  for (let node = 0; node < guide.nodeCount; node++) {
    if ((guide.role[node]! & NodeRole.businessUnit) !== 0) loops[guide.parent[node]!] = 1;
  }
  for (let node = 1; node < guide.nodeCount; node++) {
    if (guide.isLoop[node] === 1 && loops[guide.parent[node]!] === 1) loops[node] = 1;
  }
  return loops;
}
