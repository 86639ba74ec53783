import { compactLedger } from '../../backup/change-key.js';
import { DataFolder } from '../../ingest/data-folder.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { configurationOf } from '../ledger.js';

/** Writes the ledger anew without the remains of what was removed, and says how much smaller it is. */
export async function compact(context: CommandContext): Promise<ExitCode> {
  const configuration = configurationOf(context);
  const data = new DataFolder(configuration.dataDirectory);
  const { before, after } = await compactLedger(data, configuration.ledger, { actor: context.actor, now: context.now });
  if (context.json) context.fact({ ledger: data.ledgerFile, bytesBefore: before, bytesAfter: after });
  else context.line(`The ledger was written anew: ${before} bytes before, ${after} now.`);
  context.talk('Backups made before still hold what was removed; docs/retention.md says what to do with them.');
  return 0;
}
