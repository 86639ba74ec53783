import type { Environment } from '../environment.js';
import type { PriorAuthorization, ServiceLine } from '../prior-authorization/model.js';
import type { ReferenceAuthorization } from '../reference.js';
import type { ClaimLookups } from './lookups.js';

/** A line of an authorization, whatever way it came. */
export interface AuthorizedLine {
  readonly number: number;
  readonly isApproved: boolean;
  readonly procedures: readonly string[];
  readonly modifiers: readonly string[];
  /** ISO dates, '' for open. */
  readonly from: string;
  readonly to: string;
  /** Decimal, '' for no limit. */
  readonly units: string;
  /** Unit code, '' when not told. */
  readonly unitCode: string;
}

/** A prior authorization as a claim is held against it. */
export interface Authorization {
  readonly number: string;
  /** Adjudicated; false for one that is open, withdrawn or voided. */
  readonly isDecided: boolean;
  readonly memberId: string;
  /** Provider IDs with service location, and NPIs, that may bill for it. */
  readonly locations: readonly string[];
  readonly npis: readonly string[];
  readonly lines: readonly AuthorizedLine[];
}

/** The authorization with this PA number: one of this gateway's, else one of the authorizations file. '' finds none. */
export function findAuthorization(
  number: string,
  environment: Environment,
  lookups: Pick<ClaimLookups, 'findPriorAuthorization' | 'reference'>,
): Authorization | undefined {
  if (number === '') return undefined;
  const own = lookups.findPriorAuthorization(environment, { paNumber: number });
  if (own !== undefined) return ofGateway(own);
  const rows = lookups.reference.authorizations(number);
  return rows.length === 0 ? undefined : ofFile(number, rows);
}

function ofGateway({ paNumber, status, request, lines }: PriorAuthorization): Authorization {
  const providers = [request.requestingProvider, ...lines.flatMap(({ serviceProvider }) => serviceProvider ?? [])];
  return {
    number: paNumber,
    isDecided: status === 'adjudicated',
    memberId: request.member.memberId,
    locations: providers.map(({ location }) => location).filter(Boolean),
    npis: providers.map(({ npi }) => npi).filter(Boolean),
    lines: lines.map(lineOfGateway),
  };
}

/** What was authorized where the payer changed the request, else what was asked for. */
function lineOfGateway({ number, procedureCode, modifiers, decision }: ServiceLine): AuthorizedLine {
  const isApproved = decision?.outcome === 'approved' || decision?.outcome === 'modified';
  const otherCode = decision?.authorizedProcedureCode ?? '';
  const otherModifiers = decision?.authorizedModifiers ?? [];
  return {
    number,
    isApproved,
    procedures: [otherCode === '' ? procedureCode : otherCode],
    modifiers: otherModifiers.length === 0 && otherCode === '' ? modifiers : otherModifiers,
    from: decision?.authorizedFrom ?? '',
    to: decision?.authorizedTo ?? '',
    units: decision?.authorizedUnits ?? '',
    unitCode: decision?.unitBasis ?? '',
  };
}

function ofFile(number: string, rows: readonly ReferenceAuthorization[]): Authorization {
  return {
    number,
    isDecided: true,
    memberId: rows[0]!.memberId,
    locations: [...new Set(rows.map(({ location }) => location))],
    npis: [],
    lines: rows.map(({ line, procedures, modifiers, from, to, units }) => {
      return { number: line, isApproved: true, procedures, modifiers, from, to, units, unitCode: '' };
    }),
  };
}
