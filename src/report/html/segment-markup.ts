import type { Finding } from '../../findings/finding.js';
import type { Delimiters } from '../../x12/delimiters.js';
import { placeName } from '../../x12/places.js';
import { latin1 } from '../../x12/segment-view.js';
import { type ElementProtection, isEnvelopeProtected } from '../element-protection.js';
import type { NumberedFinding } from '../finding-id.js';
import { mask } from '../layout.js';
import { beforeData, isValueProtected, maskElement } from '../segment-line.js';
import { findingWords } from '../text.js';
import { decoded, html, type Markup } from './markup.js';
import type { ReportSetting } from './setting.js';

/** Most bytes of a segment that are read, elements of it and characters of an element that are shown. */
const LONGEST_SEGMENT = 16 * 1024;
const MOST_ELEMENTS = 80;
const LONGEST_ELEMENT = 160;
/** What can be a segment id (X12.6): anything else may be data, and is masked as such. */
const SEGMENT_ID = /^[A-Z][A-Z0-9]{1,2}$/;

/** One segment of the file as the page shows it. */
export interface ShownSegment {
  readonly byteOffset: number;
  /** Without its terminator. */
  readonly byteLength: number;
  /** ST = 1; 0 outside a set. */
  readonly position: number;
  /** The guide's or the standard's name for it; '' when nobody knows it. */
  readonly name: string;
  /** Last loop of its path, for what is masked; '' outside loops. */
  readonly loopId: string;
  /** What is odd about its place, in a word or two; '' when nothing is. */
  readonly remark: string;
  /** Elements the guide lists for it; 0 when nobody knows it. */
  readonly elementCount: number;
  /** Name of element n (1-based), '' when unknown. */
  readonly elementName: (element: number) => string;
}

/** How the values of the segment are cut and masked. */
export interface SegmentReading {
  readonly delimiters: Delimiters;
  readonly protection: ElementProtection;
}

/** A list item: the segment as sent with its faults marked, and a note for each finding. */
export function segmentMarkup(
  segment: ShownSegment,
  findings: readonly NumberedFinding[],
  reading: SegmentReading,
  setting: ReportSetting,
): Markup {
  const position =
    segment.position === 0
      ? ''
      : html`<span class="position" title="segment ${segment.position} of the set">${segment.position}</span>`;
  const remark = segment.remark === '' ? '' : html` <span class="remark">${segment.remark}</span>`;
  return html`<li class="segment${severityClass(findings)}"><div class="line">${position || html`<span class="position"></span>`}<code>${elementsMarkup(segment, findings, reading, setting)}</code> <span class="name">${segment.name}</span>${remark}</div>${notes(findings, setting)}</li>\n`;
}

/** A list item where something should have stood, or where something is wrong that is no segment. */
export function gapMarkup(findings: readonly NumberedFinding[], setting: ReportSetting): Markup {
  const { place } = findings[0]!.finding;
  const id = SEGMENT_ID.test(place.segmentId) ? place.segmentId : '';
  const label = id === '' ? 'here' : html`<b>${id}</b> is missing here`;
  const line =
    place.byteLength === 0 && id !== '' ? label : html`bytes ${place.byteOffset.toLocaleString('en-US')} and following`;
  return html`<li class="segment gap${severityClass(findings)}"><div class="line"><span class="position"></span><code>${line}</code></div>${notes(findings, setting)}</li>\n`;
}

/** ` reject` or ` warn`, or nothing for a clean segment. */
function severityClass(findings: readonly NumberedFinding[]): string {
  if (findings.length === 0) return '';
  return findings.some(({ finding }) => finding.severity === 'reject') ? ' reject' : ' warn';
}

/** The sign beside a finding's id, so that color is not the only mark. */
export function severitySign(finding: Finding): string {
  return finding.severity === 'reject' ? '✖' : '▲';
}

