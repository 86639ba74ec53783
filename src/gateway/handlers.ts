import type { Schemas } from '../guides/load.js';
import { GatewayError } from '../support/errors.js';
import { documentHandler } from '../transactions/275/handler.js';
import { claimStatusHandler } from '../transactions/276/handler.js';
import type { ClaimInquiryAnswers } from '../transactions/276/inquiry-answers.js';
import { matchRequester, providerClues } from '../transactions/278/crosswalk.js';
import { priorAuthorizationHandler } from '../transactions/278/handler.js';
import { responseSegments } from '../transactions/278/response.js';
import { ResponseEcho } from '../transactions/278/response-echo.js';
import { contentOfStatus } from '../transactions/278/status-content.js';
import { inquiryHandler } from '../transactions/278-inquiry/handler.js';
import type { InquiryParts } from '../transactions/278-inquiry/parts.js';
import type { ClaimStatusTable } from '../transactions/837/claim-status-table.js';
import { type ClaimOverlay, claimHandler } from '../transactions/837/handler.js';
import { answerDelimiters } from '../transactions/answer-delimiters.js';
import type { TransactionHandler } from '../transactions/handler.js';
import type {
  PriorAuthorizationOverlay,
  PriorAuthorizationTables,
  RequestProblemTable,
} from '../transactions/prior-authorization-tables.js';

/**
 * Who applies which transaction set: one line for each, and nothing else in the gateway names one. Raises as
 * `priorAuthorizationTables` and `claimHandler`.
 */
export function transactionHandlers(schemas: Schemas, overlay: string): readonly TransactionHandler[] {
  const tables = priorAuthorizationTables(schemas, overlay);
  const inquiry = inquiryHandler(inquiryParts(schemas));
  return [
    priorAuthorizationHandler(tables),
    inquiry,
    documentHandler(tables.overlay),
    claimHandler(claimOverlay(schemas, overlay), claimStatuses(schemas)),
    claimStatusHandler(ownOrNeutral<ClaimInquiryAnswers>(schemas, overlay, 'claim-inquiry')),
  ];
}

/**
 * What prior authorizations are handled with. `overlay` is the payer's folder in `schemas/payers/`. Raises GatewayError
 * `schemas-unreadable` when it has no rules for them.
 */
export function priorAuthorizationTables(schemas: Schemas, overlay: string): PriorAuthorizationTables {
  return {
    overlay: payerFile<PriorAuthorizationOverlay>(schemas, overlay, 'prior-authorization'),
    responseGuide: schemas.guide('005010X217-278-response'),
    requestProblems: requestProblems(schemas),
  };
}

/**
 * The payer's checks of claims; a payer's folder without any (an operator's own may have none) has the neutral ones.
 * Raises GatewayError `schemas-unreadable`.
 */
export function claimOverlay(schemas: Schemas, overlay: string): ClaimOverlay {
  return ownOrNeutral<ClaimOverlay>(schemas, overlay, 'claims');
}

/** What findings are called in a claim acknowledgment (docs/277ca.md). */
export function claimStatuses(schemas: Pick<Schemas, 'files'>): ClaimStatusTable {
  return schemas.files.json<ClaimStatusTable>('claim-statuses.json');
}

/** What is wrong with a refused request, in words (docs/278-mapping.md). */
export function requestProblems(schemas: Pick<Schemas, 'files'>): RequestProblemTable {
  return schemas.files.json<RequestProblemTable>('request-problems.json');
}

/** What an inquiry says of a PA is what a response to its request would say now, as far as its own guide takes it. */
export function inquiryParts(schemas: Pick<Schemas, 'guide'>): InquiryParts {
  const echo = new ResponseEcho(schemas.guide('005010X215-278-response'));
  // The moment stands in the heading of a response, and an inquiry writes its own.
  const noMoment = { date: '', time: '' };
  return {
    echo,
    requesterOf: (loop, context, reference) => matchRequester(providerClues(loop), context, reference),
    delimitersOf: answerDelimiters,
    actionOf: (priorAuthorization, timeZone) => contentOfStatus(priorAuthorization, timeZone).event.action,
    responseOf: (request, priorAuthorization, timeZone) =>
      responseSegments(request, contentOfStatus(priorAuthorization, timeZone), echo, noMoment, request.delimiters),
  };
}

/** A file of the payer's folder, or the neutral one where that has none. */
function ownOrNeutral<Content>(schemas: Schemas, overlay: string, name: string): Content {
  return payerFile(schemas, schemas.files.has(`payers/${overlay}/${name}.json`) ? overlay : 'neutral', name);
}

function payerFile<Content>(schemas: Schemas, overlay: string, name: string): Content {
  const file = `payers/${overlay}/${name}.json`;
  const path = schemas.files.pathOf(file);
  try {
    return schemas.files.json<Content>(file);
  } catch (cause) {
    throw new GatewayError(`Cannot read the payer's rules at ${path}`, {
      code: 'schemas-unreadable',
      operation: "read the payer's rules",
      subject: path,
      hint: 'Set "overlay" in gateway.yaml to a folder that schemas/payers/ holds, or restore it from the package.',
      exitCode: 3,
      cause,
    });
  }
}
