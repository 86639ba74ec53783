import type { UnitResult } from '../../../domain/application.js';
import type { ApplyBatch, ConclusionResult, Ledger, SetConclusion } from '../../ledger.js';
import type { AnswerRow, PendingSet, SubmissionRow } from '../../rows.js';
import type { ClaimRows } from '../claims/claim-rows.js';
import type { DomainRows } from '../domain/domain-rows.js';
import { type DomainTransactionParts, domainTransaction } from '../domain/domain-transaction.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import type { Answers } from './answers.js';
import type { Attempts } from './attempts.js';
import type { Receipts } from './receipts.js';

const OPERATION = 'apply a batch of units';

type StoredPendingSet = Omit<PendingSet, 'delimiters' | 'refusals'> & {
  readonly delimiters: string;
  readonly refusals: string;
};
type StoredFindings = { readonly findings: string; readonly total: number };

export interface ApplicationParts {
  readonly database: Database;
  readonly receipts: Receipts;
  readonly attempts: Attempts;
  readonly answers: Answers;
  readonly domain: DomainTransactionParts;
  readonly rows: DomainRows;
  readonly claims: ClaimRows;
}

/** Pass 2: accepted sets, applied in batches of units behind a cursor. */
export class Applications {
  readonly #parts: ApplicationParts;
  readonly #pending: Statement<[number, number], StoredPendingSet>;
  readonly #isPending: Statement<[number], number>;
  readonly #cursor: Statement<[number, number, number], { id: number; unitsApplied: number; awaits: number }>;
  readonly #findings: Statement<[number, number, number], StoredFindings>;
  readonly #advance: Statement<[number, number, number]>;
  readonly #countUnits: Statement<[string, number]>;