function notes(findings: readonly NumberedFinding[], setting: ReportSetting): Markup[] {
  return findings.map(({ id, finding }) => {
    const { title, message } = findingWords(finding, setting.schemas.findings);
    const name = finding.place.element === undefined ? '' : html`<b>${placeName(finding.place)}</b> `;
    return html`<p class="note ${finding.severity}" id="at-${id}"><a href="#${id}">${severitySign(finding)} ${id}</a> ${name}${title}. ${message}</p>`;
  });
}

function elementsMarkup(
  segment: ShownSegment,
  findings: readonly NumberedFinding[],
  { delimiters, protection }: SegmentReading,
  setting: ReportSetting,
): Markup[] {
  const bytes = setting.read(segment.byteOffset, Math.min(segment.byteLength, LONGEST_SEGMENT));
  const sent = latin1(bytes, 0, bytes.length);
  const head = beforeData(sent, sent.slice(0, 3));
  const dataBytes = head === sent ? 0 : segment.byteLength - head.length;
  const [id = '', ...elements] = head.split(String.fromCharCode(delimiters.element));
  const isId = SEGMENT_ID.test(id);
  const shownId =
    isId || setting.showValues ? decoded(id.slice(0, LONGEST_ELEMENT)) : mask(id.slice(0, LONGEST_ELEMENT));
  const faulty = faultsByElement(findings);
  const isProtected = (element: number, part: number): boolean => {
    if (setting.showValues) return false;
    if (!isId || isEnvelopeProtected(id, element) === true) return true;
    const atFault = faulty.get(element) ?? [];
    return atFault.some(({ finding }) => isValueProtected(finding)) || protection(id, segment.loopId, element, part);
  };
  const separator = html`<i>${decoded(String.fromCharCode(delimiters.element))}</i>`;
  const shown = elements.slice(0, MOST_ELEMENTS).map((value, index) => {
    const element = index + 1;
    const cut = value.slice(0, LONGEST_ELEMENT);
    const text = maskElement(cut, element, delimiters.component, delimiters.repetition, isProtected, decoded);
    if (dataBytes > 0 && element === elements.length) {
      const size = html`<em>${dataBytes.toLocaleString('en-US')} bytes of data</em>`;
      return html`${separator}${elementMarkup(segment, id, element, size, false, faulty.get(element))}`;
    }
    const more = value.length > cut.length ? html`<em>… ${value.length - cut.length} more</em>` : undefined;
    return html`${separator}${elementMarkup(segment, isId ? id : '', element, html`${text}${more}`, value === '', faulty.get(element))}`;
  });
  const beyond =
    elements.length > MOST_ELEMENTS ? html`<em>… ${elements.length - MOST_ELEMENTS} more elements</em>` : '';
  const absent = [...faulty.keys()]
    .filter((element) => element > elements.length)
    .sort((a, b) => a - b)
    .map((element) => html` ${elementMarkup(segment, id, element, html``, true, faulty.get(element))}`);
  return [html`<b>${shownId}</b>`, ...shown, html`${beyond}`, ...absent];
}

function elementMarkup(
  segment: ShownSegment,
  segmentId: string,
  element: number,
  value: Markup,
  isEmpty: boolean,
  findings: readonly NumberedFinding[] | undefined,
): Markup {
  if (isEmpty && findings === undefined) return value;
  const name = segmentId === '' ? '' : `${placeName({ segmentId, element })} ${segment.elementName(element)}`.trimEnd();
  if (findings === undefined) return html`<span title="${name}">${value}</span>`;
  const content = isEmpty
    ? html`<em>${name === '' ? 'element' : placeName({ segmentId, element })} not sent</em>`
    : value;
  return html`<mark class="fault${severityClass(findings)}" title="${name}">${content}</mark>`;
}

function faultsByElement(findings: readonly NumberedFinding[]): ReadonlyMap<number, readonly NumberedFinding[]> {
  const faults = new Map<number, NumberedFinding[]>();
  for (const numbered of findings) {
    const { element } = numbered.finding.place;
    if (element === undefined) continue;
    faults.set(element, [...(faults.get(element) ?? []), numbered]);
  }
  return faults;
}
