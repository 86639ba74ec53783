import { auditDigest, NO_DIGEST } from '../../audit-digest.js';
import type { AuditRow } from '../../audit-values.js';
import type { Database } from '../driver.js';

/** Lines chained at a time: a ledger of years has some hundred thousand. */
const PAGE = 1_000;

/** The audit trail as a chain: each line has a digest over itself and the line before; seals say how it stood. */
export function chainAudit(database: Database): void {
  database.exec(`
    DROP TRIGGER audit_no_update;
    -- Hexadecimal SHA-256, see auditDigest.
    ALTER TABLE audit ADD COLUMN digest TEXT NOT NULL DEFAULT '';`);
  chainRows(database);
  database.exec(`
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is only ever added to'); END;
    -- A process of an earlier version that still runs must not add lines outside the chain.
    CREATE TRIGGER audit_chained BEFORE INSERT ON audit WHEN length(new.digest) <> 64 BEGIN
      SELECT RAISE(ABORT, 'an audit line needs its digest');
    END;
    CREATE INDEX audit_by_time ON audit (at, id);

    -- How the trail stood: its last line's id and digest. The same stands in a file outside the ledger.
    CREATE TABLE audit_seal (
      seal INTEGER PRIMARY KEY,
      rows INTEGER NOT NULL,
      digest TEXT NOT NULL,
      at TEXT NOT NULL,
      signature TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal BEGIN
      SELECT RAISE(ABORT, 'seals are only ever added to');
    END;
    CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal BEGIN
      SELECT RAISE(ABORT, 'seals are only ever added to');
    END;`);
}

function chainRows(database: Database): void {
  const select = database.prepare<[number], AuditRow>(
    `SELECT id, at, actor, action, subject, details, digest FROM audit WHERE id > ? ORDER BY id LIMIT ${PAGE}`,
  );
  const update = database.prepare('UPDATE audit SET digest = ? WHERE id = ?');
  let previous = NO_DIGEST;
  for (let rows = select.all(0); rows.length > 0; rows = select.all(rows.at(-1)!.id)) {
    for (const row of rows) {
      previous = auditDigest(previous, row);
      update.run(previous, row.id);
    }
  }
}
