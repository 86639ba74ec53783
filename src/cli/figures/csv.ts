import { resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { replaceFile } from '../../files/replace-file.js';
import type { CommandContext } from '../context.js';

/**
 * Writes figures as CSV with a heading into the file named, in place of one that is there; a text that a spreadsheet would
 * take for a formula is written so that it does not. Nothing without a name. Raises GatewayError `disk-full` and its like.
 */
export async function writeCsv(
  context: CommandContext,
  file: string | undefined,
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string | number>>[],
): Promise<void> {
  if (file === undefined) return;
  const text = stringify([...rows], { header: true, columns: [...columns], escape_formulas: true });
  await replaceFile(resolve(context.surroundings.workingDirectory, file), [Buffer.from(text)]);
  context.talk(`${file} written`);
}
