import type { Ledger } from '../../store/ledger.js';
import type { Clock } from '../../support/clock.js';
import type { WatchedPartner } from './partner-folders.js';

/** Signs of life of one of the gateway's loops, in epoch milliseconds. */
export interface LoopPulse {
  readonly loop: string;
  /** It did anything, such as going on to the next answer. */
  readonly beatAt: number;
  /** It came to the end of a round without trouble; 0 before the first. */
  readonly roundAt: number;
}

/** Trouble of the environment that a part of the gateway waits to end. */
export interface EnvironmentTrouble {
  /** `inboxes`, `delivery`, `calendar`, `handoff` or `files`. */
  readonly part: string;
  /** A GatewayError's code, such as `disk-full`. */
  readonly error: string;
  /** ISO instant. */
  readonly since: string;
}

/** What metrics and health are told from. */
export interface Watched {
  readonly ledger: Pick<Ledger, 'tallies' | 'backlog' | 'lastBackup' | 'tryToCommit'>;
  readonly clock: Clock;
  /** The program's. */
  readonly version: string;
  /** Absolute; free space is that of its disk. */
  readonly dataDirectory: string;
  readonly partners: () => readonly WatchedPartner[];
  /** Partners' SFTP servers that were called, by whether they could be used the last time. */
  readonly sftpServers: () => readonly { readonly id: string; readonly isUp: boolean }[];
  readonly loops: () => readonly LoopPulse[];
  readonly troubles: () => readonly EnvironmentTrouble[];
  readonly alertCounts: () => readonly { readonly event: string; readonly outcome: string; readonly count: number }[];
  /** True while this process is the runner of the data directory and the lock is where it was taken. */
  readonly holdsLock: () => Promise<boolean>;
  /** The inboxes count as scanned lately for so long. */
  readonly scanMilliseconds: () => number;
}
