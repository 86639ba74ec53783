import type { CommandFacts, CommandResult } from '../domain/prior-authorization/command.js';
import type { PriorAuthorization } from '../domain/prior-authorization/model.js';
import { perform } from '../domain/prior-authorization/perform.js';
import type { PriorAuthorizationRow } from '../store/ledger.js';
import { GatewayError } from '../support/errors.js';
import { localDay } from '../support/wall-clock.js';
import { type LaterFacts, laterResponse } from '../transactions/278/conversation.js';
import { ResponseEcho } from '../transactions/278/response-echo.js';
import { reviewSettings } from '../transactions/review-settings.js';
import { matchedArrival } from '../transactions/take-documents.js';
import type { DeskParts, Order, OrderResult } from './desk.js';

/**
 * Carries out one command on one PA as one commit: the domain decides, and the change, its history and audit, the later
 * 278 response to the requester (when it is news to it and its request is kept) and the letters that fall due stand or
 * fall together. Nothing is changed, and no number taken, when the PA is unknown, somebody else was faster, or the domain
 * refuses. Time is the clock's. Raises GatewayError `partner-unknown` and `conversation-unreadable`, both before anything
 * is changed, and what the ledger raises.
 */
export async function carryOut(parts: DeskParts, order: Order): Promise<OrderResult> {
  const found = parts.ledger.priorAuthorization(order.number);
  if (found === undefined) return { kind: 'unknown' };
  const { payer, tables } = parts;
  const now = parts.clock.now();
  const { location } = askingPartner(parts, found.row);
  const settings = reviewSettings(tables.overlay.review, payer.timeZone);
  const outcome = await parts.ledger.changePriorAuthorization<Exclude<CommandResult, { readonly kind: 'done' }>>({
    trackingNumber: found.row.trackingNumber,
    ...(order.expectedVersion === undefined ? {} : { expectedVersion: order.expectedVersion }),
    ourId: payer.id,
    now: now.toISOString(),
    folderDate: localDay(now, payer.timeZone),
    build(row, conversation, transaction) {
      const before = withoutOrigin(row);
      const facts: CommandFacts = {
        at: now,
        actor: order.actor,
        channel: order.channel,
        settings,
        nextNumber: (kind) => transaction.nextNumber(kind, before.request.environment),
      };
      const result = perform(before, order.command, facts);
      if (result.kind !== 'done') return { refused: result };
      const { priorAuthorization: after, history, letters, isNews } = result;
      const answers = [];
      if (isNews && conversation !== undefined) {
        // An amendment may have come in another file than the PA, to which its answers belong.
        const interchange = conversation.submissionId === row.submissionId ? conversation.interchange : -1;
        const later: LaterFacts = {
          payer,
          now,
          controlNumber: transaction.nextControlNumber(),
          location,
          interchange,
        };
        answers.push(laterResponse(conversation, after, later, new ResponseEcho(tables.responseGuide)));
      }
      return { priorAuthorization: after, history, answers, letters, ...attached(order, after) };
    },
  });
  switch (outcome.kind) {
    case 'changed':
      return { kind: 'done', row: outcome.row, answers: outcome.answers };
    case 'refused':
      return outcome.refused;
    default:
      return outcome;
  }
}

/** What is recorded of documents that a person attached. */
function attached({ command, settlesDocument }: Order, after: PriorAuthorization) {
  if (command.kind !== 'attach') return {};
  const documents = command.documents.map(({ document, externalReference, reportType }) =>
    matchedArrival(document, after, { reference: externalReference, reportType }),
  );
  if (settlesDocument === undefined) return { documents };
  return { settlesDocument: { id: settlesDocument, controlNumber: documents[0]?.controlNumber ?? '' } };
}

/** The partner whose file asked for it: its mailbox gets the answers. */
function askingPartner({ ledger }: DeskParts, { partnerId, trackingNumber }: PriorAuthorizationRow) {
  const partner = ledger.partner(partnerId);
  if (partner !== undefined) return partner;
  throw new GatewayError(`There is no partner "${partnerId}" to answer`, {
    code: 'partner-unknown',
    operation: 'change a prior authorization',
    subject: trackingNumber,
    hint: 'Register the partner again with "x12gw partner add", then repeat the command.',
    exitCode: 3,
  });
}

/** The PA alone, as the domain knows it. */
function withoutOrigin(row: PriorAuthorizationRow): PriorAuthorization {
  const { submissionId: _submission, partnerId: _partner, ...priorAuthorization } = row;
  return priorAuthorization;
}
