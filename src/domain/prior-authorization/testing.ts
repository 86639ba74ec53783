import { halfOf, isPositiveDecimal } from '../units.js';
import type { CommandFacts, LineDecisionDraft } from './command.js';
import { wantedEntry } from './deferral.js';
import { effectOf } from './effects.js';
import { historyEntry } from './history.js';
import { decisionOf } from './line-decision.js';
import type { HistoryEntry, PriorAuthorization, ServiceLine } from './model.js';
import type { ReviewSettings } from './settings.js';
import { transitionOf } from './status.js';

/** How a test request is answered. */
export type TestOutcome = 'pended' | 'approved' | 'modified' | 'denied' | 'deferred';

/** What answering a test needs. `wanted`: the document a deferral asks for. */
export interface TestFacts extends CommandFacts {
  readonly wanted?: { readonly reportType: string; readonly reason: string };
}

/** A test request with its answer. */
export interface TestDecision {
  readonly priorAuthorization: PriorAuthorization;
  readonly history: readonly HistoryEntry[];
}

/** A medical record, asked for in a test whose payer names nothing else. */
const ANY_DOCUMENT = { reportType: 'M1', reason: 'Test: send any document' } as const;

/** Delivery pattern changed (list 886): the reason of a test's modification where the payer uses it. */
const PATTERN_CHANGED = '10';

/**
 * Answers a test request as if it had been reviewed, in the commit that took it: it stays `testing`, in header and lines, is
 * written to nobody and keeps its version. Approved, modified or denied: every line has its decision and the whole a PA
 * number of the test kind; modified means half the units (or, where none were asked, the first day alone). Deferred: one document is
 * wanted. Pended, or a PA that is not testing: it comes back as it was, without history.
 */
export function decideTest(
  priorAuthorization: PriorAuthorization,
  outcome: TestOutcome,
  facts: TestFacts,
): TestDecision {
  const transition = transitionOf(priorAuthorization.status, 'answer-test', 'system');
  if (transition === undefined || outcome === 'pended') return { priorAuthorization, history: [] };
  const answered =
    outcome === 'deferred' ? deferTest(priorAuthorization, facts) : decideLines(priorAuthorization, outcome, facts);
  const details = {
    status: answered.status,
    outcome,
    ...(answered.paNumber === '' ? {} : { paNumber: answered.paNumber }),
  };
  return { priorAuthorization: answered, history: [historyEntry(facts, facts.channel, transition.event, details)] };
}

function deferTest(priorAuthorization: PriorAuthorization, facts: TestFacts): PriorAuthorization {
  const want = { lineNumber: 0, loinc: '', ...(facts.wanted ?? ANY_DOCUMENT) };
  const attachments = [...priorAuthorization.attachments, wantedEntry(want, priorAuthorization, facts)];
  return { ...priorAuthorization, deferredAt: facts.at.toISOString(), attachments };
}

function decideLines(
  priorAuthorization: PriorAuthorization,
  outcome: LineDecisionDraft['outcome'],
  facts: TestFacts,
): PriorAuthorization {
  const lines = priorAuthorization.lines.map((line) => {
    return { ...line, decision: decisionOf(testDraft(line, outcome, facts.settings), line, facts) };
  });
  const decided = { ...priorAuthorization, lines, decidedAt: facts.at.toISOString() };
  return { ...decided, ...effectOf('issue-pa-number', decided, facts) };
}

/** What a reviewer might have said of the line. */
function testDraft(
  line: ServiceLine,
  outcome: LineDecisionDraft['outcome'],
  settings: ReviewSettings,
): LineDecisionDraft {
  const lineNumber = line.number;
  if (outcome === 'approved') return { lineNumber, outcome };
  if (outcome === 'denied') return { lineNumber, outcome, reasons: [settings.deferralExpiryReason] };
  const reasons = [Object.hasOwn(settings.reasons, PATTERN_CHANGED) ? PATTERN_CHANGED : settings.deferralExpiryReason];
  const { requestedUnits, requestedFrom } = line;
  if (!isPositiveDecimal(requestedUnits)) return { lineNumber, outcome, reasons, authorizedTo: requestedFrom };
  return { lineNumber, outcome, reasons, authorizedUnits: halfOf(requestedUnits) };
}
