/** Most PAs one name is taken for, and most files of one PA: a timeline is read by a person. */
const MOST_PRIOR_AUTHORIZATIONS = 20;
const MOST_SUBMISSIONS = 200;
/** Refused sets one timeline names; the report in the sender's mailbox has the rest. */
const MOST_SETS_NAMED = 100;

/** Tracking numbers of the PAs that have this number or are called so by a sender, oldest first. */
export const PRIOR_AUTHORIZATIONS_NAMED = `
  SELECT tracking_number FROM prior_authorization WHERE id IN (
    SELECT id FROM prior_authorization WHERE tracking_number = @name
    UNION SELECT id FROM prior_authorization WHERE pa_number = @name AND pa_number <> ''
    UNION SELECT prior_authorization_id FROM prior_authorization_name WHERE name = @name AND kind <> 'document')
  ORDER BY id LIMIT ${MOST_PRIOR_AUTHORIZATIONS}`;

/** Files that touched a PA: it came in one, units of others changed it, documents came in others. */
export const SUBMISSIONS_OF = `
  SELECT submission_id FROM prior_authorization WHERE tracking_number = @number
  UNION SELECT interchange.submission_id FROM unit JOIN interchange ON interchange.id = unit.interchange_id
    WHERE unit.reference = @number AND unit.kind = 'prior-authorization'
  UNION SELECT submission_id FROM document WHERE tracking_number = @number AND tracking_number <> ''
  ORDER BY 1 LIMIT ${MOST_SUBMISSIONS}`;

/** The letters of a PA: when each fell due and when it was made. */
export const LETTER_EVENTS = `
  WITH letter_of (id, kind, recipient, lines, at, state, made_at, number) AS (
    SELECT letter.id, letter.kind, letter.recipient, letter.lines, letter.at, letter.state, letter.made_at,
      tracking_number
    FROM prior_authorization JOIN letter ON letter.prior_authorization_id = prior_authorization.id
    WHERE tracking_number = @number)
  SELECT at, 'letter due' AS what, number AS subject, json_object('letter', id, 'kind', kind, 'recipient', recipient,
    'lines', json_array_length(lines), 'state', state) AS details
  FROM letter_of
  UNION ALL
  SELECT made_at, 'letter made', number, json_object('letter', id, 'kind', kind, 'recipient', recipient)
  FROM letter_of WHERE made_at <> ''
  ORDER BY at, what`;

/** An answer belongs to a PA when it says so, or when it answers its interchange, its set or the file as a whole. */
const CONCERNS_SUBJECT = `(@number = '' OR tracking_number = @number
    OR tracking_number = '' AND (interchange_index < 0 OR EXISTS (
      SELECT 1 FROM place WHERE place.interchange_index = answer.interchange_index AND (answer.set_index < 0
        OR place.group_index = answer.group_index AND place.set_index = answer.set_index))))`;

const ANSWER_STEP = (what: string, column: string) => `
  SELECT ${column}, '${what}', submission_number || '.' || type, 6, id,
    json_object('answer', id, 'interchange', interchange_index + 1, 'type', type, 'ordinal', ordinal, 'bytes', bytes,
      'controlNumber', control_number)
  FROM answer, subject WHERE submission_id = @id AND ${column} <> '' AND ${CONCERNS_SUBJECT}`;

/** "other": the submission at the other end, what was acknowledged or where it was. */
const ACKNOWLEDGMENT_STEP = (condition: string, other: string) => `
  SELECT received.at, 'acknowledgment ' || received.state, submission_number, 7, received.id,
    json_object('acknowledgment', received.id, 'kind', kind, 'controlNumber', received.control_number, 'code', code,
      'reason', reason, 'setsRefused', sets_refused, 'with', ${other})
  FROM received_acknowledgment AS received LEFT JOIN answer ON answer.id = received.answer_id, subject
  WHERE ${condition} AND @number = ''`;

