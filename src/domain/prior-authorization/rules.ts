import { type Problem, problemName, type Refusal, type Warning } from './problems.js';

/** What a rule does when it is broken. */
export type RuleSeverity = 'reject' | 'warn' | 'off';

/** First and last procedure code of a range, compared as text of equal length. */
export type ProcedureRange = readonly [from: string, to: string];

/** Requests somebody else reviews. A list that is absent matches everything; at least one list is present. */
export interface Redirect {
  /** Who reviews it, for the message to the submitter. */
  readonly to: string;
  readonly assignments?: readonly string[];
  readonly providerTypes?: readonly string[];
  readonly procedures?: readonly ProcedureRange[];
  /** Members in Community Case Management are exempt. */
  readonly exceptCaseManagement: boolean;
}

/** A payer's own rules for a request, from its overlay. */
export interface SubmissionRules {
  /** Regular expression the whole member id must match; '' for any. */
  readonly memberIdPattern: string;
  /** By problem name, such as `member.id:invalid`. What is not named is decided by `severityOf`. */
  readonly severities: Readonly<Record<string, RuleSeverity>>;
  /** No request may pair one of these assignments with one of these provider types. */
  readonly forbiddenAssignments: { readonly assignments: readonly string[]; readonly providerTypes: readonly string[] };
  readonly redirects: readonly Redirect[];
  /** Procedures that need no authorization, so that a request for one is refused. */
  readonly proceduresWithoutAuthorization: readonly ProcedureRange[];
  /** Report transmission codes taken; empty for any. */
  readonly transmissionCodes: readonly string[];
}

const WARNINGS = new Set([
  'member.coverage:managed-care',
  'requester.entitlement:not-entitled',
  'classification:emergency',
]);

/** What the rules say of a problem; without a word from them the usual warnings warn and all else rejects. */
export function severityOf(problem: Problem, rules: SubmissionRules): RuleSeverity {
  const name = problemName(problem);
  return rules.severities[name] ?? (WARNINGS.has(name) ? 'warn' : 'reject');
}

/** Sorts problems into what stops the request and what is only told, in their order; those switched off vanish. */
export function judge(
  problems: readonly Problem[],
  rules: SubmissionRules,
): { readonly refusals: readonly Refusal[]; readonly warnings: readonly Warning[] } {
  const refusals = problems.filter((problem) => severityOf(problem, rules) === 'reject');
  const warnings = problems.filter((problem) => severityOf(problem, rules) === 'warn');
  return { refusals, warnings };
}

/** True when the code lies in one of the ranges. Codes of another length than the range's ends never do. */
export function isInRanges(code: string, ranges: readonly ProcedureRange[]): boolean {
  return ranges.some(([from, to]) => code.length === from.length && code >= from && code <= to);
}
