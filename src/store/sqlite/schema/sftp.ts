/** Partners' SFTP servers that we call: what was fetched from them, and how they are. */
export const SCHEMA_SFTP = `
-- Files that were fetched and may still stand on the server. key is a digest of name, size and time; rows go once their file
-- is settled or not listed any more.
CREATE TABLE sftp_fetched (
  partner_id TEXT NOT NULL,
  key TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  submission_id INTEGER NOT NULL REFERENCES submission,
  PRIMARY KEY (partner_id, key)
) STRICT, WITHOUT ROWID;
-- How each server was when that last changed: state working, resting or stopped; error is a code, '' for none.
CREATE TABLE sftp_server (
  partner_id TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  error TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Files of partners' servers that rest with trouble of their own. */
export const SCHEMA_SFTP_FILE_TROUBLES = `
-- How many files of a partner rest with which trouble: direction in or out; error is a code, since when the first had it.
CREATE TABLE sftp_file_trouble (
  partner_id TEXT NOT NULL,
  direction TEXT NOT NULL,
  error TEXT NOT NULL,
  files INTEGER NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (partner_id, direction, error)
) STRICT, WITHOUT ROWID;
`;
