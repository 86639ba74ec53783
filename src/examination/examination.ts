import type {
  EnvelopeHandler,
  GroupClosing,
  GroupOpening,
  InterchangeClosing,
  InterchangeOpening,
  SetClosing,
  SetOpening,
} from '../envelope/envelope-handler.js';
import { segmentPlace } from '../envelope/envelope-places.js';
import type { GroupOutcome, InterchangeHeader } from '../envelope/outcome.js';
import type { Finding } from '../findings/finding.js';
import { isApplicationSender } from '../partners/channel-checks.js';
import { DEFAULT_OPTIONS, type PartnerOptions } from '../partners/profile.js';
import { settleGroup, settleInterchange, settleSet } from '../respond/outcome.js';
import { renderSetAcknowledgment } from '../respond/set-acknowledgment.js';
import { type Route, routeGroup } from '../route/route.js';
import type { SetRow } from '../store/ledger.js';
import type { SegmentView } from '../x12/segment-view.js';
import type { StrayKind } from '../x12/tokenizer.js';
import type { ExaminationContext, ExaminationValidator } from './examination-context.js';
import { ExaminationQueue } from './examination-sink.js';
import { FileFindings } from './file-findings.js';
import { decidingFirst, joined } from './finding-lists.js';
import { RangeHasher } from './range-hasher.js';
import { SetTally } from './set-tally.js';

const DEFAULT_FINDINGS_CAP = 1000;

const NO_ACKNOWLEDGMENT = { text: '', segments: 0 };

/** The group being read. */
interface OpenGroup {
  readonly opening: GroupOpening;
  /** Undefined in a refused interchange, where no group is opened for processing. */
  readonly route: Route | undefined;
  /** Made by routing; the reader's own come with the closing. */
  readonly findings: readonly Finding[];
  /** Sets are judged and kept one by one; false when nothing in the group can be accepted any more. */
  readonly isJudged: boolean;
  readonly tally: SetTally;
  /** Guides that the set asked about last may be of. */
  readonly guides: { transactionSet: string | undefined; ids: readonly string[] };
}

/** The set being read. */
interface OpenSet {
  readonly opening: SetOpening;
  readonly findings: readonly Finding[];
  readonly isValidated: boolean;
}

/**
 * Pass 1 of one file as the reader's handler: interchanges, groups and sets in, outcomes out, in a queue. The order of
 * work for a 999: the interchange's verdict stops everything below it; a group is routed when its GS is met; a set gets
 * envelope findings and those of its guide, its IK5 and its part of the 999.
 */
export class Examination implements EnvelopeHandler {
  readonly queue = new ExaminationQueue();
  readonly hasher = new RangeHasher();
  readonly fileFindings = new FileFindings();
  readonly #context: ExaminationContext;
  readonly #options: PartnerOptions;
  readonly #validator: ExaminationValidator;
  #interchanges = 0;
  #header!: InterchangeHeader;
  #isRefused = false;
  #groups: GroupOutcome[] = [];
  #hasOtherGroups = false;
  /** What is wrong with received TA1s; never part of the verdict, since nothing answers a TA1. */
  #acknowledgmentFindings: Finding[] = [];
  #group!: OpenGroup;
  #set!: OpenSet;
  /** The open set's segments go to the validator. On its own, since it is asked for every segment. */
  #isValidating = false;

