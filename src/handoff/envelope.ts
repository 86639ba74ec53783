import type { HandoffRow } from '../store/handoff-values.js';
import { readHeader } from '../x12/header.js';
import { originalDiffers } from './accepted-claims.js';

/** Characters of ISA01 to ISA16 (ISA byte map). */
const LENGTHS = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1];
/** ISA13 has nine digits; the number after the last begins again. */
const LAST_CONTROL_NUMBER = 999_999_999;

/** The segments around a handed-off set, as text, one character a byte. */
export interface HandoffEnvelope {
  /** ISA and GS. */
  readonly before: string;
  /** GE and IEA. */
  readonly after: string;
}

/**
 * The envelope of one hand-off: what the sender wrote in its ISA and GS, so that the claim system sees who sent it, when
 * and with which separators. Of our own are the control numbers (ISA13 and GS06: the number of the hand-off, so that two sets
 * of one interchange are no duplicates of each other), ISA14 0 (the sender has been answered) and the counts. `header`:
 * the received bytes from the ISA on. Raises GatewayError `handoff-original-differs`.
 */
export function handoffEnvelope(handoff: HandoffRow, header: Uint8Array): HandoffEnvelope {
  const token = readHeader(header, 0, handoff.interchangeByteStart);
  if (token.form === 'unreadable') throw originalDiffers(handoff.number);
  const number = ((handoff.sequence - 1) % LAST_CONTROL_NUMBER) + 1;
  const isaNumber = String(number).padStart(9, '0');
  const own: Readonly<Record<number, string>> = { 12: isaNumber, 13: '0' };
  const isa = LENGTHS.map((length, at) => (own[at] ?? token.elements[at]!).padEnd(length).slice(0, length));
  const character = (byte: number): string => String.fromCharCode(byte);
  const element = character(handoff.delimiters.element);
  const end = character(handoff.delimiters.segment) + lineEnd(header, token.byteLength);
  const segment = (...elements: readonly string[]): string => elements.join(element) + end;
  const { applicationSender, applicationReceiver, groupDate, groupTime, groupAgency, groupVersion } = handoff;
  return {
    before:
      segment('ISA', ...isa) +
      segment(
        'GS',
        'HC',
        applicationSender,
        applicationReceiver,
        groupDate,
        groupTime,
        String(number),
        groupAgency,
        groupVersion,
      ),
    after: segment('GE', '1', String(number)) + segment('IEA', '1', isaNumber),
  };
}

/** The line break that the sender writes after a terminator, as after its ISA. */
function lineEnd(header: Uint8Array, from: number): string {
  let text = '';
  for (let at = from; header[at] === 0x0d || header[at] === 0x0a; at++) text += String.fromCharCode(header[at]!);
  return text;
}
