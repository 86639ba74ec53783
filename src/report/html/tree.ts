import type { Delimiters } from '../../x12/delimiters.js';
import { ISA_LENGTH } from '../../x12/header.js';
import { PROTECT_ALL } from '../element-protection.js';
import type { NumberedFinding } from '../finding-id.js';
import type { ReportContents, ReportedGroup, ReportedInterchange, ReportedSet } from './contents.js';
import { html, type Markup } from './markup.js';
import { counted, type PageText, shortened } from './page-text.js';
import { gapMarkup, segmentMarkup } from './segment-markup.js';
import { drawSet } from './set-markup.js';
import type { ReportSetting } from './setting.js';
import { groupVerdict, interchangeVerdict, setVerdict } from './words.js';

/** Bytes in which a trailer (GE, IEA) and what follows it must lie. */
const TRAILER_WINDOW = 200;

/** Draws the file from its first interchange to its last, with every shown finding in its place. */
export function drawTree(contents: ReportContents, setting: ReportSetting, page: PageText): void {
  page.add(html`<ol class="tree">\n`);
  for (const finding of contents.findings) page.add(gapMarkup([finding], setting));
  for (const interchange of contents.interchanges) drawInterchange(interchange, contents.isWhole, setting, page);
  const left = contents.interchangesReceived - contents.interchanges.length;
  if (left > 0) page.add(html`<li class="hidden">${counted(left, 'interchange')} with nothing found: not shown</li>\n`);
  page.add(html`</ol>\n`);
}

function drawInterchange(
  interchange: ReportedInterchange,
  isWhole: boolean,
  setting: ReportSetting,
  page: PageText,
): void {
  const { outcome, findings, groups, groupsLeftOut } = interchange;
  const { header, byteStart, byteEnd } = outcome;
  const envelope = new Envelope(findings, header.delimiters, setting, page);
  beginPart(page, 'Interchange', header.controlNumber, interchangeVerdict(interchange), true);
  envelope.segment(
    byteStart,
    header.form === 'strict' ? ISA_LENGTH - 1 : segmentLength(byteStart, byteEnd, header.delimiters, setting),
  );
  if (groups.length === 0 && outcome.acknowledgment === 'R') {
    page.add(
      html`<li class="hidden">${counted(byteEnd - byteStart, 'byte')}: not opened, because the interchange is refused</li>\n`,
    );
  }
  for (const group of groups) {
    if (group.outcome !== undefined) {
      drawGroup(group, header.delimiters, isWhole, setting, page);
      continue;
    }
    for (const numbered of group.findings) envelope.alone(numbered);
    for (const set of group.sets) drawOneSet(set, header.delimiters, isWhole, setting, page);
  }
  if (groupsLeftOut > 0)
    page.add(html`<li class="hidden">${counted(groupsLeftOut, 'group')} with nothing found: not shown</li>\n`);
  envelope.trailer('IEA', byteEnd);
  endPart(page);
}

function drawGroup(
  group: ReportedGroup,
  delimiters: Delimiters,
  isWhole: boolean,
  setting: ReportSetting,
  page: PageText,
): void {
  const { outcome, findings, sets } = group;
  if (outcome === undefined) return;
  const envelope = new Envelope(findings, delimiters, setting, page);
  const name = shortened(`${outcome.functionalIdentifier} ${outcome.version}`);
  beginPart(page, 'Group', outcome.controlNumber, groupVerdict(group), findings.length + sets.length > 0, name);
  envelope.segment(outcome.byteStart, segmentLength(outcome.byteStart, outcome.byteEnd, delimiters, setting));
  for (const set of sets) drawOneSet(set, delimiters, isWhole, setting, page);
  const left = outcome.setsReceived - sets.length;
  if (left > 0) {
    const why =
      outcome.status === 'R' && sets.length === 0
        ? 'not opened, because the group is refused'
        : 'with nothing found: not shown';
    page.add(html`<li class="hidden">${counted(left, 'transaction set')} ${why}</li>\n`);
  }
  envelope.trailer('GE', outcome.byteEnd);
  endPart(page);
}

