import type { ClaimName, ClaimRefusal } from '../../domain/claims/model.js';
import type { ClaimStatusCode } from '../../domain/claims/status.js';
import type { ClaimStatusRow } from '../../store/claim-status-values.js';
import type { ClaimRow } from '../../store/ledger.js';
import { shownOrMasked } from '../mask.js';
import { submissionNumberOf } from '../submission-number.js';

export type ClaimSummary = ReturnType<typeof claimSummary>;
export type ClaimFact = ReturnType<typeof claimFact>;

/** One claim as `claims list --json` shows it; ids of member and claim only with `showValues`. */
export function claimSummary(row: ClaimRow, showValues: boolean) {
  const { verdict } = row;
  const refusals = verdict.accepted ? [] : [verdict, ...(verdict.others ?? [])];
  return {
    claimNumber: verdict.accepted ? verdict.claimNumber : '',
    outcome: verdict.accepted ? 'accepted' : 'refused',
    environment: row.environment,
    kind: row.kind,
    frequency: row.frequency,
    statuses: [...new Set(refusals.map(statusOf))],
    reasons: [...new Set(refusals.map(({ reason }) => reason))],
    remarks: verdict.accepted ? [...new Set((verdict.remarks ?? []).map(({ reason }) => reason))] : [],
    location: row.billingProviderLocation,
    partner: row.partnerId,
    submission: submissionNumberOf(`S${row.submissionId}`),
    place: { interchange: row.interchange + 1, group: row.group + 1, set: row.set + 1, claim: row.unit + 1 },
    serviceFrom: row.serviceFrom,
    serviceTo: row.serviceTo,
    totalCharge: row.totalCharge,
    supersededBy: row.supersededBy,
    receivedAt: row.receivedAt,
    contentRemovedAt: row.contentRemovedAt ?? '',
    ...(showValues ? { submitterClaimId: row.submitterClaimId, memberId: row.memberId } : {}),
  };
}

/**
 * One claim with everything that is kept of it, as `claims show --json` shows it. `told`: what the payer's claim system said
 * of it, oldest first.
 */
export function claimFact(row: ClaimRow, told: readonly ClaimStatusRow[], showValues: boolean) {
  const shown = shownOrMasked(showValues);
  const { verdict } = row;
  const refusals = verdict.accepted ? [] : [verdict, ...(verdict.others ?? [])];
  const accepted = verdict.accepted ? verdict : undefined;
  const { statuses: _statuses, reasons: _reasons, remarks: _remarks, ...summary } = claimSummary(row, false);
  return {
    ...summary,
    submitterClaimId: shown(row.submitterClaimId),
    batchNumber: shown(row.submission.batchNumber),
    intermediaryClaimId: shown(row.intermediaryClaimId),
    payerNumber: shown(row.payerNumber),
    originalNumber: shown(row.payerClaimControlNumber),
    replaces: accepted?.replaces ?? '',
    possibleDuplicates: [...(accepted?.possibleDuplicates ?? [])],
    memberId: shown(row.memberId),
    patient: shown(nameOf(row.patient)),
    billingProvider: { name: shown(nameOf(row.billingProvider)), npi: shown(row.billingProviderNpi) },
    renderingProviderNpi: shown(row.renderingProviderNpi),
    facilityCode: row.facilityCode,
    priorAuthorizationNumber: shown(row.priorAuthorizationNumber),
    lines: row.lines.map((line) => ({
      number: line.number,
      revenueCode: line.revenueCode,
      procedure: [line.procedureQualifier, line.procedureCode, ...line.modifiers].filter(Boolean).join(':'),
      teeth: [...(line.teeth ?? [])],
      charge: line.charge,
      units: line.units,
      unitCode: line.unitCode,
      serviceFrom: line.serviceFrom,
      serviceTo: line.serviceTo,
      controlNumber: shown(line.controlNumber),
      priorAuthorizationNumber: shown(line.priorAuthorizationNumber),
    })),
    refusals: refusals.map((refusal) => ({
      status: statusOf(refusal),
      ...noteOf(refusal),
    })),
    remarks: (accepted?.remarks ?? []).map(noteOf),
    authorizationUses: (accepted?.authorizationUses ?? []).map((use) => ({
      line: use.line,
      authorizationNumber: shown(use.authorizationNumber),
      authorizationLine: use.authorizationLine,
      units: use.units,
    })),
    told: told.map((one) => ({
      at: one.at,
      source: one.source,
      status: statusOf(one),
      effectiveOn: one.effectiveOn,
      paidAmount: one.paidAmount,
      finalizedOn: one.finalizedOn,
      paidOn: one.paidOn,
      paymentNumber: shown(one.paymentNumber),
    })),
  };
}

function noteOf({ reason, line, message = '', mend = '' }: Pick<ClaimRefusal, 'reason' | 'line' | 'message' | 'mend'>) {
  return { reason, line: line ?? 0, message, mend };
}

/** `A8:496:85`; without an entity `A7:178`. */
function statusOf({ category, status, entity }: ClaimStatusCode): string {
  return [category, status, entity].filter(Boolean).join(':');
}

function nameOf({ last, first, middle }: ClaimName): string {
  return [first, middle, last].filter(Boolean).join(' ');
}
