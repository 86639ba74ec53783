import type { Page } from '../../ledger.js';
import type { LegalHoldKind, LegalHoldRow } from '../../retention-values.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { pageOf } from '../page.js';
import { submissionIdOf } from '../row-columns.js';

const HOLD = `
  SELECT id, kind, subject, reason, at, actor, released_at AS releasedAt, released_by AS releasedBy,
    release_reason AS releaseReason
  FROM legal_hold`;

/** What a hold is to be put on, as the ledger knows it: the number as we write it, and the file of a file or claim. */
interface Found {
  readonly subject: string;
  readonly submissionId: number | null;
}

/** Legal holds: added and released by people, audited, never removed. */
export class LegalHolds {
  readonly #audit: Audit;
  readonly #insert: Statement;
  readonly #byId: Statement<[number], LegalHoldRow>;
  readonly #release: Statement;
  readonly #page: Statement<[number, number, number], LegalHoldRow>;
  readonly #find: Readonly<Record<Exclude<LegalHoldKind, 'member'>, Statement<{ subject: string | number }, Found>>>;

  constructor(database: Database, audit: Audit) {
    this.#audit = audit;
    this.#insert = database.prepare(`
      INSERT INTO legal_hold (kind, subject, submission_id, reason, at, actor) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#byId = database.prepare(`${HOLD} WHERE id = ?`);
    this.#release = database.prepare(`
      UPDATE legal_hold SET released_at = ?, released_by = ?, release_reason = ? WHERE id = ? AND released_at = ''`);
    this.#page = database.prepare(`${HOLD} WHERE id > ? AND (? = 1 OR released_at = '') ORDER BY id LIMIT ?`);
    this.#find = {
      submission: database.prepare(
        "SELECT printf('S%08d', id) AS subject, id AS submissionId FROM submission WHERE id = @subject",
      ),
      'prior-authorization': database.prepare(`
        SELECT tracking_number AS subject, NULL AS submissionId FROM prior_authorization WHERE tracking_number = @subject
        UNION ALL SELECT tracking_number, NULL FROM prior_authorization WHERE pa_number = @subject AND pa_number <> ''
        LIMIT 1`),
      claim: database.prepare(`
        SELECT claim_number AS subject, submission_id AS submissionId FROM claim WHERE claim_number = @subject`),
      // One that was removed may be held for what it sent.
      partner: database.prepare(`
        SELECT @subject AS subject, NULL AS submissionId WHERE EXISTS (SELECT 1 FROM partner WHERE id = @subject)
          OR EXISTS (SELECT 1 FROM submission WHERE partner_id = @subject)`),
    };
  }

  /** As `RetentionLedger.addLegalHold` says. The audit line of a member names the hold alone. */
  add(hold: Pick<LegalHoldRow, 'kind' | 'subject' | 'reason'>, actor: string, now: string): LegalHoldRow {
    const { kind, reason } = hold;
    const found = this.#known(kind, hold.subject);
    const { lastInsertRowid } = this.#insert.run(kind, found.subject, found.submissionId, reason, now, actor);
    const row = this.#byId.get(Number(lastInsertRowid))!;
    this.#tell('legal-hold', row, reason, actor, now);
    return row;
  }

  release(id: number, reason: string, actor: string, now: string): LegalHoldRow {
    if (this.#release.run(now, actor, reason, id).changes !== 1) {
      const hint = 'Nothing was changed. "x12gw legal-hold list" shows those that hold.';
      throw misuse('legal-hold-not-open', 'release a legal hold', `No legal hold ${id} holds`, `${id}`, hint, 2);
    }
    const row = this.#byId.get(id)!;
    this.#tell('release-legal-hold', row, reason, actor, now);
    return row;
  }

  page(withReleased: boolean, after: number, limit: number): Page<LegalHoldRow> {
    return pageOf(this.#page.all(after, withReleased ? 1 : 0, limit + 1), limit, ({ id }) => id);
  }

  #known(kind: LegalHoldKind, subject: string): Found {
    if (kind === 'member') return { subject, submissionId: null };
    const found = this.#find[kind].get({ subject: kind === 'submission' ? submissionIdOf(subject) : subject });
    if (found !== undefined) return found;
    const hint =
      'Nothing was changed. "x12gw trace NUMBER" tells what a number is; "x12gw partner list" shows partners.';
    throw misuse(
      'legal-hold-subject-unknown',
      'add a legal hold',
      'The ledger knows nothing of this number or id',
      '',
      hint,
      2,
    );
  }

  #tell(action: string, row: LegalHoldRow, reason: string, actor: string, now: string): void {
    const { id: hold, kind } = row;
    const subject = kind === 'member' ? `legal hold ${hold}` : row.subject;
    this.#audit.add({ at: now, actor, action, subject, details: { hold, kind, reason } });
  }
}
