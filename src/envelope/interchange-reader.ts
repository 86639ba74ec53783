import type { FindingCatalogue } from '../findings/finding.js';
import type { HeaderToken } from '../x12/header.js';
import type { SegmentView } from '../x12/segment-view.js';
import type { CutData, StrayKind, TokenHandler } from '../x12/tokenizer.js';
import { ControlNumberMemory } from './control-number-memory.js';
import type { EnvelopeHandler } from './envelope-handler.js';
import { missingPlace, segmentPlace, shownSegmentId } from './envelope-places.js';
import { checkGroupHeader, checkGroupTrailer, groupHeader, groupKey, setsIncluded } from './group-checks.js';
import { checkHeader, type HeaderRules } from './header-checks.js';
import { headerFacts } from './header-facts.js';
import { emptyGroup, emptyInterchange, type OpenGroup, type OpenInterchange } from './open-parts.js';
import { checkSetHeader, checkSetTrailer, setTrailerMissing } from './set-checks.js';
import { ENVELOPE_ROWS, type EnvelopeRow, type EnvelopeStep, type Transition } from './state-table.js';
import { checkTrailer } from './trailer-checks.js';

/** TA101 to TA105. */
const TA1_ELEMENTS = 5;

export interface InterchangeReaderOptions {
  /** Who may be on both ends; absent: any well-formed sender and receiver. */
  readonly rules?: HeaderRules | undefined;
  /** GS08 of the guides there are; absent: no guide counts as unknown. */
  readonly guides?: ReadonlySet<string>;
}

/** Groups, and TA1 segments, that one interchange may hold; the standard's own limit for groups is 99,999. */
const MOST_PARTS = 10_000;

/**
 * Reads tokens as interchanges, groups and sets, and checks their envelopes. What is done about which segment in which
 * state stands in `ENVELOPE_TABLE` alone; this class holds the steps. Give it to a Tokenizer and call `end` after the
 * tokenizer's own. A segment inside a set costs one look in the table and one call.
 */
export class InterchangeReader implements TokenHandler {
  readonly #handler: EnvelopeHandler;
  readonly #catalogue: FindingCatalogue;
  readonly #rules: HeaderRules | undefined;
  readonly #isKnownGuide: (version: string) => boolean;
  readonly #steps: Readonly<Record<EnvelopeStep, (view: SegmentView | undefined) => void>>;
  readonly #setNumbers = new ControlNumberMemory();
  readonly #isRepeatedSet = (controlNumber: string) => this.#setNumbers.isRepeated(controlNumber);
  #row: EnvelopeRow = ENVELOPE_ROWS.outside;
  #interchanges = 0;
  #interchange: OpenInterchange = emptyInterchange(undefined, []);
  #group: OpenGroup = emptyGroup(undefined, []);
  #setControlNumber = '';
  #setSegments = 0;
  /** One past the terminator of the last segment, the ISA included. */
  #lastEnd = 0;
  /** Where a new ISA, or the end of the input, stands: an interchange without IEA reaches up to there. */
  #leftAt = 0;
  /** An unreadable header and what follows it, not yet reported. */
  #unreadableOffset = -1;
  #unreadableLength = 0;
  /** The binary data that the input ended in. */
  #cutData: CutData | undefined;
  #isOverfull = false;

