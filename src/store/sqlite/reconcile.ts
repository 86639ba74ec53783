import type { Ledger } from '../ledger.js';
import type { Database, Statement } from './driver.js';

type Line = ReturnType<Ledger['reconcile']>[number];

/** What has no first answer yet. */
export class Reconciliation {
  readonly #lines: Statement<[], Line>;

  constructor(database: Database) {
    this.#lines = database.prepare(UNANSWERED);
  }

  /** Oldest first; `since` is when the file was promised, or the answer stored. Empty when nothing is owed. */
  lines(): Line[] {
    return this.#lines.all();
  }
}

export const UNANSWERED = `
  SELECT 'submission-without-disposition' AS kind, printf('S%08d', id) AS subject, received_at AS since
  FROM submission WHERE state = 'received'
  UNION ALL
  SELECT 'submission-in-quarantine', printf('S%08d', id), received_at FROM submission WHERE state = 'quarantined'
  UNION ALL
  SELECT 'set-not-applied', printf('S%08d interchange %d group %d set %d', submission.id,
    interchange_index + 1, group_index + 1, set_index + 1), received_at
  FROM submission CROSS JOIN transaction_set ON transaction_set.submission_id = submission.id
  WHERE submission.state = 'examined' AND transaction_set.awaits_application = 1
  UNION ALL
  SELECT 'submission-not-finished', printf('S%08d', id), received_at FROM submission
  WHERE state = 'examined' AND NOT EXISTS (
    SELECT 1 FROM transaction_set WHERE submission_id = submission.id AND awaits_application = 1)
  UNION ALL
  SELECT 'answer-not-written', printf('S%08d answer %s %d', submission_id, type, ordinal), stored_at
  FROM answer WHERE state = 'stored'
  ORDER BY since, subject`;
