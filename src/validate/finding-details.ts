import { type FindingDetails, LONGEST_QUALIFIER, LONGEST_VALUE } from '../findings/finding.js';
import { type CompiledGuide, ElementFlag } from '../guides/compiled.js';
import type { RuleFault } from '../rules/fault.js';
import { specificationAt } from '../rules/paths.js';
import type { Place } from '../x12/places.js';
import type { SegmentView } from '../x12/segment-view.js';
import type { ElementPlace, FaultParameters } from './element-faults.js';
import type { EarlierElement } from './hierarchy-checks.js';

/** The segment a finding is about: the node it is taken for, and its position in the set. */
export interface SegmentAtHand {
  readonly guide: CompiledGuide;
  readonly node: number;
  readonly segment: SegmentView;
  /** ST = 1. */
  readonly position: number;
}

/** Of a segment, or the loop it opens, that is not there: the place it would have had, before the segment at hand. */
export function missingDetails(at: SegmentAtHand, isLoop: boolean): FindingDetails {
  const { guide, node, segment, position } = at;
  const id = guide.ids[node]!;
  const path = guide.paths[node]!;
  const named = isLoop ? guide.parent[node]! : node;
  return {
    place: { byteOffset: segment.fileOffset, byteLength: 0, segmentPosition: position, segmentId: id, loopPath: path },
    parameters: { segment: id, name: guide.names[named]!, loop: lastLoop(path) },
  };
}

/** Of a segment where, or as often as, it should not be. `node` -1: no single place is meant. */
export function structureDetails(at: SegmentAtHand, parameters: FaultParameters): FindingDetails {
  const { guide, node, segment } = at;
  const path = node < 0 ? '' : guide.paths[node]!;
  const name = node < 0 ? segment.id : guide.names[node]!;
  return {
    place: segmentPlace(at, segment.id, path),
    parameters: { segment: segment.id, name, loop: lastLoop(path), ...parameters },
  };
}

/** True for what can be a segment id: anything longer may hold a value, when the separator behind the id is lost. */
export function isSegmentId(id: string): boolean {
  return /^[A-Z0-9]{1,3}$/.test(id);
}

/** Of a segment whose id the guide does not use; `node` is the one before it. An id that is none is not shown. */
export function unknownDetails(at: SegmentAtHand): FindingDetails {
  const { id } = at.segment;
  const shown = isSegmentId(id) ? id : '';
  const path = at.guide.paths[at.node]!;
  return {
    place: segmentPlace(at, shown, path),
    parameters: { segment: shown, name: shown, loop: lastLoop(path) },
  };
}

/** Of an element or component of a segment, or one that it lacks. */
export function elementDetails(at: SegmentAtHand, fault: ElementPlace, parameters: FaultParameters): FindingDetails {
  const { guide, node, segment } = at;
  const { element, component, start, end, specification } = fault;
  const id = guide.ids[node]!;
  return {
    place: elementPlace(at, fault),
    ...(start === end ? {} : { value: shownValue(segment.bytes, start, end) }),
    isProtected: isProtected(guide, node, fault),
    parameters: {
      element: elementName(id, element, component),
      name: specification >= 0 ? guide.specs.name[specification]! : guide.names[node]!,
      segment: id,
      loop: lastLoop(guide.paths[node]!),
      ...parameters,
    },
  };
}

/**
 * The value, as much of it as a finding shows. In one piece: a text grown by one character after the other is a chain as
 * long as itself, and one cut off afterwards keeps the whole of it in memory.
 */
function shownValue(bytes: Uint8Array, start: number, end: number): string {
  const length = Math.min(end - start, LONGEST_VALUE);
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1');
}

/** Sets are kept with up to a thousand of these: what each of them has stands in one literal, which takes least memory. */
function elementPlace({ guide, node, segment, position }: SegmentAtHand, fault: ElementPlace): Place {
  const { element, component, repetition, start, end, specification } = fault;
  const place: { -readonly [key in keyof Place]: Place[key] } = {
    byteOffset: segment.fileOffset,
    byteLength: segment.byteLength,
    segmentPosition: position,
    segmentId: guide.ids[node]!,
    loopPath: guide.paths[node]!,
    element,
    elementOffset: segment.base + start,
    elementLength: end - start,
  };
  if (component > 0) place.component = component;
  if (repetition > 0) place.repetition = repetition;
  if (specification < 0) return place;
  const isComposite = (guide.specs.flags[specification]! & ElementFlag.composite) !== 0;
  if (!isComposite || component > 0) place.dataElement = guide.specs.dataElement[specification]!;
  return place;
}

