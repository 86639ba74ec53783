/** What is removed after its time, and what may not be. */
export const SCHEMA_RETENTION = `
-- When our copy of a file was given up, '' while it is kept: of the received file, of an answer in its place (download
-- store or hand-off) and in the partner's outbox, of a document. The rows themselves stay.
ALTER TABLE submission ADD COLUMN original_removed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE answer ADD COLUMN removed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE answer ADD COLUMN outbox_removed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN removed_at TEXT NOT NULL DEFAULT '';

-- What is still there, oldest first: what is removed leaves the index, so that no round reads it again.
CREATE INDEX submission_original ON submission (received_at, id)
  WHERE original_removed_at = '' AND state NOT IN ('quarantined', 'discarded');
CREATE INDEX submission_set_aside ON submission (received_at, id)
  WHERE original_removed_at = '' AND state IN ('quarantined', 'discarded');
CREATE INDEX answer_in_store ON answer (stored_at, id) WHERE removed_at = '' AND target <> 'letters';
CREATE INDEX answer_in_handoff ON answer (stored_at, id) WHERE removed_at = '' AND target = 'letters';
CREATE INDEX answer_never_picked_up ON answer (stored_at, id)
  WHERE state = 'delivered' AND target = 'mailbox' AND outbox_removed_at = '';
CREATE INDEX document_in_store ON document (received_at, id) WHERE removed_at = '' AND state <> 'refused';
-- A copy we removed from an outbox ourselves was not picked up.
DROP INDEX answer_in_outbox;
CREATE INDEX answer_in_outbox ON answer (partner_id, id)
  WHERE state = 'delivered' AND target = 'mailbox' AND outbox_removed_at = '';

-- One round over a kind: everything older than "before" (an instant) that may go. removed and bytes count what is gone;
-- oldest and newest are the times of what went. ended_at is '' while it is open; a crash leaves it open, to be gone on with.
CREATE TABLE retention_round (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  before TEXT NOT NULL,
  begun_at TEXT NOT NULL,
  actor TEXT NOT NULL,
  ended_at TEXT NOT NULL DEFAULT '',
  removed INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  oldest TEXT NOT NULL DEFAULT '',
  newest TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX retention_round_open ON retention_round (kind) WHERE ended_at = '';
CREATE INDEX retention_round_of ON retention_round (kind, id);

-- Marked to go, and the file not known to be gone yet. row_id: of submission, answer or document, by kind.
CREATE TABLE retention_work (
  kind TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  at TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (kind, row_id)
) STRICT, WITHOUT ROWID;

-- What may not be removed. kind: submission (number), prior-authorization (tracking number), claim (number), partner (id)
-- or member (member id: protected). released_at is '' while it holds. Rows stay.
CREATE TABLE legal_hold (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  submission_id INTEGER REFERENCES submission,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  released_at TEXT NOT NULL DEFAULT '',
  released_by TEXT NOT NULL DEFAULT '',
  release_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX legal_hold_open ON legal_hold (kind) WHERE released_at = '';
-- The claims of a member.
CREATE INDEX claim_of_member ON claim (coalesce(body ->> '$.memberId', ''));
`;
