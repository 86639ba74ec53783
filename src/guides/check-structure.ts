import type { ReportProblem } from './check-codes.js';
import { notePositions } from './syntax-note.js';
import type { GuideElement, GuideFile, GuideNode, GuideSegment } from './types.js';

/**
 * Checks what a guide says of itself without looking at the standard: shared loops that hold themselves, loops that
 * cannot be told apart by id, openers that repeat, bounds without LS and LE, composites and syntax notes that nobody
 * could satisfy, lists without a code.
 */
export function checkStructure(guide: GuideFile, report: ReportProblem): void {
  const visit = (children: readonly GuideNode[], where: string) => {
    const loops = children.flatMap((node) => ('loop' in node ? [node.loop] : []));
    for (const id of new Set(loops.filter((loop, index) => loops.indexOf(loop) !== index))) {
      report(where, `has two loops ${id}`);
    }
    for (const node of children) {
      if ('segment' in node) checkSegment(node, `${where} ${node.segment}`, report);
      else if ('children' in node) {
        checkBounds(node.children, node.bounded === true, `${where} ${node.loop}`, report);
        checkOpener(node.children, `${where} ${node.loop}`, report);
        visit(node.children, `${where} ${node.loop}`);
      }
    }
  };
  visit(guide.children, guide.id);
  for (const [id, body] of Object.entries(guide.shared ?? {})) {
    checkOpener(body.children, `${guide.id} ${id}`, report);
    visit(body.children, `${guide.id} ${id}`);
  }
  checkRecursion(guide, report);
}

function checkOpener(children: readonly GuideNode[], where: string, report: ReportProblem): void {
  const first = children[0];
  if (first !== undefined && 'segment' in first && first.max !== 1) {
    report(where, `its first segment ${first.segment} may come ${first.max} times, yet each begins the loop anew`);
  }
}

/** What LS and LE bound names itself alike in both (X12.6 loop header and trailer). */
function checkBounds(children: readonly GuideNode[], isBounded: boolean, where: string, report: ReportProblem): void {
  const [first, last] = [children[0], children.at(-1)];
  const isLs = first !== undefined && 'segment' in first && first.segment === 'LS';
  const isLe = last !== undefined && 'segment' in last && last.segment === 'LE';
  if (isBounded !== isLs || isLs !== isLe) {
    report(
      where,
      isBounded ? 'is bounded, yet does not begin with LS and end with LE' : 'has LS or LE, yet is not bounded',
    );
    return;
  }
  if (!isLs || !isLe) return;
  const [from, to] = [first, last].map((segment) => segment.elements[0]?.codes?.join(' '));
  if (from !== to) report(where, `LS01 is ${from}, LE01 is ${to}`);
}

function checkSegment(segment: GuideSegment, where: string, report: ReportProblem): void {
  checkNotes(segment.elements, segment.syntax ?? [], where, report);
  segment.elements.forEach((element, index) => {
    checkElement(element, `${where}${String(index + 1).padStart(2, '0')}`, report);
  });
}

function checkElement(element: GuideElement, where: string, report: ReportProblem): void {
  if (element.codes?.length === 0) report(where, 'has a list without a code');
  if (element.usage === 'N' || element.components === undefined) return;
  if (element.components.every((component) => component.usage === 'N'))
    report(where, 'is used, none of its components is');
  checkNotes(element.components, element.syntax ?? [], where, report);
  element.components.forEach((component, index) => {
    checkElement(component, `${where}-${index + 1}`, report);
  });
}

/** A note must leave a way to send the segment: what it demands may be sent, what it excludes is not all required. */
function checkNotes(
  elements: readonly GuideElement[],
  notes: readonly string[],
  where: string,
  report: ReportProblem,
): void {
  const usageAt = (position: number) => elements[position - 1]?.usage ?? 'N';
  for (const note of notes) {
    const usages = notePositions(note).map(usageAt);
    const [first, ...others] = usages;
    const required = usages.filter((usage) => usage === 'R').length;
    const isHopeless =
      (note[0] === 'E' && required > 1) ||
      (note[0] === 'R' && usages.every((usage) => usage === 'N')) ||
      (note[0] === 'P' && required > 0 && usages.includes('N')) ||
      (note[0] === 'C' && first === 'R' && others.includes('N')) ||
      (note[0] === 'L' && first === 'R' && others.every((usage) => usage === 'N'));
    if (isHopeless) report(where, `syntax note ${note} cannot be kept with these usages`);
  }
}

function checkRecursion({ id, shared = {} }: GuideFile, report: ReportProblem): void {
  const referencesIn = (children: readonly GuideNode[]): string[] =>
    children.flatMap((node) => {
      if ('segment' in node) return [];
      return 'children' in node ? referencesIn(node.children) : [node.reference];
    });
  const holdsItself = (start: string, from: string, seen: Set<string>): boolean =>
    referencesIn(shared[from]?.children ?? []).some((next) => {
      if (next === start) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return holdsItself(start, next, seen);
    });
  const circular = Object.keys(shared).filter((loop) => holdsItself(loop, loop, new Set()));
  for (const loop of circular) report(`${id} ${loop}`, 'holds itself, so that it would never end');
}
