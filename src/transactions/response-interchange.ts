import { type ReplyTime, replyApplications, replyHeader } from '../respond/reply-envelope.js';
import type { Delimiters } from '../x12/delimiters.js';
import { type ElementValue, InterchangeWriter } from '../x12/writer.js';
import type { SetContext } from './handler.js';

/** The envelope that is answered: ISA05 to ISA08, GS02, GS03 and ISA15 as received. */
export type ResponseEnvelope = Pick<
  SetContext,
  | 'senderQualifier'
  | 'senderId'
  | 'receiverQualifier'
  | 'receiverId'
  | 'applicationSender'
  | 'applicationReceiver'
  | 'usage'
>;

/** Which guide a response follows: ST01, GS01 and GS08. */
export interface ResponseKind {
  readonly transactionSet: '277' | '278';
  readonly functionalIdentifier: 'HI' | 'HN';
  readonly version: string;
}

/** Under which outbound ISA13, when (the payer's time) and with which delimiters a response is written. */
export interface ResponseFacts {
  readonly controlNumber: number;
  readonly at: ReplyTime;
  readonly written: Delimiters;
}

/**
 * A response of one set in an interchange of its own, piece by piece: ids of the received envelope change places, ISA15 is
 * copied, GS06 is ISA13 without zeros. `segments`: what stands between ST and SE, each its id and elements; undefined gives
 * an empty piece.
 */
export function* responseInterchange(
  envelope: ResponseEnvelope,
  { transactionSet, functionalIdentifier, version }: ResponseKind,
  { controlNumber, at, written }: ResponseFacts,
  segments: Iterable<readonly [id: string, ...elements: ElementValue[]] | undefined>,
): Generator<string> {
  const address = {
    senderQualifier: envelope.receiverQualifier,
    senderId: envelope.receiverId,
    receiverQualifier: envelope.senderQualifier,
    receiverId: envelope.senderId,
    usageIndicator: envelope.usage,
  };
  const applications = replyApplications(envelope, address);
  const writer = new InterchangeWriter(replyHeader(address, controlNumber, at), written);
  yield writer.begin();
  yield writer.beginGroup({ functionalIdentifier, ...applications, ...at, controlNumber, version });
  yield writer.beginSet(transactionSet);
  for (const segment of segments) yield segment === undefined ? '' : writer.segment(...segment);
  yield writer.endSet() + writer.endGroup() + writer.end();
}

/** Segments of another shape as id and elements. */
export function* asValues(
  segments: Iterable<{ readonly id: string; readonly elements: readonly ElementValue[] }>,
): Generator<readonly [id: string, ...elements: ElementValue[]]> {
  for (const { id, elements } of segments) yield [id, ...elements];
}

/** The pieces of a response as bytes: X12 is one byte a character. */
export function responseBytes(pieces: Iterable<string>): Uint8Array {
  return Buffer.from([...pieces].join(''), 'latin1');
}
