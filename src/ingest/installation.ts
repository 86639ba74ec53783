import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensureFolder } from '../files/durable-folder.js';
import { publishFile } from '../files/publish-file.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';

/**
 * This installation's id, twelve hexadecimal digits, made on first use and kept in a small file. Two gateways that
 * share an inbox differ in it. Raises GatewayError `installation-id-damaged` when the file holds something else.
 */
export async function installationId(file: string): Promise<string> {
  const before = await read(file);
  if (before !== undefined) return before;
  await ensureFolder(dirname(file));
  const content = Buffer.from(`${randomBytes(6).toString('hex')}\n`);
  try {
    await publishFile(file, content, { sha256: createHash('sha256').update(content).digest('hex') });
  } catch (error) {
    // Another process was first; its id is the one.
    if (!(error instanceof GatewayError) || error.code !== 'file-differs') throw error;
  }
  return (await read(file)) ?? '';
}

async function read(file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  if (/^[0-9a-f]{12}$/.test(text)) return text;
  throw new GatewayError("The file with this installation's id is damaged", {
    code: 'installation-id-damaged',
    operation: 'read the installation id',
    subject: file,
    hint: 'Restore it from the backup; the folders under partners/*/claimed/ carry the id it held.',
    exitCode: 3,
  });
}
