/** Trading partners as operators bring them on board: links with terms, approvals with their grounds, holds. */
export const SCHEMA_PARTNERS = `
-- For what and when a link counts; transactions is JSON, [] for all, days are yyyy-mm-dd, '' for open.
ALTER TABLE partner_provider ADD COLUMN transactions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE partner_provider ADD COLUMN from_day TEXT NOT NULL DEFAULT '';
ALTER TABLE partner_provider ADD COLUMN to_day TEXT NOT NULL DEFAULT '';
-- While suspended: the state it goes back to, and why.
ALTER TABLE partner_allowance ADD COLUMN suspended_from TEXT NOT NULL DEFAULT '';
ALTER TABLE partner_allowance ADD COLUMN reason TEXT NOT NULL DEFAULT '';
-- Since when the partner is held, '' when it is not, and why.
ALTER TABLE partner ADD COLUMN held_since TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN hold_reason TEXT NOT NULL DEFAULT '';

-- Links that are over. Rows are only ever added, and outlive their partner.
CREATE TABLE partner_link_ended (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  partner_id TEXT NOT NULL,
  location_id TEXT NOT NULL,
  npis TEXT NOT NULL,
  transactions TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX partner_link_ended_of ON partner_link_ended (partner_id, id);
CREATE TRIGGER partner_link_ended_no_update BEFORE UPDATE ON partner_link_ended
  BEGIN SELECT RAISE(ABORT, 'ended links are only ever added to'); END;
CREATE TRIGGER partner_link_ended_no_delete BEFORE DELETE ON partner_link_ended
  BEGIN SELECT RAISE(ABORT, 'ended links are only ever added to'); END;

-- Each approval with its ground: evidence (JSON, '' when waived) or a waiver. Only ever added to.
CREATE TABLE partner_approval (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  partner_id TEXT NOT NULL,
  transaction_set TEXT NOT NULL,
  usage TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  waiver TEXT NOT NULL,
  evidence TEXT NOT NULL
) STRICT;
CREATE INDEX partner_approval_of ON partner_approval (partner_id, id);
CREATE TRIGGER partner_approval_no_update BEFORE UPDATE ON partner_approval
  BEGIN SELECT RAISE(ABORT, 'approvals are only ever added to'); END;
CREATE TRIGGER partner_approval_no_delete BEFORE DELETE ON partner_approval
  BEGIN SELECT RAISE(ABORT, 'approvals are only ever added to'); END;

-- A partner's test files, however many production files it sent since.
CREATE INDEX interchange_of_test ON interchange (partner_id, id) WHERE usage = 'T';
`;
