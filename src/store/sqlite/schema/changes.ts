/** Version 2: an attempt that rested ended without a failure and is made again. */
export const SCHEMA_2 = `ALTER TABLE attempt ADD COLUMN rested_at TEXT NOT NULL DEFAULT '';`;

/** Version 3: what lies in one partner's outbox, found without reading that of the others. */
export const SCHEMA_3 = `CREATE INDEX answer_in_outbox ON answer (partner_id, id) WHERE state = 'delivered';`;

/**
 * Version 4: the units of a set (claims, patient events) and which of them pass 1 refused although the set stands, as
 * JSON intervals (docs/decisions/0010). A set of an earlier version knew of none.
 */
export const SCHEMA_4 = `
ALTER TABLE transaction_set ADD COLUMN units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE transaction_set ADD COLUMN refusals TEXT NOT NULL DEFAULT '[]';`;

/** What stands beside each body: filled by triggers, so that no writer can forget it and an older row gets it too. */
const DERIVED_ROWS = `
    INSERT INTO prior_authorization_line
      SELECT new.id, line.key, coalesce(new.body ->> '$.request.member.memberId', ''),
        coalesce(new.body ->> '$.request.requestingProvider.location', ''),
        coalesce(line.value ->> '$.procedureCode', ''),
        coalesce(nullif(line.value ->> '$.requestedFrom', ''), new.body ->> '$.request.eventFrom', ''),
        coalesce(nullif(line.value ->> '$.requestedTo', ''), nullif(line.value ->> '$.requestedFrom', ''),
          nullif(new.body ->> '$.request.eventTo', ''), new.body ->> '$.request.eventFrom', ''),
        coalesce(line.value ->> '$.status', ''), coalesce(line.value ->> '$.decision.decidedAt', '')
      FROM json_each(new.body, '$.lines') AS line;
    INSERT OR IGNORE INTO prior_authorization_name
      SELECT name, kind, new.id, control_number FROM (
        SELECT new.body ->> '$.request.submitterTransactionId' AS name, 'transaction' AS kind, '' AS control_number
        UNION SELECT trace.value ->> '$.number', 'trace', '' FROM json_each(new.body, '$.request.traces') AS trace
        UNION SELECT trace.value ->> '$.number', 'trace', ''
          FROM json_each(new.body, '$.lines') AS line, json_each(line.value, '$.traces') AS trace
        UNION SELECT entry.value ->> '$.controlNumber', 'attachment', entry.value ->> '$.controlNumber'
          FROM json_each(new.body, '$.attachments') AS entry
        UNION SELECT entry.value ->> '$.externalReference', 'external', entry.value ->> '$.controlNumber'
          FROM json_each(new.body, '$.attachments') AS entry
        UNION SELECT entry.value ->> '$.document.sha256', 'document', entry.value ->> '$.controlNumber'
          FROM json_each(new.body, '$.attachments') AS entry)
      WHERE name <> '';`;

/**
 * Version 5: the whole life of a prior authorization (docs/decisions/0011): queue and filters, the numbers it may be
 * asked for by, conversations, letters, documents, reference files, answers that go elsewhere than to a mailbox.
 */
