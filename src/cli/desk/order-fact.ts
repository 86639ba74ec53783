import { answerFileName } from '../../deliver/download-layout.js';
import type { OrderResult } from '../../review/desk.js';
import type { PriorAuthorizationRow } from '../../store/ledger.js';
import { commandsFor } from './event-words.js';
import { problemSentence } from './problem-words.js';

/**
 * What came of a command on a prior authorization, as `--json` shows it (`schemas/cli/pa-change.schema.json`). `row`: how
 * it stands now; undefined when nobody knows the number.
 */
export function orderFact(number: string, result: OrderResult, row: PriorAuthorizationRow | undefined) {
  return {
    number,
    result: result.kind,
    priorAuthorization: row === undefined ? null : standing(row),
    answers:
      result.kind === 'done'
        ? result.answers.map(({ type, ...rest }) => ({ type, file: answerFileName({ type, ...rest }) }))
        : [],
    possible: result.kind === 'not-possible' ? result.possible : [],
    commands: result.kind === 'not-possible' ? commandsFor(result.possible, number) : [],
    problems:
      result.kind === 'refused'
        ? result.problems.map((one) => ({ ...one, message: problemSentence(one, number) }))
        : [],
  };
}

/** Numbers, statuses and clock: nothing that is protected. */
function standing(row: PriorAuthorizationRow) {
  return {
    trackingNumber: row.trackingNumber,
    paNumber: row.paNumber,
    environment: row.request.environment,
    status: row.status,
    version: row.version,
    classification: row.classification,
    reviewer: row.reviewer,
    dueAt: row.deadline.dueAt,
    updatedAt: row.updatedAt,
    lines: row.lines.map(({ number, status }) => ({ number, status })),
  };
}