  constructor(context: ExaminationContext) {
    this.#context = context;
    this.#options = context.profile?.options ?? context.options ?? DEFAULT_OPTIONS;
    this.#validator = context.validatorFactory({
      findingsCap: context.findingsCap ?? DEFAULT_FINDINGS_CAP,
      trailingSeparators: this.#options.trailingSeparators,
      policy: this.#options.validation,
    });
  }

  /** Readable interchanges so far. */
  get interchanges(): number {
    return this.#interchanges;
  }

  interchangeOpened(opening: InterchangeOpening): void {
    this.#interchanges++;
    this.fileFindings.headerMet();
    this.hasher.begin(opening.header.byteOffset);
    this.#header = opening.header;
    this.#isRefused = opening.isRefused;
    this.#groups = [];
    this.#acknowledgmentFindings = [];
    this.#hasOtherGroups = false;
  }

  /** From a partner TA1s are taken as they come, as 999s are; a check without partners holds them against their table. */
  acknowledgmentMet(view: SegmentView): void {
    if (this.#context.profile !== undefined) return;
    const room = (this.#context.findingsCap ?? DEFAULT_FINDINGS_CAP) - this.#acknowledgmentFindings.length;
    const findings = this.#validator.acknowledgment(view, this.#header.delimiters);
    this.#acknowledgmentFindings.push(...findings.slice(0, room));
  }

  groupOpened(opening: GroupOpening, view: SegmentView): void {
    const route = this.#isRefused ? undefined : this.#route(opening);
    const findings = route === undefined ? [] : this.#groupFindings(opening, route, view);
    const isBroken = opening.findings.some((finding) => finding.severity === 'reject');
    this.#group = {
      opening,
      route,
      findings,
      isJudged: !isBroken && (route?.kind === 'guides' || route?.kind === 'acknowledgments'),
      tally: new SetTally(),
      guides: { transactionSet: undefined, ids: [] },
    };
    const isAcknowledging = opening.functionalIdentifier === 'FA' || route?.kind === 'acknowledgments';
    if (!isAcknowledging) this.#hasOtherGroups = true;
  }

  setOpened(opening: SetOpening, view: SegmentView): void {
    const { route, isJudged } = this.#group;
    this.#isValidating = false;
    if (!isJudged || route === undefined) return;
    let findings = opening.findings;
    const guideIds = route.kind === 'refused' ? [] : this.#guidesOf(route.guideIds, opening.transactionSet);
    if (guideIds.length > 0) {
      this.#isValidating = true;
      this.#validator.begin(guideIds, this.#header.delimiters, this.#context.received ?? 0);
    } else if (route.kind === 'guides' && findings.every((finding) => finding.place.element !== 1)) {
      findings = [...findings, this.#setNotSupported(segmentPlace(view, 1, 1), opening.transactionSet)];
    }
    this.#set = { opening, findings, isValidated: this.#isValidating };
  }

  segment(view: SegmentView): void {
    if (this.#isValidating) this.#validator.segment(view);
  }

  setClosed(closing: SetClosing): void {
    if (!this.#group.isJudged) return;
    const { opening, findings: openingFindings, isValidated } = this.#set;
    this.#isValidating = false;
    const validation = isValidated ? this.#validator.end() : undefined;
    const guideId = validation?.guideId ?? '';
    const unhandled = this.#unhandled(opening, guideId);
    // What nobody takes is refused as that, not for what else is wrong with it.
    const judged = unhandled.length > 0 ? unhandled : (validation?.findings ?? []);
    const findings = joined(openingFindings, judged, closing.findings);
    const unkept = unhandled.length > 0 ? 0 : (validation?.findingsTotal ?? 0) - judged.length;
    const { status, codes } = settleSet(findings, this.#options);
    const isAnswered = this.#group.route?.kind === 'guides';
    const { transactionSet, controlNumber, implementationReference } = opening;
    const answered = { transactionSet, controlNumber, implementationReference, status, codes, findings };
    const row: SetRow = {
      interchange: opening.interchange,
      group: opening.group,
      index: opening.index,
      transactionSet,
      controlNumber,
      implementationReference,
      guideId,
      byteStart: opening.byteStart,
      byteEnd: closing.byteEnd,
      segmentCount: closing.segmentCount,
      status,
      codes,
      findings,
      findingsTotal: findings.length + unkept,
      units: validation?.units ?? 0,
      refusals: unhandled.length > 0 ? [] : (validation?.refusals ?? []),
      acknowledgment: isAnswered ? renderSetAcknowledgment(answered, this.#options) : NO_ACKNOWLEDGMENT,
    };
    this.#group.tally.add(row);
    this.queue.set(row);
  }

  groupClosed(closing: GroupClosing): void {
    const { opening, route, tally: counted } = this.#group;
    if (route === undefined) return;
    const { accepted, acceptedWithErrors } = counted;
    const findings = [...this.#group.findings, ...closing.findings];
    const { setsIncluded, setsReceived } = closing;
    const rejected = setsReceived - accepted - acceptedWithErrors;
    const tally = { findings, setsIncluded, setsReceived, accepted, acceptedWithErrors, rejected };
    const { status, codes, setsAccepted } = settleGroup(tally, this.#options);
    this.#groups.push({
      interchange: opening.interchange,
      index: opening.index,
      functionalIdentifier: opening.functionalIdentifier,
      applicationSender: opening.applicationSender,
      applicationReceiver: opening.applicationReceiver,
      date: opening.date,
      time: opening.time,
      controlNumber: opening.controlNumber,
      agency: opening.agency,
      version: opening.version,
      byteStart: opening.byteStart,
      byteEnd: closing.byteEnd,
      setsIncluded,
      setsReceived,
      setsAccepted,
      status,
      codes,
      findings,
      remarks: counted.remarks,
      units: status === 'R' ? 0 : counted.units,
      refusedUnits: status === 'R' ? 0 : counted.refusedUnits,
      handler: route.kind === 'guides' && status !== 'R' ? route.handler : '',
      isAcknowledged: route.kind !== 'acknowledgments',
    });
  }

  interchangeClosed(closing: InterchangeClosing): void {
    const { acknowledgment, note } = settleInterchange(closing.findings, this.#options);
    this.queue.interchange({
      index: this.#interchanges - 1,
      header: this.#header,
      byteStart: this.#header.byteOffset,
      byteEnd: closing.byteEnd,
      sha256: this.hasher.finish(closing.byteEnd),
      acknowledgment,
      note,
      findings: [...decidingFirst(closing.findings, note), ...this.#acknowledgmentFindings],
      // Nothing in a refused interchange is opened for processing, whatever had been read before the refusal was known.
      groups: acknowledgment === 'R' ? [] : this.#groups,
      receivedAcknowledgments: closing.receivedAcknowledgments,
      isAcknowledgmentOnly: !this.#hasOtherGroups && closing.groups + closing.receivedAcknowledgments.length > 0,
    });
  }

  stray(kind: StrayKind, byteOffset: number, byteLength: number): void {
    this.fileFindings.stray(kind, byteOffset, byteLength);
  }

  headerUnreadable(byteOffset: number, byteLength: number): void {
    this.fileFindings.headerUnreadable(byteOffset, byteLength);
  }

  #route(opening: GroupOpening): Route {
    const { guideIndex, handlers, profile, adoptedVersions } = this.#context;
    const versions = adoptedVersions && { adopted: adoptedVersions, treatment: this.#options.otherVersions };
    // An interchange whose usage is neither T nor P has been refused before its first group.
    return routeGroup(opening, guideIndex, handlers, profile, this.#header.usage === 'P' ? 'P' : 'T', versions);
  }

  #groupFindings(opening: GroupOpening, route: Route, view: SegmentView): Finding[] {
    const { catalogue, profile } = this.#context;
    const findings: Finding[] = [];
    if (route.kind === 'refused') {
      const element = route.code.startsWith('group-version') ? 8 : 1;
      const expected = route.code === 'group-version-not-adopted' ? route.adopted : '';
      const parameters = { group: opening.functionalIdentifier, version: opening.version, expected };
      const value = view.text(element);
      findings.push(catalogue.make(route.code, { place: segmentPlace(view, 0, element), value, parameters }));
    }
    if (profile !== undefined && !isApplicationSender(profile, opening.applicationSender)) {
      const place = segmentPlace(view, 0, 2);
      findings.push(catalogue.make('group-sender-differs', { place, value: opening.applicationSender }));
    }
    return findings;
  }

  /** The guides of the open group for a set of this id; the sets of a group mostly ask for the same. */
  #guidesOf(guideIds: readonly string[], transactionSet: string): readonly string[] {
    const { guides } = this.#group;
    if (guides.transactionSet !== transactionSet) {
      guides.transactionSet = transactionSet;
      guides.ids = this.#context.guideIndex
        .filter((guide) => guide.transactionSet === transactionSet && guideIds.includes(guide.id))
        .map((guide) => guide.id);
    }
    return guides.ids;
  }

  /** A guide may share GS08 and ST01 with another; only the set itself tells which it is, and nobody may handle that one. */
  #unhandled(opening: SetOpening, guideId: string): Finding[] {
    const { handlers, profile } = this.#context;
    if (guideId === '' || profile === undefined) return [];
    if (handlers.some((handler) => handler.guideIds.includes(guideId))) return [];
    const place = { byteOffset: opening.byteStart, byteLength: 0, segmentPosition: 1, segmentId: 'ST', loopPath: '' };
    const name = this.#context.guideIndex.find((guide) => guide.id === guideId)?.title ?? guideId;
    return [this.#context.catalogue.make('set-kind-not-handled', { place, parameters: { name } })];
  }

  #setNotSupported(place: Finding['place'], transactionSet: string): Finding {
    return this.#context.catalogue.make('set-not-supported', { place, value: transactionSet });
  }
}
