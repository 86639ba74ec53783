/** What operators were told is remembered for each way to them, since one may work while another does not. */
export const SCHEMA_TOLD_CHANNELS = `
ALTER TABLE told_alert RENAME TO told_alert_of_all;
-- What operators were told last and when by one channel (command, webhook), so that a restart does not tell it again. key
-- names the matter, such as a row's number; it never leaves the ledger.
CREATE TABLE told_alert (
  channel TEXT NOT NULL,
  event TEXT NOT NULL,
  key TEXT NOT NULL,
  told_at TEXT NOT NULL,
  PRIMARY KEY (channel, event, key)
) STRICT, WITHOUT ROWID;
-- Until now what one channel took counted for both.
INSERT INTO told_alert SELECT channel, event, key, told_at
  FROM told_alert_of_all JOIN (SELECT 'command' AS channel UNION ALL SELECT 'webhook');
DROP TABLE told_alert_of_all;
`;
