import type { GatewayConfiguration } from '../config/configuration.js';
import { findConfiguration } from '../config/find.js';
import type { DataFolder } from '../ingest/data-folder.js';
import type { CommandContext } from './context.js';

/**
 * The configuration for a command that can do without one; undefined where none is found. What reads it is loaded only
 * then, and once: most of the time of a small file is spent on starting. Raises the GatewayErrors of finding and loading it.
 */
export async function foundConfiguration(context: CommandContext): Promise<GatewayConfiguration | undefined> {
  if (context.configuration !== undefined) return context.configuration;
  const { environment, workingDirectory } = context.surroundings;
  const file = findConfiguration({ flag: context.options.config, environment, workingDirectory });
  if (file === undefined) return undefined;
  context.configuration = (await import('../config/load.js')).loadConfiguration(file);
  return context.configuration;
}

/** The folders of an installation, loaded when first asked for. */
export async function dataFolderOf({ dataDirectory }: GatewayConfiguration): Promise<DataFolder> {
  return new (await import('../ingest/data-folder.js')).DataFolder(dataDirectory);
}
