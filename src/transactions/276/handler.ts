import type { AnswerDraft } from '../../respond/answer.js';
import { replyApplications, replyHeader, replyTime } from '../../respond/reply-envelope.js';
import type { Unit } from '../../validate/unit-tree.js';
import { OUTBOUND_DELIMITERS } from '../../x12/delimiters.js';
import { InterchangeWriter } from '../../x12/writer.js';
import { answerDelimiters } from '../answer-delimiters.js';
import type { SetContext, TransactionHandler } from '../handler.js';
import { answerInquiry, type InquiryAnswer } from './answers.js';
import { readInquiry } from './inquiry.js';
import type { ClaimInquiryAnswers } from './inquiry-answers.js';
import { claimStatusResponse } from './response.js';

/** Subscribers in one commit and one response: a set with more is answered by several. */
const BATCH_SIZE = 100;

/**
 * The claim status inquiry (276, 005010X212), answered from the register of claims by a 277 (005010X212) to the submitter's
 * mailbox, and changing nothing. A provider sees its own claims alone, of its environment. `table`: what is said in each
 * case, by the payer's choice.
 */
export function claimStatusHandler(table: ClaimInquiryAnswers): TransactionHandler {
  return {
    name: '276',
    guideIds: ['005010X212-276'],
    batchSize: BATCH_SIZE,
    apply(units, context, transaction) {
      if (units.length === 0) return { results: [], answers: [] };
      const answers = units.map((unit) =>
        answerInquiry(readInquiry(unit), context, transaction, table, context.refusalsOf(unit).length > 0),
      );
      return {
        results: answers.map(({ result }) => result),
        answers: [rendered(units, answers, transaction.nextControlNumber(), context)],
      };
    },
  };
}

/** The response in an interchange of its own: ids of the received envelope change places, ISA15 is copied. */
function rendered(
  units: readonly Unit[],
  answers: readonly InquiryAnswer[],
  controlNumber: number,
  context: SetContext,
): AnswerDraft {
  const { payer } = context;
  const at = replyTime(context.now, payer.timeZone);
  const address = {
    senderQualifier: context.receiverQualifier,
    senderId: context.receiverId,
    receiverQualifier: context.senderQualifier,
    receiverId: context.senderId,
    usageIndicator: context.usage,
  };
  // Ours, unless one of the units holds one of them. A unit's path is what stays of it.
  const written =
    units
      .map(({ set, path, delimiters }) => answerDelimiters({ set: { ...set, loops: path.slice(1) }, delimiters }))
      .find((one) => one !== OUTBOUND_DELIMITERS) ?? OUTBOUND_DELIMITERS;
  const writer = new InterchangeWriter(replyHeader(address, controlNumber, at), written);
  const group = {
    functionalIdentifier: 'HN',
    ...replyApplications(context, address),
    ...at,
    controlNumber,
    version: '005010X212',
  };
  const reference = String(controlNumber).padStart(9, '0');
  const facts = { payerName: payer.name, payerId: payer.id, reference, at, written };
  const pieces = [writer.begin(), writer.beginGroup(group), writer.beginSet('277')];
  for (const [id, ...elements] of claimStatusResponse(answers, facts)) pieces.push(writer.segment(id, ...elements));
  pieces.push(writer.endSet(), writer.endGroup(), writer.end());
  return {
    type: '277',
    extension: 'x12',
    location: context.profile.location,
    usage: context.usage,
    interchange: context.interchange,
    controlNumber,
    content: Buffer.from(pieces.join(''), 'latin1'),
  };
}
