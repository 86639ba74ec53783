import type { GroupOutcome, InterchangeOutcome } from '../../../envelope/outcome.js';
import type { RenderedVerdict, SeenPartner, VerdictCommit, VerdictResult } from '../../ledger.js';
import type { InterchangeRow, SubmissionRow } from '../../rows.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import type { PartnerVersions } from '../partners/partner-versions.js';
import { INTERCHANGE_COLUMNS } from '../row-columns.js';
import type { Sequences } from '../sequences.js';
import type { Answers } from './answers.js';
import type { Attempts } from './attempts.js';
import { type Duplicate, Duplicates } from './duplicates.js';
import type { Publications } from './publications.js';
import type { Receipts } from './receipts.js';
import type { Sets } from './sets.js';

const OPERATION = 'commit a verdict';

export interface VerdictParts {
  readonly database: Database;
  readonly receipts: Receipts;
  readonly attempts: Attempts;
  readonly sets: Sets;
  readonly answers: Answers;
  readonly sequences: Sequences;
  readonly publications: Publications;
  readonly versions: Pick<PartnerVersions, 'isInForce'>;
}

/** The verdict on one interchange: duplicate rules, control numbers, answers, all in one operation. */
export class Verdicts {
  readonly #parts: VerdictParts;
  readonly #duplicates: Duplicates;
  readonly #find: Statement<[number, number], InterchangeRow>;
  readonly #count: Statement<[number], number>;
  readonly #insert: Statement;
  readonly #insertGroup: Statement;

