import { type MissingEvidence, missingEvidence, type TestEvidence } from '../../partners/evidence.js';
import type { PartnerProfile } from '../../partners/profile.js';
import { standingOf } from '../../partners/states.js';
import type { ApprovalRow, Ledger } from '../../store/ledger.js';
import { localTime } from '../local-time.js';

/** What there is for an approval of one transaction, and what to do next. */
export interface EvidenceReport {
  readonly transactionSet: string;
  readonly evidence: TestEvidence | undefined;
  readonly missing: MissingEvidence | undefined;
  readonly approvals: readonly ApprovalRow[];
  /** A command without the program's name; '' when nothing is to be done. */
  readonly next: string;
}

/** What there is for one transaction of a partner. */
export function evidenceReport(
  ledger: Pick<Ledger, 'testEvidence' | 'approvals'>,
  partner: PartnerProfile,
  transactionSet: string,
): EvidenceReport {
  const evidence = ledger.testEvidence(partner.id, transactionSet);
  const missing = missingEvidence(evidence);
  const approvals = ledger.approvals(partner.id).filter((one) => one.transactionSet === transactionSet);
  const next = nextCommand(partner, transactionSet, evidence, missing);
  return { transactionSet, evidence, missing, approvals, next };
}

/** The evidence as a sentence, its times those of a time zone. */
export function evidenceSentence(evidence: TestEvidence | undefined, timeZone: string): string {
  if (evidence === undefined) return 'no test file (ISA15 T) with this transaction came in';
  const { submission, groupStatus, answerState } = evidence;
  const [receivedAt, pickedUpAt, storedAt] = [evidence.receivedAt, evidence.pickedUpAt, evidence.storedAt].map((at) =>
    localTime(at, timeZone),
  );
  const file = `test file ${submission}, received ${receivedAt}, AK901 ${groupStatus}`;
  if (groupStatus !== 'A') return `${file}: not accepted without errors`;
  if (answerState === '') return `${file}: it has no 999`;
  if (answerState === 'picked_up') return `${file}, its 999 picked up ${pickedUpAt}`;
  return `${file}, its 999 made ${storedAt} and not picked up yet (${answerState})`;
}

/** What is missing, as a sentence; '' when nothing is. */
export function missingSentence(missing: MissingEvidence | undefined): string {
  switch (missing) {
    case 'test-file':
      return 'a test file with this transaction';
    case 'acceptance':
      return 'a test file that is accepted without errors (AK901 A)';
    case 'pick-up':
      return 'the pick-up of its 999: the partner fetches it, or removes it from its outbox';
    default:
      return '';
  }
}

function nextCommand(
  partner: PartnerProfile,
  transactionSet: string,
  evidence: TestEvidence | undefined,
  missing: MissingEvidence | undefined,
): string {
  const words = `${partner.id} --transaction ${transactionSet}`;
  const [test, production] = (['T', 'P'] as const).map((usage) => standingOf(partner, transactionSet, usage).state);
  if (production === 'approved') return '';
  if (production === 'suspended') return `partner resume ${words} --usage P`;
  if (missing === undefined) return `partner approve ${words}`;
  if (test === 'suspended') return `partner resume ${words} --usage T`;
  if (test === 'registered') return `partner allow ${words} --usage T --state testing`;
  return evidence === undefined ? `submit FILE --partner ${partner.id}` : `trace ${evidence.submission}`;
}
