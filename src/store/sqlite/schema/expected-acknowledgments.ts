/** What partners have still to acknowledge. */
export const SCHEMA_EXPECTED_ACKNOWLEDGMENTS = `
-- An answer that was delivered to a partner whose options expect an acknowledgment of its type, until one comes. due_at:
-- the end of the partner's time, set anew when the answer is delivered again.
CREATE TABLE expected_acknowledgment (
  answer_id INTEGER PRIMARY KEY REFERENCES answer,
  partner_id TEXT NOT NULL,
  type TEXT NOT NULL,
  due_at TEXT NOT NULL
) STRICT;
CREATE INDEX expected_acknowledgment_due ON expected_acknowledgment (partner_id, type, due_at);
-- Partners that are expected to acknowledge this type now: one whose option was taken back is asked for nothing.
CREATE VIEW overdue_acknowledgment AS
  SELECT expected.* FROM partner CROSS JOIN expected_acknowledgment AS expected ON expected.partner_id = partner.id
  WHERE instr(',' || coalesce(partner.options ->> '$.expectAcknowledgment', 'off'), ',' || expected.type || ':') > 0;
`;
