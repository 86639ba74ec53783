import { join } from 'node:path';
import { removeFile } from '../files/remove-file.js';
import type { HandoffLedger, HandoffRow } from '../store/handoff-values.js';
import { handoffBaseName } from './facts.js';
import type { HandoffParts } from './write-handoff.js';

/** Where and by whom a hand-off is confirmed. */
export interface ConfirmParts extends Pick<HandoffParts, 'rootOf'> {
  readonly ledger: Pick<HandoffLedger, 'confirmHandoff'>;
  readonly actor: string;
  /** ISO instant. */
  readonly now: string;
}

/**
 * Records that the consumer has the claims, then removes what is left of the files, which hold members' data and which nobody needs any
 * more: the manifest first, so that nobody takes the rest for a hand-off. Repeating it removes what a crash left. Raises
 * GatewayError (2) `handoff-not-written`, and `disk-denied` or `disk-failed`.
 */
export async function confirmAndRemove(parts: ConfirmParts, handoff: HandoffRow): Promise<void> {
  const { ledger, rootOf, actor, now } = parts;
  await ledger.confirmHandoff(handoff.id, actor, now);
  const folder = join(rootOf(handoff.environment), handoff.folderDate);
  const names = [`${handoffBaseName(handoff)}.json`, ...handoff.files.map(({ name }) => name)];
  for (const name of names) await removeFile(join(folder, name));
}
