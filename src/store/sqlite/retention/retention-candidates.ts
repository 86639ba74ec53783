import type { RetentionKind } from '../../retention-values.js';
import { IS_OPEN } from '../prior-authorizations/open-authorizations.js';

/**
 * Files that a legal hold covers, by whatever way: the file itself, what came out of it when it was packed, what it came
 * out of, a PA or member or claim in it, and every file that touched such a PA. Read once for each statement, by indexes, since holds are few. Partners are asked apart (`isHeld`).
 * The plus takes the type from the subject, as the index over an expression has none.
 */
const HELD = `
  held_submission (submission_id) AS (
    SELECT submission_id FROM legal_hold WHERE kind = 'submission' AND released_at = ''
    UNION SELECT unpacked.submission_id FROM legal_hold CROSS JOIN unpacked
      ON unpacked.parent_id = legal_hold.submission_id
      WHERE legal_hold.kind = 'submission' AND legal_hold.released_at = ''),
  held_authorization (id, tracking_number, submission_id) AS (
    SELECT held.id, held.tracking_number, held.submission_id FROM legal_hold CROSS JOIN prior_authorization AS held
      ON held.tracking_number = legal_hold.subject
      WHERE legal_hold.kind = 'prior-authorization' AND legal_hold.released_at = ''
    UNION SELECT held.id, held.tracking_number, held.submission_id FROM legal_hold
      CROSS JOIN prior_authorization AS held ON held.member_id = legal_hold.subject
      WHERE legal_hold.kind = 'member' AND legal_hold.released_at = ''
    UNION SELECT held.id, held.tracking_number, held.submission_id FROM held_submission
      CROSS JOIN prior_authorization AS held ON held.submission_id = held_submission.submission_id),
  held_content (submission_id) AS MATERIALIZED (
    SELECT submission_id FROM held_submission
    UNION SELECT submission_id FROM legal_hold WHERE kind = 'claim' AND released_at = ''
    UNION SELECT claim.submission_id FROM legal_hold CROSS JOIN claim
      ON coalesce(claim.body ->> '$.memberId', '') = +legal_hold.subject
      WHERE legal_hold.kind = 'member' AND legal_hold.released_at = ''
    UNION SELECT submission_id FROM held_authorization
    UNION SELECT interchange.submission_id FROM held_authorization
      CROSS JOIN unit ON unit.reference = held_authorization.tracking_number AND unit.kind = 'prior-authorization'
      CROSS JOIN interchange ON interchange.id = unit.interchange_id
    UNION SELECT document.submission_id FROM held_authorization
      CROSS JOIN document ON document.tracking_number = held_authorization.tracking_number AND document.tracking_number <> ''
    UNION SELECT conversation.submission_id FROM held_authorization
      CROSS JOIN conversation ON conversation.prior_authorization_id = held_authorization.id),
  held_file (submission_id) AS MATERIALIZED (
    SELECT submission_id FROM held_content
    UNION SELECT unpacked.parent_id FROM held_content CROSS JOIN unpacked
      ON unpacked.submission_id = held_content.submission_id)`;

const HELD_PARTNERS = "(SELECT subject FROM legal_hold WHERE kind = 'partner' AND released_at = '')";

/**
 * True when a legal hold covers what belongs to a file: an expression for the file's id and one for the partner of what is
 * asked about, which may be another than the one that sent the file.
 */
const isHeld = (submission: string, partner: string): string => `(
  ${submission} IN (SELECT submission_id FROM held_file) OR ${partner} IN ${HELD_PARTNERS}
  OR (SELECT partner_id FROM submission AS sent WHERE sent.id = ${submission}) IN ${HELD_PARTNERS})`;

/** A document's PAs: those it was matched to, and those whose attachments name its bytes. */
const ownersOf = (document: string, condition: string): string => `EXISTS (
  SELECT 1 FROM prior_authorization_name AS name CROSS JOIN prior_authorization AS owner
    ON owner.id = name.prior_authorization_id
  WHERE name.name = ${document}.sha256 AND name.kind = 'document' AND ${condition})`;

/**
 * A hand-off is made of the received file: one that is to be written needs it, and so does one that nobody has confirmed,
 * since it may be asked for again. A test is confirmed by nobody. Where no hand-off of an environment was ever written,
 * none leaves at all, and its claims wait for nothing.
 */
const IS_HANDOFF_OPEN = `(open.state = 'due' OR open.state = 'written' AND open.environment = 'production')
        AND EXISTS (SELECT 1 FROM handoff AS used
          WHERE used.state IN ('written', 'confirmed') AND used.environment = open.environment)`;

