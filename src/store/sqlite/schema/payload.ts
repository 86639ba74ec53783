/** Packed and encrypted files: what came out of which, and how answers go out. */
export const SCHEMA_PAYLOAD = `
-- A submission that came out of another one, at this place in it, from 1 on.
CREATE TABLE unpacked (
  submission_id INTEGER PRIMARY KEY REFERENCES submission,
  parent_id INTEGER NOT NULL REFERENCES submission,
  position INTEGER NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (parent_id, position)
) STRICT;

-- What an answer is called in the partner's outbox and on its server, '' while it is called as in the download store; and
-- its encrypted bytes, made once: a file in sealed/, relative to the data directory. '' and 0 when it goes out plain.
ALTER TABLE answer ADD COLUMN delivery_name TEXT NOT NULL DEFAULT '';
ALTER TABLE answer ADD COLUMN sealed_path TEXT NOT NULL DEFAULT '';
ALTER TABLE answer ADD COLUMN sealed_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE answer ADD COLUMN sealed_bytes INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX answer_by_delivery_name ON answer (partner_id, delivery_name) WHERE delivery_name <> '';
`;
