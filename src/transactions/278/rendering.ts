import type { ProviderLocation } from '../../partners/profile.js';
import type { AnswerDraft } from '../../respond/answer.js';
import { replyApplications, replyHeader, replyTime } from '../../respond/reply-envelope.js';
import type { Unit } from '../../validate/unit-tree.js';
import { InterchangeWriter } from '../../x12/writer.js';
import { answerDelimiters } from '../answer-delimiters.js';
import type { SetContext } from '../handler.js';
import { responseSegments } from './response.js';
import type { ResponseContent } from './response-content.js';
import type { ResponseEcho } from './response-echo.js';

/** The envelope a request came in: ISA05 to ISA08, GS02, GS03 and ISA15 as received. */
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

/** When, under which outbound ISA13 and to whose mailbox an answer goes. */
export interface RenderingFacts {
  readonly payer: { readonly timeZone: string };
  readonly now: Date;
  readonly controlNumber: number;
  readonly location: ProviderLocation;
  readonly interchange: number;
}

/**
 * One 278 response in its own interchange, as bytes: ids of the received envelope change places, ISA15 is copied, GS06
 * is ISA13 without zeros. Date and time are the payer's.
 */
export function renderResponse(
  request: Pick<Unit, 'set' | 'delimiters'>,
  content: ResponseContent,
  envelope: ResponseEnvelope,
  facts: RenderingFacts,
  echo: ResponseEcho,
): AnswerDraft {
  const at = replyTime(facts.now, facts.payer.timeZone);
  const { controlNumber } = facts;
  const address = {
    senderQualifier: envelope.receiverQualifier,
    senderId: envelope.receiverId,
    receiverQualifier: envelope.senderQualifier,
    receiverId: envelope.senderId,
    usageIndicator: envelope.usage,
  };
  const written = answerDelimiters(request);
  const writer = new InterchangeWriter(replyHeader(address, controlNumber, at), written);
  const group = {
    functionalIdentifier: 'HI',
    ...replyApplications(envelope, address),
    ...at,
    controlNumber,
    version: '005010X217',
  };
  const parts = [writer.begin(), writer.beginGroup(group), writer.beginSet('278')];
  for (const segment of responseSegments(request, content, echo, at, written)) {
    parts.push(writer.segment(segment.id, ...segment.elements));
  }
  parts.push(writer.endSet(), writer.endGroup(), writer.end());
  return {
    type: '278',
    extension: 'x12',
    location: facts.location,
    usage: envelope.usage,
    interchange: facts.interchange,
    controlNumber,
    content: Buffer.from(parts.join(''), 'latin1'),
  };
}
