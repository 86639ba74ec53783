import type { InterchangeOutcome } from '../../envelope/outcome.js';
import { countRefusedUnits } from '../../envelope/refused-units.js';
import type { Finding, FindingCatalogue } from '../../findings/finding.js';
import type { PayerIdentity } from '../../partners/profile.js';
import { type NumberedFinding, numberFindings } from '../../report/finding-id.js';
import { instantText } from '../../report/instant-text.js';
import { printable } from '../../report/layout.js';
import { type ReportReason, type ReportSection, renderSubmissionReport } from '../../report/submission-report.js';
import type { RenderContext, SetWithFindings } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import { unitsName } from './units-name.js';
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
   * The report on one interchange: refused wholly or in part, accepted but for some of its units, accepted with remarks,
   * or received before. '' when there is nothing to say.
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
    const reason: ReportReason = isRefused ? { kind: 'refused' } : (unitsRefused(outcome) ?? { kind: 'remarks' });
    return this.#render(submission, reason, sectionsOf(outcome, setsWithFindingsOf), now);
  }

  /** The report on what stands outside the interchanges of a file. '' when there is nothing to say. */
  onFile(submission: SubmissionRow, findings: readonly Finding[], now: Date): string {
    if (!findings.some((finding) => finding.severity === 'reject')) return '';
    return this.#render(
      submission,
      { kind: 'unreadable' },
      [{ heading: '', findings: numberFindings({}, findings) }],
      now,
    );
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

  #time(instant: Date): string {
    return instantText(instant, this.#payer.timeZone);
  }
}

/** That units of accepted sets are refused; undefined when none is. */
function unitsRefused({ groups }: InterchangeOutcome): ReportReason | undefined {
  const refused = groups.reduce((sum, group) => sum + group.refusedUnits, 0);
  const units = groups.reduce((sum, group) => sum + group.units, 0);
  return refused === 0 ? undefined : { kind: 'units-refused', refused, units };
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
  const add = (heading: string, findings: readonly NumberedFinding[], transactionSet = ''): boolean => {
    sections.push({ heading, findings: findings.slice(0, left), transactionSet });
    // A heading alone counts too: an interchange may have any number of groups.
    left -= Math.max(1, findings.length);
    if (left <= 0) sections.push(NOT_ALL);
    return left > 0;
  };
  const interchange = outcome.index;
  const own = numberFindings({ interchange }, outcome.findings);
  if (!add(`Interchange ${shown(outcome.header.controlNumber)}`, own)) return sections;
  for (const group of outcome.groups) {
    const name = `Group ${shown(group.controlNumber)}`;
    const accepted = `${group.setsAccepted} of ${group.setsReceived} transaction sets accepted`;
    const ofGroup = numberFindings({ interchange, group: group.index }, group.findings);
    if (!add(`${name}: ${accepted}`, ofGroup)) return sections;
    if (group.setsAccepted === group.setsReceived && group.remarks === 0) continue;
    for (const set of setsWithFindingsOf(group.index)) {
      const numbered = numberFindings({ interchange, group: group.index, set: set.index }, set.findings);
      for (const { heading, findings } of sectionsOfSet(set, numbered)) {
        if (!add(heading, findings, set.transactionSet)) return sections;
      }
      if (set.findingsTotal > set.findings.length) sections.push(moreInSet(set));
    }
  }
  return sections;
}

/** Last, when a report is full. What it leaves out stands in the other answers. */
const NOT_ALL: ReportSection = {
  heading:
    'This report lists no more than this. The 999 names every refused set, the claim report every refused claim.',
  findings: [],
};

/** Of one set only so many findings are kept. */
function moreInSet({ controlNumber, findings, findingsTotal }: SetWithFindings): ReportSection {
  const more = findingsTotal - findings.length;
  return { heading: `Transaction set ${shown(controlNumber)}: ${more} more findings are not listed`, findings: [] };
}

/** What refuses units of an accepted set stands apart from what was only noticed. */
function sectionsOfSet(set: SetWithFindings, findings: readonly NumberedFinding[]): ReportSection[] {
  const { controlNumber, transactionSet, status, units, refusals } = set;
  const name = `Transaction set ${shown(controlNumber)}`;
  if (status === 'R') return [{ heading: `${name}: refused`, findings }];
  const refused = countRefusedUnits(refusals);
  const isOfUnits = ({ finding }: NumberedFinding) =>
    finding.carrier === 'application' && finding.severity === 'reject';
  const remarks = findings.filter((numbered) => !isOfUnits(numbered));
  const sections: ReportSection[] = [];
  if (refused > 0) {
    const heading = `${name}: accepted, but ${refused} of ${units} ${unitsName(transactionSet)} refused`;
    sections.push({ heading, findings: findings.filter(isOfUnits) });
  }
  if (remarks.length > 0) sections.push({ heading: `${name}: accepted, with remarks`, findings: remarks });
  return sections;
}

/** A control number as sent, cut to what one may have at most. */
function shown(controlNumber: string): string {
  return printable(controlNumber.slice(0, 9));
}
