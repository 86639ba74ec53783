import type { Conversation } from '../../domain/application.js';
import type { PriorAuthorization } from '../../domain/prior-authorization/model.js';
import type { PayerIdentity, ProviderLocation } from '../../partners/profile.js';
import type { AnswerDraft } from '../../respond/answer.js';
import { GatewayError } from '../../support/errors.js';
import type { LoopNode, SegmentNode, Unit } from '../../validate/unit-tree.js';
import type { Delimiters } from '../../x12/delimiters.js';
import type { SetContext } from '../handler.js';
import type { ResponseEnvelope } from '../response-interchange.js';
import { renderResponse } from './rendering.js';
import type { ResponseEcho } from './response-echo.js';
import { contentOfStatus } from './status-content.js';

/** The form of what is kept; another one is of another version of the program. */
const FORM = 1;

/** A segment as it is kept: its id, then its elements as sent. */
type KeptSegment = readonly string[];

interface KeptLoop {
  readonly id: string;
  readonly segments: readonly KeptSegment[];
  readonly loops: readonly KeptLoop[];
}

interface KeptRequest {
  readonly form: number;
  readonly delimiters: Delimiters;
  readonly envelope: ResponseEnvelope;
  readonly set: KeptLoop;
}

/** What a later answer takes besides the conversation and the PA. */
export interface LaterFacts {
  readonly payer: Pick<PayerIdentity, 'timeZone'>;
  readonly now: Date;
  /** Outbound ISA13. */
  readonly controlNumber: number;
  /** The mailbox of the partner that asked. */
  readonly location: ProviderLocation;
  /** The interchange the request came in, 0-based. */
  readonly interchange: number;
}

/** A request as plain JSON, so that it can be answered again when its file is gone: protected health information. */
export function conversationOf(unit: Pick<Unit, 'set' | 'delimiters'>, context: ResponseEnvelope): Conversation {
  const kept: KeptRequest = {
    form: FORM,
    delimiters: unit.delimiters,
    envelope: envelopeOf(context),
    set: keptLoop(unit.set),
  };
  return { channel: '278', body: { ...kept } };
}

/** What an answer needs of the envelope its request came in. */
export function envelopeOf(context: Pick<SetContext, keyof ResponseEnvelope>): ResponseEnvelope {
  const { senderQualifier, senderId, receiverQualifier, receiverId, applicationSender, applicationReceiver, usage } =
    context;
  return {
    senderQualifier,
    senderId,
    receiverQualifier,
    receiverId,
    applicationSender,
    applicationReceiver,
    usage,
  };
}

/**
 * A later answer to a request: how the PA stands now, with the BHT03 and the traces of the request it came from. Raises
 * GatewayError `conversation-unreadable` for one that this version of the program did not write.
 */
export function laterResponse(
  conversation: Conversation,
  priorAuthorization: PriorAuthorization,
  facts: LaterFacts,
  echo: ResponseEcho,
): AnswerDraft {
  const kept = conversation.body as unknown as KeptRequest;
  if (conversation.channel !== '278' || kept.form !== FORM) {
    throw new GatewayError('The request to be answered was kept in a form this version does not know', {
      code: 'conversation-unreadable',
      operation: 'answer a prior authorization request again',
      subject: priorAuthorization.trackingNumber,
      hint: 'Run the version of the gateway that took the request, or a later one.',
      exitCode: 3,
    });
  }
  const request = { set: loopNode(kept.set), delimiters: kept.delimiters };
  const content = contentOfStatus(priorAuthorization, facts.payer.timeZone);
  return renderResponse(request, content, kept.envelope, facts, echo);
}

function keptLoop(loop: LoopNode): KeptLoop {
  return {
    id: loop.id,
    segments: loop.segments.map((segment) => [segment.id, ...segment.elements]),
    loops: loop.loops.map(keptLoop),
  };
}

/** A kept loop as the tree it was. Names and places in the file are gone; an answer needs neither. */
function loopNode(kept: KeptLoop): LoopNode {
  return { id: kept.id, name: '', segments: kept.segments.map(segmentNode), loops: kept.loops.map(loopNode) };
}

function segmentNode([id = '', ...elements]: KeptSegment): SegmentNode {
  return { id, name: '', position: 0, byteOffset: 0, elements };
}
