import type { Finding, FindingTrigger } from '../findings/finding.js';
import { type Composite, echo, writeSegment } from '../x12/writer.js';

/** IK403 codes without IK404: the value is missing (1, 2, I9, I11) or would break the 999 (6). */
const CODES_WITHOUT_COPY = new Set(['1', '2', '6', 'I9', 'I11']);
/** IK403 codes that come from a situational rule and name its trigger. */
const SITUATIONAL_CODES = new Set(['I9', 'I13']);
/** IK404 holds 99 characters. */
const LONGEST_COPY = 99;
/** IK401-1, -2 and -3 hold two, two and four digits. */
const LARGEST_POSITION = 99;
const LARGEST_REPETITION = 9999;

/** IK4 for one element finding, and the CTX segment that follows it when a situational rule is the cause. */
export function elementNote(finding: Finding): { readonly text: string; readonly contexts: readonly string[] } {
  const { place, trigger } = finding;
  const code = finding.acknowledgment ?? '';
  const copy = CODES_WITHOUT_COPY.has(code) ? '' : echo(finding.value ?? '', LONGEST_COPY);
  // Composite ids such as C023 are not numbers and have no place in IK402.
  const dataElement = /^\d{1,4}$/.test(place.dataElement ?? '') ? place.dataElement : '';
  const text = writeSegment('IK4', [
    position(place.element, place.component, place.repetition),
    dataElement,
    code,
    copy,
  ]);
  const contexts = trigger !== undefined && SITUATIONAL_CODES.has(code) ? [triggerContext(trigger)] : [];
  return { text, contexts };
}

/** CTX SITUATIONAL TRIGGER: the segment, and the element in it, that made the rule apply. CTX06 is not sent. */
export function triggerContext(trigger: FindingTrigger): string {
  return writeSegment('CTX', [
    'SITUATIONAL TRIGGER',
    trigger.segmentId,
    String(trigger.segmentPosition),
    '',
    trigger.element === undefined ? '' : position(trigger.element, trigger.component, undefined),
  ]);
}

/** `2`, `5:3` or `3::2`: element, component, repetition; the last only for an element that repeats. */
function position(
  element: number | undefined,
  component: number | undefined,
  repetition: number | undefined,
): Composite {
  return [
    String(Math.min(element ?? 1, LARGEST_POSITION)),
    component === undefined ? '' : String(Math.min(component, LARGEST_POSITION)),
    repetition === undefined ? '' : String(Math.min(repetition, LARGEST_REPETITION)),
  ];
}