export const SCHEMA_5 = `
-- Where an answer goes: mailbox, store or letters; the PA it tells of when that is no matter of its batch of units, and
-- the letter it is a file of, 0 for none.
ALTER TABLE answer ADD COLUMN target TEXT NOT NULL DEFAULT 'mailbox';
ALTER TABLE answer ADD COLUMN tracking_number TEXT NOT NULL DEFAULT '';
ALTER TABLE answer ADD COLUMN letter_id INTEGER NOT NULL DEFAULT 0;
-- What lies in one partner's outbox; what never goes there is left out.
DROP INDEX answer_in_outbox;
CREATE INDEX answer_in_outbox ON answer (partner_id, id) WHERE state = 'delivered' AND target = 'mailbox';

-- For the review queue and filters; read out of the body, so that they cannot differ from it.
ALTER TABLE prior_authorization ADD COLUMN due_at TEXT AS (coalesce(body ->> '$.deadline.dueAt', ''));
ALTER TABLE prior_authorization ADD COLUMN reviewer TEXT AS (coalesce(body ->> '$.reviewer', ''));
ALTER TABLE prior_authorization ADD COLUMN classification TEXT AS (coalesce(body ->> '$.classification', ''));
ALTER TABLE prior_authorization ADD COLUMN assignment TEXT AS (coalesce(body ->> '$.request.assignment', ''));
ALTER TABLE prior_authorization ADD COLUMN member_id TEXT AS (coalesce(body ->> '$.request.member.memberId', ''));
ALTER TABLE prior_authorization ADD COLUMN location TEXT
  AS (coalesce(body ->> '$.request.requestingProvider.location', ''));
ALTER TABLE prior_authorization ADD COLUMN decided_at TEXT AS (coalesce(body ->> '$.decidedAt', ''));

-- The lines of each PA, rewritten with its body: for duplicates and for the figures. Dates are the event's where the
-- line has none, '' where neither has any.
CREATE TABLE prior_authorization_line (
  prior_authorization_id INTEGER NOT NULL REFERENCES prior_authorization,
  position INTEGER NOT NULL,
  member_id TEXT NOT NULL,
  location TEXT NOT NULL,
  procedure_code TEXT NOT NULL,
  date_from TEXT NOT NULL,
  date_to TEXT NOT NULL,
  status TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  PRIMARY KEY (prior_authorization_id, position)
) STRICT, WITHOUT ROWID;
-- The same procedure for the same member and requesting provider.
CREATE INDEX prior_authorization_line_alike ON prior_authorization_line (member_id, location, procedure_code);

-- The numbers somebody may ask for a PA by. kind: transaction (BHT03), trace (TRN02 of event and lines), attachment (our
-- control number), external (the sender's number of an attachment), document (digest of its bytes). What an earlier
-- version was sent with stays a name; names of attachments are those of the body.
CREATE TABLE prior_authorization_name (
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  prior_authorization_id INTEGER NOT NULL REFERENCES prior_authorization,
  control_number TEXT NOT NULL,
  PRIMARY KEY (name, kind, prior_authorization_id, control_number)
) STRICT, WITHOUT ROWID;
-- The names of one PA, to be made anew.
CREATE INDEX prior_authorization_name_of ON prior_authorization_name (prior_authorization_id, kind);

CREATE TRIGGER prior_authorization_inserted AFTER INSERT ON prior_authorization BEGIN
${DERIVED_ROWS}
END;
CREATE TRIGGER prior_authorization_updated AFTER UPDATE OF body ON prior_authorization BEGIN
    DELETE FROM prior_authorization_line WHERE prior_authorization_id = new.id;
    DELETE FROM prior_authorization_name
      WHERE prior_authorization_id = new.id AND kind IN ('attachment', 'external', 'document');
${DERIVED_ROWS}
END;

-- Bodies of earlier versions get what they lack; no clock ran for them.
UPDATE prior_authorization SET body = json_set(body,
  '$.classification', CASE body ->> '$.request.classification' WHEN 'request-to-expedite' THEN 'request-to-expedite'
    ELSE 'standard' END,
  '$.deadline', json('{"clock":"none","dueAt":"","outerLimitAt":"","firstAnswerDueAt":""}'),
  '$.reviewer', '', '$.updateReceivedAt', '', '$.lastViewedAt', '', '$.deferredAt', '', '$.decidedAt', '',
  '$.expiresOn', '', '$.possibleDuplicates', json('[]'), '$.flags', json('[]'),
  -- json() around both: newer SQLite takes the result of a subquery for text.
  '$.attachments', json((SELECT json_group_array(json(json_set(value, '$.at', received_at, '$.answers', '')))
    FROM json_each(body, '$.attachments'))));

-- The review queue: what is open, in order of its due time.
CREATE INDEX prior_authorization_queue ON prior_authorization (due_at, id)
  WHERE status IN ('ready-for-review', 'in-review', 'deferred', 'additional-information-received');
-- A member's and a provider's own lists.
CREATE INDEX prior_authorization_by_member ON prior_authorization (member_id, id);
CREATE INDEX prior_authorization_by_location ON prior_authorization (location, id);
-- The yearly figures.
CREATE INDEX prior_authorization_decided ON prior_authorization (id)
  WHERE environment = 'production' AND decided_at <> '';

-- What a requester is answered with again later, as the channel keeps it (protected); the newest of a PA counts.
CREATE TABLE conversation (
  id INTEGER PRIMARY KEY,
  prior_authorization_id INTEGER NOT NULL REFERENCES prior_authorization,
  submission_id INTEGER NOT NULL REFERENCES submission,
  interchange_index INTEGER NOT NULL,
  at TEXT NOT NULL,
  channel TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
-- The newest of one PA.
CREATE INDEX conversation_of ON conversation (prior_authorization_id, id);

-- A letter or notice that fell due: state due, made or needs-address; body is the PA as it stood (protected).
CREATE TABLE letter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  prior_authorization_id INTEGER NOT NULL REFERENCES prior_authorization,
  kind TEXT NOT NULL,
  recipient TEXT NOT NULL,
  lines TEXT NOT NULL,
  names_appeal INTEGER NOT NULL,
  at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'due',
  made_at TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL
) STRICT;
-- What is to be made, and what waits for an address.
CREATE INDEX letter_by_state ON letter (state, id);
-- The letters of one PA.
CREATE INDEX letter_of ON letter (prior_authorization_id, id);

-- A document that came in, by whatever way: state matched, unmatched or refused. tracking_number and control_number name
-- the PA and the entry it went to, '' for none; reference is what the sender called it (protected).
CREATE TABLE document (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  environment TEXT NOT NULL,
  submission_id INTEGER NOT NULL REFERENCES submission,
  partner_id TEXT NOT NULL,
  received_at TEXT NOT NULL,
  stored_at TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  state TEXT NOT NULL,
  tracking_number TEXT NOT NULL,
  control_number TEXT NOT NULL,
  reference TEXT NOT NULL,
  report_type TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
-- What nobody has taken yet.
CREATE INDEX document_by_state ON document (state, id);
-- The documents of one PA, and those of one file.
CREATE INDEX document_by_tracking_number ON document (tracking_number, id) WHERE tracking_number <> '';
CREATE INDEX document_by_submission ON document (submission_id, id);
-- Whether anybody names these bytes.
CREATE INDEX document_by_content ON document (sha256);

-- One load of a reference file: state loading, current (at most one of a kind) or dropped; rows counts what was put.
CREATE TABLE reference_edition (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'loading',
  rows INTEGER NOT NULL DEFAULT 0,
  begun_at TEXT NOT NULL,
  loaded_at TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX reference_edition_current ON reference_edition (kind) WHERE state = 'current';
-- Service locations of providers; body is the whole row.
CREATE TABLE reference_provider (
  edition INTEGER NOT NULL REFERENCES reference_edition,
  location TEXT NOT NULL,
  npi TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (edition, location)
) STRICT, WITHOUT ROWID;
-- Every location of an NPI.
CREATE INDEX reference_provider_by_npi ON reference_provider (edition, npi, location);
-- Members (protected); body is the whole row.
CREATE TABLE reference_member (
  edition INTEGER NOT NULL REFERENCES reference_edition,
  member_id TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (edition, member_id)
) STRICT, WITHOUT ROWID;
-- Procedure codes and ranges of them; body is the whole row.
CREATE TABLE reference_service (
  edition INTEGER NOT NULL REFERENCES reference_edition,
  from_code TEXT NOT NULL,
  to_code TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (edition, from_code, to_code)
) STRICT, WITHOUT ROWID;
-- The ranges alone, which are few.
CREATE INDEX reference_service_range ON reference_service (edition, from_code, to_code) WHERE from_code <> to_code;
`;
