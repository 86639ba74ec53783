/** Claim statuses among what other systems of the payer publish. */
export const SCHEMA_PUBLICATION_STATUSES = `
-- Files of claim statuses by digest: the same one is imported once.
CREATE INDEX publication_of_statuses ON publication (sha256) WHERE type = 'claim-status' AND outcome = 'filed';
`;
