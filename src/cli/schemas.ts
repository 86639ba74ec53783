import type { GatewayConfiguration } from '../config/configuration.js';
import { defaultSchemasRoot, loadSchemas, type Schemas } from '../guides/load.js';
import type { CommandContext } from './context.js';
import { dataFolderOf, foundConfiguration } from './found-configuration.js';

/**
 * The shipped schemas and, where a configuration is found, its installation's own laid over them. Raises what finding and
 * reading the configuration and `openSchemas` raise.
 */
export async function schemasOf(context: CommandContext): Promise<Schemas> {
  return schemasUnder(await foundConfiguration(context));
}

/** The shipped schemas and, under a configuration, its installation's own. Raises what `openSchemas` raises. */
export async function schemasUnder(configuration: GatewayConfiguration | undefined): Promise<Schemas> {
  if (configuration === undefined) return loadSchemas(defaultSchemasRoot());
  const { openSchemas } = await import('../operations/schemas/own-schemas.js');
  return openSchemas(defaultSchemasRoot(), await dataFolderOf(configuration));
}
