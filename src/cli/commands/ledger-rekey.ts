import { resolve } from 'node:path';
import { changeLedgerKey } from '../../backup/change-key.js';
import { DataFolder } from '../../ingest/data-folder.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { configurationOf } from '../ledger.js';

/** The command's options as given. */
export interface RekeyOptions {
  readonly newKeyFile?: string;
  readonly inTheClear?: boolean;
}

/** Gives the ledger another key, or none, and says which setting must follow. */
export async function rekey(context: CommandContext, options: RekeyOptions): Promise<ExitCode> {
  if ((options.newKeyFile === undefined) === (options.inTheClear !== true)) throw oneOfTwo();
  const configuration = configurationOf(context);
  const data = new DataFolder(configuration.dataDirectory);
  const { workingDirectory } = context.surroundings;
  const to = options.newKeyFile === undefined ? {} : { keyFile: resolve(workingDirectory, options.newKeyFile) };
  await changeLedgerKey(data, configuration.ledger, to, { actor: context.actor, now: context.now });
  const keyFile = to.keyFile ?? '';
  if (context.json) context.fact({ ledger: data.ledgerFile, keyFile });
  else context.line(keyFile === '' ? 'The ledger is in the clear now.' : 'The ledger has the new key.');
  const setting = keyFile === '' ? 'Remove ledger.keyFile' : `Set "keyFile: ${keyFile}" under "ledger:"`;
  context.talk(`${setting} in ${configuration.file} now; nothing opens the ledger before.`);
  context.talk('Keep the old key as long as backups that were made with it. Then make a backup.');
  return 0;
}

function oneOfTwo(): GatewayError {
  return new GatewayError('Say which key the ledger gets', {
    code: 'new-key-not-named',
    operation: 'change the key of the ledger',
    hint: 'Give either --new-key-file FILE or --in-the-clear.',
    exitCode: 2,
  });
}
