import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { CONFIGURATION_FILE } from '../../config/find.js';
import { loadConfiguration } from '../../config/load.js';
import { configurationTemplate, DEMO_PAYER } from '../../config/template.js';
import { ensureFolder } from '../../files/durable-folder.js';
import { publishFile } from '../../files/publish-file.js';
import { DataFolder } from '../../ingest/data-folder.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { openInstallation } from '../ledger.js';
import { addDemoPartner, DEMO_PARTNER } from '../partners/demo-partner.js';

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
  const kept = [file].filter(existsSync);
  if (kept.length === 0) await writeConfiguration(file, options.demo === true);
  const configuration = loadConfiguration(file);
  const data = new DataFolder(configuration.dataDirectory);
  kept.push(...[data.ledgerFile].filter(existsSync));
  for (const path of data.folders) await ensureFolder(path);
  const ledger = await openInstallation(data, configuration);
  try {
    if (options.demo) await addDemoPartner(ledger, data, configuration.payer, context);
  } finally {
    ledger.close();
  }
  if (context.json) {
    const demoPartner = options.demo ? DEMO_PARTNER.id : '';
    context.fact({ configuration: file, dataDirectory: data.root, demoPartner, kept });
  } else {
    for (const path of kept) context.talk(`Kept as it was: ${shown(context, path)}`);
    tellNextSteps(context, file, options.demo === true);
  }
  if (options.demo && configuration.payer.id !== DEMO_PAYER.id) {
    const { id } = configuration.payer;
    context.talk(`The sample files are for the payer ${DEMO_PAYER.id}; here it is ${id}, so they will be refused.`);
  }
  return 0;
}

async function writeConfiguration(file: string, demo: boolean): Promise<void> {
  const bytes = Buffer.from(configurationTemplate({ demo }), 'utf8');
  await publishFile(file, bytes, { sha256: createHash('sha256').update(bytes).digest('hex') });
}

function shown({ surroundings }: CommandContext, path: string): string {
  return relative(surroundings.workingDirectory, path) || path;
}

function tellNextSteps(context: CommandContext, file: string, demo: boolean): void {
  const path = shown(context, file);
  context.talk(`Ready: ${file}`);
  context.talk('Next:');
  if (demo) {
    context.talk(`  x12gw run --config ${path}`);
    context.talk(`  x12gw submit FILE --partner ${DEMO_PARTNER.id} --config ${path}`);
  } else {
    context.talk(`  edit ${path}: name, id and time zone of the payer, and overlay: its rules and letters`);
    context.talk(`  x12gw partner add --help`);
    context.talk(`  x12gw run --config ${path}`);
  }
}
