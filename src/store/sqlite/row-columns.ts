/** Select lists that give rows the shape of `store/rows.ts`, so that no row is mapped by hand. */

/** SubmissionRow, from `submission`. */
export const SUBMISSION_COLUMNS = `
  submission.id, printf('S%08d', submission.id) AS number, submission.arrival_id AS arrivalId, submission.channel,
  submission.partner_id AS partnerId, submission.sha256, submission.bytes, submission.original_path AS originalPath,
  submission.sender_file_name AS senderFileName, submission.received_at AS receivedAt, submission.state,
  submission.disposition, submission.attempts, submission.failures, submission.finished_at AS finishedAt,
  submission.actor, submission.original_removed_at AS originalRemovedAt,
  submission.content_removed_at AS contentRemovedAt`;

/** InterchangeRow, from `interchange`. */
export const INTERCHANGE_COLUMNS = `
  interchange.id, interchange.submission_id AS submissionId, interchange.interchange_index AS "index",
  interchange.sender_qualifier AS senderQualifier, interchange.sender_id AS senderId,
  interchange.receiver_qualifier AS receiverQualifier, interchange.receiver_id AS receiverId,
  interchange.control_number AS controlNumber, interchange.date, interchange.time, interchange.usage,
  interchange.sha256, interchange.byte_start AS byteStart, interchange.byte_end AS byteEnd,
  interchange.acknowledgment, interchange.note, interchange.duplicate_of AS duplicateOf`;

/** Everything of AnswerRow but `location`, from `answer`; `toAnswer` folds the location. */
export const ANSWER_COLUMNS = `
  answer.id, answer.submission_id AS submissionId, printf('S%08d', answer.submission_id) AS submissionNumber,
  answer.partner_id AS partnerId, answer.type, answer.extension, answer.target, answer.ordinal,
  answer.location_id AS locationId, answer.provider_id AS providerId, answer.service_location AS serviceLocation, answer.usage,
  answer.interchange_index AS interchange, answer.control_number AS controlNumber, answer.sha256, answer.bytes,
  answer.spool_path AS spoolPath, answer.stored_at AS storedAt, answer.folder_date AS folderDate, answer.state,
  answer.copy_of AS copyOf, answer.redelivered_at AS redeliveredAt,
  answer.removed_at AS removedAt,
  (SELECT sent.content_removed_at FROM submission AS sent WHERE sent.id = answer.submission_id) AS contentRemovedAt,
  answer.delivery_name AS deliveryName,
  answer.sealed_path AS sealedPath, answer.sealed_sha256 AS sealedSha256, answer.sealed_bytes AS sealedBytes`;

/** Everything of SetRow with `codes`, `findings` and `refusals` as JSON, from `transaction_set`; `toSet` parses them. */
export const SET_COLUMNS = `
  transaction_set.interchange_index AS interchange, transaction_set.group_index AS "group",
  transaction_set.set_index AS "index", transaction_set.transaction_set AS transactionSet,
  transaction_set.control_number AS controlNumber,
  transaction_set.implementation_reference AS implementationReference, transaction_set.guide_id AS guideId,
  transaction_set.byte_start AS byteStart, transaction_set.byte_end AS byteEnd,
  transaction_set.segment_count AS segmentCount, transaction_set.status, transaction_set.codes,
  transaction_set.findings, transaction_set.findings_total AS findingsTotal, transaction_set.units,
  transaction_set.refusals,
  transaction_set.acknowledgment_segments AS acknowledgmentSegments, transaction_set.acknowledgment`;

const SUBMISSION_NUMBER = /^S(\d{8,15})$/;

/** The row id in a submission's number (`S00000012`); 0 when the text is no such number. */
export function submissionIdOf(number: string): number {
  const digits = SUBMISSION_NUMBER.exec(number)?.[1] ?? '';
  return digits.length === 8 || (digits !== '' && !digits.startsWith('0')) ? Number(digits) : 0;
}

/** `S00000012` for 12. */
export function submissionNumber(id: number): string {
  return `S${String(id).padStart(8, '0')}`;
}
