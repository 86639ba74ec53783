import { loopBody } from '../guides/loop-body.js';
import type { GuideElement, GuideFile, GuideNode, GuideSegment } from '../guides/types.js';

/**
 * True when an element may identify a person and is masked. `loopId` is the last loop of the place's path, '' for none;
 * `component` 0 asks about the element as a whole, which is protected when any part of it is.
 */
export type ElementProtection = (segmentId: string, loopId: string, element: number, component: number) => boolean;

const ENVELOPE = new Set(['ISA', 'IEA', 'GS', 'GE', 'ST', 'SE', 'TA1']);

/** Envelope segments hold nobody's data, but for the two fields that may carry a password: ISA02 and ISA04. */
export function isEnvelopeProtected(segmentId: string, element: number): boolean | undefined {
  if (!ENVELOPE.has(segmentId)) return undefined;
  return segmentId === 'ISA' && (element === 2 || element === 4);
}

/** Masks everything but the envelope: for a set that was checked against no guide. */
export const PROTECT_ALL: ElementProtection = (segmentId, _loopId, element) =>
  isEnvelopeProtected(segmentId, element) ?? true;

/**
 * The protection a guide's flags give. What the guide does not list or does not use is protected, since nobody knows
 * what stands there. Siblings of one id in one loop share the strictest answer; a segment outside its loops takes the
 * strictest of all places where the guide uses it.
 */
export function protectionOf(guide: Pick<GuideFile, 'children' | 'shared'>): ElementProtection {
  /** By `loop segment` and by segment alone: what is not protected, as `3` and `5-1`. */
  const open = new Map<string, ReadonlySet<string>>();
  const narrow = (key: string, elements: ReadonlySet<string>): void => {
    const before = open.get(key);
    open.set(key, before === undefined ? elements : new Set([...before].filter((element) => elements.has(element))));
  };
  const visited = new Set<string>();
  const visit = (nodes: readonly GuideNode[], loopId: string): void => {
    for (const node of nodes) {
      if ('segment' in node) {
        const elements = openElements(node);
        narrow(`${loopId} ${node.segment}`, elements);
        narrow(node.segment, elements);
      } else if ('children' in node) {
        visit(node.children, node.loop);
      } else if (!visited.has(`${node.loop} ${node.reference}`)) {
        // A shared body may name itself again further down.
        visited.add(`${node.loop} ${node.reference}`);
        visit(loopBody(node, guide), node.loop);
      }
    }
  };
  visit(guide.children, '');
  return (segmentId, loopId, element, component) => {
    const envelope = isEnvelopeProtected(segmentId, element);
    if (envelope !== undefined) return envelope;
    const known = open.get(`${loopId} ${segmentId}`) ?? open.get(segmentId);
    return known === undefined || !known.has(component === 0 ? `${element}` : `${element}-${component}`);
  };
}

function openElements(segment: GuideSegment): ReadonlySet<string> {
  const open = new Set<string>();
  const isOpen = (element: GuideElement): boolean => element.usage !== 'N' && element.protected !== true;
  for (const [at, element] of segment.elements.entries()) {
    if (!isOpen(element)) continue;
    const components = element.components ?? [];
    if (components.every(isOpen)) open.add(`${at + 1}`);
    // A simple element asked about by component (a stray separator in it) counts as its first one.
    if (components.length === 0) open.add(`${at + 1}-1`);
    for (const [part, component] of components.entries()) {
      if (isOpen(component)) open.add(`${at + 1}-${part + 1}`);
    }
  }
  return open;
}
