import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schemas } from '../guides/load.js';
import { GatewayError } from '../support/errors.js';
import { priorAuthorizationHandler } from '../transactions/278/handler.js';
import type { PriorAuthorizationOverlay } from '../transactions/278/tables.js';
import { claimHandler } from '../transactions/837/handler.js';
import type { TransactionHandler } from '../transactions/handler.js';

/** The payer whose overlay ships with the product. */
const PAYER = 'masshealth';

/**
 * Who applies which transaction set: one line for each, and nothing else in the gateway names one. Raises GatewayError
 * `schemas-unreadable` when a handler's tables are missing.
 */
export function transactionHandlers(schemas: Schemas): readonly TransactionHandler[] {
  return [
    priorAuthorizationHandler({
      overlay: payerFile<PriorAuthorizationOverlay>(schemas, 'prior-authorization'),
      responseGuide: schemas.guide('005010X217-278-response'),
    }),
    claimHandler(),
  ];
}

function payerFile<Content>(schemas: Schemas, name: string): Content {
  const path = join(schemas.root, 'payers', PAYER, `${name}.json`);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content;
  } catch (cause) {
    throw new GatewayError(`Cannot read the payer's rules at ${path}`, {
      code: 'schemas-unreadable',
      operation: "read the payer's rules",
      subject: path,
      hint: 'Install the package again, or restore the schemas folder from it; then run "x12gw doctor".',
      exitCode: 3,
      cause,
    });
  }
}