  constructor(parts: ApplicationParts) {
    this.#parts = parts;
    const { database } = parts;
    this.#pending = database.prepare(PENDING_SETS);
    this.#isPending = database
      .prepare<[number], number>(
        'SELECT 1 FROM transaction_set WHERE submission_id = ? AND awaits_application = 1 LIMIT 1',
      )
      .pluck() as Statement<[number], number>;
    this.#cursor = database.prepare(`
      SELECT transaction_set.id, units_applied AS unitsApplied, awaits_application AS awaits
      FROM interchange JOIN transaction_set ON transaction_set.submission_id = interchange.submission_id
        AND transaction_set.attempt = interchange.attempt
        AND transaction_set.interchange_index = interchange.interchange_index
      WHERE interchange.id = ? AND group_index = ? AND set_index = ?`);
    this.#findings = database.prepare(`
      SELECT transaction_set.findings, findings_total AS total
      FROM interchange JOIN transaction_set ON transaction_set.submission_id = interchange.submission_id
        AND transaction_set.attempt = interchange.attempt
        AND transaction_set.interchange_index = interchange.interchange_index
      WHERE interchange.id = ? AND group_index = ? AND set_index = ?`);
    this.#advance = database.prepare(
      'UPDATE transaction_set SET units_applied = ?, awaits_application = ? WHERE id = ?',
    );
    this.#countUnits = database.prepare(`
      INSERT INTO tally VALUES ('unit', '', ?, '', ?, 0) ON CONFLICT DO UPDATE SET count = count + excluded.count`);
  }

  /** The next sets to apply of an examined submission, in file order; none for one in any other state. */
  pending(submissionId: number, limit: number): PendingSet[] {
    return this.#pending.all(submissionId, limit).map((row) => ({
      ...row,
      delimiters: JSON.parse(row.delimiters),
      refusals: JSON.parse(row.refusals),
    }));
  }

  /** As `Ledger.findingsOfSet` says. */
  findingsOfSet({
    interchangeId,
    group,
    index,
  }: Parameters<Ledger['findingsOfSet']>[0]): ReturnType<Ledger['findingsOfSet']> {
    const row = this.#findings.get(interchangeId, group, index);
    return { findings: row === undefined ? [] : JSON.parse(row.findings), total: row?.total ?? 0 };
  }

  /**
   * Applies a batch as `Ledger.applyBatch` says. A batch below the cursor, or of a set that is done, has been applied
   * before: its answers are returned and nothing happens. Raises GatewayError `batch-out-of-order` (above the cursor),
   * `batch-incomplete` (results are not the batch's units in order), `environment-differs`, `control-numbers-differ`,
   * `prior-authorization-version`, `submission-not-examined`.
   */
  apply(batch: ApplyBatch): AnswerRow[] {
    const { answers, attempts, receipts } = this.#parts;
    const { set, firstUnit, now, folderDate } = batch;
    const cursor = this.#cursor.get(set.interchangeId, set.group, set.index);
    if (cursor === undefined) throw wrong('set-unknown', 'The ledger has no such set', set);
    if (firstUnit < cursor.unitsApplied || cursor.awaits === 0) {
      return answers.ofBatch(set.submissionId, set.interchange, set.group, set.index, firstUnit);
    }
    const submission = receipts.requireState(set.submissionId, 'examined', OPERATION);
    if (firstUnit > cursor.unitsApplied) {
      const text = `The batch begins at unit ${firstUnit}; the next one is ${cursor.unitsApplied}`;
      throw wrong('batch-out-of-order', text, set);
    }
    const sequence = { ...batch.sequence, taken: [] };
    const built = batch.build(domainTransaction(this.#parts.domain, sequence));
    requireUnits(set, firstUnit, built.results);
    for (const result of built.results) this.#parts.rows.store(set, result, now);
    for (const [what, count] of countsOf(built.results)) this.#countUnits.run(what, count);
    this.#advance.run(firstUnit + built.results.length, batch.isLast ? 0 : 1, cursor.id);
    attempts.countStep(submission.id, submission.attempts);
    return answers.store(built.answers, {
      submission,
      now,
      folderDate,
      sequence,
      batch: { group: set.group, set: set.index, firstUnit },
    });
  }

  /**
   * Ends a set as `Ledger.concludeSet` says: a batch without units that is its last. Raises GatewayError as `apply`.
   */
  conclude({ expectedControlNumber, units, build, ...conclusion }: SetConclusion): ConclusionResult {
    const { set, sequence } = conclusion;
    const { sequences } = this.#parts.domain;
    const isOpen = this.#cursor.get(set.interchangeId, set.group, set.index)?.awaits === 1;
    const isMoved =
      expectedControlNumber !== undefined &&
      sequences.peekControlNumber(sequence.ourId, sequence.partnerId) !== expectedControlNumber;
    if (isOpen && isMoved) return { kind: 'stale' };
    const answers = this.apply({
      ...conclusion,
      firstUnit: units,
      isLast: true,
      build: ({ nextControlNumber }) => ({
        results: [],
        answers: build({ nextControlNumber, claimsOfSet: this.#parts.claims.readerOf(set) }),
      }),
    });
    return { kind: 'concluded', answers };
  }

  /**
   * Makes an examined submission applied once no set is pending; one that is applied stays as it is.
   * Raises GatewayError `sets-pending`, `submission-not-examined`.
   */
  complete(submissionId: number, now: string): SubmissionRow {
    const { receipts } = this.#parts;
    const operation = 'complete the application';
    const before = receipts.require(submissionId, operation);
    if (before.state === 'applied') return before;
    const submission = receipts.requireState(submissionId, 'examined', operation);
    if (this.#isPending.get(submissionId) !== undefined) {
      throw misuse('sets-pending', operation, 'Accepted sets are still to be applied', submission.number);
    }
    receipts.setState(submission, { state: 'applied', finishedAt: now });
    return receipts.require(submissionId, operation);
  }
}

/** Units must be there whole and in order, so that the cursor means what it says. */
function requireUnits(set: PendingSet, firstUnit: number, results: readonly UnitResult[]): void {
  if (results.every((result, position) => result.unit === firstUnit + position)) return;
  throw wrong('batch-incomplete', `The results are not the units from ${firstUnit} on in order`, set);
}

/** How many units came to what, as the running totals name it. */
function countsOf(results: readonly UnitResult[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const result of results) {
    const what = result.kind === 'claim' && !result.verdict.accepted ? 'claim-refused' : result.kind;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}

function wrong(code: string, message: string, set: PendingSet): Error {
  return misuse(code, OPERATION, message, `${set.submissionNumber} ${set.interchange}/${set.group}/${set.index}`);
}

/**
 * PendingSet, from the partial index of what awaits application; the joins say how to read and answer it.
 * A set awaits before its verdict too, which the submission's state rules out.
 */
export const PENDING_SETS = `
  SELECT submission.id AS submissionId, printf('S%08d', submission.id) AS submissionNumber,
    submission.partner_id AS partnerId, submission.original_path AS originalPath, interchange.id AS interchangeId,
    interchange.interchange_index AS interchange, transaction_set.group_index AS "group",
    transaction_set.set_index AS "index", functional_group.handler, transaction_set.guide_id AS guideId,
    transaction_set.transaction_set AS transactionSet, transaction_set.control_number AS controlNumber,
    transaction_set.byte_start AS byteStart, transaction_set.byte_end AS byteEnd, interchange.usage,
    CASE interchange.usage WHEN 'P' THEN 'production' ELSE 'test' END AS environment,
    interchange.header ->> '$.delimiters' AS delimiters, interchange.sender_qualifier AS senderQualifier,
    interchange.sender_id AS senderId, interchange.receiver_qualifier AS receiverQualifier,
    interchange.receiver_id AS receiverId, functional_group.body ->> '$.applicationSender' AS applicationSender,
    functional_group.body ->> '$.applicationReceiver' AS applicationReceiver, submission.received_at AS receivedAt,
    transaction_set.units_applied AS unitsApplied, transaction_set.refusals
  FROM submission
    CROSS JOIN transaction_set ON transaction_set.submission_id = submission.id
    CROSS JOIN interchange ON interchange.submission_id = submission.id
      AND interchange.interchange_index = transaction_set.interchange_index
      AND interchange.attempt = transaction_set.attempt
    CROSS JOIN functional_group ON functional_group.interchange_id = interchange.id
      AND functional_group.group_index = transaction_set.group_index
  WHERE submission.id = ? AND submission.state = 'examined' AND transaction_set.awaits_application = 1
  ORDER BY transaction_set.interchange_index, transaction_set.group_index, transaction_set.set_index
  LIMIT ?`;
