import type { Database } from '../driver.js';

/** A rule of ours over the whole ledger: each row the query gives is one problem, in words. */
interface Invariant {
  readonly problem: string;
  /** Selects one text column, `subject`. */
  readonly query: string;
}

/**
 * The database's own check of its pages, indexes and references, then our invariants. Each problem is one line for an
 * operator; empty when the ledger is sound. Reads everything: minutes on a large ledger.
 */
export function checkLedger(database: Database): string[] {
  const own = database
    .prepare<[], string>('PRAGMA integrity_check')
    .pluck()
    .all()
    .filter((line) => line !== 'ok')
    .map((line) => `database: ${line}`);
  const dangling = database
    .prepare<[], { table: string; rowid: number; parent: string }>('PRAGMA foreign_key_check')
    .all()
    .map(({ table, rowid, parent }) => `${table} row ${rowid} refers to a ${parent} that is not there`);
  const broken = INVARIANTS.flatMap(({ problem, query }) =>
    database
      .prepare<[], string>(query)
      .pluck()
      .all()
      .map((subject) => `${subject}: ${problem}`),
  );
  return [...own, ...dangling, ...broken];
}

const INVARIANTS: readonly Invariant[] = [
  {
    problem: 'the control numbers in its answers and gaps do not run from 1 to the last one taken',
    query: `
      SELECT our_id || ' to ' || sequence.partner_id
      FROM control_sequence AS sequence
      WHERE next - 1 <> (SELECT count(*) FROM answer WHERE sequence_our_id = our_id
          AND sequence_partner_id = sequence.partner_id AND control_number BETWEEN 1 AND next - 1 AND copy_of = 0)
        + (SELECT coalesce(sum(last - first + 1), 0) FROM control_gap
          WHERE control_gap.our_id = sequence.our_id AND control_gap.partner_id = sequence.partner_id)
        OR EXISTS (SELECT 1 FROM answer WHERE sequence_our_id = our_id AND sequence_partner_id = sequence.partner_id
          AND control_number >= next AND copy_of = 0)
        OR EXISTS (SELECT 1 FROM control_gap JOIN answer ON sequence_our_id = control_gap.our_id
          AND sequence_partner_id = control_gap.partner_id AND control_number BETWEEN first AND last AND copy_of = 0
          WHERE control_gap.our_id = sequence.our_id AND control_gap.partner_id = sequence.partner_id)`,
  },
  {
    problem: 'its interchanges are not numbered 0 to n without a gap',
    query: `
      SELECT printf('S%08d', submission_id) FROM interchange GROUP BY submission_id
      HAVING min(interchange_index) <> 0 OR max(interchange_index) <> count(*) - 1`,
  },
  {
    problem: 'it counts as examined and has no disposition',
    query: `SELECT printf('S%08d', id) FROM submission WHERE state IN ('examined', 'applied') AND disposition = ''`,
  },
  {
    problem: 'it counts as applied and has sets that are not',
    query: `
      SELECT DISTINCT printf('S%08d', submission.id) FROM submission JOIN transaction_set
        ON transaction_set.submission_id = submission.id
      WHERE submission.state = 'applied' AND awaits_application = 1`,
  },
  {
    problem: 'its units are not exactly those below its cursor',
    query: `
      SELECT printf('S%08d interchange %d group %d set %d', interchange.submission_id,
        interchange.interchange_index + 1, transaction_set.group_index + 1, transaction_set.set_index + 1)
      FROM interchange JOIN transaction_set ON transaction_set.submission_id = interchange.submission_id
        AND transaction_set.attempt = interchange.attempt
        AND transaction_set.interchange_index = interchange.interchange_index
      LEFT JOIN unit ON unit.interchange_id = interchange.id AND unit.group_index = transaction_set.group_index
        AND unit.set_index = transaction_set.set_index
      GROUP BY transaction_set.id
      HAVING count(unit.unit) <> units_applied OR coalesce(max(unit.unit), -1) <> units_applied - 1`,
  },
  {
    problem: 'the unit is recorded as a claim and there is no claim',
    query: `
      SELECT printf('interchange row %d group %d set %d unit %d', unit.interchange_id, unit.group_index + 1,
        unit.set_index + 1, unit.unit + 1)
      FROM unit LEFT JOIN claim USING (interchange_id, group_index, set_index, unit)
      WHERE unit.kind = 'claim' AND claim.id IS NULL`,
  },
  {
    problem: 'the claim has no unit',
    query: `
      SELECT printf('claim row %d', claim.id)
      FROM claim LEFT JOIN unit USING (interchange_id, group_index, set_index, unit) WHERE unit.kind IS NULL`,
  },
  {
    problem: 'test and production meet: the claim is not in the environment of its interchange',
    query: `
      SELECT printf('claim row %d', claim.id) FROM claim JOIN interchange ON interchange.id = claim.interchange_id
      WHERE claim.environment <> CASE interchange.usage WHEN 'P' THEN 'production' ELSE 'test' END`,
  },
  {
    problem: 'the prior authorization has no history',
    query: `
      SELECT tracking_number FROM prior_authorization WHERE NOT EXISTS (
        SELECT 1 FROM prior_authorization_history WHERE prior_authorization_id = prior_authorization.id)`,
  },
  {
    problem: 'the bytes of the answer are not as many as recorded, or are nowhere',
    query: `
      SELECT printf('S%08d answer %s %d', submission_id, type, ordinal) FROM answer
      WHERE CASE WHEN content IS NULL THEN spool_path = '' AND content_removed_at = ''
        ELSE length(content) <> bytes END`,
  },
  {
    problem: 'its content was removed under retention, and some of it is there',
    query: `
      SELECT printf('S%08d', id) FROM submission WHERE content_removed_at <> '' AND NOT EXISTS (
        SELECT 1 FROM retention_work WHERE kind = 'ledger' AND row_id = submission.id) AND (
        sender_file_name <> ''
        OR EXISTS (SELECT 1 FROM answer WHERE submission_id = submission.id
          AND (content IS NOT NULL OR content_removed_at = ''))
        OR EXISTS (SELECT 1 FROM claim WHERE submission_id = submission.id AND content_removed_at = '')
        OR EXISTS (SELECT 1 FROM prior_authorization WHERE submission_id = submission.id AND content_removed_at = ''))`,
  },
  {
    problem: "the answer is a copy of another partner's answer, or of none",
    query: `
      SELECT printf('S%08d answer %s %d', copy.submission_id, copy.type, copy.ordinal)
      FROM answer AS copy LEFT JOIN answer AS original ON original.id = copy.copy_of
      WHERE copy.copy_of <> 0 AND original.partner_id IS NOT copy.partner_id`,
  },
  {
    problem: 'the prior authorization does not stand in its columns as in its body',
    query: `
      SELECT tracking_number FROM prior_authorization
      WHERE (environment, tracking_number, pa_number, status, version, received_at, updated_at) IS NOT (
        body ->> '$.request.environment', body ->> '$.trackingNumber', body ->> '$.paNumber', body ->> '$.status',
        body ->> '$.version', body ->> '$.receivedAt', body ->> '$.updatedAt')`,
  },
  {
    problem: 'the lines kept for duplicates are not those of the prior authorization',
    query: `
      SELECT tracking_number FROM prior_authorization WHERE
        (SELECT group_concat(position || ' ' || procedure_code || ' ' || status, ',') FROM (
          SELECT * FROM prior_authorization_line WHERE prior_authorization_id = prior_authorization.id
          ORDER BY position))
        IS NOT (SELECT group_concat(key || ' ' || (value ->> '$.procedureCode') || ' ' || (value ->> '$.status'), ',')
          FROM json_each(body, '$.lines'))`,
  },
  {
    problem: 'an attachment of the prior authorization is not found by its control number',
    query: `
      SELECT tracking_number FROM prior_authorization, json_each(body, '$.attachments') AS entry WHERE NOT EXISTS (
        SELECT 1 FROM prior_authorization_name WHERE name = entry.value ->> '$.controlNumber' AND kind = 'attachment'
          AND prior_authorization_id = prior_authorization.id)`,
  },
  {
    problem: 'the letter belongs to no prior authorization, or speaks of another one',
    query: `
      SELECT printf('letter %d', letter.id) FROM letter LEFT JOIN prior_authorization
        ON prior_authorization.id = letter.prior_authorization_id
      WHERE tracking_number IS NOT (letter.body ->> '$.trackingNumber')`,
  },
  {
    problem: 'the letter counts as made and has no file',
    query: `
      SELECT printf('letter %d', letter.id)
      FROM letter JOIN prior_authorization ON prior_authorization.id = letter.prior_authorization_id
      WHERE letter.state = 'made' AND NOT EXISTS (
        SELECT 1 FROM answer WHERE answer.submission_id = prior_authorization.submission_id AND letter_id = letter.id)`,
  },
  {
    problem: 'the document is matched to a prior authorization that is not there',
    query: `
      SELECT printf('S%08d document %d', submission_id, id) FROM document
      WHERE state = 'matched' AND tracking_number NOT IN (SELECT tracking_number FROM prior_authorization)`,
  },
  {
    problem: 'test and production meet: the document is not in the environment of its prior authorization',
    query: `
      SELECT printf('S%08d document %d', document.submission_id, document.id)
      FROM document JOIN prior_authorization USING (tracking_number)
      WHERE document.environment <> prior_authorization.environment`,
  },
  {
    problem: 'the answer waits for an outbox that it does not go to',
    query: `
      SELECT printf('S%08d answer %s %d', submission_id, type, ordinal) FROM answer
      WHERE state = 'written' AND target <> 'mailbox'`,
  },
];
