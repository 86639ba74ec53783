/** Backups that were made, and what a restore left out of the numbers. */
export const SCHEMA_BACKUP = `
-- Backups that came to their end and were read back.
CREATE TABLE backup (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  set_name TEXT NOT NULL,
  finished_at TEXT NOT NULL,
  files INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  is_encrypted INTEGER NOT NULL
) STRICT;
-- Each time this ledger was restored from a backup, and how many numbers of a sequence were left out then.
CREATE TABLE restoration (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  set_name TEXT NOT NULL,
  numbers INTEGER NOT NULL,
  pa_numbers INTEGER NOT NULL
) STRICT;
-- Outbound control numbers that no answer here carries, since a lost ledger may have given them out: first to last.
CREATE TABLE control_gap (
  our_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (our_id, partner_id, first)
) STRICT, WITHOUT ROWID;
-- A pair that this ledger does not know may have had numbers from the lost one: it begins above 1, behind a gap.
CREATE TRIGGER control_sequence_after_restore AFTER INSERT ON control_sequence
  WHEN (SELECT coalesce(sum(numbers), 0) FROM restoration) > 0
  BEGIN INSERT INTO control_gap VALUES (NEW.our_id, NEW.partner_id, 1, NEW.next - 2); END;
`;
