import { duplicateQueryOf } from '../../domain/prior-authorization/duplicates.js';
import type { PriorAuthorizationRequest } from '../../domain/prior-authorization/model.js';
import type { SubmissionRules } from '../../domain/prior-authorization/rules.js';
import type { SubmissionFacts } from '../../domain/prior-authorization/submit.js';
import { reviewSettings } from '../review-settings.js';
import { locationTreatment, matchRequest } from './matching.js';
import type { ReceivedRequest } from './received-request.js';

/**
 * What a submission or an amendment of this request needs to know: the payer's reference files, its rules, and which PAs
 * ask for the same. `except`: tracking number of the PA that the request continues or amends, '' for none.
 */
export function submissionFacts(
  { context, reading, overlay, transaction }: ReceivedRequest,
  request: PriorAuthorizationRequest,
  except: string,
): SubmissionFacts {
  const { reference } = transaction;
  const { parties, problems, flags } = matchRequest(
    request,
    reading.requester,
    reading.receivedOn,
    overlay.matching,
    reference,
  );
  const isOpen = locationTreatment(reading.requester, overlay.matching, reference) !== 'none';
  const query = duplicateQueryOf(request, except);
  return {
    at: context.now,
    actor: context.profile.id,
    receivedAt: context.receivedAt,
    parties,
    rules: isOpen ? withoutLocation(overlay.rules) : overlay.rules,
    problems: [...reading.problems, ...problems],
    flags,
    possibleDuplicates: query === undefined ? [] : transaction.possibleDuplicates(query),
    settings: reviewSettings(overlay.review, context.payer.timeZone),
    nextNumber: (kind) => transaction.nextNumber(kind, context.environment),
  };
}

/** A location that the payer lets stay open is not missing. */
function withoutLocation(rules: SubmissionRules): SubmissionRules {
  return { ...rules, severities: { ...rules.severities, 'requester.id:missing': 'off' } };
}