/** What keeps the original of a file: its way is not at its end, or somebody waits for something that came of it. */
const OPEN_END = `
    WHEN EXISTS (SELECT 1 FROM transaction_set WHERE submission_id = item.id AND awaits_application = 1)
      THEN 'not-finished'
    WHEN EXISTS (SELECT 1 FROM answer WHERE submission_id = item.id AND state IN ('stored', 'written'))
      THEN 'answer-not-delivered'
    WHEN EXISTS (SELECT 1 FROM prior_authorization WHERE submission_id = item.id AND ${IS_OPEN})
      THEN 'prior-authorization-open'
    WHEN EXISTS (SELECT 1 FROM prior_authorization CROSS JOIN letter
        ON letter.prior_authorization_id = prior_authorization.id
      WHERE prior_authorization.submission_id = item.id AND letter.state <> 'made') THEN 'letter-not-made'
    WHEN EXISTS (SELECT 1 FROM document WHERE submission_id = item.id AND state = 'unmatched')
      THEN 'document-unmatched'
    WHEN EXISTS (SELECT 1 FROM received_acknowledgment WHERE submission_id = item.id
        AND state IN ('refused', 'exception') AND settled_at = '') THEN 'acknowledgment-open'
    WHEN EXISTS (SELECT 1 FROM publication WHERE submission_id = item.id AND outcome = 'refused' AND settled_at = '')
      THEN 'publication-open'
    WHEN EXISTS (SELECT 1 FROM handoff AS open WHERE open.submission_id = item.id AND ${IS_HANDOFF_OPEN})
      THEN 'handoff-open'
    WHEN item.finished_at >= @before THEN 'recent'`;

/** A PA that somebody may still need: not closed, changed lately, or with days of service it still authorizes. */
const IS_CURRENT = `(owner.${IS_OPEN} OR owner.updated_at >= @before OR owner.body ->> '$.expiresOn' >= substr(@before, 1, 10))`;

/**
 * What keeps the rows of a file whole: all that keeps its original, a PA that it touched, claims that nobody has taken, also where
 * no hand-off is set up (test claims may never leave), and our files, which are judged by their own periods and made from these rows.
 */
const NEEDED = `
    WHEN item.state = 'quarantined' THEN 'in-quarantine'
    WHEN item.state NOT IN ('applied', 'discarded') THEN 'not-finished' ${OPEN_END}
    WHEN EXISTS (SELECT 1 FROM prior_authorization AS owner WHERE owner.submission_id = item.id AND ${IS_CURRENT})
      OR EXISTS (SELECT 1 FROM interchange CROSS JOIN unit ON unit.interchange_id = interchange.id
        CROSS JOIN prior_authorization AS owner ON owner.tracking_number = unit.reference
        WHERE interchange.submission_id = item.id AND unit.kind = 'prior-authorization' AND ${IS_CURRENT})
      THEN 'prior-authorization-open'
    WHEN EXISTS (SELECT 1 FROM handoff WHERE submission_id = item.id
      AND (state = 'written' OR state = 'due' AND environment = 'production')) THEN 'handoff-open'
    WHEN item.original_removed_at = '' OR EXISTS (SELECT 1 FROM answer WHERE submission_id = item.id
        AND (target <> 'letters' AND removed_at = '' OR
          target = 'mailbox' AND state = 'delivered' AND outbox_removed_at = ''))
      OR EXISTS (SELECT 1 FROM document WHERE submission_id = item.id AND state <> 'refused' AND removed_at = '')
      THEN 'file-kept'
    WHEN EXISTS (SELECT 1 FROM answer WHERE submission_id = item.id
      AND max(stored_at, delivered_at, redelivered_at) >= @before) THEN 'recent'`;

/** What of a kind is read in order of its time, and what keeps it, first reason first. */
interface Source {
  readonly from: string;
  /** Holds what is kept in order of its time; named, since another index would have it sorted anew for each page. */
  readonly index: string;
  /** The condition of that index. */
  readonly kept: string;
  /** The column its time is counted from. */
  readonly at: string;
  /** Further columns that `hindrance` reads. */
  readonly columns: string;
  /** The file it belongs to, for the hold and for people. */
  readonly submission: string;
  readonly partner: string;
  /** WHEN clauses after that of the legal hold; '' when none applies. */
  readonly hindrance: string;
  /** How many bytes go, when that is no column of its row. */
  readonly bytes?: string;
}

