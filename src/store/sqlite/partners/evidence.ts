import type { TestEvidence } from '../../../partners/evidence.js';
import type { Database, Statement } from '../driver.js';

/** What a partner's test files prove, told from verdicts and answers. */
export class Evidence {
  readonly #best: Statement<{ partner: string; set: string }, TestEvidence>;

  constructor(database: Database) {
    this.#best = database.prepare(BEST_TEST_GROUP);
  }

  /** As `TestEvidence` says; undefined without a test group of this transaction. */
  of(partnerId: string, transactionSet: string): TestEvidence | undefined {
    return this.#best.get({ partner: partnerId, set: transactionSet });
  }
}

/**
 * Of the partner's present life alone. What was fetched stays so when the answer is delivered again. What is complete
 * first, then what is accepted, then what is newest.
 */
const BEST_TEST_GROUP = `
  SELECT @set AS transactionSet, printf('S%08d', submission.id) AS submission, submission.received_at AS receivedAt,
    functional_group.body ->> '$.controlNumber' AS groupControlNumber, functional_group.status AS groupStatus,
    coalesce(answer.id, 0) AS answer,
    CASE WHEN answer.picked_up_at <> '' THEN 'picked_up' ELSE coalesce(answer.state, '') END AS answerState,
    coalesce(answer.stored_at, '') AS storedAt, coalesce(answer.delivered_at, '') AS deliveredAt,
    coalesce(answer.picked_up_at, '') AS pickedUpAt
  FROM interchange INDEXED BY interchange_of_test
    CROSS JOIN submission ON submission.id = interchange.submission_id
    CROSS JOIN functional_group ON functional_group.interchange_id = interchange.id
    LEFT JOIN answer ON answer.submission_id = interchange.submission_id
      AND answer.interchange_index = interchange.interchange_index AND answer.type = '999'
  WHERE interchange.partner_id = @partner AND interchange.usage = 'T'
    AND submission.id > (SELECT after_submission FROM partner WHERE id = @partner)
    AND EXISTS (
      SELECT 1 FROM transaction_set
      WHERE transaction_set.submission_id = interchange.submission_id AND transaction_set.attempt = interchange.attempt
        AND transaction_set.interchange_index = interchange.interchange_index
        AND transaction_set.group_index = functional_group.group_index AND transaction_set.transaction_set = @set)
  ORDER BY functional_group.status = 'A' AND coalesce(answer.picked_up_at, '') <> '' DESC,
    functional_group.status = 'A' DESC, interchange.id DESC, functional_group.group_index DESC
  LIMIT 1`;
