/** What other systems of the payer publish, and what their receivers acknowledge it by. */
export const SCHEMA_PUBLICATIONS = `
-- One interchange of a published file (channel publish); interchange_index -1: the file holds none. outcome: filed,
-- duplicate or refused, and why. partner_id: who receives it, '' for a provider that is no partner. is_number_ours: our
-- own sequence had used the number. settled_*: somebody has seen to a refusal, or (settled_by '') it was filed later.
CREATE TABLE publication (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  submission_id INTEGER NOT NULL REFERENCES submission,
  interchange_index INTEGER NOT NULL,
  at TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  type TEXT NOT NULL,
  usage TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  location TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  control_number INTEGER NOT NULL,
  is_number_ours INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  answer_id INTEGER REFERENCES answer,
  settled_at TEXT NOT NULL DEFAULT '',
  settled_by TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  UNIQUE (submission_id, interchange_index)
) STRICT;
-- A TA1 names what its sender got by ISA13.
CREATE INDEX publication_by_number ON publication (partner_id, control_number) WHERE answer_id IS NOT NULL;
-- The published interchange that an answer is.
CREATE INDEX publication_of_answer ON publication (answer_id) WHERE answer_id IS NOT NULL;
-- What waits for a person.
CREATE INDEX publication_open ON publication (outcome, id) WHERE settled_at = '';
CREATE INDEX publication_refused_bytes ON publication (sha256) WHERE outcome = 'refused' AND settled_at = '';

-- A group of a filed interchange: a 999 names what its sender got by GS01 and GS06.
CREATE TABLE published_group (
  partner_id TEXT NOT NULL,
  control_number INTEGER NOT NULL,
  functional_identifier TEXT NOT NULL,
  answer_id INTEGER NOT NULL REFERENCES answer,
  PRIMARY KEY (partner_id, control_number, functional_identifier, answer_id)
) STRICT, WITHOUT ROWID;
-- BHT03 of the sets of a filed interchange: a 277CA names what its sender got by it.
CREATE TABLE sent_reference (
  partner_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  answer_id INTEGER NOT NULL REFERENCES answer,
  PRIMARY KEY (partner_id, reference, answer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_reference_of ON sent_reference (answer_id);
CREATE INDEX published_group_of ON published_group (answer_id);
`;
