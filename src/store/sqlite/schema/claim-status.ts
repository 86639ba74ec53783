/** What the payer's claim system says of registered claims. */
export const SCHEMA_CLAIM_STATUS = `
-- Each word of the claim system on a claim, the newest last; rows are only ever added. Category and status: code sources
-- 507 and 508; entity: data element 98; days yyyy-mm-dd; amount: decimal; '' where nothing was told. source: what it came
-- by, such as the digest of a file. payment_number is protected.
CREATE TABLE claim_status (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  claim_id INTEGER NOT NULL REFERENCES claim,
  at TEXT NOT NULL,
  source TEXT NOT NULL,
  category TEXT NOT NULL,
  status TEXT NOT NULL,
  entity TEXT NOT NULL,
  effective_on TEXT NOT NULL,
  paid_amount TEXT NOT NULL,
  finalized_on TEXT NOT NULL,
  paid_on TEXT NOT NULL,
  payment_number TEXT NOT NULL
) STRICT;
-- The latest of one claim.
CREATE INDEX claim_status_of ON claim_status (claim_id, id);
`;
