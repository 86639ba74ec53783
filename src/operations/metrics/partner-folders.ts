import { access, constants } from 'node:fs/promises';
import { folderIdentity, isKnownFolder } from '../../files/folder-identity.js';

/** A partner's folders, absolute. */
export interface WatchedPartner {
  readonly id: string;
  readonly inbox: string;
  readonly outbox: string;
  /** Identity of the folder that answers were delivered into; '' or undefined when there is none yet. */
  readonly outboxFolder?: string;
}

/** Whether files can be taken from a partner and answers given to it. */
export interface PartnerUp {
  readonly id: string;
  readonly inbox: boolean;
  readonly outbox: boolean;
}

/** A share that hangs must not hang the whole answer. */
const LONGEST_MILLISECONDS = 2_000;
const { R_OK, W_OK, X_OK } = constants;

/**
 * Looks at partners' folders, one after the other: a share that hangs holds one of the few threads that all disk work
 * shares, never more.
 */
export class PartnerFolders {
  #looking: Promise<void> | undefined;

  /**
   * Tells of every partner whether its inbox can be listed and emptied and its outbox filled. Takes at most two seconds;
   * what has not answered by then is down, as is everybody while an earlier look still hangs.
   */
  async look(partners: readonly WatchedPartner[]): Promise<PartnerUp[]> {
    const up = new Map<string, PartnerUp>();
    let isOver = false;
    const each = async (): Promise<void> => {
      for (const { id, inbox, outbox, outboxFolder = '' } of partners) {
        if (isOver) return;
        up.set(id, {
          id,
          inbox: await isAccessible(inbox, R_OK | W_OK | X_OK),
          outbox: (await isAccessible(outbox, W_OK | X_OK)) && (await isThe(outbox, outboxFolder)),
        });
      }
    };
    this.#looking ??= each().finally(() => {
      this.#looking = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LONGEST_MILLISECONDS);
    });
    await Promise.race([this.#looking, tooLong]);
    clearTimeout(timer);
    isOver = true;
    return partners.map(({ id }) => up.get(id) ?? { id, inbox: false, outbox: false });
  }
}

/** False for a folder that stands in the place of another, as where a file system is not mounted. */
async function isThe(folder: string, identity: string): Promise<boolean> {
  if (identity === '') return true;
  return folderIdentity(folder)
    .then((found) => isKnownFolder(folder, found, identity))
    .catch(() => false);
}

/** `/.` at the end of a path is there only when the path is a folder. */
function isAccessible(path: string, mode: number): Promise<boolean> {
  return access(`${path}/.`, mode).then(
    () => true,
    () => false,
  );
}
