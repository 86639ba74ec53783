import type { InterchangeOutcome } from '../envelope/outcome.js';
import type { Finding, FindingCatalogue } from '../findings/finding.js';
import type { PayerIdentity } from '../partners/profile.js';
import { printable } from '../report/layout.js';
import { type ReportReason, type ReportSection, renderSubmissionReport } from '../report/submission-report.js';
import { replyTime } from '../respond/reply-envelope.js';
import type { RenderContext } from '../store/ledger.js';
import type { SubmissionRow } from '../store/rows.js';
import type { Ended } from './verdict.js';

/** Findings one report lists; a sender mends the first ones and sends again long before the last. */
const MOST_FINDINGS = 1_000;

/** The text reports for people that go with the acknowledgments, or instead of them where none can be addressed. */
export class Reports {
  readonly #payer: PayerIdentity;
  readonly #catalogue: FindingCatalogue;

  constructor(payer: PayerIdentity, catalogue: FindingCatalogue) {
    this.#payer = payer;
    this.#catalogue = catalogue;
  }

  /**
   * The report on one interchange: refused wholly or in part, accepted with remarks, or received before. '' when there
   * is nothing to say.
   */
  onInterchange(
    submission: SubmissionRow,
    outcome: InterchangeOutcome,
    { duplicate, setsWithFindingsOf }: Pick<RenderContext, 'duplicate' | 'setsWithFindingsOf'>,
    ended: Ended,
    now: Date,
  ): string {
    const { controlNumber } = outcome.header;
    if (duplicate.kind !== 'new' && outcome.acknowledgment !== 'R') {
      const { submissionId, submissionNumber, receivedAt } = duplicate.earlier;
      if (submissionId === submission.id)
        return this.#render(submission, { kind: 'same-file', controlNumber }, [], now);
      const earlier = { submissionNumber, receivedAt: this.#time(new Date(receivedAt)) };
      return this.#render(submission, { kind: duplicate.kind, controlNumber, earlier }, [], now);
    }
    const isRefused =
      ended.acknowledgment === 'R' ||
      outcome.groups.some((group) => group.status === 'R' || group.setsAccepted < group.setsReceived);
    const hasRemarks = outcome.findings.length > 0 || outcome.groups.some((group) => group.remarks > 0);
    if (!isRefused && !hasRemarks) return '';
    const reason: ReportReason = isRefused ? { kind: 'refused' } : { kind: 'remarks' };
    return this.#render(submission, reason, sectionsOf(outcome, setsWithFindingsOf), now);
  }

  /** The report on what stands outside the interchanges of a file. '' when there is nothing to say. */
  onFile(submission: SubmissionRow, findings: readonly Finding[], now: Date): string {
    if (!findings.some((finding) => finding.severity === 'reject')) return '';
    return this.#render(submission, { kind: 'unreadable' }, [{ heading: '', findings }], now);
  }

  /** The report that tells a partner that an operator looks at its file. */
  onQuarantine(submission: SubmissionRow, now: Date): string {
    return this.#render(submission, { kind: 'quarantined' }, [], now);
  }

  #render(submission: SubmissionRow, reason: ReportReason, sections: readonly ReportSection[], now: Date): string {
    const report = {
      payerName: this.#payer.name,
      submissionNumber: submission.number,
      receivedAt: this.#time(new Date(submission.receivedAt)),
      reportedAt: this.#time(now),
      bytes: submission.bytes,
      sha256: submission.sha256,
      reason,
      sections,
    };
    return renderSubmissionReport(report, this.#catalogue);
  }

  /** `2026-11-22 14:05 America/New_York`. */
  #time(instant: Date): string {
    const { date, time } = replyTime(instant, this.#payer.timeZone);
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    return `${day} ${time.slice(0, 2)}:${time.slice(2)} ${this.#payer.timeZone}`;
  }
}

/**
 * The findings of an interchange, its groups and its sets under their numbers, in file order, the first ones. Runs while
 * the ledger's write lock is held, so it reads no set that has nothing to say and none after the last finding it takes.
 */
function sectionsOf(
  outcome: InterchangeOutcome,
  setsWithFindingsOf: RenderContext['setsWithFindingsOf'],
): ReportSection[] {
  const sections: ReportSection[] = [];
  let left = MOST_FINDINGS;
  const add = (heading: string, findings: readonly Finding[]): boolean => {
    sections.push({ heading, findings: findings.slice(0, left) });
    // A heading alone counts too: an interchange may have any number of groups.
    left -= Math.max(1, findings.length);
    return left > 0;
  };
  if (!add(`Interchange ${shown(outcome.header.controlNumber)}`, outcome.findings)) return sections;
  for (const group of outcome.groups) {
    const name = `Group ${shown(group.controlNumber)}`;
    const accepted = `${group.setsAccepted} of ${group.setsReceived} transaction sets accepted`;
    if (!add(`${name}: ${accepted}`, group.findings)) return sections;
    if (group.setsAccepted === group.setsReceived && group.remarks === 0) continue;
    for (const set of setsWithFindingsOf(group.index)) {
      const end = set.status === 'R' ? 'refused' : 'accepted, with remarks';
      if (!add(`Transaction set ${shown(set.controlNumber)}: ${end}`, set.findings)) return sections;
    }
  }
  return sections;
}

/** A control number as sent, cut to what one may have at most. */
function shown(controlNumber: string): string {
  return printable(controlNumber.slice(0, 9));
}
