import type { Page } from '../../ledger-values.js';
import type { PublicationDraft } from '../../publication-draft.js';
import type { PublicationRow } from '../../publication-values.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { pageOf } from '../page.js';
import { submissionNumber } from '../row-columns.js';
import type { Sequences } from '../sequences.js';

type StoredRow = Omit<PublicationRow, 'isNumberOurs'> & { readonly isNumberOurs: number };

const SELECT = `
  SELECT id, printf('S%08d', submission_id) AS submissionNumber, interchange_index AS interchange, at, outcome, reason,
    type, usage, partner_id AS partnerId, location, sender_id AS senderId, control_number AS controlNumber,
    is_number_ours AS isNumberOurs, settled_at AS settledAt, settled_by AS settledBy, note
  FROM publication`;

/** Where a publication comes from and what was filed. */
interface PublicationOccasion {
  readonly submissionId: number;
  readonly now: string;
  /** Our id, whose sequence to the partner may have met the number. */
  readonly ourId: string;
  /** The answer it was filed as; undefined when it was not. */
  readonly answerId: number | undefined;
}

/** Interchanges that other systems of the payer published: kept with their verdict, settled by people or by filing them. */
export class Publications {
  readonly #audit: Audit;
  readonly #sequences: Sequences;
  readonly #insert: Statement;
  readonly #group: Statement;
  readonly #reference: Statement<[string, string, number]>;
  readonly #statuses: Statement<[string], number>;
  readonly #settleBytes: Statement<[string, string]>;
  readonly #ofSubmission: Statement<[number, number, number], StoredRow>;
  readonly #open: Statement<[number, number], StoredRow>;
  readonly #find: Statement<[number], StoredRow>;
  readonly #settle: Statement;

  constructor(database: Database, sequences: Sequences, audit: Audit) {
    this.#audit = audit;
    this.#sequences = sequences;
    this.#insert = database.prepare(`
      INSERT INTO publication (submission_id, interchange_index, at, outcome, reason, type, usage, partner_id, location,
        sender_id, control_number, is_number_ours, sha256, answer_id)
      VALUES (@submissionId, @interchange, @now, @outcome, @reason, @type, @usage, @partnerId, @location, @senderId,
        @controlNumber, @isNumberOurs, @sha256, @answerId)
      ON CONFLICT DO NOTHING`);
    this.#group = database.prepare('INSERT OR IGNORE INTO published_group VALUES (?, ?, ?, ?)');
    this.#reference = database.prepare('INSERT OR IGNORE INTO sent_reference VALUES (?, ?, ?)');
    this.#statuses = database
      .prepare<[string], number>(
        "SELECT 1 FROM publication WHERE sha256 = ? AND type = 'claim-status' AND outcome = 'filed' LIMIT 1",
      )
      .pluck() as Statement<[string], number>;
    this.#settleBytes = database.prepare(
      "UPDATE publication SET settled_at = ? WHERE sha256 = ? AND outcome = 'refused' AND settled_at = ''",
    );
    this.#ofSubmission = database.prepare(
      `${SELECT} WHERE submission_id = ? AND interchange_index >= ? ORDER BY interchange_index LIMIT ?`,
    );
    this.#open = database.prepare(
      `${SELECT} WHERE outcome = 'refused' AND settled_at = '' AND id > ? ORDER BY id LIMIT ?`,
    );
    this.#find = database.prepare(`${SELECT} WHERE id = ?`);
    this.#settle = database.prepare('UPDATE publication SET settled_at = ?, settled_by = ?, note = ? WHERE id = ?');
  }

  /** Keeps one, inside the commit of its verdict. Filing it settles what was refused of the same bytes. */
  add(draft: PublicationDraft, { submissionId, now, ourId, answerId }: PublicationOccasion): void {
    const { groups, references, statusRows, ...columns } = draft;
    const isNumberOurs =
      answerId !== undefined &&
      draft.partnerId !== '' &&
      draft.senderId === ourId &&
      draft.controlNumber < this.#sequences.peekControlNumber(ourId, draft.partnerId);
    this.#insert.run({
      ...columns,
      submissionId,
      now,
      isNumberOurs: isNumberOurs ? 1 : 0,
      answerId: answerId ?? null,
    });
    if (draft.outcome !== 'refused') this.#settleBytes.run(now, draft.sha256);
    if (statusRows !== undefined) this.#auditStatuses(submissionId, statusRows, draft.sha256, now);
    if (answerId === undefined) return;
    for (const { controlNumber, functionalIdentifier } of groups) {
      if (controlNumber > 0) this.#group.run(draft.partnerId, controlNumber, functionalIdentifier, answerId);
    }
    for (const reference of references) this.#reference.run(draft.partnerId, reference, answerId);
  }

  /** As `PublicationLedger.areStatusesFiled` says. */
  areStatusesFiled(sha256: string): boolean {
    return this.#statuses.get(sha256) !== undefined;
  }

  /** Those of one file from a page's token on: the interchange that comes next, counted from 1. */
  ofSubmission(submissionId: number, after: number, limit: number): Page<PublicationRow> {
    const rows = this.#ofSubmission.all(submissionId, after === 0 ? -1 : after, limit + 1).map(toPublication);
    return pageOf(rows, limit, ({ interchange }) => interchange + 1);
  }

  open(after: number, limit: number): Page<PublicationRow> {
    return pageOf(this.#open.all(after, limit + 1).map(toPublication), limit, ({ id }) => id);
  }

  /** Ends a refusal. GatewayError (2) `publication-not-open`. */
  settle(id: number, note: string, actor: string, now: string): void {
    const row = this.#find.get(id);
    if (row === undefined || row.outcome !== 'refused' || row.settledAt !== '') {
      const hint = '"x12gw publish list" shows those that wait for somebody.';
      throw misuse('publication-not-open', 'settle a publication', 'It is not open', `${id}`, hint, 2);
    }
    this.#settle.run(now, actor, note, id);
    const details = { publication: id, reason: row.reason };
    this.#audit.add({ at: now, actor, action: 'settle-publication', subject: row.submissionNumber, details });
  }

  /** As "x12gw claims import-status" is audited, with the file's number. */
  #auditStatuses(submissionId: number, rows: number, sha256: string, now: string): void {
    const details = { submission: submissionNumber(submissionId), rows, sha256 };
    this.#audit.add({ at: now, actor: 'gateway', action: 'import-claim-status', subject: 'claims', details });
  }
}

function toPublication(row: StoredRow): PublicationRow {
  return { ...row, isNumberOurs: row.isNumberOurs === 1 };
}
