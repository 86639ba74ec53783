import type { AnswerDraft } from '../../respond/answer.js';
import { replyTime } from '../../respond/reply-envelope.js';
import type { Unit } from '../../validate/unit-tree.js';
import { OUTBOUND_DELIMITERS } from '../../x12/delimiters.js';
import { answerDelimiters } from '../answer-delimiters.js';
import type { SetContext, TransactionHandler } from '../handler.js';
import { responseBytes, responseInterchange } from '../response-interchange.js';
import { answerInquiry, type InquiryAnswer } from './answers.js';
import { readInquiry } from './inquiry.js';
import type { ClaimInquiryAnswers } from './inquiry-answers.js';
import { claimStatusResponse } from './response.js';

/** Subscribers in one commit and one response: a set with more is answered by several. */
const BATCH_SIZE = 100;

const RESPONSE = { transactionSet: '277', functionalIdentifier: 'HN', version: '005010X212' } as const;

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

function rendered(
  units: readonly Unit[],
  answers: readonly InquiryAnswer[],
  controlNumber: number,
  context: SetContext,
): AnswerDraft {
  const { payer } = context;
  const at = replyTime(context.now, payer.timeZone);
  // Ours, unless one of the units holds one of them. A unit's path is what stays of it.
  const written =
    units
      .map(({ set, path, delimiters }) => answerDelimiters({ set: { ...set, loops: path.slice(1) }, delimiters }))
      .find((one) => one !== OUTBOUND_DELIMITERS) ?? OUTBOUND_DELIMITERS;
  const facts = {
    payerName: payer.name,
    payerId: payer.id,
    reference: String(controlNumber).padStart(9, '0'),
    controlNumber,
    at,
    written,
  };
  const content = responseBytes(responseInterchange(context, RESPONSE, facts, claimStatusResponse(answers, facts)));
  return {
    type: '277',
    extension: 'x12',
    location: context.profile.location,
    usage: context.usage,
    interchange: context.interchange,
    controlNumber,
    content,
  };
}
