import type { InterchangeOutcome } from '../../envelope/outcome.js';
import type { ExaminationMessage, RunExamination } from '../../examination/examination-protocol.js';
import { hashFile } from '../../files/hash-file.js';
import { removeFile } from '../../files/remove-file.js';
import type { Finding, FindingCatalogue } from '../../findings/finding.js';
import type { CompiledGuide } from '../../guides/compiled.js';
import type { PayerIdentity, ProviderLocation } from '../../partners/profile.js';
import { Receivers } from '../../partners/receivers.js';
import {
  type PublishedFile,
  type PublishedStatusFile,
  publishedFileJson,
  publishedFileText,
} from '../../report/published-file.js';
import type { AnswerDraft } from '../../respond/answer.js';
import { replyTime } from '../../respond/reply-envelope.js';
import type { Ledger, PublicationDraft, VerdictCommit } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import type { Clock } from '../../support/clock.js';
import { localDay } from '../../support/wall-clock.js';
import { clearSpool } from '../leftovers.js';
import { DispositionCount, interchangeEnd } from '../passes/disposition.js';
import { originalDamaged } from '../passes/pass-one.js';
import type { Observe } from '../pipeline.js';
import { beginsWithStatuses, publishStatuses } from './publish-statuses.js';
import { publishedContent } from './published-content.js';
import { judgePublished, publicationWithout } from './published-interchange.js';
import { recordPublishedStatuses, type StatusCounts } from './published-statuses.js';
import { partnerOf, refusedOr, verdictOn } from './published-verdict.js';

/** What published files are checked and filed with. */
export interface PublishParts {
  readonly ledger: Pick<
    Ledger,
    | 'putSets'
    | 'commitVerdict'
    | 'completeExamination'
    | 'completeApplication'
    | 'partners'
    | 'reference'
    | 'groups'
    | 'publicationsOf'
    | 'findings'
    | 'submission'
    | 'answersOf'
    | 'areStatusesFiled'
    | 'sets'
    | 'claim'
    | 'claims'
    | 'recordClaimStatuses'
  >;
  readonly examine: RunExamination;
  readonly payer: PayerIdentity;
  readonly catalogue: FindingCatalogue;
  readonly guide: (guideId: string) => CompiledGuide;
  /** Claim status category codes (code source 507) as they are now; undefined: any of their form. */
  readonly statusCategories: () => ReadonlySet<string> | undefined;
  readonly clock: Clock;
  readonly observe: Observe;
  /** Absolute; the spool lies below the data directory. */
  readonly spool: string;
  readonly dataDirectory: string;
  /** Makes a path of the ledger absolute. */
  readonly inside: (relativePath: string) => string;
}

/** An ISA13 of theirs never comes again: the days of a century. */
const FOREVER_DAYS = 36_500;
/** Interchanges and findings that one report lists. */
const MOST_LISTED = 1_000;
const MOST_FINDINGS = 200;
const NO_X12 = { outcome: 'refused', reason: 'no-x12', type: '' } as const;
const NOWHERE: ProviderLocation = { id: '', providerId: '', serviceLocation: '' };

/**
 * Files what another system of the payer published: each interchange that is sound goes as it is to its receiver, one
 * verdict and commit each; the publisher gets a report. Of a 277 the status of each claim is kept as well, and a CSV file of
 * claim statuses is imported. After a crash it is done again from the start; what was
 * committed stands. Raises GatewayError `original-damaged` and what ledger, disk and examination raise.
 */
export async function publish(parts: PublishParts, submission: SubmissionRow, attempt: number): Promise<void> {
  const { ledger, payer, clock, observe, inside, spool } = parts;
  if (submission.state === 'received') {
    if (attempt > 1) await clearSpool(spool, ledger, inside, submission.id);
    const file = new PublishedFileExamination(parts, submission, attempt);
    const path = inside(submission.originalPath);
    if (await beginsWithStatuses(path)) await file.takeStatuses(path);
    else {
      const { date } = replyTime(new Date(submission.receivedAt), payer.timeZone);
      const job = { path, bytes: submission.bytes, received: Number(date) };
      await parts.examine(job, (message) => file.take(message));
    }
  }
  await ledger.completeApplication(submission.id, clock.now().toISOString());
  await observe('application-completed', submission.number);
}

