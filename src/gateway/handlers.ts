import type { Schemas } from '../guides/load.js';
import { GatewayError } from '../support/errors.js';
import { priorAuthorizationHandler } from '../transactions/278/handler.js';
import type { PriorAuthorizationOverlay } from '../transactions/278/tables.js';
import { claimHandler } from '../transactions/837/handler.js';
import type { TransactionHandler } from '../transactions/handler.js';

/**
 * Who applies which transaction set: one line for each, and nothing else in the gateway names one. `overlay` is the
 * payer's folder in `schemas/payers/`. Raises GatewayError `schemas-unreadable` when a handler's tables are missing.
 */
export function transactionHandlers(schemas: Schemas, overlay: string): readonly TransactionHandler[] {
  return [
    priorAuthorizationHandler({
      overlay: payerFile<PriorAuthorizationOverlay>(schemas, overlay, 'prior-authorization'),
      responseGuide: schemas.guide('005010X217-278-response'),
    }),
    claimHandler(),
  ];
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
