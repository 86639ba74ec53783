import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { CONFIGURATION_FILE } from '../../config/find.js';
import { loadConfiguration } from '../../config/load.js';
import { configurationTemplate } from '../../config/template.js';
import { ensureFolder } from '../../files/durable-folder.js';
import { publishFile } from '../../files/publish-file.js';
import { DataFolder } from '../../ingest/data-folder.js';
import type { CommandContext } from '../context.js';
import { addDemoPartner, DEMO_PARTNER } from '../demo-partner.js';
import type { ExitCode } from '../exit-code.js';
import { openInstallation } from '../ledger.js';

/**
 * Makes an installation in a folder: its folders, `gateway.yaml` and an empty ledger. What is there stays as it is, so
 * that repeating it is harmless. `--demo` adds a trading partner to try things with.
 */
export async function init(
  context: CommandContext,
  directory: string,
  options: { readonly demo?: boolean },
): Promise<ExitCode> {
  const folder = resolve(context.surroundings.workingDirectory, directory);
  const file = join(folder, CONFIGURATION_FILE);
  await ensureFolder(folder);
  if (!existsSync(file)) await writeConfiguration(file, options.demo === true);
  const configuration = loadConfiguration(file);
  const data = new DataFolder(configuration.dataDirectory);
  for (const path of data.folders) await ensureFolder(path);
  const ledger = await openInstallation(data, configuration);
  try {
    if (options.demo) await addDemoPartner(ledger, data, configuration.payer, context);
  } finally {
    ledger.close();
  }
  if (context.json) {
    context.fact({ configuration: file, dataDirectory: data.root, demoPartner: options.demo ? DEMO_PARTNER.id : '' });
  } else {
    tellNextSteps(context, file, options.demo === true);
  }
  return 0;
}

async function writeConfiguration(file: string, demo: boolean): Promise<void> {
  const bytes = Buffer.from(configurationTemplate({ demo }), 'utf8');
  await publishFile(file, bytes, { sha256: createHash('sha256').update(bytes).digest('hex') });
}

function tellNextSteps(context: CommandContext, file: string, demo: boolean): void {
  const shown = relative(context.surroundings.workingDirectory, file) || file;
  context.talk(`Ready: ${file}`);
  context.talk('Next:');
  if (demo) {
    context.talk(`  x12gw run --config ${shown}`);
    context.talk(`  x12gw submit FILE --partner ${DEMO_PARTNER.id} --config ${shown}`);
  } else {
    context.talk(`  edit ${shown}: the payer's name, id and time zone`);
    context.talk(`  x12gw partner add --help`);
    context.talk(`  x12gw run --config ${shown}`);
  }
}
