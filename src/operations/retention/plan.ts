import type { RetentionCandidate, RetentionHindrance, RetentionKind, RetentionLedger } from '../../store/ledger.js';

/** What stays of a kind for one reason. */
export interface HeldBack {
  readonly reason: Exclude<RetentionHindrance, ''>;
  readonly count: number;
  readonly bytes: number;
  /** ISO instant of the oldest. */
  readonly oldest: string;
  /** The files they belong to, at most a few, oldest first. */
  readonly submissions: readonly string[];
}

/** What a round over one kind would do now. */
export interface RetentionPlan {
  readonly kind: RetentionKind;
  /** ISO instant: what is younger stays. */
  readonly before: string;
  readonly count: number;
  readonly bytes: number;
  /** ISO instants of what may go, '' when nothing may. */
  readonly oldest: string;
  readonly newest: string;
  readonly heldBack: readonly HeldBack[];
}

const PAGE = 1_000;
const MOST_NAMED = 5;

/** Looks at everything of a kind whose time is over, a page at a time, and changes nothing. */
export function retentionPlan(
  ledger: Pick<RetentionLedger, 'retentionCandidates'>,
  kind: RetentionKind,
  before: string,
): RetentionPlan {
  let count = 0;
  let bytes = 0;
  let oldest = '';
  let newest = '';
  const heldBack = new Map<string, HeldBack>();
  let after: Parameters<RetentionLedger['retentionCandidates']>[2];
  do {
    const page = ledger.retentionCandidates(kind, before, after, PAGE);
    for (const candidate of page.rows) {
      if (candidate.hindrance !== '') addTo(heldBack, candidate.hindrance, candidate);
      else {
        count++;
        bytes += candidate.bytes;
        oldest ||= candidate.at;
        newest = candidate.at;
      }
    }
    after = page.next;
  } while (after !== undefined);
  return { kind, before, count, bytes, oldest, newest, heldBack: [...heldBack.values()] };
}

/** Candidates come oldest first, so that the first of a reason is its oldest. */
function addTo(
  heldBack: Map<string, HeldBack>,
  reason: HeldBack['reason'],
  { at, bytes, submissionNumber }: RetentionCandidate,
): void {
  const known = heldBack.get(reason) ?? { reason, count: 0, bytes: 0, oldest: at, submissions: [] };
  const isNamed = known.submissions.includes(submissionNumber) || known.submissions.length >= MOST_NAMED;
  heldBack.set(reason, {
    ...known,
    count: known.count + 1,
    bytes: known.bytes + bytes,
    submissions: isNamed ? known.submissions : [...known.submissions, submissionNumber],
  });
}
