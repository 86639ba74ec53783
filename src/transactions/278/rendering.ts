import type { ProviderLocation } from '../../partners/profile.js';
import type { AnswerDraft } from '../../respond/answer.js';
import { replyTime } from '../../respond/reply-envelope.js';
import type { Unit } from '../../validate/unit-tree.js';
import { answerDelimiters } from '../answer-delimiters.js';
import { asValues, type ResponseEnvelope, responseBytes, responseInterchange } from '../response-interchange.js';
import { responseSegments } from './response.js';
import type { ResponseContent } from './response-content.js';
import type { ResponseEcho } from './response-echo.js';

const RESPONSE = { transactionSet: '278', functionalIdentifier: 'HI', version: '005010X217' } as const;

/** When, under which outbound ISA13 and to whose mailbox an answer goes. */
export interface RenderingFacts {
  readonly payer: { readonly timeZone: string };
  readonly now: Date;
  readonly controlNumber: number;
  readonly location: ProviderLocation;
  readonly interchange: number;
}

/**
 * One 278 response in its own interchange, as bytes. Date and time are the payer's.
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
  const written = answerDelimiters(request);
  const segments = responseSegments(request, content, echo, at, written);
  return {
    type: '278',
    extension: 'x12',
    location: facts.location,
    usage: envelope.usage,
    interchange: facts.interchange,
    controlNumber,
    content: responseBytes(responseInterchange(envelope, RESPONSE, { controlNumber, at, written }, asValues(segments))),
  };
}
