/**
 * A ledger that is watched: totals that cost nothing to read however many files there are, indexes for what is waited
 * for, and what operators have been told.
 */
export const SCHEMA_WATCHING = `
-- Running totals, kept in the transaction that changes the rows: by triggers; units a batch at a time by pass 2; receipts
-- by who records them, since a trigger there would have the database look through every table that refers to a file.
-- By name: received (first: channel), finished (channel, disposition), verdict (acknowledgment, usage), answer (type,
-- state reached), unit (what became of it), attempt-failed. amount: bytes, of files.
CREATE TABLE tally (
  name TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (name, partner_id, first, second)
) STRICT, WITHOUT ROWID;

INSERT INTO tally SELECT 'received', partner_id, channel, '', count(*), sum(bytes)
  FROM submission GROUP BY partner_id, channel;
INSERT INTO tally SELECT 'finished', partner_id, channel, disposition, count(*), sum(bytes)
  FROM submission WHERE disposition <> '' GROUP BY partner_id, channel, disposition;
INSERT INTO tally SELECT 'verdict', partner_id, acknowledgment, usage, count(*), 0
  FROM interchange GROUP BY partner_id, acknowledgment, usage;
INSERT INTO tally SELECT 'answer', '', type, reached.state, count(*), 0
  FROM answer JOIN (SELECT 'stored' AS state, '["stored","written","delivered","picked_up"]' AS now_in
    UNION ALL SELECT 'written', '["written","delivered","picked_up"]'
    UNION ALL SELECT 'delivered', '["delivered","picked_up"]'
    UNION ALL SELECT 'picked_up', '["picked_up"]') AS reached
    ON answer.state IN (SELECT value FROM json_each(reached.now_in))
  GROUP BY type, reached.state;
INSERT INTO tally SELECT 'unit', '', CASE WHEN kind = 'claim' AND reference = '' THEN 'claim-refused' ELSE kind END AS what,
    '', count(*), 0
  FROM unit GROUP BY what;
INSERT INTO tally SELECT 'attempt-failed', '', '', '', count(*), 0 FROM attempt WHERE failed_at <> ''
  HAVING count(*) > 0;

-- A file that is released from quarantine gets its disposition a second time, and counts a second time.
CREATE TRIGGER submission_finished AFTER UPDATE OF disposition ON submission
  WHEN new.disposition <> old.disposition AND new.disposition <> '' BEGIN
  INSERT INTO tally VALUES ('finished', new.partner_id, new.channel, new.disposition, 1, new.bytes)
    ON CONFLICT DO UPDATE SET count = count + 1, amount = amount + excluded.amount;
END;
CREATE TRIGGER interchange_decided AFTER INSERT ON interchange BEGIN
  INSERT INTO tally VALUES ('verdict', new.partner_id, new.acknowledgment, new.usage, 1, 0)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER answer_stored AFTER INSERT ON answer BEGIN
  INSERT INTO tally VALUES ('answer', '', new.type, new.state, 1, 0) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER answer_moved AFTER UPDATE OF state ON answer WHEN new.state <> old.state BEGIN
  INSERT INTO tally VALUES ('answer', '', new.type, new.state, 1, 0) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER attempt_failed AFTER UPDATE OF failed_at ON attempt WHEN old.failed_at = '' AND new.failed_at <> '' BEGIN
  INSERT INTO tally VALUES ('attempt-failed', '', '', '', 1, 0) ON CONFLICT DO UPDATE SET count = count + 1;
END;

-- The oldest answer a partner still waits for.
CREATE INDEX answer_undelivered ON answer (partner_id, id) WHERE state IN ('stored', 'written');
-- What is open by the clock it runs under, read out of the body as due_at is.
ALTER TABLE prior_authorization ADD COLUMN clock TEXT AS (coalesce(body ->> '$.deadline.clock', 'none'));
CREATE INDEX prior_authorization_clock ON prior_authorization (clock, due_at)
  WHERE status IN ('ready-for-review', 'in-review', 'deferred', 'additional-information-received');

-- What operators were told last and when, so that a restart does not tell it again. key names the matter, such as a
-- row's number; it never leaves the ledger.
CREATE TABLE told_alert (
  event TEXT NOT NULL,
  key TEXT NOT NULL,
  told_at TEXT NOT NULL,
  PRIMARY KEY (event, key)
) STRICT, WITHOUT ROWID;
`;
