import { SftpError } from '../../sftp/trouble.js';
import type { SftpFileTrouble } from '../../store/ledger.js';

/** Milliseconds before a file with trouble of its own is tried again; doubled with each failure. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 900_000;
/** While it is the server's trouble: it may end at any time, and then they are not to wait for long. */
const LONGEST_OF_A_SERVER = 30_000;
/** The first rest of a file whose transfer broke the connection, longer than the loops wait: the others get their turn first. */
const FIRST_PAUSE = 2_000;
/** Breaks that are put down to the line; with the next one the file is taken to be the cause. */
const BREAKS_OF_A_LINE = 3;
/** Different files that fail in a row before it is the server's trouble. */
const FILES_OF_A_SERVER = 3;
/** Files remembered one by one; all others share one rest. */
const MOST_REMEMBERED = 10_000;
const ALL_OTHERS = 'others';

/** What breaks off a transfer that had begun; other trouble with a connection says that the server was not reached at all. */
const BREAKS = new Set(['sftp-connection-lost', 'sftp-timeout', 'sftp-answer-malformed', 'sftp-remote-failed']);
/** How a server behaves that cannot do one thing, and just so when it can do nothing. */
const PERHAPS_THE_SERVERS = new Set(['sftp-remote-refused', 'sftp-upload-short', 'sftp-too-slow', ...BREAKS]);

interface Rest {
  /** '' while it is taken for the line's trouble. */
  readonly error: string;
  readonly since: string;
  readonly wait: number;
  /** Milliseconds of `now`. */
  readonly until: number;
  readonly breaks: number;
  /** True once another file worked meanwhile: it does not speak for the server any more. */
  readonly isKnown: boolean;
}

/** Files that rest with one trouble. */
export type FileTrouble = Omit<SftpFileTrouble, 'direction'>;

/**
 * The files of one partner that could not be transferred in one direction, by a key that is no name: how long each rests,
 * and whether so many fail in a row that it is the server's trouble. In memory: after a restart all are tried at once.
 */
export class FileTroubles {
  readonly #now: () => number;
  readonly #rests = new Map<string, Rest>();
  /** Files that failed since one last worked. */
  readonly #failedInARow = new Set<string>();

  /** `now` in milliseconds; by default a clock that nobody sets. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** True when so many different files failed, and none worked in between, that the server is the cause. */
  get isServerTrouble(): boolean {
    return this.#failedInARow.size >= FILES_OF_A_SERVER;
  }

  isResting(key: string): boolean {
    const rest = this.#rests.get(key) ?? this.#rests.get(ALL_OTHERS);
    return rest !== undefined && rest.until > this.#now();
  }

  /**
   * True for trouble of the file itself, which `failed` is to be told of. False for trouble of the server, the line or the
   * gateway; a file whose transfer broke the connection then lets the others go first, and after some breaks it is its own.
   * `at`: ISO instant.
   */
  isOwn(key: string, error: unknown, at: string): error is SftpError {
    if (!(error instanceof SftpError)) return false;
    if (error.trouble === 'content') return true;
    if (!BREAKS.has(error.code)) return false;
    const { breaks = 0, isKnown = false } = this.#rests.get(key) ?? {};
    if (breaks >= BREAKS_OF_A_LINE) return true;
    const until = this.#now() + FIRST_PAUSE * 2 ** breaks;
    this.#keep(key, { error: '', since: at, wait: FIRST_WAIT, until, breaks: breaks + 1, isKnown });
    return false;
  }

  /**
   * Lets a file rest with trouble of its own. `isTransfers`: false for what follows a transfer that worked. True when this
   * trouble of it is news.
   */
  failed(key: string, error: string, at: string, isTransfers = true): boolean {
    const before = this.#rests.get(key);
    const { breaks = 0, isKnown = false } = before ?? {};
    const isPerhapsTheServers = isTransfers && !isKnown && PERHAPS_THE_SERVERS.has(error);
    if (isPerhapsTheServers) this.#failedInARow.add(key);
    const longest = isPerhapsTheServers && this.isServerTrouble ? LONGEST_OF_A_SERVER : LONGEST_WAIT;
    const wait = before === undefined ? FIRST_WAIT : Math.min(before.wait * 2, longest);
    // Of those that share one rest nobody knows which were told of: their trouble is.
    const told = before ?? this.#rests.get(this.#placeOf(key));
    const isNews = told?.error !== error;
    this.#keep(key, {
      error,
      since: isNews ? at : told.since,
      wait,
      until: this.#now() + wait,
      breaks,
      isKnown,
    });
    return isNews;
  }

  /**
   * A file came through: it has no trouble any more. Those that failed before it have their own; where it looked like the
   * server's they are tried once more at once, since it may have been.
   */
  succeeded(key: string): void {
    const ended = this.isServerTrouble ? { until: 0, wait: FIRST_WAIT } : {};
    for (const one of this.#failedInARow) {
      const rest = this.#rests.get(one);
      if (rest !== undefined) this.#rests.set(one, { ...rest, ...ended, isKnown: true });
    }
    this.#failedInARow.clear();
    this.#rests.delete(key);
  }

  /** Forgets files that are not there any more. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#rests.keys()) {
      if (keys.has(key) || (key === ALL_OTHERS && this.#rests.size > MOST_REMEMBERED / 2)) continue;
      this.#rests.delete(key);
    }
    for (const key of this.#failedInARow) if (!keys.has(key)) this.#failedInARow.delete(key);
  }

  /** Ends every rest. */
  tryNow(): void {
    for (const [key, rest] of this.#rests) this.#rests.set(key, { ...rest, until: 0, wait: FIRST_WAIT });
  }

  /** Which troubles of their own files have, by code. */
  all(): readonly FileTrouble[] {
    const troubles = new Map<string, FileTrouble>();
    for (const { error, since } of this.#rests.values()) {
      if (error === '') continue;
      const { files, since: first } = troubles.get(error) ?? { files: 0, since };
      troubles.set(error, { error, files: files + 1, since: [since, first].sort()[0]! });
    }
    return [...troubles.values()].sort((one, other) => (one.error < other.error ? -1 : 1));
  }

  #keep(key: string, rest: Rest): void {
    this.#rests.set(this.#placeOf(key), rest);
  }

  #placeOf(key: string): string {
    return this.#rests.has(key) || this.#rests.size < MOST_REMEMBERED ? key : ALL_OTHERS;
  }
}
