import type { RedeliveriesAsked } from '../../ledger.js';
import type { AnswerRow } from '../../rows.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import type { Retention } from '../retention/retention.js';
import type { Answers } from './answers.js';

const OPERATION = 'deliver an answer again';

/** Answers that are delivered once more: asked for here, carried out by the rounds that carry out all others. */
export class Redeliveries {
  readonly #answers: Answers;
  readonly #audit: Audit;
  readonly #retention: Pick<Retention, 'isAnswerMarked'>;
  readonly #insert: Statement;
  readonly #goBack: Statement;
  readonly #giveUp: Statement<[string, number]>;
  readonly #since: Statement<[number, number], RedeliveriesAsked>;

  constructor(database: Database, answers: Answers, audit: Audit, retention: Pick<Retention, 'isAnswerMarked'>) {
    this.#answers = answers;
    this.#audit = audit;
    this.#retention = retention;
    this.#insert = database.prepare('INSERT INTO redelivery (answer_id, submission_id, at, actor) VALUES (?, ?, ?, ?)');
    this.#goBack = database.prepare(`
      UPDATE answer SET state = 'stored', redelivered_at = ?, removed_at = '', outbox_removed_at = '' WHERE id = ?`);
    this.#giveUp = database.prepare('UPDATE answer SET outbox_removed_at = ? WHERE id = ?');
    this.#since = database.prepare(`
      SELECT coalesce(max(id), ?) AS last, coalesce(min(answer_id), 0) AS firstAnswer FROM redelivery WHERE id > ?`);
  }

  /**
   * Lets answers go their way again from the ledger on: into the download store when they are gone there, then into the
   * outbox. Each is a row of its history and an audit line. Raises GatewayError `answer-unknown`, `content-removed`,
   * `answer-without-outbox` (it goes to no mailbox), `answer-not-delivered` (it is under way) and `answer-being-removed` (its
   * time is over and its file is about to go); then none was asked for.
   */
  ask(answerIds: readonly number[], actor: string, now: string): void {
    for (const id of answerIds) {
      const answer = this.#answers.find(id);
      if (answer === undefined) throw misuse('answer-unknown', OPERATION, 'There is no such answer', `${id}`);
      requireContent(answer);
      requireDelivered(answer);
      this.#requireAtRest(answer);
      this.#insert.run(id, answer.submissionId, now, actor);
      this.#goBack.run(now, id);
      const { type, ordinal, partnerId: partner } = answer;
      const details = { type, ordinal, partner };
      this.#audit.add({ at: now, actor, action: 'redeliver-answer', subject: answer.submissionNumber, details });
    }
  }

  /** As `Ledger.redeliverLost` says. */
  askLost(answerIds: readonly number[], actor: string, now: string): void {
    for (const id of answerIds) {
      const isGone = this.#answers.find(id)?.contentRemovedAt !== '' || this.#retention.isAnswerMarked(id);
      if (isGone) this.#giveUp.run(now, id);
      else this.ask([id], actor, now);
    }
  }

  /** Whoever removes its file would otherwise remove the one that is written for this. */
  #requireAtRest({ id, submissionNumber }: AnswerRow): void {
    if (!this.#retention.isAnswerMarked(id)) return;
    const hint =
      'Nothing was changed. Ask again in a minute: when the file is gone it is written again from the ledger.';
    throw misuse('answer-being-removed', OPERATION, 'The answer is just being removed', submissionNumber, hint);
  }

  /** What was asked for after the redelivery with this id. */
  since(after: number): RedeliveriesAsked {
    return this.#since.get(after, after)!;
  }
}

function requireContent({ contentRemovedAt, submissionNumber }: AnswerRow): void {
  if (contentRemovedAt === '') return;
  const message = `The answer's content was removed on ${contentRemovedAt.slice(0, 10)} under retention`;
  const hint = 'Nothing was changed. Its digest is left, to know a copy by that somebody kept (docs/retention.md).';
  throw misuse('content-removed', OPERATION, message, submissionNumber, hint, 2);
}

function requireDelivered({ target, state, submissionNumber }: AnswerRow): void {
  if (target !== 'mailbox') {
    const hint = 'Letters and what goes to the download store alone have no outbox to be put into.';
    throw misuse('answer-without-outbox', OPERATION, 'The answer goes to no mailbox', submissionNumber, hint);
  }
  if (state === 'stored' || state === 'written') {
    const hint = 'Nothing was changed. The gateway delivers it by itself.';
    throw misuse('answer-not-delivered', OPERATION, 'The answer is under way already', submissionNumber, hint);
  }
}
