/**
 * A partner's present life: what an earlier partner of the same id sent and was granted proves nothing for this one; and
 * the folder its answers were delivered into.
 */
export const SCHEMA_PARTNER_LIFE = `
-- The newest submission, approval and ended link when the partner was made: what is older belongs to an earlier life.
ALTER TABLE partner ADD COLUMN after_submission INTEGER NOT NULL DEFAULT 0;
ALTER TABLE partner ADD COLUMN after_approval INTEGER NOT NULL DEFAULT 0;
ALTER TABLE partner ADD COLUMN after_ended_link INTEGER NOT NULL DEFAULT 0;
-- Identity of its outbox (inode number, and birth where there is one) when that was first looked at; '' before.
ALTER TABLE partner ADD COLUMN outbox_folder TEXT NOT NULL DEFAULT '';
-- Whether another partner has the same ISA05 and ISA06.
CREATE INDEX partner_by_interchange_id ON partner (interchange_id, interchange_qualifier);

-- Partners that were removed and made again before this version.
UPDATE partner SET
  after_submission = coalesce((
    SELECT max(submission.id) FROM submission WHERE submission.partner_id = partner.id AND received_at <= (
      SELECT max(at) FROM audit WHERE subject = partner.id AND action = 'remove-partner')), 0),
  after_approval = coalesce((
    SELECT max(approval.id) FROM partner_approval AS approval WHERE approval.partner_id = partner.id AND approval.at <= (
      SELECT max(at) FROM audit WHERE subject = partner.id AND action = 'remove-partner')), 0),
  after_ended_link = coalesce((
    SELECT max(ended.id) FROM partner_link_ended AS ended WHERE ended.partner_id = partner.id AND ended.ended_at <= (
      SELECT max(at) FROM audit WHERE subject = partner.id AND action = 'remove-partner')), 0)
  WHERE EXISTS (SELECT 1 FROM audit WHERE subject = partner.id AND action = 'remove-partner');
-- What removed partners left: nobody owes it, and their servers are not called.
DELETE FROM expected_acknowledgment WHERE partner_id NOT IN (SELECT id FROM partner);
DELETE FROM sftp_fetched WHERE partner_id NOT IN (SELECT id FROM partner);
DELETE FROM sftp_server WHERE partner_id NOT IN (SELECT id FROM partner);
`;
