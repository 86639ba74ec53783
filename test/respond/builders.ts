import type { GroupOutcome, InterchangeHeader, SetOutcome } from '../../src/envelope/outcome.js';
import type { Finding, FindingScope } from '../../src/findings/finding.js';
import { DEFAULT_OPTIONS, type PartnerOptions } from '../../src/partners/profile.js';
import { OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import type { Place } from '../../src/x12/places.js';

/** A place in segment NM1 at position 8 unless told otherwise. */
export function place(facts: Partial<Place> = {}): Place {
  return { byteOffset: 0, byteLength: 10, segmentPosition: 8, segmentId: 'NM1', loopPath: '2000A/2010A', ...facts };
}

/** A rejecting finding of `scope` with this acknowledgment code. */
export function finding(scope: FindingScope, acknowledgment: string | null, facts: Partial<Finding> = {}): Finding {
  return {
    code: `some-${scope}-finding`,
    scope,
    acknowledgment,
    severity: 'reject',
    snip: 1,
    place: place(),
    isProtected: false,
    parameters: {},
    ...facts,
  };
}

export function options(facts: Partial<PartnerOptions> = {}): PartnerOptions {
  return { ...DEFAULT_OPTIONS, ...facts };
}

/** An ISA as Pineridge Clinic sends it. */
export function header(facts: Partial<InterchangeHeader> = {}): InterchangeHeader {
  return {
    form: 'strict',
    byteOffset: 0,
    senderQualifier: 'ZZ',
    senderId: 'PRCLINIC01     ',
    receiverQualifier: 'ZZ',
    receiverId: 'NLHP00042      ',
    date: '261103',
    time: '0915',
    version: '00501',
    controlNumber: '000000101',
    acknowledgmentRequested: false,
    usage: 'T',
    usageIndicator: 'T',
    delimiters: OUTBOUND_DELIMITERS,
    ...facts,
  };
}

/** An accepted 278 set. */
export function set(facts: Partial<SetOutcome> = {}): SetOutcome {
  return {
    interchange: 0,
    group: 0,
    index: 0,
    transactionSet: '278',
    controlNumber: '0001',
    implementationReference: '005010X217',
    guideId: '005010X217-278-request',
    byteStart: 0,
    byteEnd: 0,
    segmentCount: 18,
    status: 'A',
    codes: [],
    findings: [],
    findingsTotal: 0,
    units: 0,
    refusals: [],
    ...facts,
  };
}

/** An accepted group of one 278 set. */
export function group(facts: Partial<GroupOutcome> = {}): GroupOutcome {
  return {
    interchange: 0,
    index: 0,
    functionalIdentifier: 'HI',
    applicationSender: 'PRCLINIC01',
    applicationReceiver: 'NLHP00042',
    date: '20261103',
    time: '0915',
    controlNumber: '101',
    agency: 'X',
    version: '005010X217',
    byteStart: 0,
    byteEnd: 0,
    setsIncluded: 1,
    setsReceived: 1,
    setsAccepted: 1,
    remarks: 0,
    units: 0,
    refusedUnits: 0,
    status: 'A',
    codes: [],
    findings: [],
    handler: '278',
    isAcknowledged: true,
    ...facts,
  };
}
