import type { AnswerDraft } from '../../respond/answer.js';
import { replyTime } from '../../respond/reply-envelope.js';
import { elementOf, loopOf, segmentOf, type Unit } from '../../validate/unit-tree.js';
import { OUTBOUND_DELIMITERS } from '../../x12/delimiters.js';
import type { SetContext, TransactionHandler } from '../handler.js';
import { asValues, responseBytes, responseInterchange } from '../response-interchange.js';
import { answerInquiry, type Reject, refuseInquiry, type SubscriberAnswer } from './answers.js';
import { nameLoop, readInquiry, wholeInquiry } from './inquiry.js';
import type { InquiryParts, RequesterMatch } from './parts.js';
import { type Heading, inquiryResponse } from './response.js';

/** Subscribers in one commit and one response: a set with more is answered by several. */
const BATCH_SIZE = 20;

const RESPONSE = { transactionSet: '278', functionalIdentifier: 'HI', version: '005010X215' } as const;

/** AAA03 and AAA04 of 2010A and 2010B, as the response to a request has them. */
const NOT_OURS: Reject = { reason: '79', followUp: 'N' };
const REQUESTER_REJECTS: Readonly<Record<Exclude<RequesterMatch['kind'], 'found' | 'ambiguous'>, Reject>> = {
  invalid: { reason: '43', followUp: 'C' },
  unknown: { reason: '51', followUp: 'N' },
  'not-linked': { reason: '41', followUp: 'N' },
};

/**
 * The 278 inquiry (005010X215), answered from what is on file and changing nothing: each subscriber level with the PAs
 * found, in one response for a batch of them, to the submitter's mailbox. Routing lets it in only where the partner's
 * option `inquiry` says `answer`.
 */
export function inquiryHandler(parts: InquiryParts): TransactionHandler {
  return {
    name: '278-inquiry',
    guideIds: ['005010X215-278-inquiry'],
    batchSize: BATCH_SIZE,
    apply(batch, context, transaction) {
      const units = batch.map(wholeInquiry);
      const [first] = units;
      if (first === undefined) return { results: [], answers: [] };
      const loop = nameLoop(loopOf(first.set, '2000B'), '2010B');
      const requester = parts.requesterOf(loop, context, transaction.reference);
      const heading = headingOf(first, requester, context);
      const refused = heading.payer === undefined ? `requester.id:${requester.kind}` : 'payer.id:not-found';
      const isRejected = heading.payer !== undefined || heading.requester !== undefined;
      const scope = { locations: locationsOf(requester), context, transaction, parts };
      const answers = units.map((unit): SubscriberAnswer => {
        const inquiry = readInquiry(unit);
        if (isRejected) {
          const result = { kind: 'refused' as const, unit: unit.index, reason: refused };
          return { inquiry, patients: [], hasMore: false, result };
        }
        const refusals = context.refusalsOf(unit);
        if (refusals.length > 0) return refuseInquiry(unit.index, inquiry, refusals);
        return answerInquiry(unit.index, inquiry, { ...scope, memberId: inquiry.memberId });
      });
      const controlNumber = transaction.nextControlNumber();
      return {
        results: answers.map(({ result }) => result),
        answers: [rendered(units, heading, answers, controlNumber, context, parts)],
      };
    },
  };
}

function headingOf({ set }: Unit, requester: RequesterMatch, { payer }: SetContext): Heading {
  const asked = elementOf(segmentOf(nameLoop(loopOf(set, '2000A'), '2010A'), 'NM1'), 9).trim();
  if (![payer.id, ...payer.aliases, ...payer.applicationIds].includes(asked)) return { payer: NOT_OURS };
  if (requester.kind === 'found' || requester.kind === 'ambiguous') return {};
  return { requester: REQUESTER_REJECTS[requester.kind] };
}

/** Several locations of one NPI are all searched: the submitter may act for each. */
function locationsOf(requester: RequesterMatch): readonly string[] {
  if (requester.kind === 'ambiguous') return requester.locations;
  return requester.kind === 'found' ? [requester.location] : [];
}

function rendered(
  units: readonly Unit[],
  heading: Heading,
  subscribers: readonly SubscriberAnswer[],
  controlNumber: number,
  context: SetContext,
  parts: InquiryParts,
): AnswerDraft {
  const { timeZone, id } = context.payer;
  const at = replyTime(context.now, timeZone);
  const { set, delimiters: received } = units[0]!;
  // Ours, unless one of the units holds one of them.
  const written = units.map(parts.delimitersOf).find((one) => one !== OUTBOUND_DELIMITERS) ?? OUTBOUND_DELIMITERS;
  const facts = { parts, timeZone, originator: originatorOf(id), ...at, received, written };
  const segments = inquiryResponse(set, heading, subscribers, facts);
  const content = responseBytes(
    responseInterchange(context, RESPONSE, { controlNumber, at, written }, asValues(segments)),
  );
  return {
    type: '278',
    extension: 'x12',
    location: context.profile.location,
    usage: context.usage,
    interchange: context.interchange,
    controlNumber,
    content,
  };
}

/** TRN03 of our own traces: 9, which marks a number of the sender's own, and the payer's id in nine characters. */
function originatorOf(payerId: string): string {
  return `9${payerId
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(-9)
    .padStart(9, '0')}`;
}
