import type { Finding, UnitRefusal } from '../findings/finding.js';
import type { Delimiters } from '../x12/delimiters.js';

/** ISA15: test, production, or neither (the header was not readable or said something else). */
export type UsageIndicator = 'T' | 'P' | 'unknown';

/** What one ISA said, as sent: padding is kept, since a TA1 echoes and a duplicate key compares the bytes. */
export interface InterchangeHeader {
  readonly form: 'strict' | 'tolerant' | 'unreadable';
  readonly byteOffset: number;
  readonly senderQualifier: string;
  /** ISA06, 15 characters when strict. */
  readonly senderId: string;
  readonly receiverQualifier: string;
  readonly receiverId: string;
  /** ISA09, YYMMDD. */
  readonly date: string;
  /** ISA10, HHMM. */
  readonly time: string;
  readonly version: string;
  /** ISA13. */
  readonly controlNumber: string;
  readonly acknowledgmentRequested: boolean;
  readonly usage: UsageIndicator;
  /** ISA15 as sent. */
  readonly usageIndicator: string;
  readonly delimiters: Delimiters;
}

/** TA104: accepted, accepted with errors, rejected. */
export type InterchangeAcknowledgment = 'A' | 'E' | 'R';
/** AK901. */
export type GroupStatus = 'A' | 'E' | 'P' | 'R';
/** IK501. */
export type SetStatus = 'A' | 'E' | 'R';

/** What became of one transaction set in pass 1. Plain data: crosses threads, goes to the ledger in batches. */
export interface SetOutcome {
  /** 0-based, in the file. */
  readonly interchange: number;
  /** 0-based, in the interchange. */
  readonly group: number;
  /** 0-based, in the group. */
  readonly index: number;
  /** ST01. */
  readonly transactionSet: string;
  /** ST02 as sent. */
  readonly controlNumber: string;
  /** ST03 as sent; '' when absent. */
  readonly implementationReference: string;
  /** Id of the guide it was checked against; '' when none. */
  readonly guideId: string;
  /** First byte of ST, and one past the terminator of SE (of the last segment when SE is absent). */
  readonly byteStart: number;
  readonly byteEnd: number;
  /** ST and SE included. */
  readonly segmentCount: number;
  readonly status: SetStatus;
  /** IK502 to IK506, at most five, no repeats. */
  readonly codes: readonly string[];
  /** In file order, capped (`findingsTotal` says how many there were). Warnings included. */
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
  /** Units it holds (claims, patient events); 0 when no guide was applied. */
  readonly units: number;
  /** Never capped, in order of `from`: units refused although the set may be accepted. Pass 2 answers them. */
  readonly refusals: readonly UnitRefusal[];
}

/** One functional group after pass 1. */
export interface GroupOutcome {
  readonly interchange: number;
  readonly index: number;
  /** GS01 to GS08 as sent. */
  readonly functionalIdentifier: string;
  readonly applicationSender: string;
  readonly applicationReceiver: string;
  readonly date: string;
  readonly time: string;
  readonly controlNumber: string;
  readonly agency: string;
  readonly version: string;
  readonly byteStart: number;
  readonly byteEnd: number;
  /** GE01 as sent when it is a number, else the count. */
  readonly setsIncluded: number;
  readonly setsReceived: number;
  /** IK501 A or E; 0 when the group is refused. */
  readonly setsAccepted: number;
  readonly status: GroupStatus;
  /** AK905 to AK909, at most five. */
  readonly codes: readonly string[];
  readonly findings: readonly Finding[];
  /** Findings in its accepted sets: warnings, which no acknowledgment carries unless the partner wants them there. */
  readonly remarks: number;
  /** Units (claims, patient events) of its accepted sets, and how many of them are refused all the same. */
  readonly units: number;
  readonly refusedUnits: number;
  /** Which handler pass 2 uses (a name from the gateway's table); '' when refused or never applied (acknowledgments). */
  readonly handler: string;
  /** False for GS01 FA: a group of acknowledgments is never answered with a 999 (999 guide). */
  readonly isAcknowledged: boolean;
}

/** One interchange after pass 1, before the ledger's part (duplicates) is known. */
export interface InterchangeOutcome {
  /** 0-based, in the file. */
  readonly index: number;
  readonly header: InterchangeHeader;
  readonly byteStart: number;
  /** One past the terminator of the IEA; without one, where the next ISA begins or the file ends. */
  readonly byteEnd: number;
  /** Hex digest of bytes byteStart to byteEnd. */
  readonly sha256: string;
  readonly acknowledgment: InterchangeAcknowledgment;
  /** TA105: the first fatal code in header order, '000' when accepted. */
  readonly note: string;
  /** Interchange-level findings, first the one that decided. */
  readonly findings: readonly Finding[];
  /** Empty when the acknowledgment is R: no group of a refused interchange is opened for processing. */
  readonly groups: readonly GroupOutcome[];
  /** Inbound TA1 segments it carried, each as its five elements. */
  readonly receivedAcknowledgments: readonly (readonly string[])[];
  /** True when it holds acknowledgments only (TA1, 999, 997): answered with a TA1 only if ISA14 = 1, a TA1-only one never. */
  readonly isAcknowledgmentOnly: boolean;
}

/** What a whole file turned out to be. */
export interface FileOutcome {
  readonly bytes: number;
  /** Hex digest of the whole file. */
  readonly sha256: string;
  readonly interchanges: number;
  /** Scope `file`: empty, not X12, archive, bytes after the last IEA ... */
  readonly findings: readonly Finding[];
}