/** How a file of claim statuses ends. */
interface StatusFileEnd {
  readonly disposition: PublishedFile['disposition'] & ('accepted' | 'rejected' | 'duplicate');
  readonly publication: PublicationDraft;
  readonly statuses: PublishedStatusFile;
}

/** One run over one published file. */
class PublishedFileExamination {
  readonly #parts: PublishParts;
  readonly #submission: SubmissionRow;
  readonly #attempt: number;
  readonly #receivers: Receivers;
  readonly #count = new DispositionCount();
  /** Guides of the sets of the interchange that is being read. */
  #guideIds = new Set<string>();
  /** The last interchange that was read, until it is known that the file is the one that was recorded. */
  #held: InterchangeOutcome | undefined;
  #interchanges = 0;
  /** What 277s said of claims, by interchange, of those a report lists. */
  readonly #statuses = new Map<number, StatusCounts>();
  #isGenuine = false;

  constructor(parts: PublishParts, submission: SubmissionRow, attempt: number) {
    this.#parts = parts;
    this.#submission = submission;
    this.#attempt = attempt;
    const { reference } = parts.ledger;
    this.#receivers = new Receivers(parts.ledger.partners(), {
      pattern: parts.payer.providerLocationPattern,
      isProvider: (id) => !reference.isLoaded('providers') || reference.provider(id) !== undefined,
    });
  }

  async take(message: ExaminationMessage): Promise<void> {
    const { ledger, observe } = this.#parts;
    if (message.kind === 'file') this.#requireGenuine(message.outcome.sha256);
    await this.#fileHeld();
    switch (message.kind) {
      case 'sets':
        for (const { guideId } of message.rows) this.#guideIds.add(guideId);
        await ledger.putSets(this.#submission.id, this.#attempt, message.rows);
        return observe('bulk', this.#submission.number);
      case 'interchange':
        this.#interchanges++;
        this.#held = message.outcome;
        return;
      case 'file':
        await this.#complete(message.outcome.findings);
        return observe('examined', this.#submission.number);
    }
  }

  /** A file of claim statuses: all of it is imported, or nothing; then the end of the file. */
  async takeStatuses(path: string): Promise<void> {
    const { ledger, payer, clock, statusCategories, observe } = this.#parts;
    const { sha256, number } = this.#submission;
    this.#requireGenuine((await hashFile(path))?.sha256);
    const now = clock.now();
    const today = localDay(now, payer.timeZone);
    const importing = { ledger, categories: statusCategories(), today, now: now.toISOString() };
    const { outcome, reason, facts } = await publishStatuses(importing, path, ledger.areStatusesFiled(sha256));
    const audited = outcome === 'filed' ? { statusRows: facts.rows } : {};
    const publication = publicationWithout(sha256, { outcome, reason, type: 'claim-status', ...audited });
    const disposition = ({ filed: 'accepted', refused: 'rejected', duplicate: 'duplicate' } as const)[outcome];
    await this.#complete([], { disposition, publication, statuses: facts });
    return observe('examined', number);
  }

  /** As in pass 1: nothing is filed of bytes that nobody sent, so the digest of the file comes first. */
  async #fileHeld(): Promise<void> {
    const outcome = this.#held;
    if (outcome === undefined) return;
    const { ledger, inside, observe } = this.#parts;
    if (!this.#isGenuine) this.#requireGenuine((await hashFile(inside(this.#submission.originalPath)))?.sha256);
    const { id, acknowledgment } = await this.#commit(outcome);
    await this.#keepStatuses(outcome);
    this.#count.add({ ...interchangeEnd(acknowledgment, ledger.groups(id)), isAcknowledgmentOnly: false });
    this.#held = undefined;
    this.#guideIds = new Set();
    await observe('verdict', this.#submission.number);
  }

  /** What a filed 277 says of claims. Begun anew when an earlier attempt died in it: what is known is passed over. */
  async #keepStatuses({ index, header }: InterchangeOutcome): Promise<void> {
    const [row] = this.#parts.ledger.publicationsOf(this.#submission.id, index, 1).rows;
    if (row?.interchange !== index || row.outcome !== 'filed' || row.type !== '277') return;
    const counts = await recordPublishedStatuses(this.#parts, this.#submission, index, header);
    if (index < MOST_LISTED) this.#statuses.set(index, counts);
  }

  #requireGenuine(sha256: string | undefined): void {
    if (sha256 !== this.#submission.sha256) throw originalDamaged(this.#submission);
    this.#isGenuine = true;
  }

  async #commit(outcome: InterchangeOutcome) {
    const { ledger, payer, clock, inside } = this.#parts;
    const judgement = judgePublished(outcome, this.#guideIds, payer, this.#receivers);
    const content =
      judgement.reason === '' ? await publishedContent(this.#parts, this.#submission, outcome) : undefined;
    const spooled = content === undefined || content.bytes instanceof Uint8Array ? '' : content.bytes.spoolPath;
    const now = clock.now();
    const commit: VerdictCommit = {
      submissionId: this.#submission.id,
      attempt: this.#attempt,
      outcome: refusedOr(outcome, judgement),
      sequence: { ourId: payer.id, partnerId: partnerOf(judgement) },
      duplicateWindowDays: FOREVER_DAYS,
      copiesAnswers: false,
      now: now.toISOString(),
      folderDate: localDay(now, payer.timeZone),
      render: ({ duplicate }) => verdictOn(outcome, judgement, duplicate.kind, payer, content),
    };
    const result = await ledger.commitVerdict(commit);
    // A verdict that took no number to agree with is never stale.
    if (result.kind === 'stale') throw new Error('a published interchange cannot be stale');
    if (spooled !== '' && !result.answers.some(({ spoolPath }) => spoolPath === spooled)) {
      await removeFile(inside(spooled));
    }
    return result.interchange;
  }

  async #complete(findings: readonly Finding[], ofStatuses?: StatusFileEnd): Promise<void> {
    const { ledger, clock, payer } = this.#parts;
    const { id: submissionId, sha256 } = this.#submission;
    const now = clock.now();
    const disposition =
      ofStatuses?.disposition ?? this.#count.disposition(findings.some(({ severity }) => severity === 'reject'));
    const noX12 = this.#interchanges === 0 ? publicationWithout(sha256, NO_X12) : undefined;
    const publication = ofStatuses?.publication ?? noX12;
    await ledger.completeExamination({
      submissionId,
      attempt: this.#attempt,
      disposition,
      findings,
      answers: this.#reports(findings, disposition, now, publication, ofStatuses?.statuses),
      ...(publication === undefined ? {} : { publication }),
      now: now.toISOString(),
      folderDate: localDay(now, payer.timeZone),
    });
  }

  #reports(
    ofFile: readonly Finding[],
    disposition: PublishedFile['disposition'],
    now: Date,
    ofFileAlone: PublicationDraft | undefined,
    statuses: PublishedStatusFile | undefined,
  ): AnswerDraft[] {
    const { ledger, payer, catalogue } = this.#parts;
    const { id, number, bytes, sha256, receivedAt } = this.#submission;
    const { rows, next } = ledger.publicationsOf(id, 0, MOST_LISTED);
    const kept = [{ interchange: -1, findings: ofFile }, ...grouped(ledger.findings(id, MOST_FINDINGS))];
    const file: PublishedFile = {
      payerName: payer.name,
      submission: number,
      receivedAt,
      reportedAt: now.toISOString(),
      bytes,
      sha256,
      disposition,
      interchanges:
        ofFileAlone === undefined
          ? rows.map((row) => ({ ...row, claimStatuses: this.#statuses.get(row.interchange) }))
          : [],
      reason: ofFileAlone?.reason ?? '',
      statuses,
      hasMore: next !== undefined,
      findings: kept,
    };
    const draft = {
      type: 'published',
      location: NOWHERE,
      usage: 'unknown',
      interchange: -1,
      controlNumber: 0,
    } as const;
    const report = (extension: 'txt' | 'json', text: string): AnswerDraft => {
      return { ...draft, extension, target: 'publisher', content: Buffer.from(text) };
    };
    return [
      report('txt', publishedFileText(file, catalogue, payer.timeZone)),
      report('json', publishedFileJson(file, catalogue)),
    ];
  }
}

/** The findings by interchange, in file order. */
function grouped(rows: ReturnType<Ledger['findings']>): PublishedFile['findings'] {
  const byInterchange = new Map<number, Finding[]>();
  for (const { interchange, finding } of rows) {
    const of = byInterchange.get(interchange);
    if (of === undefined) byInterchange.set(interchange, [finding]);
    else of.push(finding);
  }
  return [...byInterchange].map(([interchange, findings]) => ({ interchange, findings }));
}
