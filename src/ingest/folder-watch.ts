import { watch } from 'chokidar';

/** A running watch. */
export interface FolderWatch {
  close(): Promise<void>;
}

/**
 * Calls `onChange` soon after something changes in one of the folders, at most every `pauseMilliseconds`. Only makes a
 * scan sooner: an event that the system drops, and a watch that fails, cost nothing but time.
 */
export function watchFolders(folders: readonly string[], onChange: () => void, pauseMilliseconds: number): FolderWatch {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch([...folders], { depth: 0, ignoreInitial: true, followSymlinks: false });
  watcher.on('all', () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange();
    }, pauseMilliseconds);
  });
  // The interval scan goes on without the events.
  watcher.on('error', () => undefined);
  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
