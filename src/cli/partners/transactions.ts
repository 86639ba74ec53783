import type { GatewayConfiguration } from '../../config/configuration.js';
import { priorAuthorizationTables, transactionHandlers } from '../../gateway/handlers.js';
import { GatewayError } from '../../support/errors.js';
import { schemasUnder } from '../schemas.js';
import type { PartnerSurroundings } from './draft.js';

/** The transaction sets (ST01) that some handler of this installation applies, in order. */
export async function processedSets(configuration: GatewayConfiguration): Promise<readonly string[]> {
  const schemas = await schemasUnder(configuration);
  const guides = new Set(transactionHandlers(schemas, configuration.overlay).flatMap(({ guideIds }) => guideIds));
  const sets = schemas.guideIndex.filter(({ id }) => guides.has(id)).map(({ transactionSet }) => transactionSet);
  return [...new Set(sets)].sort();
}

/** The PA assignments of the payer's overlay. */
export async function assignmentsOf(configuration: GatewayConfiguration): Promise<PartnerSurroundings['assignments']> {
  return priorAuthorizationTables(await schemasUnder(configuration), configuration.overlay).overlay.assignments;
}

/** Raises GatewayError `allowance-invalid` (exit code 2) for a transaction set that the gateway does not process. */
export async function requireProcessed(
  configuration: GatewayConfiguration,
  partnerId: string,
  transactionSet: string,
): Promise<void> {
  const processed = await processedSets(configuration);
  if (processed.includes(transactionSet)) return;
  throw allowanceInvalid(
    partnerId,
    `The gateway does not process ${transactionSet}`,
    `Give one of: ${processed.join(', ')}.`,
  );
}

/** A state that a partner cannot be given so. */
export function allowanceInvalid(partnerId: string, message: string, hint: string): GatewayError {
  const operation = 'allow a transaction';
  return new GatewayError(message, { code: 'allowance-invalid', operation, subject: partnerId, hint, exitCode: 2 });
}
