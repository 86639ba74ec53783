import type { ProcedureRange, SubmissionRules } from '../domain/prior-authorization/rules.js';
import type { ClockSettings, ReviewSettings } from '../domain/prior-authorization/settings.js';
import type { GuideFile } from '../guides/types.js';

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
  readonly review: ReviewOverlay;
  readonly matching: MatchingSettings;
  readonly attachments: AttachmentSettings;
  readonly testing: TestingSettings;
  readonly letters: LetterSettings;
}

/** What the payer settles about review; the clock's time zone is the configuration's (`payer.timeZone`). */
export interface ReviewOverlay extends Omit<ReviewSettings, 'clock'> {
  readonly clock: Omit<ClockSettings, 'timeZone'>;
}

/**
 * What becomes of a request whose provider or member the reference files do not settle. `refuse`: AAA; `pend`: taken and
 * flagged for the reviewer; `accept`: taken without a word.
 */
export interface MatchingSettings {
  /** No providers file is loaded, and the partner's links do not settle the location. */
  readonly withoutProviders: 'pend' | 'accept';
  /** An NPI with several locations that nothing in the request tells apart: `refuse` as AAA 43, or `pend`. */
  readonly ambiguousProvider: 'refuse' | 'pend';
  readonly withoutMembers: 'pend' | 'accept';
  /** A member the loaded file does not hold (AAA 75), whose birth date differs (71), or who is not eligible (95). */
  readonly unknownMember: 'refuse' | 'pend' | 'accept';
  readonly differingMember: 'refuse' | 'pend' | 'accept';
  readonly ineligibleMember: 'refuse' | 'pend' | 'accept';
}

/** Which documents are taken, whatever way they come in. */
export interface AttachmentSettings {
  readonly maximumBytes: number;
  /** Media types found in the content: `application/pdf`. */
  readonly mediaTypes: readonly string[];
  /** Report type of a document that names none, such as a plain file. */
  readonly defaultReportType: string;
}

/** What a test request is answered with: the first rule that a line's procedure fits, else `otherwise`. */
export interface TestingSettings {
  readonly outcomes: readonly { readonly procedures: readonly ProcedureRange[]; readonly outcome: TestingOutcome }[];
  readonly otherwise: TestingOutcome;
}

export type TestingOutcome = 'pended' | 'approved' | 'modified' | 'denied' | 'deferred';

/** Wording that letters fill in; the templates are `schemas/payers/<overlay>/letters/<kind>-<recipient>.liquid`. */
export interface LetterSettings {
  /** Days in which a member may appeal, and when a mailed notice counts as received. */
  readonly appealDays: number;
  readonly presumedReceiptDays: number;
  /** Paper of the PDFs; absent: US Letter. */
  readonly pageSize?: 'letter' | 'a4';
  /** Values the templates may use: names, addresses and telephone numbers of the payer and of the appeal body. */
  readonly values: Readonly<Record<string, string>>;
}

/** What the 278 handler works with. */
export interface PriorAuthorizationTables {
  readonly overlay: PriorAuthorizationOverlay;
  /** `schemas/guides/005010X217-278-response.json`: what an answer may hold. */
  readonly responseGuide: GuideFile;
  readonly requestProblems: RequestProblemTable;
}

/** What is wrong with a refused request, in words, by problem (`member.id:missing`): `schemas/request-problems.json`. */
export interface RequestProblemTable {
  readonly source: string;
  readonly problems: Readonly<Record<string, { readonly wording: string; readonly mend: string }>>;
}
