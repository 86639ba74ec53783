import type { InterchangeOutcome } from '../../envelope/outcome.js';
import type { ExaminationMessage, RunExamination } from '../../examination/examination-protocol.js';
import { hashFile } from '../../files/hash-file.js';
import type { Finding } from '../../findings/finding.js';
import type { PartnerProfile, PayerIdentity } from '../../partners/profile.js';
import type { AnswerDraft } from '../../respond/answer.js';
import { replyTime } from '../../respond/reply-envelope.js';
import type { Ledger, SeenPartner, VerdictCommit, VerdictResult } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import type { Clock } from '../../support/clock.js';
import { GatewayError } from '../../support/errors.js';
import { localDay } from '../../support/wall-clock.js';
import { clearSpool } from '../leftovers.js';
import type { Observe } from '../pipeline.js';
import { DispositionCount, interchangeEnd } from './disposition.js';
import { LARGE_BYTES, type LargeAcknowledgmentParts, prepareLargeAcknowledgment } from './large-acknowledgment.js';
import type { Reports } from './reports.js';
import { renderVerdict, type VerdictParts } from './verdict.js';

/** A large 999 is rendered anew this often when other answers take its number; then inside the commit, which cannot miss. */
const PREPARATIONS = 3;

/**
 * True for the error that asks for another attempt: the partner changed meanwhile, and nothing was committed by its old
 * profile.
 */
export function isPartnerChanged(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code === 'partner-changed';
}

/** What pass 1 works with: the ledger, the workers that examine, and what tells people of the outcome. */
export interface PassOneParts extends LargeAcknowledgmentParts {
  readonly ledger: Pick<
    Ledger,
    | 'putSets'
    | 'bulkSets'
    | 'peekControlNumber'
    | 'commitVerdict'
    | 'completeExamination'
    | 'partner'
    | 'partnerVersion'
    | 'groups'
    | 'submission'
    | 'answersOf'
  >;
  readonly examine: RunExamination;
  readonly reports: Reports;
  readonly payer: PayerIdentity;
  readonly clock: Clock;
  readonly observe: Observe;
  /** Makes a path of the ledger absolute. */
  readonly inside: (relativePath: string) => string;
}

/**
 * Pass 1 of one file: what the examination finds goes to the ledger as bulk, each interchange's verdict is committed in
 * file order with its answers, then the file gets its disposition. After a crash it is done again from the start; what
 * was committed stands. Raises GatewayError `partner-unknown`, `original-damaged`, `partner-changed` (what the partner may
 * send, or how its files are judged, changed meanwhile: to be done again), and what ledger, disk and examination raise.
 */
export async function passOne(parts: PassOneParts, submission: SubmissionRow, attempt: number): Promise<void> {
  const version = parts.ledger.partnerVersion(submission.partnerId);
  const profile = parts.ledger.partner(submission.partnerId);
  if (profile === undefined) throw partnerUnknown(submission);
  if (attempt > 1) await clearSpool(parts.spool, parts.ledger, parts.inside, submission.id);
  const file = new FileExamination(parts, submission, attempt, { version, profile });
  const { date } = replyTime(new Date(submission.receivedAt), parts.payer.timeZone);
  const { bytes, originalPath } = submission;
  const job = { path: parts.inside(originalPath), bytes, profile, received: Number(date) };
  await parts.examine(job, (message) => file.take(message));
}

/** One run over one file. */
class FileExamination {
  readonly #parts: PassOneParts;
  readonly #submission: SubmissionRow;
  readonly #attempt: number;
  readonly #judgedBy: SeenPartner;
  readonly #profile: PartnerProfile;
  readonly #count = new DispositionCount();
  /** Bytes of AK2 to IK5 of the interchange that is being read. */
  #acknowledgmentBytes = 0;
  /** The last interchange that was read, until it is known that the file is the one that was recorded. */
  #held: InterchangeOutcome | undefined;
  #isGenuine = false;

  constructor(parts: PassOneParts, submission: SubmissionRow, attempt: number, judgedBy: SeenPartner) {
    this.#parts = parts;
    this.#submission = submission;
    this.#attempt = attempt;
    this.#judgedBy = judgedBy;
    this.#profile = judgedBy.profile;
  }