/** `facts`: more pairs for the details, with a comma at the end. */
const REDELIVERY_STEP = (what: string, column: string, facts = '') => `
  SELECT redelivery.${column}, '${what}', submission_number || '.' || type, 6, redelivery.id,
    json_object(${facts} 'answer', answer.id, 'type', type, 'ordinal', ordinal)
  FROM redelivery CROSS JOIN answer ON answer.id = redelivery.answer_id, subject
  WHERE redelivery.submission_id = @id AND redelivery.${column} <> '' AND ${CONCERNS_SUBJECT}`;

/**
 * Everything that carries a time under one submission; `step` orders what happened at one time. With @number, the
 * tracking number of a PA, only what concerns that PA; '' for all.
 */
export const SUBMISSION_EVENTS = `
  WITH subject (submission_number) AS (SELECT printf('S%08d', @id)),
  place (interchange_id, interchange_index, group_index, set_index) AS MATERIALIZED (
    SELECT DISTINCT interchange.id, interchange_index, group_index, set_index
    FROM unit CROSS JOIN interchange ON interchange.id = unit.interchange_id
    WHERE unit.reference = @number AND unit.kind = 'prior-authorization' AND submission_id = @id),
  event (at, what, subject, step, id, details) AS (
    SELECT received_at, 'received', submission_number, 0, id,
      json_object('channel', channel, 'partner', partner_id, 'bytes', bytes, 'sha256', sha256)
    FROM submission, subject WHERE id = @id
    UNION ALL
    SELECT begun_at, 'attempt begun', submission_number, 1, attempt.number, json_object('attempt', attempt.number)
    FROM attempt, subject WHERE submission_id = @id
    UNION ALL
    SELECT failed_at, 'attempt failed', submission_number, 2, attempt.number,
      json_object('attempt', attempt.number, 'reason', reason)
    FROM attempt, subject WHERE submission_id = @id AND failed_at <> ''
    UNION ALL
    SELECT rested_at, 'attempt rested', submission_number, 2, attempt.number, json_object('attempt', attempt.number)
    FROM attempt, subject WHERE submission_id = @id AND rested_at <> ''
    UNION ALL
    SELECT decided_at, 'interchange decided', submission_number, 3, id,
      json_object('interchange', interchange_index + 1, 'acknowledgment', acknowledgment, 'note', note, 'usage', usage)
    FROM interchange, subject WHERE submission_id = @id
      AND (@number = '' OR id IN (SELECT interchange_id FROM place))
    UNION ALL
    SELECT * FROM (
      SELECT decided_at, 'set refused', submission_number, 4, transaction_set.id, json_object(
        'interchange', transaction_set.interchange_index + 1, 'group', group_index + 1, 'set', set_index + 1,
        'setControlNumber', transaction_set.control_number, 'findings', (
          SELECT group_concat(DISTINCT json_extract(value, '$.code')) FROM json_each(transaction_set.findings)
          WHERE json_extract(value, '$.severity') = 'reject'))
      FROM interchange JOIN transaction_set USING (submission_id, attempt, interchange_index), subject
      WHERE submission_id = @id AND findings_total > 0 AND status = 'R' AND interchange.acknowledgment <> 'R'
        AND @number = ''
      LIMIT ${MOST_SETS_NAMED})
    UNION ALL
    SELECT min(applied_at), 'units applied', submission_number, 5, unit.interchange_id, json_object('interchange',
      interchange_index + 1, 'group', group_index + 1, 'set', set_index + 1, 'units', count(*), 'kind', unit.kind)
    FROM interchange JOIN unit ON unit.interchange_id = interchange.id, subject WHERE submission_id = @id
      AND (@number = '' OR (unit.interchange_id, group_index, set_index) IN (
        SELECT interchange_id, group_index, set_index FROM place))
    GROUP BY unit.interchange_id, group_index, set_index, unit.kind
    UNION ALL
    SELECT stored_at, 'document arrived', CASE tracking_number WHEN '' THEN submission_number
      ELSE tracking_number END, 5, id, json_object('document', id, 'submission', submission_number, 'state', document.state, 'mediaType',
      media_type, 'bytes', bytes, 'reportType', report_type, 'controlNumber', control_number, 'reason', reason)
    FROM document, subject WHERE submission_id = @id AND (@number = '' OR tracking_number = @number)
    UNION ALL
    SELECT removed_at, 'document removed under retention', CASE tracking_number WHEN '' THEN submission_number
      ELSE tracking_number END, 10, id, json_object('document', id, 'submission', submission_number, 'bytes', bytes)
    FROM document, subject WHERE submission_id = @id AND removed_at <> ''
      AND (@number = '' OR tracking_number = @number)
    UNION ALL
    SELECT at, 'publication ' || outcome, submission_number, 4, id, json_object('publication', id, 'interchange',
      interchange_index + 1, 'type', type, 'reason', reason, 'partner', partner_id, 'location', location,
      'controlNumber', control_number)
    FROM publication, subject WHERE submission_id = @id AND @number = ''
    UNION ALL ${ANSWER_STEP('answer stored', 'stored_at')}
    UNION ALL ${ANSWER_STEP('answer written', 'written_at')}
    UNION ALL ${ANSWER_STEP('answer delivered', 'delivered_at')}
    UNION ALL ${ANSWER_STEP('answer picked up', 'picked_up_at')}
    UNION ALL ${ANSWER_STEP('answer removed under retention', 'removed_at')}
    UNION ALL ${ANSWER_STEP('outbox copy removed under retention', 'outbox_removed_at')}
    UNION ALL ${REDELIVERY_STEP('answer asked for again', 'at', "'actor', redelivery.actor,")}
    UNION ALL ${REDELIVERY_STEP('answer delivered again', 'delivered_at')}
    UNION ALL ${REDELIVERY_STEP('answer picked up again', 'picked_up_at')}
    UNION ALL ${ACKNOWLEDGMENT_STEP('received.submission_id = @id', "coalesce(printf('S%08d', answer.submission_id), '')")}
    UNION ALL ${ACKNOWLEDGMENT_STEP(
      'received.answer_id IN (SELECT id FROM answer WHERE submission_id = @id)',
      "printf('S%08d', received.submission_id)",
    )}
    UNION ALL
    SELECT at, 'unpacked', submission_number, 7, parent_id, json_object('files', count(*),
      'first', printf('S%08d', min(unpacked.submission_id)), 'last', printf('S%08d', max(unpacked.submission_id)))
    FROM unpacked, subject WHERE parent_id = @id GROUP BY parent_id
    UNION ALL
    SELECT at, 'unpacked from', printf('S%08d', parent_id), 0, parent_id, json_object('position', position)
    FROM unpacked WHERE submission_id = @id
    UNION ALL
    SELECT at, 'quarantined', submission_number, 7, id, json_object('reason', reason)
    FROM quarantine, subject WHERE submission_id = @id
    UNION ALL
    SELECT decided_at, decision, submission_number, 8, id, json_object('actor', actor)
    FROM quarantine, subject WHERE submission_id = @id AND decided_at <> ''
    UNION ALL
    SELECT finished_at, 'finished', submission_number, 9, id, json_object('disposition', disposition)
    FROM submission, subject WHERE id = @id AND finished_at <> ''
    UNION ALL
    SELECT original_removed_at, 'original removed under retention', submission_number, 10, id, json_object('bytes', bytes)
    FROM submission, subject WHERE id = @id AND original_removed_at <> ''
    UNION ALL
    SELECT content_removed_at, 'content removed under retention', submission_number, 11, id,
      json_object('answers', (SELECT count(*) FROM answer WHERE submission_id = @id))
    FROM submission, subject WHERE id = @id AND content_removed_at <> ''
  )
  SELECT at, what, subject, details FROM event ORDER BY at, step, id`;
