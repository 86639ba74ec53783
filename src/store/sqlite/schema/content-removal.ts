/** What the ledger itself gives up after its time: protected content goes, rows stay (docs/retention.md). */
export const SCHEMA_CONTENT_REMOVAL = `
-- When the protected content of a row was given up, '' while it is kept. A file says so from the mark on,
-- the rows under it as they are emptied, since it may have a million of them.
ALTER TABLE submission ADD COLUMN content_removed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE answer ADD COLUMN content_removed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN content_removed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE prior_authorization ADD COLUMN content_removed_at TEXT NOT NULL DEFAULT '';
-- 1 once the emptying has begun: from then on the mark cannot be taken back.
ALTER TABLE retention_work ADD COLUMN is_begun INTEGER NOT NULL DEFAULT 0;
-- Files with content, oldest first.
CREATE INDEX submission_with_content ON submission (received_at, id) WHERE content_removed_at = '';
-- Whether another answer still needs a spooled file: a copy of an answer names the same one.
CREATE INDEX answer_in_spool ON answer (spool_path) WHERE content IS NULL AND spool_path <> '';
`;
