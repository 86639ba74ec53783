import { isCalendarDay } from '../../support/calendar.js';
import { isPositiveDecimal } from '../units.js';
import type { PriorAuthorizationRequest } from './model.js';
import { type Problem, problemWith } from './problems.js';
import { isInRanges, type Redirect, type SubmissionRules } from './rules.js';

/** What is known of the parties at submission, looked up by whoever calls. */
export interface PartyFacts {
  /** The payer's provider type code of the requesting provider, '' when not known. */
  readonly requestingProviderType: string;
  /** False when the payer's files say that this provider may not ask for these services. */
  readonly isEntitled: boolean;
  readonly isInCaseManagement: boolean;
  readonly isInManagedCare: boolean;
  /** What the payer's services file says of a procedure; absent: the file was never loaded. */
  readonly serviceOf?: (procedureCode: string) => ServiceFacts | undefined;
}

/** What the payer's services file says of one procedure. */
export interface ServiceFacts {
  readonly needsAuthorization: boolean;
  /** Who else reviews it, '' when the payer does. */
  readonly reviewedBy: string;
}

/**
 * Everything wrong with a request at submission, request first, then line by line, in a fixed order. What each problem
 * does is for `judge` to say. Prior authorization job aid of the payer, submit-time checks.
 */
export function checkRequest(
  request: PriorAuthorizationRequest,
  parties: PartyFacts,
  rules: SubmissionRules,
): readonly Problem[] {
  return [
    ...checkParties(request, parties, rules),
    ...checkBase(request, parties, rules),
    ...request.lines.flatMap((line, at) => [...checkLine(line, at + 1, parties, rules)]),
  ];
}

function* checkParties(
  request: PriorAuthorizationRequest,
  parties: PartyFacts,
  rules: SubmissionRules,
): Generator<Problem> {
  if (request.requestingProvider.location === '') yield problemWith('requester.id', 'missing');
  if (request.contactName === '') yield problemWith('requester.contactName', 'missing');
  if (request.contactPhone === '') yield problemWith('requester.contactPhone', 'missing');
  if (!parties.isEntitled) yield problemWith('requester.entitlement', 'not-entitled');
  const { memberId } = request.member;
  if (memberId === '') yield problemWith('member.id', 'missing');
  else if (rules.memberIdPattern !== '' && !new RegExp(`^(?:${rules.memberIdPattern})$`).test(memberId)) {
    yield problemWith('member.id', 'invalid');
  }
  if (request.member.birthDate !== '' && !isIsoDay(request.member.birthDate)) {
    yield problemWith('member.birthDate', 'invalid');
  }
  if (request.dependent !== undefined && request.dependent.birthDate !== '' && !isIsoDay(request.dependent.birthDate)) {
    yield problemWith('dependent.birthDate', 'invalid');
  }
  if (parties.isInManagedCare) yield problemWith('member.coverage', 'managed-care');
}

function* checkBase(
  request: PriorAuthorizationRequest,
  parties: PartyFacts,
  rules: SubmissionRules,
): Generator<Problem> {
  if (request.classification === 'expedited') yield problemWith('classification', 'not-allowed');
  if (request.assignment === '') yield problemWith('assignment', 'missing');
  const { assignments, providerTypes } = rules.forbiddenAssignments;
  const isForbidden =
    assignments.includes(request.assignment) && providerTypes.includes(parties.requestingProviderType);
  if (isForbidden && !parties.isInCaseManagement) yield problemWith('requester.type', 'not-allowed');
  const isElsewhere = rules.redirects.some(
    (redirect) => redirect.procedures === undefined && concerns(redirect, request.assignment, parties),
  );
  if (isElsewhere) yield problemWith('assignment', 'elsewhere');
  if (request.diagnoses.length === 0) yield problemWith('diagnosis', 'missing');
  if (request.diagnoses.some((diagnosis) => diagnosis.code.includes('.'))) yield problemWith('diagnosis', 'has-dot');
  if (request.lines.length === 0) yield problemWith('lines', 'missing');
  for (const redirect of rules.redirects) {
    if (redirect.procedures === undefined || !concerns(redirect, request.assignment, parties)) continue;
    for (const [at, line] of request.lines.entries()) {
      if (isInRanges(line.procedureCode, redirect.procedures)) yield problemWith('line.procedure', 'elsewhere', at + 1);
    }
  }
  for (const attachment of request.attachments) {
    const line = attachment.lineNumber;
    if (attachment.reportType === '') yield problemWith('attachment.reportType', 'missing', line);
    if (attachment.description === '') yield problemWith('attachment.description', 'missing', line);
    if (rules.transmissionCodes.length > 0 && !rules.transmissionCodes.includes(attachment.transmission)) {
      yield problemWith('attachment.transmission', 'not-electronic', line);
    }
  }
}

function* checkLine(
  line: PriorAuthorizationRequest['lines'][number],
  number: number,
  parties: PartyFacts,
  rules: SubmissionRules,
): Generator<Problem> {
  const { procedureCode } = line;
  const service = parties.serviceOf?.(procedureCode);
  if (procedureCode === '') yield problemWith('line.procedure', 'missing', number);
  else if (service?.needsAuthorization === false || isInRanges(procedureCode, rules.proceduresWithoutAuthorization)) {
    yield problemWith('line.procedure', 'not-needed', number);
  } else if ((service?.reviewedBy ?? '') !== '') yield problemWith('line.procedure', 'elsewhere', number);
  if (line.throughProcedureCode !== '') yield problemWith('line.throughProcedure', 'not-allowed', number);
  const { requestedFrom, requestedTo } = line;
  if (requestedFrom === '' || requestedTo === '') yield problemWith('line.dates', 'missing', number);
  else if (!isIsoDay(requestedFrom) || !isIsoDay(requestedTo) || requestedTo < requestedFrom) {
    yield problemWith('line.dates', 'invalid', number);
  }
  if (line.requestedUnits === '') yield problemWith('line.units', 'missing', number);
  else if (!isPositiveDecimal(line.requestedUnits)) yield problemWith('line.units', 'invalid', number);
}

function concerns(redirect: Redirect, assignment: string, parties: PartyFacts): boolean {
  if (redirect.exceptCaseManagement && parties.isInCaseManagement) return false;
  return (
    (redirect.assignments?.includes(assignment) ?? true) &&
    (redirect.providerTypes?.includes(parties.requestingProviderType) ?? true)
  );
}

/** True for yyyy-mm-dd that stands in the calendar. */
export function isIsoDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return isCalendarDay(Number(year), Number(month), Number(day));
}
