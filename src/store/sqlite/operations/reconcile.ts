import type { Ledger } from '../../ledger.js';
import type { Database, Statement } from '../driver.js';

type Line = ReturnType<Ledger['reconcile']>[number];

/** What is owed: answers, letters, and documents that nobody has given a place. */
export class Reconciliation {
  readonly #lines: Statement<[], Line>;

  constructor(database: Database) {
    this.#lines = database.prepare(UNANSWERED);
  }

  /**
   * Oldest first; `since` is when the file was promised, the answer stored, the letter fell due or the document came.
   * Empty when nothing is owed. A document that was attached by hand afterwards is no longer unmatched.
   */
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
  SELECT 'answer-not-written', printf('S%08d answer %s %d', submission_id, type, ordinal), max(stored_at, redelivered_at)
  FROM answer WHERE state = 'stored'
  UNION ALL
  SELECT CASE letter.state WHEN 'due' THEN 'letter-not-made' ELSE 'letter-needs-address' END,
    printf('%s letter %d', tracking_number, letter.id), letter.at
  FROM letter CROSS JOIN prior_authorization ON prior_authorization.id = letter.prior_authorization_id
  WHERE letter.state IN ('due', 'needs-address')
  UNION ALL
  SELECT 'document-unmatched', printf('S%08d document %d', submission_id, id), received_at
  FROM document WHERE state = 'unmatched' AND NOT EXISTS (
    SELECT 1 FROM document AS taken WHERE taken.sha256 = document.sha256 AND taken.state = 'matched')
  UNION ALL
  SELECT CASE state WHEN 'refused' THEN 'acknowledgment-refused' ELSE 'acknowledgment-exception' END,
    printf('S%08d acknowledgment %d', submission_id, id), at
  FROM received_acknowledgment WHERE state IN ('refused', 'exception') AND settled_at = ''
  UNION ALL
  SELECT 'publication-refused', printf('S%08d publication %d', submission_id, id), at
  FROM publication WHERE outcome = 'refused' AND settled_at = ''
  ORDER BY since, subject`;
