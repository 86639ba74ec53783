import type { Receipt, SubmissionRow } from '../../rows.js';
import type { SftpFileTrouble, SftpServerRow } from '../../sftp-values.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import type { Receipts } from '../submissions/receipts.js';

/** What was fetched from partners' SFTP servers, and how these are. */
export class SftpServers {
  readonly #receipts: Receipts;
  readonly #audit: Audit;
  readonly #find: Statement<[string, string], { readonly sha256: string; readonly submissionId: number }>;
  readonly #keys: Statement<[string], string>;
  readonly #remember: Statement<[string, string, string, number]>;
  readonly #forget: Statement<[string, string]>;
  readonly #all: Statement<[], SftpServerRow>;
  readonly #server: Statement<[string], SftpServerRow>;
  readonly #put: Statement<SftpServerRow>;
  readonly #troubles: Statement<[string], SftpFileTrouble>;
  readonly #addTrouble: Statement<SftpFileTrouble & { readonly partnerId: string }>;
  readonly #removeTroubles: Statement<[string]>;

  constructor(database: Database, receipts: Receipts, audit: Audit) {
    this.#receipts = receipts;
    this.#audit = audit;
    this.#find = database.prepare(
      'SELECT sha256, submission_id AS submissionId FROM sftp_fetched WHERE partner_id = ? AND key = ?',
    );
    this.#keys = database
      .prepare<[string], string>('SELECT key FROM sftp_fetched WHERE partner_id = ?')
      .pluck() as Statement<[string], string>;
    this.#remember = database.prepare('INSERT INTO sftp_fetched VALUES (?, ?, ?, ?)');
    this.#forget = database.prepare('DELETE FROM sftp_fetched WHERE partner_id = ? AND key = ?');
    const select = 'SELECT partner_id AS partnerId, state, error, since FROM sftp_server';
    this.#all = database.prepare(`${select} ORDER BY partner_id`);
    this.#server = database.prepare(`${select} WHERE partner_id = ?`);
    this.#put = database.prepare(`
      INSERT INTO sftp_server (partner_id, state, error, since) VALUES (@partnerId, @state, @error, @since)
      ON CONFLICT DO UPDATE SET state = excluded.state, error = excluded.error, since = excluded.since`);
    this.#troubles = database.prepare(
      'SELECT direction, error, files, since FROM sftp_file_trouble WHERE partner_id = ? ORDER BY direction, error',
    );
    this.#addTrouble = database.prepare(
      'INSERT INTO sftp_file_trouble VALUES (@partnerId, @direction, @error, @files, @since)',
    );
    this.#removeTroubles = database.prepare('DELETE FROM sftp_file_trouble WHERE partner_id = ?');
  }

  /** Records a fetched file and remembers its key; one that is remembered gives the row it made then. */
  record(receipt: Receipt, key: string): SubmissionRow {
    const known = this.#find.get(receipt.partnerId, key);
    if (known !== undefined) return this.#receipts.require(known.submissionId, 'record a fetched file');
    const submission = this.#receipts.record(receipt);
    this.#remember.run(receipt.partnerId, key, receipt.sha256, submission.id);
    return submission;
  }

  /** Digest of what was fetched under this key. */
  digest(partnerId: string, key: string): string | undefined {
    return this.#find.get(partnerId, key)?.sha256;
  }

  keys(partnerId: string): string[] {
    return this.#keys.all(partnerId);
  }

  forget(partnerId: string, keys: readonly string[]): void {
    for (const key of keys) this.#forget.run(partnerId, key);
  }

  all(): SftpServerRow[] {
    return this.#all.all();
  }

  find(partnerId: string): SftpServerRow | undefined {
    return this.#server.get(partnerId);
  }

  put(row: SftpServerRow): void {
    this.#put.run(row);
  }

  fileTroubles(partnerId: string): SftpFileTrouble[] {
    return this.#troubles.all(partnerId);
  }

  putFileTroubles(partnerId: string, troubles: readonly SftpFileTrouble[]): void {
    this.#removeTroubles.run(partnerId);
    for (const { direction, error, files, since } of troubles) {
      this.#addTrouble.run({ partnerId, direction, error, files, since });
    }
  }

  /** Has a stopped server called again; false when it is not stopped. */
  release(partnerId: string, actor: string, now: string): boolean {
    const row = this.#server.get(partnerId);
    if (row?.state !== 'stopped') return false;
    this.#put.run({ partnerId, state: 'working', error: '', since: now });
    this.#audit.add({ at: now, actor, action: 'release-sftp', subject: partnerId, details: { error: row.error } });
    return true;
  }
}
