import type { PartyFacts } from '../../domain/prior-authorization/checks.js';
import type { PriorAuthorizationRequest } from '../../domain/prior-authorization/model.js';
import {
  type Problem,
  type ProblemKind,
  problemWith,
  type RequestField,
} from '../../domain/prior-authorization/problems.js';
import type { ReferenceFacts, ReferenceMember } from '../../domain/reference.js';
import type { MatchingSettings } from '../prior-authorization-tables.js';
import type { ProviderMatch } from './crosswalk.js';

/** What the payer's reference files say of a request: its parties, what is wrong, what the reviewer should know. */
export interface Matching {
  readonly parties: PartyFacts;
  readonly problems: readonly Problem[];
  readonly flags: readonly string[];
}

/**
 * Holds a request against the reference files as the payer's settings say. A file that was never loaded leaves everything
 * as it is, but for the flag it may be worth. `on`: the payer's day of receipt, ISO.
 */
export function matchRequest(
  request: PriorAuthorizationRequest,
  requester: ProviderMatch,
  on: string,
  settings: MatchingSettings,
  reference: ReferenceFacts,
): Matching {
  const member = reference.member(request.member.memberId);
  const provider = reference.provider(request.requestingProvider.location);
  const entitled = provider?.entitledAssignments ?? [];
  const isOpen = locationTreatment(requester, settings, reference) === 'pend';
  const known = matchMember(request, member, on, settings, reference);
  return {
    parties: {
      requestingProviderType: provider?.providerType ?? '',
      isEntitled: entitled.length === 0 || entitled.includes(request.assignment),
      isInCaseManagement: member?.isInCaseManagement ?? false,
      isInManagedCare: member?.isInManagedCare ?? false,
    },
    problems: [...known.problems, ...serviceProblems(request, reference)],
    flags: [...(isOpen ? ['provider-ambiguous'] : []), ...known.flags],
  };
}

type Found = Pick<Matching, 'problems' | 'flags'>;

const NOTHING: Found = { problems: [], flags: [] };

/**
 * What becomes of a request whose NPI means several locations that nothing tells apart; `none` when it is certain which.
 * Left open, the PA has no location: its notices go to the submitter.
 */
export function locationTreatment(
  requester: ProviderMatch,
  settings: MatchingSettings,
  reference: ReferenceFacts,
): 'none' | 'refuse' | 'pend' | 'accept' {
  if (requester.kind !== 'ambiguous') return 'none';
  return reference.isLoaded('providers') ? settings.ambiguousProvider : settings.withoutProviders;
}

function matchMember(
  request: PriorAuthorizationRequest,
  member: ReferenceMember | undefined,
  on: string,
  settings: MatchingSettings,
  reference: ReferenceFacts,
): Found {
  const { memberId, birthDate } = request.member;
  if (memberId === '') return NOTHING;
  if (!reference.isLoaded('members')) {
    return treated(settings.withoutMembers, 'member.id', 'not-found', 'member-unverified');
  }
  if (member === undefined) return treated(settings.unknownMember, 'member.id', 'not-found', 'member-unknown');
  const isOther = birthDate !== '' && member.birthDate !== '' && birthDate !== member.birthDate;
  const found = [
    isOther ? treated(settings.differingMember, 'member.birthDate', 'differs', 'member-differs') : NOTHING,
    isEligible(member, request, on)
      ? NOTHING
      : treated(settings.ineligibleMember, 'member.coverage', 'not-eligible', 'member-not-eligible'),
  ];
  return { problems: found.flatMap(({ problems }) => problems), flags: found.flatMap(({ flags }) => flags) };
}

/** Eligible on the first day of every service; on the day of receipt when no service has a day. */
function isEligible(member: ReferenceMember, request: PriorAuthorizationRequest, on: string): boolean {
  const days = request.lines.map((line) => line.requestedFrom).filter((day) => day !== '');
  return (days.length === 0 ? [on] : days).every((day) => {
    return day >= member.eligibleFrom && (member.eligibleTo === '' || day <= member.eligibleTo);
  });
}

function serviceProblems(request: PriorAuthorizationRequest, reference: ReferenceFacts): readonly Problem[] {
  return request.lines.flatMap(({ procedureCode }, at) => {
    const service = procedureCode === '' ? undefined : reference.service(procedureCode);
    if (service === undefined) return [];
    if (service.reviewedBy !== '') return [problemWith('line.procedure', 'elsewhere', at + 1)];
    return service.needsAuthorization ? [] : [problemWith('line.procedure', 'not-needed', at + 1)];
  });
}

function treated(
  treatment: 'refuse' | 'pend' | 'accept',
  field: RequestField,
  problem: ProblemKind,
  flag: string,
): Found {
  if (treatment === 'refuse') return { problems: [problemWith(field, problem)], flags: [] };
  return { problems: [], flags: treatment === 'pend' ? [flag] : [] };
}
