import { findConfiguration } from '../config/find.js';
import { defaultSchemasRoot, loadSchemas, type Schemas } from '../guides/load.js';
import type { CommandContext } from './context.js';

/**
 * The shipped schemas and, where a configuration is found, its installation's own laid over them. Raises what finding and
 * reading the configuration and `openSchemas` raise.
 */
export async function schemasOf(context: CommandContext): Promise<Schemas> {
  const { environment, workingDirectory } = context.surroundings;
  const file = findConfiguration({ flag: context.options.config, environment, workingDirectory });
  if (file === undefined) return loadSchemas(defaultSchemasRoot());
  const { loadConfiguration } = await import('../config/load.js');
  return schemasIn(loadConfiguration(file).dataDirectory);
}

/** The shipped schemas and those of the installation in this data directory. Raises what `openSchemas` raises. */
export async function schemasIn(dataDirectory: string): Promise<Schemas> {
  const [{ DataFolder }, { openSchemas }] = await Promise.all([
    import('../ingest/data-folder.js'),
    import('../operations/own-schemas.js'),
  ]);
  return openSchemas(defaultSchemasRoot(), new DataFolder(dataDirectory));
}
