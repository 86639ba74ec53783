import { type CompiledGuide, ElementFlag } from '../../guides/compiled.js';
import type { WalkSink } from '../../validate/walker.js';
import type { SegmentView } from '../../x12/segment-view.js';
import type { NumberedFinding } from '../finding-id.js';
import { html, type Markup } from './markup.js';
import { counted, type PageText } from './page-text.js';
import { gapMarkup, type SegmentReading, type ShownSegment, segmentMarkup } from './segment-markup.js';
import type { ReportSetting } from './setting.js';

/** Segments of a clean loop that are held until it is known whether the page shows it. */
const MOST_HELD = 2_000;

/** A line of the tree that is not on the page yet; segments are read from the file again when they are. */
type Held =
  | { readonly kind: 'segment'; readonly segment: ShownSegment }
  | { readonly kind: 'loop'; readonly loop: OpenLoop };

/** An occurrence of a loop. */
interface OpenLoop {
  readonly node: number;
  readonly held: Held[];
  /** Its start is on the page: something in it is wrong. */
  isShown: boolean;
  /** Segments in it and below. */
  segments: number;
  /** What was passed over since something of it was last added: clean loops by node, and segments beside them. */
  readonly hiddenLoops: Map<number, number>;
  hiddenSegments: number;
}

/** What decides how much of a set is shown. */
export interface TreeChoice {
  /** Clean loops that may repeat are shown folded too; otherwise they are only counted. */
  readonly isWhole: boolean;
}

/**
 * Draws one transaction set while the walker places its segments. A loop with a finding is shown open, with its segments
 * and those of the loops around it; a clean one folded, or counted where it is one of many. Findings must be in file
 * order. Memory: the offsets of one clean loop at a time.
 */
export class SetTree implements WalkSink {
  readonly #guide: CompiledGuide;
  readonly #reading: SegmentReading;
  readonly #setting: ReportSetting;
  readonly #page: PageText;
  readonly #choice: TreeChoice;
  readonly #open: OpenLoop[] = [];
  #waiting: NumberedFinding[];
  #isPlaced = false;

  constructor(
    guide: CompiledGuide,
    findings: readonly NumberedFinding[],
    reading: SegmentReading,
    setting: ReportSetting,
    page: PageText,
    choice: TreeChoice,
  ) {
    this.#guide = guide;
    this.#waiting = [...findings];
    this.#reading = reading;
    this.#setting = setting;
    this.#page = page;
    this.#choice = choice;
    const root = openLoop(0);
    // The set's own lines are always wanted, and so is what is missing among them.
    root.isShown = true;
    this.#open.push(root);
  }

  /** True when all findings are on the page and a clean loop has begun: what follows need not be read. */
  get isDone(): boolean {
    return this.#waiting.length === 0 && !this.#choice.isWhole && !this.#open.at(-1)!.isShown;
  }