  constructor(handler: EnvelopeHandler, catalogue: FindingCatalogue, options: InterchangeReaderOptions = {}) {
    this.#handler = handler;
    this.#catalogue = catalogue;
    this.#rules = options.rules;
    const { guides } = options;
    this.#isKnownGuide = (version) => guides === undefined || guides.has(version);
    this.#steps = {
      'open-group': (view) => this.#openGroup(view!),
      'open-set': (view) => this.#openSet(view!),
      'keep-segment': (view) => this.#keepSegment(view!),
      'close-set': (view) => this.#closeSet(view!),
      'cut-set': () => this.#cutSet(),
      'close-group': (view) => this.#closeGroup(view!),
      'cut-group': () => this.#cutGroup(),
      'close-interchange': (view) => this.#closeInterchange(view!),
      'cut-interchange': () => this.#cutInterchange(),
      'end-interchange': () => this.#endInterchange(this.#leftAt),
      'keep-acknowledgment': (view) => this.#keepAcknowledgment(view!),
      'refuse-content': () => this.#refuse('interchange-content-invalid', 'GE'),
      'refuse-structure': (view) => this.#refuseStructure(view!),
      'refuse-oversize': () => this.#refuseOversize(),
    };
  }

  header(token: HeaderToken): void {
    this.#leave(token.byteOffset);
    if (token.form === 'unreadable') {
      this.#unreadableOffset = token.byteOffset;
      this.#unreadableLength = token.byteLength;
      return;
    }
    const header = headerFacts(token);
    const findings = checkHeader(token, this.#catalogue, this.#rules);
    this.#row = ENVELOPE_ROWS.interchange;
    this.#interchange = emptyInterchange(header, findings);
    this.#lastEnd = token.byteOffset + token.byteLength;
    this.#handler.interchangeOpened({
      index: this.#interchanges++,
      header,
      findings: [...findings],
      isRefused: findings.some((finding) => finding.severity === 'reject'),
    });
  }

  segment(view: SegmentView): void {
    const transition = this.#row.byTag.get(view.tag);
    if (transition !== undefined) this.#take(transition, view);
    else if (this.#row.state === 'set') this.#keepSegment(view);
    else this.#take(this.#row.other, view);
    this.#lastEnd = view.fileOffset + view.byteLength + 1;
  }

  stray(kind: StrayKind, byteOffset: number, byteLength: number): void {
    if (this.#row.state === 'abandoned') return;
    if (this.#unreadableOffset >= 0) this.#unreadableLength = byteOffset + byteLength - this.#unreadableOffset;
    else this.#handler.stray(kind, byteOffset, byteLength);
  }

  oversize(): void {
    this.#take(this.#row.oversize, undefined);
  }

  /** What was cut off is no segment; `end` tells that the interchange is not whole. */
  cut(_byteOffset: number, _byteLength: number, data?: CutData): void {
    this.#cutData = data;
  }

  /** Says that there is no more input and how many bytes there were; closes what is open. */
  end(fileBytes: number): void {
    this.#leave(fileBytes);
  }

  #leave(at: number): void {
    this.#leftAt = at;
    this.#take(this.#row.newHeader, undefined);
    if (this.#unreadableOffset < 0) return;
    this.#handler.headerUnreadable(this.#unreadableOffset, this.#unreadableLength);
    this.#unreadableOffset = -1;
  }

  #take(transition: Transition, view: SegmentView | undefined): void {
    this.#interchange.segments++;
    for (const step of transition.steps) this.#steps[step](view);
    this.#row = ENVELOPE_ROWS[this.#isOverfull ? 'overfull' : transition.next];
    this.#isOverfull = false;
  }

  #openGroup(view: SegmentView): void {
    if (this.#interchange.groups === MOST_PARTS) {
      this.#refuseRest(view);
      return;
    }
    const header = groupHeader(view);
    const findings = checkGroupHeader(view, this.#catalogue);
    this.#interchange.findings.push(...findings.interchange);
    this.#group = emptyGroup(header, findings.group);
    this.#setNumbers.clear();
    const key = groupKey(header);
    if (this.#interchange.groupKeys.has(key)) {
      const place = segmentPlace(view, 0, 6);
      this.#group.findings.push(
        this.#catalogue.make('group-control-number-duplicate', { place, value: header.controlNumber }),
      );
    }
    this.#interchange.groupKeys.add(key);
    const opening = {
      ...header,
      interchange: this.#interchanges - 1,
      index: this.#interchange.groups++,
      byteStart: view.fileOffset,
      findings: [...this.#group.findings],
    };
    this.#handler.groupOpened(opening, view);
  }

  #openSet(view: SegmentView): void {
    const group = this.#group;
    const surroundings = { group, isRepeated: this.#isRepeatedSet, isKnownGuide: this.#isKnownGuide };
    const { findings, isEchoable } = checkSetHeader(view, surroundings, this.#catalogue);
    if (!isEchoable && !group.hasUnechoableSet) {
      group.hasUnechoableSet = true;
      group.findings.push(this.#catalogue.make('group-set-not-echoable', { place: segmentPlace(view, 1) }));
    }
    this.#setControlNumber = view.text(2);
    this.#setSegments = 0;
    const opening = {
      interchange: this.#interchanges - 1,
      group: this.#interchange.groups - 1,
      index: group.sets++,
      transactionSet: view.text(1),
      controlNumber: this.#setControlNumber,
      implementationReference: view.text(3),
      byteStart: view.fileOffset,
      findings,
    };
    this.#handler.setOpened(opening, view);
  }

  #keepSegment(view: SegmentView): void {
    this.#setSegments++;
    this.#handler.segment(view);
  }

  #closeSet(view: SegmentView): void {
    const findings = checkSetTrailer(view, this.#setControlNumber, this.#setSegments, this.#catalogue);
    const byteEnd = view.fileOffset + view.byteLength + 1;
    this.#handler.setClosed({ byteEnd, segmentCount: this.#setSegments, findings });
  }

  #cutSet(): void {
    const finding = setTrailerMissing(this.#lastEnd, this.#setSegments + 1, this.#catalogue);
    this.#handler.setClosed({ byteEnd: this.#lastEnd, segmentCount: this.#setSegments, findings: [finding] });
  }

  #closeGroup(view: SegmentView): void {
    const group = this.#group;
    group.findings.push(...checkGroupTrailer(view, group, group.sets, this.#catalogue));
    this.#handler.groupClosed({
      byteEnd: view.fileOffset + view.byteLength + 1,
      setsIncluded: setsIncluded(view) ?? group.sets,
      setsReceived: group.sets,
      findings: group.findings,
    });
  }

  #cutGroup(): void {
    const group = this.#group;
    group.findings.push(this.#catalogue.make('group-trailer-missing', { place: missingPlace('GE', this.#lastEnd) }));
    this.#handler.groupClosed({
      byteEnd: this.#lastEnd,
      setsIncluded: group.sets,
      setsReceived: group.sets,
      findings: group.findings,
    });
  }

  #closeInterchange(view: SegmentView): void {
    const { header, findings, groups, receivedAcknowledgments } = this.#interchange;
    const count = { groups, acknowledgments: receivedAcknowledgments.length };
    if (groups === 0 && count.acknowledgments === 0) this.#refuse('interchange-content-invalid', 'GS');
    findings.push(...checkTrailer(view, header, count, this.#catalogue));
    this.#endInterchange(view.fileOffset + view.byteLength + 1);
  }

  #cutInterchange(): void {
    if (this.#cutData === undefined) this.#refuse('interchange-premature-end', 'IEA');
    else this.#refuse('interchange-premature-end-in-data', 'IEA', { ...this.#cutData });
    this.#endInterchange(this.#leftAt);
  }

  #endInterchange(byteEnd: number): void {
    const { findings, groups, receivedAcknowledgments } = this.#interchange;
    this.#handler.interchangeClosed({ byteEnd, findings, groups, receivedAcknowledgments });
  }

  #keepAcknowledgment(view: SegmentView): void {
    if (this.#interchange.receivedAcknowledgments.length === MOST_PARTS) {
      this.#refuseRest(view);
      return;
    }
    const elements: string[] = [];
    for (let i = 1; i <= TA1_ELEMENTS; i++) elements.push(view.text(i));
    this.#interchange.receivedAcknowledgments.push(elements);
    this.#handler.acknowledgmentMet(view);
  }

  /** What one interchange may hold is bounded, since it is answered as a whole and kept until its end. */
  #refuseRest(view: SegmentView): void {
    const finding = { place: segmentPlace(view, 0), parameters: { maximum: MOST_PARTS } };
    this.#interchange.findings.push(this.#catalogue.make('interchange-too-many-parts', finding));
    this.#isOverfull = true;
  }

  #refuse(code: string, missingSegment: string, parameters?: Readonly<Record<string, string | number>>): void {
    const place = missingPlace(missingSegment, this.#lastEnd);
    this.#interchange.findings.push(this.#catalogue.make(code, { place, ...(parameters && { parameters }) }));
  }

  /** The first segment out of place is named; thousands more would say the same. */
  #refuseStructure(view: SegmentView): void {
    if (this.#interchange.hasStructureFinding) return;
    this.#interchange.hasStructureFinding = true;
    this.#interchange.findings.push(
      this.#catalogue.make('control-structure-invalid', {
        place: segmentPlace(view, 0),
        parameters: { segment: shownSegmentId(view) },
      }),
    );
  }

  /** When nothing was ever cut, the terminator is what is wrong (TA1 note code 004), else the structure (022). */
  #refuseOversize(): void {
    // The event itself has been counted.
    const isTerminator = this.#interchange.segments === 1;
    const code = isTerminator ? 'segment-terminator-invalid' : 'control-structure-invalid';
    // The header may have said so already.
    if (!this.#interchange.findings.some((finding) => finding.code === code)) this.#refuse(code, '');
  }
}
