/**
 * Accepted claims for the payer's claim system: one row for each applied 837 set that has any, made by a trigger in the
 * very commit that ends the set, so that no writer can forget it. Sets that ended before get their row here.
 */
const DUE = (from: string, where: string, highest: string) => `
  INSERT INTO handoff (environment, number, submission_id, interchange_id, interchange_index, group_index, set_index,
    due_at)
  SELECT environment, ${highest}
      + row_number() OVER (PARTITION BY environment ORDER BY interchange_id, group_index, set_index),
    submission_id, interchange_id, interchange_index, group_index, set_index, due_at
  FROM (
    SELECT CASE interchange.usage WHEN 'P' THEN 'production' ELSE 'test' END AS environment, one.submission_id,
      interchange.id AS interchange_id, one.interchange_index, one.group_index, one.set_index,
      (SELECT applied_at FROM unit WHERE unit.interchange_id = interchange.id AND unit.group_index = one.group_index
        AND unit.set_index = one.set_index AND unit.unit = one.units_applied - 1) AS due_at
    FROM ${from} JOIN interchange ON interchange.submission_id = one.submission_id
      AND interchange.interchange_index = one.interchange_index AND interchange.attempt = one.attempt
    WHERE ${where} AND EXISTS (
      SELECT 1 FROM claim WHERE claim.interchange_id = interchange.id AND claim.group_index = one.group_index
        AND claim.set_index = one.set_index AND claim.claim_number IS NOT NULL)) AS ended`;

/** The number before the next one. */
const HIGHEST = '(SELECT coalesce(max(number), 0) FROM handoff WHERE handoff.environment = ended.environment)';

const TRIGGER = (highest: string) => `
CREATE TRIGGER handoff_falls_due AFTER UPDATE OF awaits_application ON transaction_set
  WHEN old.awaits_application = 1 AND new.awaits_application = 0 AND new.transaction_set = '837'
    AND new.units_applied > 0 BEGIN
${DUE('(SELECT new.submission_id AS submission_id, new.interchange_index AS interchange_index, new.attempt AS attempt, new.group_index AS group_index, new.set_index AS set_index, new.units_applied AS units_applied) AS one', '1', highest)};
END;
`;

export const SCHEMA_HANDOFF = `
-- The accepted claims of one set. number counts from 1 in its environment and is ISA13 and GS06 of the X12 file. state: due, written,
-- confirmed (the consumer took the files away, or somebody said so: confirmed_by; '' for the consumer). folder_date, files
-- (JSON: format, name, sha256, bytes), claims, lines and total_charge are recorded before the first file gets its name, and never change.
-- repeated: how often it was asked for again; the instants are those of the last time.
CREATE TABLE handoff (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  environment TEXT NOT NULL,
  number INTEGER NOT NULL,
  submission_id INTEGER NOT NULL REFERENCES submission,
  interchange_id INTEGER NOT NULL REFERENCES interchange,
  interchange_index INTEGER NOT NULL,
  group_index INTEGER NOT NULL,
  set_index INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'due',
  due_at TEXT NOT NULL,
  folder_date TEXT NOT NULL DEFAULT '',
  files TEXT NOT NULL DEFAULT '[]',
  claims INTEGER NOT NULL DEFAULT 0,
  lines INTEGER NOT NULL DEFAULT 0,
  total_charge TEXT NOT NULL DEFAULT '',
  written_at TEXT NOT NULL DEFAULT '',
  confirmed_at TEXT NOT NULL DEFAULT '',
  confirmed_by TEXT NOT NULL DEFAULT '',
  repeated INTEGER NOT NULL DEFAULT 0,
  UNIQUE (interchange_id, group_index, set_index),
  UNIQUE (environment, number)
) STRICT;
-- What is to be written, and what nobody has confirmed.
CREATE INDEX handoff_by_state ON handoff (state, id);
-- The same of production alone: those of a test may wait for ever.
CREATE INDEX handoff_by_environment ON handoff (state, environment, id);
-- The hand-offs of one file.
CREATE INDEX handoff_by_submission ON handoff (submission_id, id);

-- Each time one was written, confirmed or asked for again; actor '' for the gateway and the consumer. Only ever added to.
CREATE TABLE handoff_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  handoff_id INTEGER NOT NULL REFERENCES handoff,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX handoff_event_of ON handoff_event (handoff_id, id);

${TRIGGER(HIGHEST)}
${DUE('transaction_set AS one', "one.transaction_set = '837' AND one.awaits_application = 0 AND one.units_applied > 0", HIGHEST)};
`;

/** The highest number that was given, or left out after a restore. */
const HIGHEST_OR_LEFT_OUT = `max(${HIGHEST},
    coalesce((SELECT last FROM handoff_left_out WHERE handoff_left_out.environment = ended.environment), 0))`;

/** Hand-offs have numbers that a restored ledger must not give again: a claim system loads each number once. */
export const SCHEMA_HANDOFF_NUMBERS = `
-- The last number of an environment that was left out when the ledger was restored.
CREATE TABLE handoff_left_out (
  environment TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
DROP TRIGGER handoff_falls_due;
${TRIGGER(HIGHEST_OR_LEFT_OUT)}`;
