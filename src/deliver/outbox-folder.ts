import { readdir } from 'node:fs/promises';
import { ensureFolder } from '../files/durable-folder.js';
import { folderIdentity, isKnownFolder, tellsMore } from '../files/folder-identity.js';
import type { Ledger } from '../store/ledger.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { sentName } from './outgoing.js';

const PAGE = 256;

/**
 * How a partner's outbox is, told by the folder's identity, which stays over a restart and is another one where a file
 * system is not mounted: `sound` the folder answers were delivered into; `new` nothing was delivered yet; `missing`; `replaced`
 * by another folder; `unreadable`.
 */
export type OutboxState = 'sound' | 'new' | 'missing' | 'replaced' | 'unreadable';

/** Where outboxes are, and the ledger that knows which folder each was. */
export interface OutboxFolderParts {
  readonly ledger: Pick<Ledger, 'outboxFolder' | 'keepOutbox'>;
  /** The outbox of a partner, absolute. */
  readonly outboxOf: (partnerId: string) => string;
}

/** What is wrong with an outbox, and what to do, for people. */
export const OUTBOX_TROUBLES = {
  missing: [
    'the outbox is missing',
    'Mount its file system, or put the folder back; answers wait meanwhile. If it is gone for good: "x12gw doctor --repair" makes it and delivers again what lay there.',
  ],
  replaced: [
    'the outbox is not the folder that answers were delivered into: nothing is delivered, and nothing counts as picked up',
    'Is its file system mounted? When it is back, all goes on by itself. If you moved it: "x12gw doctor --repair" takes the folder that is there now, and delivers again what it lacks.',
  ],
  unreadable: ['the outbox cannot be read', 'Give it to the user that runs the gateway.'],
} as const;

/** How an outbox is, and its identity, '' when there is none. `known`: as `Ledger.outboxFolder` says. */
export async function outboxState(
  outbox: string,
  known: string,
): Promise<{ readonly state: OutboxState; readonly folder: string }> {
  try {
    const folder = await folderIdentity(outbox);
    if (folder === '') return { state: 'missing', folder };
    if (known === '') return { state: 'new', folder };
    return { state: (await isKnownFolder(outbox, folder, known)) ? 'sound' : 'replaced', folder };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === '') throw error;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    if (known === '' && isGone) return { state: 'new', folder: '' };
    return { state: isGone ? 'missing' : 'unreadable', folder: '' };
  }
}

/**
 * Makes sure that answers go into the outbox the earlier ones went into. One that nothing was delivered into is made and
 * kept in mind; asked after a delivery too, it keeps the birth of a folder that only then tells it. Raises GatewayError `outbox-missing`, `outbox-replaced`, and those of the disk.
 */
export async function requireOutbox({ ledger, outboxOf }: OutboxFolderParts, partnerId: string): Promise<void> {
  const outbox = outboxOf(partnerId);
  const known = ledger.outboxFolder(partnerId);
  const { state, folder } = await outboxState(outbox, known);
  if (state === 'missing' || state === 'replaced') throw outboxTrouble(outbox, state);
  // The root of every new file system may have one inode number: without its birth another one could stand for it.
  if (state === 'sound' && tellsMore(folder, known)) return ledger.keepOutbox(partnerId, folder);
  if (state !== 'new') return;
  await ensureFolder(outbox);
  await ledger.keepOutbox(partnerId, await folderIdentity(outbox));
}

/** What taking another folder as an outbox is done with. */
export interface OutboxAcceptance {
  readonly ledger: Pick<Ledger, 'answersInOutbox' | 'redeliverLost' | 'acceptOutbox'>;
  readonly outbox: string;
  readonly actor: string;
  readonly now: string;
}

/**
 * Takes the folder that is there now as a partner's outbox, made when there is none: what was delivered and is not in
 * it is delivered again, since nobody knows whether it was picked up. Resolves to how many answers that were. Raises
 * what the disk and the ledger raise.
 */
export async function acceptOutbox(parts: OutboxAcceptance, partnerId: string): Promise<number> {
  const { ledger, outbox, actor, now } = parts;
  await ensureFolder(outbox);
  const folder = await folderIdentity(outbox);
  const names = new Set(await readdir(outbox));
  let lost = 0;
  for (let after = 0; ; ) {
    const page = ledger.answersInOutbox(partnerId, after, PAGE);
    const ids = page.filter((answer) => !names.has(sentName(answer))).map(({ id }) => id);
    if (ids.length > 0) await ledger.redeliverLost(ids, actor, now);
    lost += ids.length;
    if (page.length < PAGE) break;
    after = page.at(-1)!.id;
  }
  await ledger.acceptOutbox(partnerId, folder, actor, now);
  return lost;
}

function outboxTrouble(outbox: string, state: 'missing' | 'replaced'): GatewayError {
  const [message, hint] = OUTBOX_TROUBLES[state];
  return new GatewayError(message, {
    code: `outbox-${state}`,
    operation: 'deliver an answer',
    subject: outbox,
    hint,
    exitCode: 3,
  });
}
