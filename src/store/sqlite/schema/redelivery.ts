/** Answers that are put into an outbox again because somebody asked for it. */
export const SCHEMA_REDELIVERY = `
-- When it was last asked for, '' never. written_at, delivered_at and picked_up_at stay those of the first time.
ALTER TABLE answer ADD COLUMN redelivered_at TEXT NOT NULL DEFAULT '';

-- Each time somebody asked for an answer again. delivered_at: when it lay in the outbox again, '' until then;
-- picked_up_at: when it was taken from there, '' until then and when that was its first pick-up, which the answer tells.
CREATE TABLE redelivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  answer_id INTEGER NOT NULL REFERENCES answer,
  submission_id INTEGER NOT NULL REFERENCES submission,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  delivered_at TEXT NOT NULL DEFAULT '',
  picked_up_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX redelivery_of_answer ON redelivery (answer_id, id);
CREATE INDEX redelivery_of_submission ON redelivery (submission_id, id);

-- The first time through, each state counts as it is reached. Asked for again, only what a partner notices counts:
-- that it lay there again ('redelivered') and that it was taken again.
DROP TRIGGER answer_moved;
CREATE TRIGGER answer_moved AFTER UPDATE OF state ON answer
  WHEN new.state <> old.state AND (new.redelivered_at = '' OR new.state IN ('delivered', 'picked_up')) BEGIN
  INSERT INTO tally VALUES ('answer', '', new.type,
    CASE WHEN new.redelivered_at <> '' AND new.state = 'delivered' THEN 'redelivered' ELSE new.state END, 1, 0)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;
`;
