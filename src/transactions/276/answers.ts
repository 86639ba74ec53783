import type { DomainTransaction, UnitResult } from '../../domain/application.js';
import type { ClaimLine } from '../../domain/claims/model.js';
import { type ClaimOnFile, type ClaimStatus, type ClaimStatusCode, statusOfClaim } from '../../domain/claims/status.js';
import { localDay } from '../../support/wall-clock.js';
import { elementOf, segmentOf } from '../../validate/unit-tree.js';
import type { SetContext } from '../handler.js';
import { linkProvider, type ProviderLink } from '../linked-provider.js';
import { type AskedClaim, type AskedPatient, type ClaimStatusInquiry, childOf } from './inquiry.js';
import { type ClaimInquiryAnswers, statusCode } from './inquiry-answers.js';
import { lineAsked, searchClaims } from './search.js';

/**
 * Claims told of one subscriber level in full. Its later questions get the newest claim that fits alone, so that an answer
 * does not grow to many times its inquiry.
 */
const MOST_TOLD_IN_FULL = 200;

/** A line that was asked about, with what is known of it. */
export interface LineAnswer {
  readonly line: ClaimLine;
  readonly status: ClaimStatus;
}

/** One 2200D or 2200E of the answer: a claim on file, or that there is none. */
export interface ClaimAnswer {
  readonly trace: string;
  readonly status: ClaimStatus;
  readonly found?: ClaimOnFile;
  readonly lines: readonly LineAnswer[];
}

/** What is answered of one patient. */
export interface PatientAnswer {
  readonly patient: AskedPatient;
  readonly claims: readonly ClaimAnswer[];
}

/** What is answered of one subscriber level; `refused`: the level above says why, and nothing stands below it. */
export interface InquiryAnswer {
  readonly inquiry: ClaimStatusInquiry;
  readonly refused?: { readonly level: 'receiver' | 'provider'; readonly status: ClaimStatusCode };
  readonly patients: readonly PatientAnswer[];
  readonly result: UnitResult;
}

/** Answers one subscriber level from the register of claims; changes nothing. */
export function answerInquiry(
  inquiry: ClaimStatusInquiry,
  context: SetContext,
  transaction: Pick<DomainTransaction, 'findClaims'>,
  table: ClaimInquiryAnswers,
  isRefused: boolean,
): InquiryAnswer {
  const today = localDay(context.now, context.payer.timeZone);
  const asked = elementOf(segmentOf(childOf(inquiry.source, '2100A'), 'NM1'), 9).trim();
  const { payer } = context;
  if (![payer.id, ...payer.aliases, ...payer.applicationIds].includes(asked)) {
    return refusal(inquiry, 'receiver', statusCode(table.answers.payerUnknown), 'payer-unknown');
  }
  const locations = locationsOf(inquiry, context);
  if (locations.length === 0) {
    return refusal(inquiry, 'provider', statusCode(table.answers.providerNotLinked), 'provider-not-linked');
  }
  const notFound = bare(statusCode(isRefused ? table.answers.notValid : table.answers.notFound), today);
  const accepted = statusCode(table.answers.accepted);
  let told = 0;
  const patients = inquiry.patients.map((patient): PatientAnswer => {
    const scope = { environment: context.environment, locations, memberId: inquiry.memberId, ...patient };
    const claims = patient.claims.flatMap((claim): readonly ClaimAnswer[] => {
      const fitting = isRefused ? [] : searchClaims(claim, scope, transaction);
      const found = told < MOST_TOLD_IN_FULL ? fitting : fitting.slice(0, 1);
      told += found.length;
      if (found.length === 0) return [{ trace: claim.trace, status: notFound, lines: [] }];
      return found.map((one) => answerOf(claim, one, accepted, context));
    });
    return { patient, claims };
  });
  const reason = told === 0 ? 'claim-status:not-found' : `claim-status:found ${told}`;
  const result: UnitResult = isRefused
    ? { kind: 'refused', unit: inquiry.unit, reason: 'claim-status:not-valid' }
    : { kind: 'answered', unit: inquiry.unit, reason };
  return { inquiry, patients, result };
}

function answerOf(asked: AskedClaim, found: ClaimOnFile, accepted: ClaimStatusCode, context: SetContext): ClaimAnswer {
  const receivedOn = localDay(new Date(found.receivedAt), context.payer.timeZone);
  const status = statusOfClaim(found, accepted, receivedOn);
  const lines = asked.lines.flatMap((one): readonly LineAnswer[] => {
    const line = lineAsked(found, one);
    return line === undefined ? [] : [{ line, status: statusOfLine(found, line, status) }];
  });
  return { trace: asked.trace, status, found, lines };
}

/** A line that is the reason of a refusal has a status of its own; any other has its claim's. */
function statusOfLine({ verdict, latest }: ClaimOnFile, line: ClaimLine, status: ClaimStatus): ClaimStatus {
  if (verdict.accepted || latest !== undefined) return status;
  const reason = [verdict, ...(verdict.others ?? [])].find((one) => one.line === line.number);
  return reason === undefined ? status : { ...status, ...codeOf(reason) };
}

function codeOf({ category, status, entity }: ClaimStatusCode): ClaimStatusCode {
  return { category, status, entity };
}

/** The locations of the provider asked about (2100C): by NPI, or by the payer's own id; several of one NPI are all searched. */
function locationsOf({ provider }: ClaimStatusInquiry, context: SetContext): readonly string[] {
  const name = segmentOf(childOf(provider, '2100C'), 'NM1', '1P');
  const id = elementOf(name, 9).trim();
  const isNpi = elementOf(name, 8) === 'XX';
  const link: ProviderLink = linkProvider({ npi: isNpi ? id : '', location: isNpi ? '' : id }, context);
  if (link.kind === 'linked') return [link.location];
  if (link.kind !== 'ambiguous') return [];
  return context.profile.providers.filter(({ npis }) => npis.includes(id)).map(({ location }) => location.id);
}

function refusal(
  inquiry: ClaimStatusInquiry,
  level: 'receiver' | 'provider',
  status: ClaimStatusCode,
  reason: string,
): InquiryAnswer {
  const result = { kind: 'refused' as const, unit: inquiry.unit, reason: `claim-status:${reason}` };
  return { inquiry, refused: { level, status }, patients: [], result };
}

/** A status with nothing but its date. */
function bare(code: ClaimStatusCode, effectiveOn: string): ClaimStatus {
  return { ...code, effectiveOn, paidAmount: '', finalizedOn: '', paidOn: '', paymentNumber: '' };
}
