import type { InterchangeHeader, InterchangeOutcome } from '../envelope/outcome.js';
import type { PartnerOptions } from '../partners/profile.js';
import { InterchangeWriter } from '../x12/writer.js';
import { type ReplyAddress, type ReplyTime, replyHeader } from './reply-envelope.js';

/** What a TA1 says and how it is sent. */
export interface Ta1Request {
  /** The header it answers: ISA13, ISA09 and ISA10 are echoed. */
  readonly header: Pick<InterchangeHeader, 'controlNumber' | 'date' | 'time'>;
  /** TA104. */
  readonly acknowledgment: InterchangeOutcome['acknowledgment'];
  /** TA105, three digits. */
  readonly note: string;
  readonly address: ReplyAddress;
  /** Our ISA13. */
  readonly controlNumber: number;
  readonly at: ReplyTime;
}

/** One interchange that holds one TA1 and no group (IEA01 0). Ask `isTa1Due` first. */
export function renderTa1(request: Ta1Request): string {
  const writer = new InterchangeWriter(replyHeader(request.address, request.controlNumber, request.at));
  return (
    writer.begin() +
    writer.interchangeSegment(
      'TA1',
      request.header.controlNumber,
      request.header.date,
      request.header.time,
      request.acknowledgment,
      request.note,
    ) +
    writer.end()
  );
}

/**
 * True when a TA1 can echo this header: number, date and time are all digits of the right length. Without them no valid
 * TA1 can be formed (X12 RFI 2102); a text report answers then.
 */
export function isHeaderEchoable(header: Ta1Request['header']): boolean {
  return /^\d{9}$/.test(header.controlNumber) && /^\d{6}$/.test(header.date) && /^\d{4}$/.test(header.time);
}

/**
 * Whether an interchange gets a TA1. Never one of TA1s alone; one of 999s or 997s only when it asks (ISA14 1); otherwise
 * when it asks or the partner wants it always, which is the default for E and R. A header nobody can read or echo gets none.
 */
export function isTa1Due(
  outcome: Pick<
    InterchangeOutcome,
    'header' | 'acknowledgment' | 'groups' | 'receivedAcknowledgments' | 'isAcknowledgmentOnly'
  >,
  options: PartnerOptions,
): boolean {
  if (outcome.header.form === 'unreadable' || !isHeaderEchoable(outcome.header)) return false;
  if (outcome.isAcknowledgmentOnly) {
    // A refused interchange lists no groups: without TA1 segments it held groups of acknowledgments.
    const heldGroups = outcome.groups.length > 0 || outcome.receivedAcknowledgments.length === 0;
    return heldGroups && outcome.header.acknowledgmentRequested;
  }
  const choice = outcome.acknowledgment === 'A' ? options.ta1OnAccept : options.ta1OnError;
  return choice === 'always' || outcome.header.acknowledgmentRequested;
}