  /** Call after the walker took a segment: one that it left aside is shown too. */
  settle(segment: SegmentView, position: number): void {
    if (!this.#isPlaced) this.#put(-1, segment, position, 'not placed');
    this.#isPlaced = false;
  }

  /** Call after the last segment. */
  finish(): void {
    while (this.#open.length > 1) this.closed(this.#open.at(-1)!.node);
    this.#tellHidden(this.#open[0]!);
    for (const finding of this.#waiting) this.#page.add(gapMarkup([finding], this.#setting));
    this.#waiting = [];
  }

  opened(loop: number): void {
    this.#open.push(openLoop(loop));
  }

  closed(node: number): void {
    while (this.#open.length > 1) {
      const loop = this.#open.pop()!;
      const parent = this.#open.at(-1)!;
      parent.segments += loop.segments;
      if (loop.isShown) {
        this.#tellHidden(loop);
        this.#page.add(html`</ol></details></li>\n`);
      } else this.#leave(loop, parent);
      if (loop.node === node) return;
    }
  }

  matched(node: number, segment: SegmentView, position: number): void {
    this.#put(node, segment, position, '');
  }

  late(node: number, segment: SegmentView, position: number): void {
    this.#put(node, segment, position, 'out of order');
  }

  unexpected(node: number, segment: SegmentView, position: number): void {
    this.#put(node, segment, position, 'unexpected here');
  }

  wrongKey(targets: readonly number[], segment: SegmentView, position: number): void {
    this.#put(targets[0]!, segment, position, '');
  }

  unknown(segment: SegmentView, position: number): void {
    this.#put(-1, segment, position, 'not in the guide');
  }

  missing(node: number, segment: SegmentView): void {
    const guide = this.#guide;
    const absent = guide.isLoop[node] === 1 ? guide.firstChild[node]! : node;
    const found = this.#claim(
      ({ finding: { place } }) =>
        place.byteOffset === segment.fileOffset &&
        place.byteLength === 0 &&
        place.segmentId === guide.ids[absent] &&
        place.loopPath === guide.paths[absent],
    );
    if (found.length > 0) this.#gap(found);
  }

  alternative(loop: number, segment: SegmentView): void {
    this.missing(loop, segment);
  }

  /** The segment itself follows. */
  tooMany(): void {}

  #put(node: number, view: SegmentView, position: number, remark: string): void {
    this.#isPlaced = true;
    for (let gaps = this.#before(view); gaps.length > 0; gaps = this.#before(view)) {
      for (const gap of gaps) this.#gap([gap]);
    }
    const findings = this.#claim(({ finding }) => finding.place.byteOffset === view.fileOffset);
    const segment = this.#shown(node, view, position, remark);
    const loop = this.#open.at(-1)!;
    loop.segments++;
    if (findings.length > 0) this.#show();
    if (!loop.isShown) this.#hold(loop, { kind: 'segment', segment });
    else if (findings.length === 0 && this.#page.isFull) loop.hiddenSegments++;
    else {
      this.#tellHidden(loop);
      this.#page.add(segmentMarkup(segment, findings, this.#reading, this.#setting));
    }
  }

  #gap(findings: readonly NumberedFinding[]): void {
    this.#show();
    this.#tellHidden(this.#open.at(-1)!);
    this.#page.add(gapMarkup(findings, this.#setting));
  }

  /** What stands nowhere else and comes before this segment, those of the lowest place. */
  #before(view: SegmentView): NumberedFinding[] {
    return this.#claim(
      ({ finding: { place } }) =>
        place.byteOffset < view.fileOffset || (place.byteOffset === view.fileOffset && place.byteLength === 0),
    );
  }

  /** Takes waiting findings up to the first that stands later than what is at hand. */
  #claim(isMeant: (numbered: NumberedFinding) => boolean): NumberedFinding[] {
    if (this.#waiting.length === 0) return [];
    const claimed: NumberedFinding[] = [];
    // Findings of one place are few, and those of later places never match.
    const near = this.#waiting.findIndex(
      ({ finding }) => finding.place.byteOffset > this.#waiting[0]!.finding.place.byteOffset,
    );
    const end = near < 0 ? this.#waiting.length : near;
    for (let index = 0; index < end; index++) if (isMeant(this.#waiting[index]!)) claimed.push(this.#waiting[index]!);
    if (claimed.length > 0) this.#waiting = this.#waiting.filter((numbered) => !claimed.includes(numbered));
    return claimed;
  }

  #shown(node: number, view: SegmentView, position: number, remark: string): ShownSegment {
    const guide = this.#guide;
    return {
      byteOffset: view.fileOffset,
      byteLength: view.byteLength,
      position,
      name: node < 0 ? '' : guide.names[node]!,
      loopId: node < 0 ? '' : guide.paths[node]!.slice(guide.paths[node]!.lastIndexOf('/') + 1),
      remark,
      elementCount: node < 0 ? 0 : guide.specCount[node]!,
      elementName: (element) => elementName(guide, node, element),
    };
  }

  #hold(loop: OpenLoop, held: Held): void {
    if (loop.held.length < MOST_HELD && loop.hiddenSegments === 0) loop.held.push(held);
    else loop.hiddenSegments += held.kind === 'segment' ? 1 : held.loop.segments;
  }

  /** A clean loop ended: shown folded, kept for its parent, or only counted. */
  #leave(loop: OpenLoop, parent: OpenLoop): void {
    const isOneOfMany = this.#guide.maximum[loop.node] !== 1;
    if (this.#page.isFull || (isOneOfMany && !this.#choice.isWhole)) {
      parent.hiddenLoops.set(loop.node, (parent.hiddenLoops.get(loop.node) ?? 0) + 1);
    } else if (parent.isShown) {
      this.#tellHidden(parent);
      this.#addFolded(loop);
    } else this.#hold(parent, { kind: 'loop', loop });
  }

  /** Puts the starts of all open loops on the page, with what they held back. */
  #show(): void {
    for (const [depth, loop] of this.#open.entries()) {
      if (loop.isShown) continue;
      loop.isShown = true;
      this.#tellHidden(this.#open[depth - 1]!);
      this.#page.add(html`<li class="loop"><details open><summary>${this.#title(loop.node)}</summary><ol>\n`);
      for (const held of loop.held) this.#addHeld(held);
      loop.held.length = 0;
    }
  }

  #addHeld(held: Held): void {
    if (held.kind === 'loop') this.#addFolded(held.loop);
    else this.#page.add(segmentMarkup(held.segment, [], this.#reading, this.#setting));
  }

  #addFolded(loop: OpenLoop): void {
    const size = counted(loop.segments, 'segment');
    this.#page.add(
      html`<li class="loop clean"><details><summary>${this.#title(loop.node)} <span class="size">${size}, nothing found</span></summary><ol>\n`,
    );
    for (const held of loop.held) this.#addHeld(held);
    this.#tellHidden(loop);
    this.#page.add(html`</ol></details></li>\n`);
  }

  /** Says what was passed over, before anything is added after it. */
  #tellHidden(loop: OpenLoop): void {
    for (const [node, count] of loop.hiddenLoops) {
      this.#page.add(
        html`<li class="hidden">${counted(count, 'loop')} ${this.#title(node)} with nothing found: not shown</li>\n`,
      );
    }
    loop.hiddenLoops.clear();
    if (loop.hiddenSegments > 0) {
      this.#page.add(html`<li class="hidden">${counted(loop.hiddenSegments, 'segment')} not shown</li>\n`);
    }
    loop.hiddenSegments = 0;
  }

  #title(node: number): Markup {
    return html`<b>${this.#guide.ids[node]}</b> ${this.#guide.names[node]}`;
  }
}

function openLoop(node: number): OpenLoop {
  return { node, held: [], isShown: false, segments: 0, hiddenLoops: new Map(), hiddenSegments: 0 };
}

function elementName(guide: CompiledGuide, node: number, element: number): string {
  if (node < 0 || element > guide.specCount[node]!) return '';
  const specification = guide.specStart[node]! + element - 1;
  const unused = (guide.specs.flags[specification]! & ElementFlag.notUsed) !== 0;
  return `${guide.specs.name[specification] ?? ''}${unused ? ' (not used)' : ''}`.trim();
}
