import type { AnswerDraft } from '../../respond/answer.js';
import type { Unit } from '../../validate/unit-tree.js';
import type { SetContext, TransactionHandler } from '../handler.js';
import type { PriorAuthorizationTables } from '../prior-authorization-tables.js';
import { headOfSet } from '../report-head.js';
import { conversationOf, envelopeOf } from './conversation.js';
import { foundRefusals, foundSentences } from './found-refusals.js';
import { messageOf, sentencesFor } from './messages.js';
import { applyRequest, type Outcome } from './operations.js';
import { aaaEntries, problemEntries, refusedLevel } from './refusals.js';
import { renderResponse } from './rendering.js';
import { readRequest } from './request.js';
import { requestReport } from './request-report.js';
import { eventContent, type ResponseContent, statement } from './response-content.js';
import { ResponseEcho } from './response-echo.js';
import { contentOfStatus } from './status-content.js';

/** One request of a set, with what came of it. */
interface AnsweredRequest {
  readonly outcome: Outcome;
  readonly unit: Unit;
  readonly traces: readonly string[];
  readonly context: SetContext;
}

/** Review decision reason (code source 886): services were not considered due to other errors. */
const NOT_CONSIDERED = '25';

/**
 * The 278 request (005010X217) into the prior-authorization domain, and its answer: one response in an interchange of
 * its own for each set, to the submitter's mailbox, and for a refused one a report in words. What later answers need of
 * the request is kept beside the PA.
 */
export function priorAuthorizationHandler(tables: PriorAuthorizationTables): TransactionHandler {
  const echo = new ResponseEcho(tables.responseGuide);
  const { overlay } = tables;
  return {
    name: '278',
    guideIds: ['005010X217-278-request'],
    // A set is one unit, and each has an answer with a control number of its own.
    batchSize: 1,
    apply(units, context, transaction) {
      const applied = units.map((unit) => {
        const reading = readRequest(unit, context, overlay, transaction.reference);
        const found = foundRefusals(context.refusalsOf(unit), unit, echo);
        const conversation = conversationOf(unit, context);
        const received = { unit: unit.index, reading, found, conversation, context, overlay, transaction };
        const { outcome, result } = applyRequest(received);
        const content = contentOf(outcome, reading.request.lines.length, context.payer.timeZone);
        const facts = {
          payer: context.payer,
          now: context.now,
          controlNumber: transaction.nextControlNumber(),
          location: context.profile.location,
          interchange: context.interchange,
        };
        const response = renderResponse(unit, content, envelopeOf(context), facts, echo);
        const traces = reading.request.traces.map(({ number }) => number);
        return { result, answers: [response, ...reportOf({ outcome, unit, traces, context }, tables.requestProblems)] };
      });
      return { results: applied.map(({ result }) => result), answers: applied.flatMap(({ answers }) => answers) };
    },
  };
}

/** The report on a refused request; none on any other. */
function reportOf(
  request: AnsweredRequest,
  problems: PriorAuthorizationTables['requestProblems'],
): readonly AnswerDraft[] {
  const { outcome, unit, traces, context } = request;
  if (outcome.kind !== 'refused') return [];
  const { profile, usage, interchange } = context;
  const text = requestReport(headOfSet(context), traces, outcome, context.refusalsOf(unit), problems);
  const content = Buffer.from(text, 'utf8');
  return [
    { type: 'report', extension: 'txt', location: profile.location, usage, interchange, controlNumber: 0, content },
  ];
}

/** What the response to an outcome says; `lineCount` is the number of service lines in the request. */
export function contentOf(outcome: Outcome, lineCount: number, timeZone: string): ResponseContent {
  switch (outcome.kind) {
    case 'status':
      return contentOfStatus(outcome.priorAuthorization, timeZone, outcome.warnings);
    case 'contact-payer': {
      const { trackingNumber, message } = outcome;
      return eventContent({ ...statement('CT'), trackingNumber, message });
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
        ...eventContent(notConsidered),
        refusals,
        refusalMessages: new Map(messages),
        lines: Array.from({ length: lineCount }, () => notConsidered),
      };
    }
  }
}
