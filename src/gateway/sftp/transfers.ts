import type { SftpEndpoint } from '../../sftp/endpoint.js';
import type { SftpPartner } from '../../sftp/sftp-partner.js';
import { SftpError } from '../../sftp/trouble.js';
import type { Gateway } from '../gateway.js';

/** What files of one partner are transferred with. */
export interface TransferParts {
  readonly gateway: Pick<Gateway, 'ledger' | 'folder' | 'clock' | 'logger' | 'observe' | 'outgoing'>;
  readonly partnerId: string;
  readonly endpoint: SftpEndpoint;
  readonly server: SftpPartner;
  /** True when nothing new is to be begun. */
  readonly isOver: () => boolean;
}

/** The trouble of a server that fails one file after another. */
export function serverTrouble(): SftpError {
  return new SftpError('sftp-remote-failed', 'transfer files over SFTP', 'one file after another');
}

/**
 * Works on all items, so many side by side, beginning none after one has failed or it is over. All that was begun has ended
 * when this does; then the first error of `work` or `isOver` goes up.
 */
export async function eachOf<Item>(
  items: readonly Item[],
  sideBySide: number,
  isOver: () => boolean,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (failure !== undefined) return;
      try {
        if (isOver()) return;
        await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(sideBySide, items.length) }, worker));
  if (failure !== undefined) throw failure.error;
}