  async take(message: ExaminationMessage): Promise<void> {
    const { ledger, observe } = this.#parts;
    if (message.kind === 'file') this.#requireGenuine(message.outcome.sha256);
    await this.#decideHeld();
    switch (message.kind) {
      case 'sets':
        for (const row of message.rows) this.#acknowledgmentBytes += row.acknowledgment.text.length;
        await ledger.putSets(this.#submission.id, this.#attempt, message.rows);
        return observe('bulk', this.#submission.number);
      case 'interchange':
        this.#held = message.outcome;
        return;
      case 'file':
        await this.#complete(message.outcome.findings);
        return observe('examined', this.#submission.number);
    }
  }

  /**
   * Decides the interchange that waits. No verdict may stand on bytes that nobody sent, so the digest comes first: of a
   * file with one interchange it comes right after it, with the end of the file; one with several is read once more.
   */
  async #decideHeld(): Promise<void> {
    const outcome = this.#held;
    if (outcome === undefined) return;
    const { ledger, inside, observe } = this.#parts;
    if (!this.#isGenuine) this.#requireGenuine((await hashFile(inside(this.#submission.originalPath)))?.sha256);
    const result = await this.#commit(outcome);
    // What an earlier attempt decided stands, also when this one would judge otherwise.
    const groups = result.kind === 'already' ? ledger.groups(result.interchange.id) : outcome.groups;
    this.#count.add(interchangeEnd(result.interchange.acknowledgment, groups));
    this.#held = undefined;
    this.#acknowledgmentBytes = 0;
    await observe('verdict', this.#submission.number);
  }

  #requireGenuine(sha256: string | undefined): void {
    if (sha256 !== this.#submission.sha256) throw originalDamaged(this.#submission);
    this.#isGenuine = true;
  }

  async #commit(outcome: InterchangeOutcome): Promise<Exclude<VerdictResult, { kind: 'stale' }>> {
    const { ledger, payer, clock, reports } = this.#parts;
    const { id: submissionId } = this.#submission;
    const sequence = { ourId: payer.id, partnerId: this.#profile.id };
    for (let tries = 1; ; tries++) {
      const now = clock.now();
      const report: VerdictParts['report'] = (context, ended) =>
        reports.onInterchange(this.#submission, outcome, context, ended, now);
      const verdict: VerdictParts = { outcome, profile: this.#profile, payer, now, report };
      const isLarge = this.#acknowledgmentBytes > LARGE_BYTES && tries <= PREPARATIONS;
      const attempt = { submissionId, number: this.#attempt };
      const large = isLarge ? await prepareLargeAcknowledgment(this.#parts, verdict, sequence, attempt) : undefined;
      const commit: VerdictCommit = {
        submissionId,
        attempt: this.#attempt,
        outcome,
        sequence,
        duplicateWindowDays: this.#profile.options.duplicateWindowDays,
        judgedBy: this.#judgedBy,
        refusesSameBytes: this.#profile.options.sameBytes === 'refuse',
        now: now.toISOString(),
        folderDate: localDay(now, payer.timeZone),
        ...(large === undefined ? {} : { expectedControlNumber: large.expectedControlNumber }),
        render: (context) =>
          renderVerdict(large === undefined ? verdict : { ...verdict, prepared: large.prepared }, context),
      };
      const result = await ledger.commitVerdict(commit);
      // Not reached when the commit failed: the disk may hold it all the same, and then this file is its answer.
      const isUsed = result.kind !== 'stale' && result.answers.some((answer) => answer.spoolPath === large?.spoolPath);
      if (!isUsed) await large?.discard();
      if (result.kind !== 'stale') return result;
    }
  }

  async #complete(findings: readonly Finding[]): Promise<void> {
    const { ledger, clock, payer, reports } = this.#parts;
    const now = clock.now();
    const disposition = this.#count.disposition(findings.some((finding) => finding.severity === 'reject'));
    const report = reports.onFile(this.#submission, findings, now);
    await ledger.completeExamination({
      submissionId: this.#submission.id,
      attempt: this.#attempt,
      disposition,
      findings,
      answers: report === '' ? [] : [fileReport(this.#profile, report)],
      now: now.toISOString(),
      folderDate: localDay(now, payer.timeZone),
    });
  }
}

/** A report on a whole file: it has no usage of its own, since its interchanges may differ or be missing. */
export function fileReport(profile: PartnerProfile, text: string): AnswerDraft {
  return {
    type: 'report',
    extension: 'txt',
    location: profile.location,
    usage: 'unknown',
    interchange: -1,
    controlNumber: 0,
    content: Buffer.from(text),
  };
}

function partnerUnknown(submission: SubmissionRow): GatewayError {
  return new GatewayError(`The ledger has no partner "${submission.partnerId}"`, {
    code: 'partner-unknown',
    operation: 'examine a file',
    subject: submission.number,
    hint: 'Add the partner again with "x12gw partner add"; the file is then examined by itself.',
    exitCode: 3,
  });
}

/** GatewayError `original-damaged`: our copy is not what the receipt says. */
export function originalDamaged(submission: SubmissionRow): GatewayError {
  return new GatewayError('A received file is not the one that was recorded', {
    code: 'original-damaged',
    operation: 'examine a file',
    subject: submission.number,
    hint: 'Restore originals/ from the backup, then release the file with "x12gw quarantine release".',
    exitCode: 3,
  });
}