  constructor(parts: VerdictParts) {
    this.#parts = parts;
    const { database } = parts;
    this.#duplicates = new Duplicates(database);
    this.#find = database.prepare(
      `SELECT ${INTERCHANGE_COLUMNS} FROM interchange WHERE submission_id = ? AND interchange_index = ?`,
    );
    this.#count = database
      .prepare<[number], number>(
        'SELECT coalesce(max(interchange_index), -1) + 1 FROM interchange WHERE submission_id = ?',
      )
      .pluck() as Statement<[number], number>;
    this.#insert = database.prepare(`
      INSERT INTO interchange (submission_id, interchange_index, attempt, partner_id, sender_qualifier, sender_id,
        receiver_qualifier, receiver_id, control_number, date, time, usage, sha256, byte_start, byte_end, acknowledgment,
        note, duplicate_of, decided_at, header, findings, received_acknowledgments)
      VALUES (@submissionId, @index, @attempt, @partnerId, @senderQualifier, @senderId, @receiverQualifier, @receiverId,
        @controlNumber, @date, @time, @usage, @sha256, @byteStart, @byteEnd, @acknowledgment, @note, @duplicateOf, @now,
        @header, @findings, @receivedAcknowledgments)`);
    this.#insertGroup = database.prepare(
      'INSERT INTO functional_group (interchange_id, group_index, status, handler, body) VALUES (?, ?, ?, ?, ?)',
    );
  }

  /**
   * Commits a verdict as `Ledger.commitVerdict` says. Runs inside one operation of the group commit. Raises
   * GatewayError `attempt-overtaken`, `partner-changed`, `verdict-out-of-order` (interchanges come in file order),
   * `verdict-contradicts` (the rendered acknowledgment does not fit the duplicate rules), `control-numbers-differ`,
   * `control-numbers-used-up`, `submission-not-received`, `submission-unknown`.
   */
  commit(commit: VerdictCommit): VerdictResult {
    const { receipts, attempts, sequences } = this.#parts;
    const { submissionId, outcome, sequence } = commit;
    const existing = this.#find.get(submissionId, outcome.index);
    if (existing !== undefined) return this.#already(existing);
    const submission = receipts.requireState(submissionId, 'received', OPERATION);
    attempts.requireNewest(submission, commit.attempt, OPERATION);
    this.#requireOrder(submission, outcome);
    if (commit.judgedBy !== undefined) this.#requireInForce(commit.judgedBy, submission);
    const expected = commit.expectedControlNumber;
    if (expected !== undefined && sequences.peekControlNumber(sequence.ourId, sequence.partnerId) !== expected) {
      return { kind: 'stale' };
    }
    return this.#decide(commit, submission);
  }

  #already(interchange: InterchangeRow): VerdictResult {
    const answers = this.#parts.answers.ofInterchange(interchange.submissionId, interchange.index);
    return { kind: 'already', interchange, answers: answers };
  }

  #decide(commit: VerdictCommit, submission: SubmissionRow): VerdictResult {
    const { answers, attempts, publications, sequences, sets } = this.#parts;
    const { outcome, now, folderDate, sequence, attempt } = commit;
    const duplicate = this.#duplicates.decide(submission, outcome, commit, now);
    const taken: number[] = [];
    const verdict = commit.render({
      duplicate,
      nextControlNumber: () => {
        const number = sequences.nextControlNumber(sequence.ourId, sequence.partnerId);
        taken.push(number);
        return number;
      },
      setsOf: (group) => sets.ofGroup(submission.id, attempt, outcome.index, group),
      setsWithFindingsOf: (group) => sets.withFindings(submission.id, attempt, outcome.index, group),
    });
    requireFits(duplicate, verdict, submission.number);
    this.#store(commit, submission, duplicate, verdict);
    const to = { submissionId: submission.id, interchange: outcome.index, now, folderDate };
    const copies =
      duplicate.kind === 'same-bytes' && commit.copiesAnswers !== false
        ? answers.copy({ submissionId: duplicate.earlier.submissionId, interchange: duplicate.earlier.index }, to)
        : [];
    const own = answers.store(verdict.answers, { submission, now, folderDate, sequence: { ...sequence, taken } });
    if (verdict.publication !== undefined) {
      const occasion = { submissionId: submission.id, now, ourId: sequence.ourId, answerId: own[0]?.id };
      publications.add(verdict.publication, occasion);
    }
    attempts.countStep(submission.id, attempt);
    const interchange = this.#find.get(submission.id, outcome.index)!;
    return { kind: 'committed', interchange, answers: [...copies, ...own] };
  }

  #store(commit: VerdictCommit, submission: SubmissionRow, duplicate: Duplicate, verdict: RenderedVerdict): void {
    const { outcome, attempt } = commit;
    const { header } = outcome;
    const { lastInsertRowid } = this.#insert.run({
      submissionId: submission.id,
      index: outcome.index,
      attempt,
      partnerId: submission.partnerId,
      senderQualifier: header.senderQualifier,
      senderId: header.senderId,
      receiverQualifier: header.receiverQualifier,
      receiverId: header.receiverId,
      controlNumber: header.controlNumber,
      date: header.date,
      time: header.time,
      usage: header.usage,
      sha256: outcome.sha256,
      byteStart: outcome.byteStart,
      byteEnd: outcome.byteEnd,
      acknowledgment: verdict.acknowledgment,
      note: verdict.note,
      duplicateOf: duplicate.kind === 'new' ? 0 : duplicate.earlier.interchangeId,
      now: commit.now,
      header: JSON.stringify(header),
      findings: JSON.stringify(outcome.findings),
      receivedAcknowledgments: JSON.stringify(outcome.receivedAcknowledgments),
    });
    if (!isStanding(verdict)) this.#parts.sets.closeInterchange(submission.id, attempt, outcome.index);
    for (const group of outcome.groups) {
      this.#insertGroup.run(lastInsertRowid, group.index, group.status, group.handler, JSON.stringify(group));
      if (!isApplied(verdict, outcome, group)) {
        this.#parts.sets.closeGroup(submission.id, attempt, outcome.index, group.index);
      }
    }
  }

  #requireInForce(judgedBy: SeenPartner, { number, partnerId }: SubmissionRow): void {
    if (this.#parts.versions.isInForce(judgedBy)) return;
    const hint = 'The file is judged again by itself. If it is set aside, release it with "x12gw quarantine release".';
    const message = `The partner ${partnerId} was changed while its file was judged`;
    throw misuse('partner-changed', OPERATION, message, number, hint);
  }

  #requireOrder(submission: SubmissionRow, outcome: InterchangeOutcome): void {
    const next = this.#count.get(submission.id)!;
    if (outcome.index === next) return;
    throw misuse(
      'verdict-out-of-order',
      OPERATION,
      `Interchange ${outcome.index} cannot be decided before interchange ${next}`,
      submission.number,
    );
  }
}

function isStanding({ acknowledgment }: RenderedVerdict): boolean {
  return acknowledgment === 'A' || acknowledgment === 'E';
}

/** Will pass 2 apply the accepted sets of this group? */
function isApplied(verdict: RenderedVerdict, outcome: InterchangeOutcome, group: GroupOutcome): boolean {
  return isStanding(verdict) && outcome.header.usage !== 'unknown' && group.status !== 'R' && group.handler !== '';
}

/** Applied once: a duplicate that were acknowledged as new would be applied again. */
function requireFits(duplicate: Duplicate, verdict: RenderedVerdict, submission: string): void {
  const { acknowledgment } = verdict;
  const fits =
    duplicate.kind === 'new'
      ? acknowledgment !== 'duplicate'
      : acknowledgment === (duplicate.kind === 'same-bytes' ? 'duplicate' : 'R');
  if (fits) return;
  throw misuse(
    'verdict-contradicts',
    OPERATION,
    `The duplicate rules say ${duplicate.kind}; the verdict rendered is ${acknowledgment}`,
    submission,
  );
}
