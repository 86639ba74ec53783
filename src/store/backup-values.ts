/** A backup that came to its end and whose files were all read back. */
export interface BackupRow {
  /** The folder's name in the target. */
  readonly setName: string;
  /** ISO instant. */
  readonly finishedAt: string;
  readonly files: number;
  /** Of the files as they are in the installation. */
  readonly bytes: number;
  readonly isEncrypted: boolean;
}

/** What lies in files and is named by rows: our copies of received files, documents, answers encrypted for their partners, large answers. */
export type NamedFileKind = 'document' | 'original' | 'sealed' | 'spool';

/** One file that the ledger names. */
export interface NamedFile {
  /** Relative to the data directory; of a document its SHA-256. */
  readonly name: string;
  readonly bytes: number;
  /** Hex digest. */
  readonly sha256: string;
}

/** Numbers that a restored ledger leaves out, since they may have been given out after its backup. */
export interface NumberSkip {
  /**
   * How many of each outbound control-number sequence, of submissions, documents, hand-offs, claims and PA tracking numbers; 0 to
   * 100,000,000.
   */
  readonly numbers: number;
  /** How many PA numbers: these come round within a day (`paNumberSkip` in domain/numbers). */
  readonly paNumbers: number;
  /** The set the ledger came from. */
  readonly setName: string;
  readonly actor: string;
  /** ISO instant. */
  readonly now: string;
}

/** The ledger's part about backups of itself; under the same rules as the rest. */
export interface BackupLedger {
  recordBackup(row: BackupRow): Promise<void>;
  /** The newest one; undefined before the first. */
  lastBackup(): BackupRow | undefined;
  /** In order of their names (bytes of ASCII), each once. Nothing else may be asked of this ledger meanwhile. */
  namedFiles(kind: NamedFileKind): Iterable<NamedFile>;
  /**
   * After a restore: forgets which folders the outboxes were, and leaves out numbers, also in sequences that begin
   * later, and audits it as `restore-ledger`. The gaps of control-number sequences are kept. Raises GatewayError
   * `numbers-used-up` when a sequence has not so many left; nothing has moved then.
   */
  skipNumbers(skip: NumberSkip): Promise<void>;
}
