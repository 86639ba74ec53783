import type { DuplicateQuery } from '../application.js';
import type { PriorAuthorizationRequest } from './model.js';

/**
 * What to ask the ledger for PAs that want the same: member, requesting location and, line by line, procedure and days.
 * Lines without procedure or days match nothing and are left out. `except`: tracking number of the PA itself when it is
 * amended, '' for a new one. undefined when nothing could match: no member, no location or no such line.
 */
export function duplicateQueryOf(request: PriorAuthorizationRequest, except: string): DuplicateQuery | undefined {
  const { memberId } = request.member;
  const { location } = request.requestingProvider;
  const lines = request.lines
    .map((line) => ({ procedureCode: line.procedureCode, from: line.requestedFrom, to: line.requestedTo }))
    .filter((line) => Object.values(line).every((value) => value !== ''));
  if (memberId === '' || location === '' || lines.length === 0) return undefined;
  return { environment: request.environment, memberId, location, lines, except };
}
