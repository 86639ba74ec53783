/** The part of a request a problem is about, in the domain's words; a channel maps it to its own places. */
export type RequestField =
  | 'payer.id'
  | 'requester.id'
  | 'requester.type'
  | 'requester.entitlement'
  | 'requester.contactName'
  | 'requester.contactPhone'
  | 'member.id'
  | 'member.birthDate'
  | 'member.coverage'
  | 'dependent.birthDate'
  | 'kind'
  | 'reservation'
  | 'classification'
  | 'assignment'
  | 'previous'
  | 'diagnosis'
  | 'lines'
  | 'line.kind'
  | 'line.procedure'
  | 'line.throughProcedure'
  | 'line.dates'
  | 'line.units'
  | 'attachment.reportType'
  | 'attachment.transmission'
  | 'attachment.description';

/**
 * What is wrong with it. `not-allowed`: the rules forbid the combination; `elsewhere`: another organization or portal
 * reviews this; `not-needed`: the procedure takes no authorization; `ambiguous`: it means several; `differs`: the payer's
 * file says otherwise; `not-entitled`, `managed-care` and `emergency` are the usual warnings.
 */
export type ProblemKind =
  | 'missing'
  | 'invalid'
  | 'has-dot'
  | 'not-found'
  | 'not-linked'
  | 'not-allowed'
  | 'not-supported'
  | 'not-electronic'
  | 'not-needed'
  | 'not-eligible'
  | 'ambiguous'
  | 'differs'
  | 'not-entitled'
  | 'elsewhere'
  | 'managed-care'
  | 'emergency';

/** One thing wrong with a request. Holds no value of the request, so it may be logged and kept. */
export interface Problem {
  readonly field: RequestField;
  readonly problem: ProblemKind;
  /** Service line, 1 to n; 0: the request as a whole. */
  readonly line: number;
}

/** A problem that stops the request. */
export type Refusal = Problem;

/** A problem the submitter is told about and that stops nothing. */
export type Warning = Problem;

/** Name of a problem in rules and histories: `member.id:missing`. */
export function problemName(problem: Pick<Problem, 'field' | 'problem'>): string {
  return `${problem.field}:${problem.problem}`;
}

/** Shorthand for a problem of the whole request, or of line `line`. */
export function problemWith(field: RequestField, problem: ProblemKind, line = 0): Problem {
  return { field, problem, line };
}
