/** What partners acknowledge of what we sent them. */
export const SCHEMA_ACKNOWLEDGMENTS = `
-- One TA1, or one 999 or 997 (a group), as a partner sent it. position counts within its interchange. sets: the refused
-- ones, JSON, at most 100. state: matched (to answer_id, taken), refused (matched, not or not wholly taken) or exception
-- (reason says why). settled_*: a person has seen to it; '' while it is open or nothing is to be done.
CREATE TABLE received_acknowledgment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  submission_id INTEGER NOT NULL REFERENCES submission,
  interchange_index INTEGER NOT NULL,
  position INTEGER NOT NULL,
  partner_id TEXT NOT NULL,
  usage TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  control_number INTEGER NOT NULL,
  code TEXT NOT NULL,
  notes TEXT NOT NULL,
  sets TEXT NOT NULL,
  sets_refused INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  answer_id INTEGER REFERENCES answer,
  settled_at TEXT NOT NULL DEFAULT '',
  settled_by TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  UNIQUE (submission_id, interchange_index, position)
) STRICT;
CREATE INDEX received_acknowledgment_by_state ON received_acknowledgment (state, id);
-- What waits for a person.
CREATE INDEX received_acknowledgment_open ON received_acknowledgment (id)
  WHERE state IN ('refused', 'exception') AND settled_at = '';
CREATE INDEX received_acknowledgment_of ON received_acknowledgment (answer_id, id) WHERE answer_id IS NOT NULL;
`;
