import { type CodeListFolder, openCodeLists } from '../guides/code-list-folder.js';
import { defaultSchemasRoot } from '../guides/load.js';
import { publishedDay } from '../operations/published-day.js';
import { GatewayError } from '../support/errors.js';
import type { CommandContext } from './context.js';
import { dataFolderOf, foundConfiguration } from './found-configuration.js';

/** The shipped code lists and, where a configuration is found, those imported into its installation. */
export async function codeListsOf(context: CommandContext): Promise<CodeListFolder> {
  const configuration = await foundConfiguration(context);
  const data = configuration && (await dataFolderOf(configuration));
  return openCodeLists(defaultSchemasRoot(), data?.codeLists);
}

/** A day an option names, CCYYMMDD; undefined when it was left out. Raises GatewayError `day-invalid` (exit code 2). */
export function dayOption(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = /^\d{8}$/.test(text) ? publishedDay(text, 0) : undefined;
  if (day !== undefined && day > 0) return day;
  throw new GatewayError(`${option} needs a day as CCYYMMDD, such as 20251001`, {
    code: 'day-invalid',
    operation: 'read the command line',
    subject: text,
    hint: 'Give year, month and day as eight digits.',
    exitCode: 2,
  });
}