function drawOneSet(
  set: ReportedSet,
  delimiters: Delimiters,
  isWhole: boolean,
  setting: ReportSetting,
  page: PageText,
): void {
  const { outcome, findings } = set;
  const title =
    outcome.guideId === ''
      ? shortened(outcome.transactionSet)
      : `${outcome.transactionSet} ${setting.schemas.guide(outcome.guideId).title}`;
  beginPart(page, 'Transaction set', outcome.controlNumber, setVerdict(set), findings.length > 0, title);
  if (outcome.guideId === '' && findings.length > 0)
    page.add(html`<li class="hidden">Not checked against a guide: everything in it is masked</li>\n`);
  drawSet(set, delimiters, isWhole && !page.isFull, setting, page);
  endPart(page);
}

function beginPart(page: PageText, kind: string, number: string, verdict: string, isOpen: boolean, name = ''): void {
  const start = isOpen ? html`<details open>` : html`<details>`;
  page.add(
    html`<li class="part">${start}<summary>${kind} <b>${shortened(number)}</b> ${name} <span class="verdict">${verdict}</span></summary><ol>\n`,
  );
}

function endPart(page: PageText): void {
  page.add(html`</ol></details></li>\n`);
}

/** The segments around what an interchange or a group holds, with the findings that stand there. */
class Envelope {
  readonly #delimiters: Delimiters;
  readonly #setting: ReportSetting;
  readonly #page: PageText;
  #waiting: readonly NumberedFinding[];

  constructor(findings: readonly NumberedFinding[], delimiters: Delimiters, setting: ReportSetting, page: PageText) {
    this.#waiting = findings;
    this.#delimiters = delimiters;
    this.#setting = setting;
    this.#page = page;
  }

  /** A header. */
  segment(byteOffset: number, byteLength: number): void {
    const isHere = ({ finding: { place } }: NumberedFinding) => place.byteOffset === byteOffset && place.byteLength > 0;
    const here = this.#waiting.filter(isHere);
    this.#waiting = this.#waiting.filter((numbered) => !isHere(numbered));
    this.#page.add(this.#markup(byteOffset, byteLength, here));
  }

  /** What is left to say, and the trailer that ends at `byteEnd`, when it is there. */
  trailer(id: string, byteEnd: number): void {
    const from = Math.max(0, byteEnd - TRAILER_WINDOW);
    const text = Buffer.from(this.#setting.read(from, byteEnd - from)).toString('latin1');
    const terminator = String.fromCharCode(this.#delimiters.segment);
    const start = text.lastIndexOf(`${id}${String.fromCharCode(this.#delimiters.element)}`);
    const before = start > 0 ? text.slice(0, start).trimEnd().at(-1) : terminator;
    const length = start < 0 ? -1 : text.slice(start).indexOf(terminator);
    const isThere = start >= 0 && before === terminator && length > 0;
    const isLast = isThere && text.slice(start + length + 1).trim() === '';
    const at = from + start;
    for (const numbered of this.#waiting) if (!isLast || numbered.finding.place.byteOffset !== at) this.alone(numbered);
    if (isLast) {
      const here = this.#waiting.filter(({ finding }) => finding.place.byteOffset === at);
      this.#page.add(this.#markup(at, length, here));
    }
    this.#waiting = [];
  }

  /** A finding between parts: with the segment it is about, when there is one. */
  alone(numbered: NumberedFinding): void {
    const { byteOffset, byteLength } = numbered.finding.place;
    this.#page.add(
      byteLength === 0 ? gapMarkup([numbered], this.#setting) : this.#markup(byteOffset, byteLength, [numbered]),
    );
  }

  #markup(byteOffset: number, byteLength: number, findings: readonly NumberedFinding[]): Markup {
    const id = Buffer.from(this.#setting.read(byteOffset, 3))
      .toString('latin1')
      .replace(/[^A-Z0-9].*$/s, '');
    const { control, elements } = this.#setting.schemas;
    const known = control.segments[id];
    const elementName = (element: number): string => {
      const fact = known?.elements[element - 1];
      return fact === undefined ? '' : (fact.name ?? elements[fact.element]?.name ?? '');
    };
    const segment = {
      byteOffset,
      byteLength,
      position: 0,
      name: known?.name ?? '',
      loopId: '',
      remark: '',
      elementCount: 0,
      elementName,
    };
    return segmentMarkup(segment, findings, { delimiters: this.#delimiters, protection: PROTECT_ALL }, this.#setting);
  }
}

/** Bytes of the segment that begins at `from`, without its terminator. */
function segmentLength(from: number, end: number, delimiters: Delimiters, setting: ReportSetting): number {
  const bytes = setting.read(from, Math.min(1024, Math.max(0, end - from)));
  const at = bytes.indexOf(delimiters.segment);
  return at < 0 ? bytes.length : at;
}
