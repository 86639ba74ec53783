import { acknowledgmentTimes } from '../../../partners/expected-acknowledgment.js';
import type { OverdueAcknowledgment, OverdueCount } from '../../acknowledgment-values.js';
import type { Page } from '../../ledger-values.js';
import type { AnswerRow } from '../../rows.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { pageOf } from '../page.js';

const HOUR_MILLISECONDS = 3_600_000;

/** Acknowledgments that partners owe: noted at delivery, struck out when one comes, and overdue in between. */
export class ExpectedAcknowledgments {
  readonly #audit: Audit;
  readonly #option: Statement<[string], string | null>;
  readonly #isAcknowledged: Statement<[number], number>;
  readonly #expect: Statement;
  readonly #drop: Statement<[number]>;
  readonly #overdue: Statement<[string, number, number], OverdueAcknowledgment>;
  readonly #counts: Statement<[string], OverdueCount>;

  constructor(database: Database, audit: Audit) {
    this.#audit = audit;
    this.#option = database
      .prepare<[string], string | null>("SELECT options ->> '$.expectAcknowledgment' FROM partner WHERE id = ?")
      .pluck() as Statement<[string], string | null>;
    this.#isAcknowledged = database
      .prepare<[number], number>('SELECT EXISTS (SELECT 1 FROM received_acknowledgment WHERE answer_id = ?)')
      .pluck() as Statement<[number], number>;
    this.#expect = database.prepare(`
      INSERT INTO expected_acknowledgment VALUES (@answer, @partner, @type, @due)
      ON CONFLICT DO UPDATE SET due_at = @due`);
    this.#drop = database.prepare('DELETE FROM expected_acknowledgment WHERE answer_id = ?');
    this.#overdue = database.prepare(`
      SELECT answer.id, printf('S%08d', answer.submission_id) AS submissionNumber, answer.type, answer.ordinal,
        overdue.partner_id AS partnerId, answer.delivered_at AS deliveredAt, overdue.due_at AS dueAt
      FROM overdue_acknowledgment AS overdue CROSS JOIN answer ON answer.id = overdue.answer_id
      WHERE overdue.due_at < ? AND overdue.answer_id > ? ORDER BY overdue.answer_id LIMIT ?`);
    this.#counts = database.prepare(`
      SELECT partner_id AS partnerId, type, count(*) AS count, min(due_at) AS oldestDueAt
      FROM overdue_acknowledgment WHERE due_at < ? GROUP BY partner_id, type`);
  }

  /** Notes what a partner owes for an answer that was just delivered; nothing when it was acknowledged before. */
  delivered(
    answer: Pick<AnswerRow, 'id' | 'partnerId' | 'type' | 'extension' | 'target' | 'copyOf'>,
    now: string,
  ): void {
    if (answer.extension !== 'x12' || answer.target !== 'mailbox' || answer.copyOf > 0) return;
    const hours = acknowledgmentTimes(this.#option.get(answer.partnerId) ?? 'off')?.get(answer.type);
    if (hours === undefined || this.#isAcknowledged.get(answer.id) === 1) return;
    const due = new Date(Date.parse(now) + hours * HOUR_MILLISECONDS).toISOString();
    this.#expect.run({ answer: answer.id, partner: answer.partnerId, type: answer.type, due });
  }

  /** An acknowledgment of it has come. */
  met(answerId: number): void {
    this.#drop.run(answerId);
  }

  /** Those whose time is over at `now`, in order of the answers. */
  overdue(now: string, after: number, limit: number): Page<OverdueAcknowledgment> {
    return pageOf(this.#overdue.all(now, after, limit + 1), limit, ({ id }) => id);
  }

  counts(now: string): OverdueCount[] {
    return this.#counts.all(now);
  }

  /** A person knows that they arrived; audited. GatewayError (2) `acknowledgment-not-expected` when none was owed. */
  waive(answers: readonly AnswerRow[], note: string, actor: string, now: string): void {
    const owed = answers.filter(({ id }) => this.#drop.run(id).changes > 0);
    if (owed.length === 0) {
      const hint = '"x12gw acknowledgments overdue" shows those that are late.';
      throw misuse('acknowledgment-not-expected', 'waive an acknowledgment', 'None of these is owed', '', hint, 2);
    }
    for (const { submissionNumber, type, ordinal } of owed) {
      const details = { type, ordinal, note };
      this.#audit.add({ at: now, actor, action: 'waive-acknowledgment', subject: submissionNumber, details });
    }
  }
}
