import type { SetOutcome } from '../envelope/outcome.js';
import type { Finding } from '../findings/finding.js';
import type { PartnerOptions } from '../partners/profile.js';
import { echo, writeSegment } from '../x12/writer.js';
import { elementNote, triggerContext } from './element-note.js';
import { isReported } from './outcome.js';

/** One set's part of a 999, AK2 to IK5: its text and how many segments that is. Holds no control number of ours. */
export interface SetAcknowledgment {
  readonly text: string;
  readonly segments: number;
}

/** Most IK3 loops for one set; it is refused anyway, and a 999 has no limit of its own. */
const MOST_ERROR_LOOPS = 1000;
/** CTX situational triggers in one IK3 loop (999 guide, loop 2100). */
const MOST_SEGMENT_TRIGGERS = 9;
/** IK304 for a segment whose elements are at fault. */
const ELEMENT_ERRORS = '8';
/** IK304 codes that come from a situational rule and name its trigger. */
const SITUATIONAL_CODES = new Set(['I6', 'I9']);

/** What of a set's outcome its part of the 999 says. */
export type AnsweredSet = Pick<
  SetOutcome,
  'transactionSet' | 'controlNumber' | 'implementationReference' | 'status' | 'codes' | 'findings'
>;

/** One IK3 loop to be: a segment and one code, with the findings behind it. */
interface ErrorLoop {
  readonly segmentId: string;
  readonly position: number;
  readonly code: string;
  readonly findings: Finding[];
}

/**
 * AK2 to IK5 of one set (999 guide, loop 2000). Nothing for an accepted set when the partner wants errors only. What is
 * wrong with ST, SE or the set as a whole, a segment id outside the X12 directory included, stands in IK5 alone (X12 RFI
 * 1257). IK303 stays empty: it belongs to LS/LE loops.
 */
export function renderSetAcknowledgment(set: AnsweredSet, options: PartnerOptions): SetAcknowledgment {
  if (set.status === 'A' && options.acknowledgedSets === 'errors') return { text: '', segments: 0 };
  const head = [echo(set.transactionSet, 3), echo(set.controlNumber, 9), implementationReference(set)];
  const segments = [writeSegment('AK2', head)];
  for (const loop of errorLoops(set.findings, options)) segments.push(...renderErrorLoop(loop));
  segments.push(writeSegment('IK5', [set.status, ...set.codes]));
  return { text: segments.join(''), segments: segments.length };
}

/** AK203 copies ST03, even a wrong one (X12 RFI 1438), as long as its characters and length are legal. */
function implementationReference(set: AnsweredSet): string {
  const reference = set.implementationReference;
  return echo(reference, 35) === reference ? reference : '';
}

/**
 * IK304 of the IK3 loop that says a finding of a set; undefined for one that has no place in an IK3: it is not reported,
 * or is left to IK5 (what is wrong with ST, SE or the set, a segment id that IK301 cannot name).
 */
export function errorLoopCode(finding: Finding, options: PartnerOptions): string | undefined {
  const { segmentId, segmentPosition, element } = finding.place;
  if (!isReported(finding, options) || segmentPosition < 1 || !/^[A-Z][A-Z0-9]{1,2}$/.test(segmentId)) return undefined;
  if (segmentId === 'ST' || segmentId === 'SE') return undefined;
  if (finding.scope === 'segment') return finding.acknowledgment ?? undefined;
  return finding.scope === 'element' && element !== undefined ? ELEMENT_ERRORS : undefined;
}

/** Groups findings by segment and code, in order of position. */
function errorLoops(findings: readonly Finding[], options: PartnerOptions): ErrorLoop[] {
  const loops = new Map<string, ErrorLoop>();
  for (const finding of findings) {
    const { segmentId, segmentPosition: position } = finding.place;
    const code = errorLoopCode(finding, options);
    if (code === undefined) continue;
    const key = `${position} ${segmentId} ${code}`;
    const loop = loops.get(key);
    if (loop !== undefined) loop.findings.push(finding);
    else loops.set(key, { segmentId, position, code, findings: [finding] });
  }
  return [...loops.values()].sort((a, b) => a.position - b.position).slice(0, MOST_ERROR_LOOPS);
}

/** IK3, its CTX segments, and IK4 with theirs when the code is 8. */
function renderErrorLoop(loop: ErrorLoop): string[] {
  const segments = [writeSegment('IK3', [loop.segmentId, String(loop.position), '', loop.code])];
  if (SITUATIONAL_CODES.has(loop.code)) {
    const triggers = loop.findings.flatMap((finding) => (finding.trigger === undefined ? [] : [finding.trigger]));
    segments.push(...[...new Set(triggers.map(triggerContext))].slice(0, MOST_SEGMENT_TRIGGERS));
  }
  const unit = loop.findings.find((finding) => finding.businessUnit !== undefined)?.businessUnit;
  const unitValue = unit === undefined ? '' : echo(unit.value, 35);
  if (unit !== undefined && unitValue !== '') segments.push(writeSegment('CTX', [[echo(unit.name, 35), unitValue]]));
  if (loop.code !== ELEMENT_ERRORS) return segments;
  const notes = [...loop.findings].sort(byElement).map(elementNote);
  const written = new Set<string>();
  for (const note of notes) {
    // The same code twice for one element says nothing new.
    if (written.has(note.text)) continue;
    written.add(note.text);
    segments.push(note.text, ...note.contexts);
  }
  return segments;
}

function byElement(a: Finding, b: Finding): number {
  return (
    (a.place.element ?? 0) - (b.place.element ?? 0) ||
    (a.place.repetition ?? 0) - (b.place.repetition ?? 0) ||
    (a.place.component ?? 0) - (b.place.component ?? 0)
  );
}
