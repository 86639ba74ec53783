import type { Authorization, AuthorizedLine } from './claims/authorization.js';
import type { Environment } from './environment.js';
import type { PriorAuthorization, ServiceLine } from './prior-authorization/model.js';
import type { ReferenceAuthorization, ReferenceFacts } from './reference.js';

/** Where authorizations are looked for. */
export interface AuthorizationSources {
  findPriorAuthorization(environment: Environment, by: { readonly paNumber: string }): PriorAuthorization | undefined;
  readonly reference: Pick<ReferenceFacts, 'authorizations'>;
}

/**
 * What a claim may be held against, from the domain of prior authorizations: the authorization with this PA number, one of this gateway's,
 * else one of the authorizations file. '' finds none.
 */
export function findAuthorization(
  environment: Environment,
  number: string,
  sources: AuthorizationSources,
): Authorization | undefined {
  if (number === '') return undefined;
  const own = sources.findPriorAuthorization(environment, { paNumber: number });
  if (own !== undefined) return ofGateway(own);
  const rows = sources.reference.authorizations(number);
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
