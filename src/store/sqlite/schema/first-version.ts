/**
 * The ledger's tables, version 1. Instants are ISO 8601 text in UTC, dates yyyy-mm-dd, digests hex, structured values
 * JSON. Numbers people see never come twice, so rows that carry one use AUTOINCREMENT.
 */
export const SCHEMA_1 = `
-- One received file; its tracking number is S and the id. arrival_id makes recording it twice harmless.
CREATE TABLE submission (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  arrival_id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  original_path TEXT NOT NULL,
  sender_file_name TEXT NOT NULL,
  received_at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'received',
  disposition TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  finished_at TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL,
  file_findings TEXT NOT NULL DEFAULT '[]'
) STRICT;
-- What is unfinished after a start, and lists by state.
CREATE INDEX submission_by_state ON submission (state, id);
-- A partner's own list.
CREATE INDEX submission_by_partner ON submission (partner_id, id);

-- Every try at a submission, written before it begins; steps says whether it got anywhere.
CREATE TABLE attempt (
  submission_id INTEGER NOT NULL REFERENCES submission,
  number INTEGER NOT NULL,
  begun_at TEXT NOT NULL,
  is_alone INTEGER NOT NULL,
  digests TEXT NOT NULL,
  steps INTEGER NOT NULL DEFAULT 0,
  failed_at TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (submission_id, number)
) STRICT, WITHOUT ROWID;

-- The verdict on one interchange, once for all. attempt names the bulk rows that belong to it.
CREATE TABLE interchange (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  submission_id INTEGER NOT NULL REFERENCES submission,
  interchange_index INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  partner_id TEXT NOT NULL,
  sender_qualifier TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  receiver_qualifier TEXT NOT NULL,
  receiver_id TEXT NOT NULL,
  control_number TEXT NOT NULL,
  date TEXT NOT NULL,
  time TEXT NOT NULL,
  usage TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  byte_start INTEGER NOT NULL,
  byte_end INTEGER NOT NULL,
  acknowledgment TEXT NOT NULL,
  note TEXT NOT NULL,
  duplicate_of INTEGER NOT NULL DEFAULT 0,
  decided_at TEXT NOT NULL,
  header TEXT NOT NULL,
  findings TEXT NOT NULL,
  received_acknowledgments TEXT NOT NULL,
  UNIQUE (submission_id, interchange_index)
) STRICT;
-- Duplicate rule 1: the same bytes from the same partner. What ended in R does not count, so it is left out.
CREATE INDEX interchange_by_bytes ON interchange (partner_id, sha256) WHERE acknowledgment <> 'R';
-- Duplicate rule 2: the same sender, receiver, usage and ISA13.
CREATE INDEX interchange_by_number
  ON interchange (control_number, sender_id, receiver_id, usage, sender_qualifier, receiver_qualifier)
  WHERE acknowledgment <> 'R';

-- One functional group of a decided interchange; body is the whole outcome.
CREATE TABLE functional_group (
  interchange_id INTEGER NOT NULL REFERENCES interchange,
  group_index INTEGER NOT NULL,
  status TEXT NOT NULL,
  handler TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (interchange_id, group_index)
) STRICT;

-- Bulk: one transaction set as an attempt saw it, true once an interchange row names that attempt.
-- units_applied is pass 2's cursor; awaits_application falls to 0 when nothing is left to apply.
CREATE TABLE transaction_set (
  id INTEGER PRIMARY KEY,
  submission_id INTEGER NOT NULL REFERENCES submission,
  attempt INTEGER NOT NULL,
  interchange_index INTEGER NOT NULL,
  group_index INTEGER NOT NULL,
  set_index INTEGER NOT NULL,
  transaction_set TEXT NOT NULL,
  control_number TEXT NOT NULL,
  implementation_reference TEXT NOT NULL,
  guide_id TEXT NOT NULL,
  byte_start INTEGER NOT NULL,
  byte_end INTEGER NOT NULL,
  segment_count INTEGER NOT NULL,
  status TEXT NOT NULL,
  codes TEXT NOT NULL,
  findings_total INTEGER NOT NULL,
  awaits_application INTEGER NOT NULL,
  units_applied INTEGER NOT NULL DEFAULT 0,
  acknowledgment_segments INTEGER NOT NULL,
  findings TEXT NOT NULL,
  acknowledgment TEXT NOT NULL,
  UNIQUE (submission_id, attempt, interchange_index, group_index, set_index)
) STRICT;
-- Pass 2's work list in file order, without what is done.
CREATE INDEX transaction_set_awaiting ON transaction_set (submission_id, interchange_index, group_index, set_index)
  WHERE awaits_application = 1;
-- The findings of a file of a million clean sets, without reading these.
CREATE INDEX transaction_set_with_findings
  ON transaction_set (submission_id, attempt, interchange_index, group_index, set_index) WHERE findings_total > 0;

-- An answer as it was rendered, once for all. content is NULL when the bytes are in the spool.
-- sequence_* name the outbound control-number sequence; set_* and first_unit the batch of units it answers, -1 for none.
CREATE TABLE answer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  submission_id INTEGER NOT NULL REFERENCES submission,
  partner_id TEXT NOT NULL,
  type TEXT NOT NULL,
  extension TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  location_id TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  service_location TEXT NOT NULL,
  usage TEXT NOT NULL,
  interchange_index INTEGER NOT NULL,
  group_index INTEGER NOT NULL DEFAULT -1,
  set_index INTEGER NOT NULL DEFAULT -1,
  first_unit INTEGER NOT NULL DEFAULT -1,
  control_number INTEGER NOT NULL,
  sequence_our_id TEXT NOT NULL DEFAULT '',
  sequence_partner_id TEXT NOT NULL DEFAULT '',
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  spool_path TEXT NOT NULL,
  stored_at TEXT NOT NULL,
  folder_date TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'stored',
  written_at TEXT NOT NULL DEFAULT '',
  delivered_at TEXT NOT NULL DEFAULT '',
  picked_up_at TEXT NOT NULL DEFAULT '',
  copy_of INTEGER NOT NULL DEFAULT 0,
  content BLOB,
  -- The file name in the download store is made of these three.
  UNIQUE (submission_id, type, ordinal)
) STRICT;
-- What is to be written out, delivered or looked after.
CREATE INDEX answer_by_state ON answer (state, id);
-- A mailbox by day.
CREATE INDEX answer_by_location ON answer (provider_id, service_location, folder_date);
-- The answers of one set's batch, found again when the batch is repeated.
CREATE INDEX answer_by_set ON answer (submission_id, interchange_index, group_index, set_index);
-- A partner never sees one control number twice.
CREATE UNIQUE INDEX answer_control_number ON answer (sequence_our_id, sequence_partner_id, control_number)
  WHERE control_number > 0 AND copy_of = 0;

-- The next outbound ISA13 for each pair, shared by test and production.
CREATE TABLE control_sequence (
  our_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (our_id, partner_id)
) STRICT, WITHOUT ROWID;

-- The next number of a kind: PA tracking numbers, attachment numbers, claim numbers; test and production apart.
CREATE TABLE number_sequence (
  kind TEXT NOT NULL,
  environment TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (kind, environment)
) STRICT, WITHOUT ROWID;

-- Every accepted unit that has been applied. The key is what keeps a unit from being applied twice.
-- reference: PA tracking number, claim number, or the reason it was refused for.
CREATE TABLE unit (
  interchange_id INTEGER NOT NULL REFERENCES interchange,
  group_index INTEGER NOT NULL,
  set_index INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  kind TEXT NOT NULL,
  reference TEXT NOT NULL,
  applied_at TEXT NOT NULL,
  PRIMARY KEY (interchange_id, group_index, set_index, unit)
) STRICT, WITHOUT ROWID;
-- The submissions that touched one PA.
CREATE INDEX unit_by_reference ON unit (reference) WHERE kind = 'prior-authorization';

-- A prior authorization as it stands; body is the whole of it (protected), version counts its changes.
-- Numbers are unique over both environments: test and production never share one.
CREATE TABLE prior_authorization (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  environment TEXT NOT NULL,
  tracking_number TEXT NOT NULL UNIQUE,
  pa_number TEXT NOT NULL,
  status TEXT NOT NULL,
  version INTEGER NOT NULL,
  submission_id INTEGER NOT NULL REFERENCES submission,
  partner_id TEXT NOT NULL,
  received_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
-- Look-up by the number given at the decision.
CREATE UNIQUE INDEX prior_authorization_by_pa_number ON prior_authorization (pa_number) WHERE pa_number <> '';
-- Work lists by status, lists by file.
CREATE INDEX prior_authorization_by_status ON prior_authorization (status, id);
CREATE INDEX prior_authorization_by_submission ON prior_authorization (submission_id, id);

-- Who did what to a PA, when, from which channel. Rows are only ever added.
CREATE TABLE prior_authorization_history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  prior_authorization_id INTEGER NOT NULL REFERENCES prior_authorization,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  channel TEXT NOT NULL,
  event TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;
-- One PA's history in order.
CREATE INDEX prior_authorization_history_of ON prior_authorization_history (prior_authorization_id, id);
CREATE TRIGGER prior_authorization_history_no_update BEFORE UPDATE ON prior_authorization_history
  BEGIN SELECT RAISE(ABORT, 'history is only ever added to'); END;
CREATE TRIGGER prior_authorization_history_no_delete BEFORE DELETE ON prior_authorization_history
  BEGIN SELECT RAISE(ABORT, 'history is only ever added to'); END;

-- A claim of an accepted set, registered (claim_number) or refused (NULL); body and verdict are JSON (protected).
CREATE TABLE claim (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  environment TEXT NOT NULL,
  claim_number TEXT UNIQUE,
  submission_id INTEGER NOT NULL REFERENCES submission,
  interchange_id INTEGER NOT NULL REFERENCES interchange,
  interchange_index INTEGER NOT NULL,
  group_index INTEGER NOT NULL,
  set_index INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  body TEXT NOT NULL,
  verdict TEXT NOT NULL,
  UNIQUE (interchange_id, group_index, set_index, unit)
) STRICT;
-- Claims of one file, page by page.
CREATE INDEX claim_by_submission ON claim (submission_id, id);

-- Each time a submission was set aside, what it was before, and what an operator decided.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  submission_id INTEGER NOT NULL REFERENCES submission,
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  earlier_state TEXT NOT NULL,
  earlier_disposition TEXT NOT NULL,
  decision TEXT NOT NULL DEFAULT '',
  decided_at TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL DEFAULT ''
) STRICT;
-- The last one of a submission.
CREATE INDEX quarantine_of ON quarantine (submission_id, id);

-- Trading partners; lists and options are JSON.
CREATE TABLE partner (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  interchange_qualifier TEXT NOT NULL,
  interchange_id TEXT NOT NULL,
  application_ids TEXT NOT NULL,
  options TEXT NOT NULL,
  default_assignment TEXT
) STRICT, WITHOUT ROWID;

-- The providers a partner may act for: its own location (one) and the linked ones.
CREATE TABLE partner_provider (
  partner_id TEXT NOT NULL REFERENCES partner,
  location_id TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  service_location TEXT NOT NULL,
  is_own INTEGER NOT NULL,
  npis TEXT NOT NULL,
  PRIMARY KEY (partner_id, location_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX partner_own_provider ON partner_provider (partner_id) WHERE is_own = 1;

-- What a partner may send with which usage.
CREATE TABLE partner_allowance (
  partner_id TEXT NOT NULL REFERENCES partner,
  transaction_set TEXT NOT NULL,
  usage TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (partner_id, transaction_set, usage)
) STRICT, WITHOUT ROWID;

-- What people changed: who, when, what. Rows are only ever added.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;
-- The changes to one partner or submission.
CREATE INDEX audit_by_subject ON audit (subject, id);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is only ever added to'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is only ever added to'); END;
`;