const ANSWER = {
  from: 'answer',
  at: 'stored_at',
  columns: 'submission_id, partner_id, state, delivered_at, redelivered_at',
  submission: 'item.submission_id',
  partner: 'item.partner_id',
  hindrance: `
    WHEN item.state IN ('stored', 'written') THEN 'answer-not-delivered'
    WHEN max(item.delivered_at, item.redelivered_at) >= @before THEN 'recent'`,
} as const;

const SUBMISSION = {
  from: 'submission',
  at: 'received_at',
  columns: 'partner_id, state, finished_at',
  submission: 'item.id',
  partner: 'item.partner_id',
} as const;

const SOURCES: Readonly<Record<RetentionKind, Source>> = {
  downloads: { ...ANSWER, index: 'answer_in_store', kept: "removed_at = '' AND target <> 'letters'" },
  letters: { ...ANSWER, index: 'answer_in_handoff', kept: "removed_at = '' AND target = 'letters'" },
  outbox: {
    ...ANSWER,
    index: 'answer_never_picked_up',
    kept: "state = 'delivered' AND target = 'mailbox' AND outbox_removed_at = ''",
  },
  originals: {
    ...SUBMISSION,
    index: 'submission_original',
    kept: "original_removed_at = '' AND state NOT IN ('quarantined', 'discarded')",
    hindrance: `WHEN item.state <> 'applied' THEN 'not-finished' ${OPEN_END}`,
  },
  quarantined: {
    ...SUBMISSION,
    index: 'submission_set_aside',
    kept: "original_removed_at = '' AND state IN ('quarantined', 'discarded')",
    hindrance: `WHEN item.state = 'quarantined' THEN 'in-quarantine' ${OPEN_END}`,
  },
  documents: {
    from: 'document',
    index: 'document_in_store',
    kept: "removed_at = '' AND state <> 'refused'",
    at: 'received_at',
    columns: 'submission_id, partner_id, state, sha256',
    submission: 'item.submission_id',
    partner: 'item.partner_id',
    hindrance: `
    WHEN ${ownersOf('item', isHeld('owner.submission_id', 'owner.partner_id'))} THEN 'legal-hold'
    WHEN item.state = 'unmatched' AND NOT EXISTS (SELECT 1 FROM document AS taken
      WHERE taken.sha256 = item.sha256 AND taken.state = 'matched') THEN 'document-unmatched'
    WHEN ${ownersOf('item', `owner.${IS_OPEN}`)} THEN 'prior-authorization-open'
    WHEN ${ownersOf('item', 'owner.updated_at >= @before')} THEN 'recent'
    WHEN EXISTS (SELECT 1 FROM document AS other WHERE other.sha256 = item.sha256 AND other.id <> item.id
      AND other.removed_at = '' AND other.state <> 'refused'
      AND (other.received_at >= @before OR ${isHeld('other.submission_id', 'other.partner_id')})) THEN 'named-again'`,
  },
  ledger: {
    ...SUBMISSION,
    index: 'submission_with_content',
    kept: "content_removed_at = ''",
    columns: 'partner_id, state, finished_at, original_removed_at',
    hindrance: NEEDED,
    bytes: '(SELECT coalesce(sum(answer.bytes), 0) FROM answer WHERE submission_id = submission.id)',
  },
};

/** A page of what is older than @before, from (@at, @id) on, at most @limit rows read; `hindrance` says why one stays. */
export function candidatesOf(kind: RetentionKind): string {
  const { from, index, kept, at, columns, submission, partner, hindrance, bytes = 'bytes' } = SOURCES[kind];
  return `
    WITH ${HELD},
    item AS MATERIALIZED (
      SELECT id, ${at} AS at, ${bytes} AS bytes, ${columns} FROM ${from} INDEXED BY ${index}
      WHERE ${kept} AND (${at}, id) > (@at, @id) AND ${at} < @before ORDER BY ${at}, id LIMIT @limit)
    SELECT item.id, printf('S%08d', ${submission}) AS submissionNumber, item.at, item.bytes,
      CASE WHEN ${isHeld(submission, partner)} THEN 'legal-hold' ${hindrance} ELSE '' END AS hindrance
    FROM item ORDER BY item.at, item.id`;
}

/** What of a kind is marked and not known to be gone: row id, time, bytes, and whether a hold covers it by now. */
export function workOf(kind: RetentionKind): string {
  const { from, submission, partner } = SOURCES[kind];
  return `
    WITH ${HELD}
    SELECT item.id, work.at, work.bytes, ${isHeld(submission, partner)} AS isHeld
    FROM retention_work AS work CROSS JOIN ${from} AS item ON item.id = work.row_id
    WHERE work.kind = '${kind}' AND work.row_id > ? ORDER BY work.row_id LIMIT ?`;
}
