/** Version 2: an attempt that rested ended without a failure and is made again. */
export const SCHEMA_2 = `ALTER TABLE attempt ADD COLUMN rested_at TEXT NOT NULL DEFAULT '';`;

/** Version 3: what lies in one partner's outbox, found without reading that of the others. */
export const SCHEMA_3 = `CREATE INDEX answer_in_outbox ON answer (partner_id, id) WHERE state = 'delivered';`;

/**
 * Version 4: the units of a set (claims, patient events) and which of them pass 1 refused although the set stands, as
 * JSON intervals (docs/decisions/0010). A set of an earlier version knew of none.
 */
export const SCHEMA_4 = `
ALTER TABLE transaction_set ADD COLUMN units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE transaction_set ADD COLUMN refusals TEXT NOT NULL DEFAULT '[]';`;
