import type { AnswerDraft } from '../../respond/answer.js';
import { replyApplications, replyHeader, replyTime } from '../../respond/reply-envelope.js';
import type { Unit } from '../../validate/unit-tree.js';
import { InterchangeWriter } from '../../x12/writer.js';
import type { SetContext, TransactionHandler } from '../handler.js';
import { answerDelimiters } from './answer-delimiters.js';
import { foundRefusals, foundSentences } from './found-refusals.js';
import { messageOf, sentencesFor, TEST_SENTENCE } from './messages.js';
import { applyRequest, type Outcome } from './operations.js';
import { aaaEntries, problemEntries, refusedLevel } from './refusals.js';
import { readRequest } from './request.js';
import { type ResponseContent, type ReviewStatement, responseSegments } from './response.js';
import { ResponseEcho } from './response-echo.js';
import type { PriorAuthorizationTables } from './tables.js';

/** Review decision reasons (code source 886): disposition pending; services were not considered due to other errors. */
const PENDING = '0W';
const NOT_CONSIDERED = '25';

/**
 * The 278 request (005010X217) into the prior-authorization domain, and its answer: one response in an interchange of
 * its own for each set, to the submitter's mailbox.
 */
export function priorAuthorizationHandler(tables: PriorAuthorizationTables): TransactionHandler {
  const echo = new ResponseEcho(tables.responseGuide);
  return {
    name: '278',
    guideIds: ['005010X217-278-request'],
    // A set is one unit, and each has an answer with a control number of its own.
    batchSize: 1,
    apply(units, context, transaction) {
      const applied = units.map((unit) => {
        const reading = readRequest(unit, context, tables.overlay);
        const found = foundRefusals(context.refusalsOf(unit), unit, echo);
        const work = { unit: unit.index, reading, found, context, overlay: tables.overlay, transaction };
        const { outcome, result } = applyRequest(work);
        const content = contentOf(outcome, reading.request.lines.length);
        const answer = renderResponse(unit, content, context, transaction.nextControlNumber(), echo);
        return { result, answer };
      });
      return { results: applied.map(({ result }) => result), answers: applied.map(({ answer }) => answer) };
    },
  };
}

/** What the response to an outcome says; `lineCount` is the number of service lines in the request. */
export function contentOf(outcome: Outcome, lineCount: number): ResponseContent {
  const nothing = { moreFollows: false, refusals: [], refusalMessages: new Map<number, string>(), lines: [] };
  switch (outcome.kind) {
    case 'pended': {
      const { trackingNumber, status } = outcome.priorAuthorization;
      const isTest = status === 'testing';
      const sentences = [...(isTest ? [TEST_SENTENCE] : []), ...sentencesFor(outcome.warnings)];
      const pending = { ...statement('A4'), reasons: [PENDING] };
      return {
        ...nothing,
        // Nobody reviews a test request, so nothing more will come of it.
        moreFollows: !isTest,
        event: { ...pending, trackingNumber, message: messageOf(sentences) },
        lines: Array.from({ length: lineCount }, () => pending),
      };
    }
    case 'cancelled':
      return { ...nothing, event: { ...statement('C'), trackingNumber: outcome.priorAuthorization.trackingNumber } };
    case 'contact-payer': {
      const { trackingNumber, message } = outcome;
      return { ...nothing, event: { ...statement('CT'), trackingNumber, message } };
    }
    case 'refused': {
      const { found } = outcome;
      const refusals = aaaEntries([...problemEntries(outcome.refusals), ...found.map(({ entry }) => entry)]);
      const isOfLines = refusals[0] !== undefined && refusedLevel(refusals[0].loop) === '2000F';
      const messages = [...new Set(refusals.map((entry) => entry.line))].map((line): [number, string] => {
        const told = outcome.refusals.filter((refusal) => !isOfLines || refusal.line === line);
        const toldFound = found.filter(({ entry }) => !isOfLines || entry.line === line);
        return [line, messageOf([...sentencesFor(told), ...foundSentences(toldFound)])];
      });
      const notConsidered = { ...statement('A3'), reasons: [NOT_CONSIDERED] };
      return {
        ...nothing,
        refusals,
        refusalMessages: new Map(messages),
        event: notConsidered,
        lines: Array.from({ length: lineCount }, () => notConsidered),
      };
    }
  }
}

function statement(action: ReviewStatement['action']): ReviewStatement {
  return { action, certificationNumber: '', reasons: [], trackingNumber: '', message: '' };
}

/**
 * One 278 response in its own interchange, as bytes: ids of the received envelope change places, ISA15 is copied, GS06
 * is ISA13 without zeros. Date and time are the payer's.
 */
export function renderResponse(
  unit: Unit,
  content: ResponseContent,
  context: SetContext,
  controlNumber: number,
  echo: ResponseEcho,
): AnswerDraft {
  const at = replyTime(context.now, context.payer.timeZone);
  const address = {
    senderQualifier: context.receiverQualifier,
    senderId: context.receiverId,
    receiverQualifier: context.senderQualifier,
    receiverId: context.senderId,
    usageIndicator: context.usage,
  };
  const written = answerDelimiters(unit);
  const writer = new InterchangeWriter(replyHeader(address, controlNumber, at), written);
  const group = {
    functionalIdentifier: 'HI',
    ...replyApplications(context, address),
    ...at,
    controlNumber,
    version: '005010X217',
  };
  const parts = [writer.begin(), writer.beginGroup(group), writer.beginSet('278')];
  for (const segment of responseSegments(unit, content, echo, at, written)) {
    parts.push(writer.segment(segment.id, ...segment.elements));
  }
  parts.push(writer.endSet(), writer.endGroup(), writer.end());
  return {
    type: '278',
    extension: 'x12',
    location: context.profile.location,
    usage: context.usage,
    interchange: context.interchange,
    controlNumber,
    content: Buffer.from(parts.join(''), 'latin1'),
  };
}
