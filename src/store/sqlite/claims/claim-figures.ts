import type { ClaimRefusal, ClaimVerdict } from '../../../domain/claims/model.js';
import type { ClaimFigureFilter, ClaimFigureRow } from '../../claim-figure-values.js';
import type { Page } from '../../ledger.js';
import type { Database } from '../driver.js';
import { pageOf, where } from '../page.js';

type StoredFigure = Omit<ClaimFigureRow, 'reasons'> & { readonly verdict: string | null };

/** As `ClaimFigureLedger.claimFigures` says; reads no claim's body, and verdicts of refused ones alone. */
export function claimFigures(database: Database) {
  return (
    { usage, from, to, location, partnerId }: ClaimFigureFilter,
    after: number,
    limit: number,
  ): Page<ClaimFigureRow> => {
    const { text, values } = where({
      environment: usage === 'P' ? 'production' : 'test',
      'received_at >=': from,
      'received_at <': to,
      location,
      partner_id: partnerId,
    });
    const rows = database
      .prepare<unknown[], StoredFigure>(
        `SELECT id, received_at AS receivedAt, partner_id AS partnerId, location, kind, total_charge AS totalCharge,
           CASE WHEN claim_number IS NULL THEN verdict END AS verdict
         FROM claim WHERE ${text} AND id > ? ORDER BY id LIMIT ?`,
      )
      .all(...values, after, limit + 1);
    return pageOf(rows.map(toFigure), limit, ({ id }) => id);
  };
}

function toFigure({ verdict, ...row }: StoredFigure): ClaimFigureRow {
  return { ...row, reasons: verdict === null ? [] : reasonsOf(JSON.parse(verdict)) };
}

function reasonsOf(verdict: ClaimVerdict): ClaimFigureRow['reasons'] {
  if (verdict.accepted) return [];
  return [verdict, ...(verdict.others ?? [])].map(({ reason, category, status, entity }: ClaimRefusal) => ({
    reason,
    claimStatus: [category, status, entity].filter(Boolean).join(':'),
  }));
}
