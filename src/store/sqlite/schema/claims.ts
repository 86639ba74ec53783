/** A person or organization of whom nothing was kept. */
const NO_NAME = '{"entityType":"","last":"","first":"","middle":"","idQualifier":"","id":""}';
/** What claims registered by earlier versions do not say. */
const UNSAID = `{"kind":"professional","submission":{"batchNumber":"","submitter":${NO_NAME}},
  "billingProvider":${NO_NAME},"billingProviderTaxId":"","renderingProviderNpi":"","patient":${NO_NAME},
  "intermediaryClaimId":"","priorAuthorizationNumber":"","lines":[],"byteStart":0,"byteEnd":0}`;

/** The register of claims: what claims are looked up by, what they took of authorizations, authorizations from elsewhere. */
export const SCHEMA_CLAIMS = `
-- What a claim is looked up by, as it was sent; protected: member_id, submitter_claim_id, original_number, payer_number.
-- location: billing provider ID and service location, '' when not linked; frequency: CLM05-3; original_number: REF*F8;
-- payer_number: what the payer's system calls the claim, '' until it is loaded; superseded_by: claim number of the claim
-- that replaced or voided it, '' while it stands.
ALTER TABLE claim ADD COLUMN partner_id TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN received_at TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN location TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN member_id TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN submitter_claim_id TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN original_number TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN frequency TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN service_from TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN service_to TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN total_charge TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN payer_number TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN superseded_by TEXT NOT NULL DEFAULT '';
-- A claim of an earlier version says nothing of its lines and people.
UPDATE claim SET body = json_patch('${UNSAID}', body);
UPDATE claim SET
  partner_id = (SELECT partner_id FROM submission WHERE submission.id = claim.submission_id),
  received_at = (SELECT received_at FROM submission WHERE submission.id = claim.submission_id),
  kind = body ->> '$.kind',
  location = coalesce(body ->> '$.billingProviderLocation', ''),
  member_id = coalesce(body ->> '$.memberId', ''),
  submitter_claim_id = coalesce(body ->> '$.submitterClaimId', ''),
  original_number = coalesce(body ->> '$.payerClaimControlNumber', ''),
  frequency = coalesce(body ->> '$.frequency', ''),
  service_from = coalesce(body ->> '$.serviceFrom', ''),
  service_to = coalesce(body ->> '$.serviceTo', ''),
  total_charge = coalesce(body ->> '$.totalCharge', '');
-- A provider's claims, a partner's, a member's by provider and day, one by the submitter's or the payer's number.
CREATE INDEX claim_by_location ON claim (location, id);
CREATE INDEX claim_by_partner ON claim (partner_id, id);
CREATE INDEX claim_by_member ON claim (member_id, location, service_from, id);
CREATE INDEX claim_by_submitter_claim ON claim (submitter_claim_id, id);
CREATE INDEX claim_by_payer_number ON claim (payer_number, id) WHERE payer_number <> '';

-- Units that a registered production claim takes of a line of a prior authorization, with line: the line of the claim.
CREATE TABLE claim_authorization (
  claim_id INTEGER NOT NULL REFERENCES claim,
  line INTEGER NOT NULL,
  authorization_number TEXT NOT NULL,
  authorization_line INTEGER NOT NULL,
  units TEXT NOT NULL,
  PRIMARY KEY (claim_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_authorization_of ON claim_authorization (authorization_number, authorization_line, claim_id);

-- Lines of prior authorizations that came by other channels (protected); body is the whole row.
CREATE TABLE reference_authorization (
  edition INTEGER NOT NULL REFERENCES reference_edition,
  number TEXT NOT NULL,
  line INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (edition, number, line)
) STRICT, WITHOUT ROWID;
`;
