import { INTERCHANGE_QUALIFIERS } from '../envelope/header-checks.js';
import type { InterchangeHeader } from '../envelope/outcome.js';
import type { PartnerProfile, PayerIdentity } from '../partners/profile.js';
import { wallClock } from '../support/wall-clock.js';
import { echo, type InterchangeHeaderValues } from '../x12/writer.js';

/** The moment an answer carries, in the payer's time zone. */
export interface ReplyTime {
  /** CCYYMMDD. */
  readonly date: string;
  /** HHMM. */
  readonly time: string;
}

/** The wall clock at `instant` in an IANA time zone. Throws RangeError for a zone that does not exist. */
export function replyTime(instant: Date, timeZone: string): ReplyTime {
  const { day, time } = wallClock(instant, timeZone);
  return { date: day.replaceAll('-', ''), time: time.replace(':', '') };
}

/** From whom to whom an answer goes: ISA05 to ISA08 and ISA15, ids padded to 15. */
export type ReplyAddress = Pick<
  InterchangeHeaderValues,
  'senderQualifier' | 'senderId' | 'receiverQualifier' | 'receiverId' | 'usageIndicator'
>;

/** Who is on the line, when the channel told: absent for a check without configuration. */
export interface ReplyChannel {
  readonly payer: Pick<PayerIdentity, 'qualifier' | 'id'>;
  readonly profile: Pick<PartnerProfile, 'interchangeQualifier' | 'interchangeId'>;
}

/** Note codes that say the header's sender or receiver cannot be believed. */
const IDENTITY_NOTES = new Set(['005', '006', '007', '008', '009']);

/**
 * The address of an answer to an interchange. Normally the received ids and qualifiers change places (TA1 and 999
 * guides). When the header's own ids are what is wrong (note codes 005 to 009, or elements of the wrong length) and the
 * channel is known, our id writes to the partner's registered one; without a channel the received ids are echoed, without
 * what no header of ours can carry, padded or cut to 15, and an unknown qualifier becomes ZZ: ask `isAddressed`. ISA15 is copied; one that is neither T nor P is answered as P, since such an answer is always a refusal
 * and must be seen by the people who watch production.
 */
export function replyAddress(header: InterchangeHeader, note: string, channel?: ReplyChannel): ReplyAddress {
  const usageIndicator = header.usage === 'T' ? 'T' : 'P';
  if (channel !== undefined && (IDENTITY_NOTES.has(note) || header.form !== 'strict')) {
    return {
      senderQualifier: channel.payer.qualifier,
      senderId: padId(channel.payer.id),
      receiverQualifier: channel.profile.interchangeQualifier,
      receiverId: padId(channel.profile.interchangeId),
      usageIndicator,
    };
  }
  return {
    senderQualifier: cleanQualifier(header.receiverQualifier),
    senderId: padId(header.receiverId),
    receiverQualifier: cleanQualifier(header.senderQualifier),
    receiverId: padId(header.senderId),
    usageIndicator,
  };
}

/**
 * Whether an answer can go to this address. It cannot when nothing is left of a received id, which happens only without
 * a channel: ISA06 and ISA08 hold at least one character.
 */
export function isAddressed(address: ReplyAddress): boolean {
  return address.senderId.trim() !== '' && address.receiverId.trim() !== '';
}

/** The ISA values of an answer. Answers never ask for an acknowledgment themselves (ISA14 0). */
export function replyHeader(address: ReplyAddress, controlNumber: number, at: ReplyTime): InterchangeHeaderValues {
  return { ...address, date: at.date.slice(2), time: at.time, controlNumber, acknowledgmentRequested: false };
}

/**
 * GS02 and GS03 of an answer: those of the received group change places. One that cannot be written (2 to 15 characters
 * after cleaning) gives way to the interchange id of the same side.
 */
export function replyApplications(
  group: { readonly applicationSender: string; readonly applicationReceiver: string } | undefined,
  address: ReplyAddress,
): { readonly applicationSender: string; readonly applicationReceiver: string } {
  return {
    applicationSender: applicationId(group?.applicationReceiver, address.senderId),
    applicationReceiver: applicationId(group?.applicationSender, address.receiverId),
  };
}

function applicationId(received: string | undefined, interchangeId: string): string {
  // What was dropped may leave spaces at either end, which an id cannot have.
  const text = echo(received ?? '', 15).trim();
  return text.length >= 2 ? text : interchangeId.trim();
}

/** Left-justified: what is dropped may leave spaces at the start. */
function padId(id: string): string {
  return echo(echo(id, id.length).trimStart(), 15).padEnd(15);
}

function cleanQualifier(qualifier: string): string {
  return INTERCHANGE_QUALIFIERS.includes(qualifier) ? qualifier : 'ZZ';
}
