import type { ProcedureRange, SubmissionRules } from '../../domain/prior-authorization/rules.js';
import type { GuideFile } from '../../guides/types.js';

/** A kind of PA request, which steers reviewer and rules. Exactly one per request. */
export interface Assignment {
  /** Kebab-case, what a PA keeps: `physician-adult`. */
  readonly id: string;
  /** The payer's two-letter code, '' when it has none. */
  readonly code: string;
  readonly name: string;
  readonly category: string;
}

/** One way from a request to an assignment. All conditions that are present must hold; the first rule that does wins. */
export interface AssignmentRule {
  /** UM03 values; '' stands for a request without one. Absent: any. */
  readonly serviceTypes?: readonly string[];
  readonly procedures?: readonly ProcedureRange[];
  readonly age?: 'adult' | 'child';
  readonly assignment: string;
}

/** A payer's prior-authorization overlay, `schemas/payers/<payer>/prior-authorization.json`. */
export interface PriorAuthorizationOverlay {
  readonly source: string;
  /** Age in years from which a patient is an adult for `AssignmentRule.age`. */
  readonly adultFromAge: number;
  readonly assignments: readonly Assignment[];
  readonly assignmentRules: readonly AssignmentRule[];
  readonly rules: SubmissionRules;
}

/** What the 278 handler works with. */
export interface PriorAuthorizationTables {
  readonly overlay: PriorAuthorizationOverlay;
  /** `schemas/guides/005010X217-278-response.json`: what an answer may hold. */
  readonly responseGuide: GuideFile;
}
