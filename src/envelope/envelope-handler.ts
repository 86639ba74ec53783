import type { Finding } from '../findings/finding.js';
import type { SegmentView } from '../x12/segment-view.js';
import type { StrayKind } from '../x12/tokenizer.js';
import type { InterchangeHeader } from './outcome.js';

/** A readable ISA was met. */
export interface InterchangeOpening {
  /** 0-based, in the file. */
  readonly index: number;
  readonly header: InterchangeHeader;
  /** Of the header, the one that decides first. */
  readonly findings: readonly Finding[];
  /** One of them rejects: nothing inside will be processed, whatever it is. */
  readonly isRefused: boolean;
}

/** GS01 to GS08 as sent; '' when absent. */
export interface GroupHeader {
  readonly functionalIdentifier: string;
  readonly applicationSender: string;
  readonly applicationReceiver: string;
  readonly date: string;
  readonly time: string;
  readonly controlNumber: string;
  readonly agency: string;
  readonly version: string;
}

/** A GS was met. */
export interface GroupOpening extends GroupHeader {
  readonly interchange: number;
  /** 0-based, in the interchange. */
  readonly index: number;
  /** First byte of the GS. */
  readonly byteStart: number;
  /** Of the GS itself. */
  readonly findings: readonly Finding[];
}

/** The group is over. */
export interface GroupClosing {
  readonly byteEnd: number;
  /** GE01 as sent when it is a number, else the count. */
  readonly setsIncluded: number;
  readonly setsReceived: number;
  /** All of scope group, those of the opening among them. */
  readonly findings: readonly Finding[];
}

/** An ST was met. */
export interface SetOpening {
  readonly interchange: number;
  readonly group: number;
  /** 0-based, in the group. */
  readonly index: number;
  /** ST01 to ST03 as sent; '' when absent. */
  readonly transactionSet: string;
  readonly controlNumber: string;
  readonly implementationReference: string;
  /** First byte of the ST. */
  readonly byteStart: number;
  /** Of the ST. */
  readonly findings: readonly Finding[];
}

/** The set is over; its SE, when it has one, has been given to `segment`. */
export interface SetClosing {
  /** One past the terminator of its last segment. */
  readonly byteEnd: number;
  /** ST and SE included. */
  readonly segmentCount: number;
  /** Of the SE or of its absence; those of the opening are not repeated. */
  readonly findings: readonly Finding[];
}

/** The interchange is over. */
export interface InterchangeClosing {
  /** One past the terminator of the IEA; without one, where the next ISA begins or the file ends. */
  readonly byteEnd: number;
  /** All of scope interchange in the order in which they decide: header, contents, trailer. */
  readonly findings: readonly Finding[];
  readonly groups: number;
  /** Inbound TA1 segments, each as its five elements. */
  readonly receivedAcknowledgments: readonly (readonly string[])[];
}

/**
 * What the interchange reader finds, in file order and properly nested whatever the file looks like: each opening has
 * its closing, nothing stands between two groups or two sets. Findings are made here, outcomes elsewhere.
 */
export interface EnvelopeHandler {
  interchangeOpened(opening: InterchangeOpening): void;
  /** A TA1 of the open interchange. The view is reused. */
  acknowledgmentMet(view: SegmentView): void;
  /** `view` is the GS, for places of further findings; it is reused. */
  groupOpened(opening: GroupOpening, view: SegmentView): void;
  /** `view` is the ST; `segment` gets it next. */
  setOpened(opening: SetOpening, view: SegmentView): void;
  /** Every segment of the open set, ST and SE included. The view is reused: read it before returning. */
  segment(view: SegmentView): void;
  setClosed(closing: SetClosing): void;
  groupClosed(closing: GroupClosing): void;
  interchangeClosed(closing: InterchangeClosing): void;
  /** Bytes outside any interchange that are not filler. */
  stray(kind: StrayKind, byteOffset: number, byteLength: number): void;
  /** An ISA that cannot be answered with a TA1, with the bytes after it that nothing could be made of. */
  headerUnreadable(byteOffset: number, byteLength: number): void;
}
