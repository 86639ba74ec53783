import { resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { replaceFile } from '../../files/replace-file.js';
import type { CommandContext } from '../context.js';

/**
 * Writes figures as CSV into the file named, in place of one that is there; its heading has the columns in small letters with
 * underscores, as every CSV file of the gateway's. A text that a spreadsheet would take for a formula is written so that it
 * does not. Nothing without a name. Raises GatewayError `disk-full` and its like.
 */
export async function writeCsv(
  context: CommandContext,
  file: string | undefined,
  columns: readonly string[],
  rows: Iterable<Readonly<Record<string, string | number>>>,
): Promise<void> {
  if (file === undefined) return;
  const headed = columns.map((key) => ({ key, header: key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) }));
  const text = stringify([...rows], { header: true, columns: headed, escape_formulas: true });
  await replaceFile(resolve(context.surroundings.workingDirectory, file), [Buffer.from(text)]);
  context.talk(`${file} written`);
}
