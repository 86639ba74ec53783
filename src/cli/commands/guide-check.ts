import { resolve } from 'node:path';
import { defaultSchemasRoot } from '../../guides/load.js';
import { readOwnSchemas, SchemaFiles } from '../../guides/schema-files.js';
import { checkOwnSchemas } from '../../operations/schemas/check-schemas.js';
import { problemLine } from '../../operations/schemas/own-schemas.js';
import { checkLetterTemplates } from '../../report/letters/check-templates.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { dataFolderOf, foundConfiguration } from '../found-configuration.js';

/**
 * Checks own schemas before the gateway has to: a folder in the form of `schemas/`, without one the installation's own.
 * With `--json` one document for each problem. Exit code 1 when there is one. Raises GatewayError (exit code 2) when there
 * is nothing to check.
 */
export async function checkGuides(context: CommandContext, folder: string | undefined): Promise<ExitCode> {
  const { workingDirectory } = context.surroundings;
  const directory = folder === undefined ? await installationFolder(context) : resolve(workingDirectory, folder);
  const own = readOwnSchemas(directory, '');
  if (own === undefined) {
    throw nothing(`There is no schema file in ${directory}`, 'Put guides, rules or companion guides there first.');
  }
  const root = defaultSchemasRoot();
  const form = checkOwnSchemas(root, own);
  const problems = form.length > 0 ? form : checkLetterTemplates(new SchemaFiles(root, own));
  for (const problem of problems) {
    if (context.json) context.fact(problem);
    else context.line(problemLine(problem));
  }
  const files = own.files.size === 1 ? '1 file' : `${own.files.size} files`;
  const found = problems.length === 0 ? 'nothing to mend' : `${problems.length} to mend`;
  if (!context.json) context.talk(`${files} in ${directory}: ${found}`);
  return problems.length === 0 ? 0 : 1;
}

async function installationFolder(context: CommandContext): Promise<string> {
  const configuration = await foundConfiguration(context);
  if (configuration === undefined) {
    throw nothing('There is no installation here and no folder was named', 'Name the folder: x12gw guide check DIR.');
  }
  return (await dataFolderOf(configuration)).ownSchemas;
}

function nothing(message: string, hint: string): GatewayError {
  return new GatewayError(message, { code: 'own-schemas-absent', operation: 'check schemas', hint, exitCode: 2 });
}
