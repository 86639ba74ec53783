import type { UnitResult } from '../../domain/application.js';
import { findAuthorization } from '../../domain/claim-authorization.js';
import { ClaimBatch } from '../../domain/claims/batch.js';
import { registerClaim } from '../../domain/claims/register.js';
import { ClaimCheckTable, type ClaimSettings } from '../../domain/claims/settings.js';
import type { ConcludedSet, ConcludingAnswer, TransactionHandler } from '../handler.js';
import { headOfSet } from '../report-head.js';
import { claimAcknowledgment } from './acknowledgment/acknowledgment.js';
import { readClaim } from './claim.js';
import { CLAIM_GUIDES } from './claim-form.js';
import { claimRefusal } from './claim-refusals.js';
import { claimReport } from './claim-report.js';
import type { ClaimStatusTable } from './claim-status-table.js';

type ClaimResult = Extract<UnitResult, { readonly kind: 'claim' }>;

/** A payer's settings of claims, `schemas/payers/<overlay>/claims.json`. */
export type ClaimOverlay = ClaimSettings;

/** Most claims in one commit. */
const BATCH_SIZE = 500;

/**
 * Claims, professional, institutional and dental (005010X222A1, X223A2, X224A2): every claim of an accepted set is
 * registered or refused by itself, by the payer's checks and for what pass 1 found in it; a refused one takes no claim
 * number and does not harm the others. When all are, the set is concluded with its claim acknowledgment (277CA) and the
 * claim report, both to the submitter's mailbox. `statuses`: what a finding is called in them. Raises as
 * `ClaimCheckTable`.
 */
export function claimHandler(overlay: ClaimOverlay, statuses: ClaimStatusTable): TransactionHandler {
  const table = new ClaimCheckTable(overlay);
  return {
    name: '837',
    guideIds: CLAIM_GUIDES,
    batchSize: BATCH_SIZE,
    apply(units, context, transaction) {
      const lookups = new ClaimBatch(transaction, (environment, number) =>
        findAuthorization(environment, number, transaction),
      );
      const nextNumber = () => transaction.nextNumber('claim', context.environment);
      const results = units.map((unit): ClaimResult => {
        const claim = readClaim(unit, context);
        const refusals = context
          .refusalsOf(unit)
          .map((reason) => claimRefusal(reason, unit, context.guideId, statuses));
        const verdict = registerClaim(claim, { table, lookups, nextNumber }, refusals);
        lookups.add(claim, verdict);
        return { kind: 'claim', unit: unit.index, claim, verdict };
      });
      return { results, answers: [] };
    },
    conclude: concludingAnswers,
  };
}

/** Without a claim there is nothing to acknowledge: then the report alone says so. */
function concludingAnswers(set: ConcludedSet): readonly ConcludingAnswer[] {
  const common = { location: set.profile.location, usage: set.usage, interchange: set.interchange };
  const isEmpty = set.claims()[Symbol.iterator]().next().done === true;
  const acknowledgment: ConcludingAnswer = {
    ...common,
    type: '277ca',
    extension: 'x12',
    isNumbered: true,
    pieces: (controlNumber) => claimAcknowledgment(set, controlNumber),
  };
  const report: ConcludingAnswer = {
    ...common,
    type: 'claims',
    extension: 'txt',
    isNumbered: false,
    pieces: () => claimReport(headOfSet(set), set.claims()),
  };
  return isEmpty ? [report] : [acknowledgment, report];
}
