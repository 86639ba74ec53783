import type { AnswerRow, Receipt, SubmissionRow } from './rows.js';

/** How a partner's SFTP server was when that last changed. */
export interface SftpServerRow {
  readonly partnerId: string;
  /** `resting`: left alone for a while. `stopped`: not called until a person has acted. */
  readonly state: 'working' | 'resting' | 'stopped';
  /** A GatewayError's code; '' for none. */
  readonly error: string;
  /** ISO instant. */
  readonly since: string;
}

/** Files of one partner that rest with one trouble. */
export interface SftpFileTrouble {
  /** `in`: on its server, not fetched or not settled there. `out`: answers that are not uploaded. */
  readonly direction: 'in' | 'out';
  /** A GatewayError's code. */
  readonly error: string;
  readonly files: number;
  /** ISO instant since when the first of them has it. */
  readonly since: string;
}

/** The ledger's part about partners' SFTP servers that we call; under the same rules as the rest. */
export interface SftpLedger {
  /**
   * Records a fetched file and, in the same commit, that it was fetched; `key` is a digest of its name, size and time.
   * Repeating it with a key that is remembered records nothing and gives the row that was made then.
   */
  recordFetched(receipt: Receipt, key: string): Promise<SubmissionRow>;
  /** Hex digest of what was fetched under a key; undefined when nothing is remembered. */
  fetchedDigest(partnerId: string, key: string): string | undefined;
  /** All keys remembered of a partner. */
  fetchedKeys(partnerId: string): readonly string[];
  forgetFetched(partnerId: string, keys: readonly string[]): Promise<void>;
  /** How the servers were when that last changed, by partner id. */
  sftpServers(): readonly SftpServerRow[];
  sftpServer(partnerId: string): SftpServerRow | undefined;
  putSftpServer(row: SftpServerRow): Promise<void>;
  /** Which files of a partner rest, the last time its server was called: by direction and code. */
  sftpFileTroubles(partnerId: string): readonly SftpFileTrouble[];
  /** Keeps these in place of what was kept of the partner. */
  putSftpFileTroubles(partnerId: string, troubles: readonly SftpFileTrouble[]): Promise<void>;
  /** Has a stopped server called again, and audits it; false when it is not stopped. */
  releaseSftpServer(partnerId: string, actor: string, now: string): Promise<boolean>;
  /** A partner's written answers that are not delivered, oldest first, with an id above `after`: mailbox ones. */
  answersToUpload(partnerId: string, after: number, limit: number): AnswerRow[];
}