/** Of HL04 of a level that has ended. */
export function earlierDetails(
  guide: CompiledGuide,
  node: number,
  place: EarlierElement,
  parameters: FaultParameters,
): FindingDetails {
  const id = guide.ids[node]!;
  const path = guide.paths[node]!;
  const specification = guide.specStart[node]! + place.element - 1;
  return {
    place: { ...place, segmentId: id, loopPath: path, dataElement: guide.specs.dataElement[specification]! },
    value: '1',
    parameters: {
      element: elementName(id, place.element, 0),
      name: guide.specs.name[specification]!,
      segment: id,
      loop: lastLoop(path),
      ...parameters,
    },
  };
}

/** Of a rule that was broken. Nothing is spread here either, as `makeFinding` says. */
export function ruleDetails(guide: CompiledGuide, fault: RuleFault): FindingDetails {
  const details: { -readonly [key in keyof FindingDetails]: FindingDetails[key] } = {
    place: rulePlace(guide, fault),
    isProtected: fault.isProtected,
    parameters: ruleParameters(guide, fault),
  };
  if (fault.value !== undefined) details.value = fault.value;
  if (fault.trigger !== undefined) details.trigger = fault.trigger;
  return details;
}

function rulePlace(guide: CompiledGuide, fault: RuleFault): Place {
  const { node, element, component, repetition, byteOffset, byteLength, segmentPosition } = fault;
  const place: { -readonly [key in keyof Place]: Place[key] } = {
    byteOffset,
    byteLength,
    segmentPosition,
    segmentId: guide.ids[node]!,
    loopPath: guide.paths[node]!,
  };
  if (element > 0) {
    place.element = element;
    place.elementOffset = fault.elementOffset;
    place.elementLength = fault.elementLength;
  }
  if (component > 0) place.component = component;
  if (repetition > 0) place.repetition = repetition;
  const specification = specificationAt(guide, node, element, component);
  const dataElement = specification < 0 ? '' : guide.specs.dataElement[specification]!;
  if (dataElement !== '') place.dataElement = dataElement;
  return place;
}

function ruleParameters(guide: CompiledGuide, fault: RuleFault): Record<string, string> {
  const { node, element, component } = fault;
  const segment = guide.ids[node]!;
  const specification = specificationAt(guide, node, element, component);
  const name = specification >= 0 ? guide.specs.name[specification]! : guide.names[node]!;
  const loop = lastLoop(guide.paths[node]!);
  const parameters: Record<string, string> =
    element > 0 ? { element: elementName(segment, element, component), name, segment, loop } : { name, segment, loop };
  for (const key in fault.parameters) parameters[key] = fault.parameters[key]!;
  return parameters;
}

function segmentPlace({ segment, position }: SegmentAtHand, segmentId: string, loopPath: string): Place {
  const { fileOffset: byteOffset, byteLength } = segment;
  return { byteOffset, byteLength, segmentPosition: position, segmentId, loopPath };
}

/**
 * True when the value at fault may identify a person: the guide protects the element; it lists no such element, which
 * may hold anything; or it is too long for a qualifier and stands beside protected elements, of which a separator too
 * few or too many may have moved one here.
 */
function isProtected({ specStart, specCount, specs }: CompiledGuide, node: number, place: ElementPlace): boolean {
  const { specification, start, end } = place;
  if (specification < 0 || (specs.flags[specification]! & ElementFlag.protected) !== 0) return true;
  if (end - start <= LONGEST_QUALIFIER) return false;
  const holdsProtected = (from: number, count: number): boolean => {
    for (let at = from; at < from + count; at++) {
      if ((specs.flags[at]! & ElementFlag.protected) !== 0) return true;
      if (holdsProtected(specs.componentStart[at]!, specs.componentCount[at]!)) return true;
    }
    return false;
  };
  return holdsProtected(specStart[node]!, specCount[node]!);
}

/** `NM109`, `CLM05-3`. */
function elementName(id: string, element: number, component: number): string {
  return `${id}${String(element).padStart(2, '0')}${component > 0 ? `-${component}` : ''}`;
}

/** `2010BA` of `2000A/2000B/2010BA`; `header` for what stands outside all loops. */
function lastLoop(path: string): string {
  return path === '' ? 'header' : path.slice(path.lastIndexOf('/') + 1);
}
