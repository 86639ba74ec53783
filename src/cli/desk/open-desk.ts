import { priorAuthorizationTables } from '../../gateway/handlers.js';
import type { Schemas } from '../../guides/load.js';
import type { DeskParts } from '../../review/desk.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { type Installation, withInstallation } from '../ledger.js';
import { schemasUnder } from '../schemas.js';

/** Where a person at the command line works on prior authorizations. */
export interface Desk {
  readonly context: CommandContext;
  readonly installation: Installation;
  readonly schemas: Schemas;
  readonly parts: DeskParts;
}

/** Opens the installation's ledger and the payer's rules, does the work and closes again. Raises as `withInstallation`. */
export function withDesk(context: CommandContext, work: (desk: Desk) => Promise<ExitCode>): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { configuration, ledger } = installation;
    const schemas = await schemasUnder(configuration);
    const tables = priorAuthorizationTables(schemas, configuration.overlay);
    const { clock } = context.surroundings;
    return work({ context, installation, schemas, parts: { ledger, tables, payer: configuration.payer, clock } });
  });
}
