import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { newBackupKey } from '../../backup/encryption.js';
import { publishFile } from '../../files/publish-file.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';

/** Writes the secret half of a new key into a file (0600, never over another one) and prints the public half. */
export async function backupKey(context: CommandContext, file: string): Promise<ExitCode> {
  const path = resolve(context.surroundings.workingDirectory, file);
  const { identityFile, recipient } = await newBackupKey();
  const bytes = Buffer.from(identityFile);
  await publishFile(path, bytes, { mode: 0o600, sha256: createHash('sha256').update(bytes).digest('hex') });
  if (context.json) context.fact({ recipient, file: path });
  else context.line(recipient);
  context.talk('Back up with --recipient and this key. Without the file no encrypted backup can be restored: keep two');
  context.talk('copies of it, none of them on this machine or with the backups.');
  return 0;
}
