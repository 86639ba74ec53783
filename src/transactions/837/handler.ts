import type { DomainTransaction, UnitResult } from '../../domain/application.js';
import { findAuthorization } from '../../domain/claim-authorization.js';
import { ClaimBatch } from '../../domain/claims/batch.js';
import type { DecidedClaim } from '../../domain/claims/model.js';
import { registerClaim } from '../../domain/claims/register.js';
import { ClaimCheckTable, type ClaimSettings } from '../../domain/claims/settings.js';
import type { AnswerDraft } from '../../respond/answer.js';
import type { SetContext, TransactionHandler } from '../handler.js';
import { headOfSet } from '../report-head.js';
import { readClaim } from './claim.js';
import { CLAIM_GUIDES } from './claim-form.js';
import { claimRefusal } from './claim-refusals.js';
import { claimReport } from './claim-report.js';

type ClaimResult = Extract<UnitResult, { readonly kind: 'claim' }>;

/** A payer's settings of claims, `schemas/payers/<overlay>/claims.json`. */
export type ClaimOverlay = ClaimSettings;

/** Most claims in one commit. */
const BATCH_SIZE = 500;

/**
 * Claims, professional, institutional and dental (005010X222A1, X223A2, X224A2): every claim of an accepted set is
 * registered or refused by itself, by the payer's checks and for what pass 1 found in it; a refused one takes no claim
 * number and does not harm the others. The batch that ends the set brings the claim report, which goes to the
 * submitter's mailbox. Raises as `ClaimCheckTable`.
 */
export function claimHandler(overlay: ClaimOverlay): TransactionHandler {
  const table = new ClaimCheckTable(overlay);
  return {
    name: '837',
    guideIds: CLAIM_GUIDES,
    batchSize: BATCH_SIZE,
    apply(units, context, transaction, isLast) {
      const lookups = new ClaimBatch(transaction, (environment, number) =>
        findAuthorization(environment, number, transaction),
      );
      const nextNumber = () => transaction.nextNumber('claim', context.environment);
      const results = units.map((unit): ClaimResult => {
        const claim = readClaim(unit, context);
        const refusals = context.refusalsOf(unit).map(claimRefusal);
        const verdict = registerClaim(claim, { table, lookups, nextNumber }, refusals);
        lookups.add(claim, verdict);
        return { kind: 'claim', unit: unit.index, claim, verdict };
      });
      return { results, answers: isLast ? [reportOf(results, context, transaction)] : [] };
    },
  };
}

function reportOf(results: readonly ClaimResult[], context: SetContext, transaction: DomainTransaction): AnswerDraft {
  const pieces: Buffer[] = [];
  const report = claimReport(headOfSet(context), claimsOf(results, transaction));
  for (const piece of report) pieces.push(Buffer.from(piece, 'utf8'));
  return {
    type: 'claims',
    extension: 'txt',
    location: context.profile.location,
    usage: context.usage,
    interchange: context.interchange,
    controlNumber: 0,
    content: Buffer.concat(pieces),
  };
}

/** The claims of earlier batches as the ledger kept them, then those of the batch at hand. */
function* claimsOf(results: readonly ClaimResult[], transaction: DomainTransaction): Generator<DecidedClaim> {
  yield* transaction.claimsOfSet();
  yield* results;
}
