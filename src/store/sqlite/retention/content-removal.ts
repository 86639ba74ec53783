import type { ContentPosition } from '../../retention-values.js';
import type { Database, Statement } from '../driver.js';
import { claimSkeleton, claimVerdictSkeleton, findingSkeleton, priorAuthorizationSkeleton } from './skeletons.js';

/** Rows of a page, small enough that nobody waits long for its commit; an answer may be megabytes. */
const PAGE = 500;
const ANSWERS_PAGE = 20;

/**
 * Empties one kind of row of a file from `after` on, at most a page of them, and gives the key of the last; undefined when
 * nothing is left.
 */
type Part = (submissionId: number, after: readonly number[], now: string) => readonly number[] | undefined;

/**
 * Gives up the protected content of a file's rows and keeps the rows: numbers, codes, digests, instants and states. Page by
 * page, each of which may be repeated, so that a run that was cut off begins again from the first. What it frees in the
 * database is overwritten with zeros at once.
 */
export class ContentRemoval {
  readonly #database: Database;
  readonly #parts: readonly Part[];
  readonly #begin: Statement<[number]>;
  readonly #files: Statement<{ submission: number }, string>;

  constructor(database: Database) {
    this.#database = database;
    this.#begin = database.prepare("UPDATE retention_work SET is_begun = 1 WHERE kind = 'ledger' AND row_id = ?");
    this.#files = database
      .prepare<{ submission: number }, string>(`
        SELECT spool_path FROM answer INDEXED BY answer_by_set WHERE submission_id = @submission AND spool_path <> ''
          AND NOT EXISTS (SELECT 1 FROM answer AS other INDEXED BY answer_in_spool
            WHERE other.spool_path = answer.spool_path AND other.content IS NULL AND other.spool_path <> ''
              AND other.content_removed_at = '')
        UNION SELECT sealed_path FROM answer INDEXED BY answer_by_set
          WHERE submission_id = @submission AND sealed_path <> ''`)
      .pluck() as Statement<{ submission: number }, string>;
    this.#parts = [
      answers(database),
      sets(database),
      interchanges(database),
      claims(database),
      priorAuthorizations(database),
      theRest(database),
    ];
  }

  /** As `RetentionLedger.removeContent` says; inside one operation. */
  page(submissionId: number, after: ContentPosition | undefined, now: string): ContentPosition | undefined {
    const { part, key } = after ?? { part: 0, key: [] };
    this.#begin.run(submissionId);
    const last = overwriting(this.#database, () => this.#parts[part]!(submissionId, key, now));
    if (last !== undefined) return { part, key: last };
    return part + 1 < this.#parts.length ? { part: part + 1, key: [] } : undefined;
  }

  /** As `RetentionLedger.contentFiles` says. */
  files(submissionId: number): readonly string[] {
    return this.#files.all({ submission: submissionId });
  }
}

/**
 * Overwrites with zeros what `work` frees in the database's file; it costs writes, so that other work goes without. A row
 * that is changed is written anew beside its old place, which is freed.
 */
function overwriting<Result>(database: Database, work: () => Result): Result {
  const before = database.pragma('secure_delete', { simple: true });
  database.pragma('secure_delete = ON');
  try {
    return work();
  } finally {
    database.pragma(`secure_delete = ${String(before)}`);
  }
}

/** The bytes of answers in the ledger; spooled ones are noted. What is done is not met again. */
function answers(database: Database): Part {
  const empty = database.prepare<[string, number, number]>(`
    UPDATE answer SET content = NULL, content_removed_at = ? WHERE id IN (
      SELECT id FROM answer INDEXED BY answer_by_set WHERE submission_id = ? AND content_removed_at = '' LIMIT ?)`);
  return (submissionId, _after, now) =>
    empty.run(now, submissionId, ANSWERS_PAGE).changes < ANSWERS_PAGE ? undefined : [];
}

/** Findings of sets, and their parts of the 999, which repeat wrong values (999 guide IK404, CTX). Clean sets hold none. */
function sets(database: Database): Part {
  type Row = { id: number; attempt: number; interchange: number; group: number; set: number; findings: string };
  const page = database.prepare<number[], Row>(`
    SELECT id, attempt, interchange_index AS interchange, group_index AS "group", set_index AS "set", findings
    FROM transaction_set INDEXED BY transaction_set_with_findings
    WHERE submission_id = ? AND (attempt, interchange_index, group_index, set_index) > (?, ?, ?, ?)
      AND findings_total > 0
    ORDER BY attempt, interchange_index, group_index, set_index LIMIT ?`);
  const empty = database.prepare<[string, number]>(
    "UPDATE transaction_set SET findings = ?, acknowledgment = '' WHERE id = ?",
  );
  return (submissionId, after) => {
    const [attempt = -1, interchange = -1, group = -1, set = -1] = after;
    const rows = page.all(submissionId, attempt, interchange, group, set, PAGE);
    for (const { id, findings } of rows) empty.run(findingsSkeleton(findings), id);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return undefined;
    return [last.attempt, last.interchange, last.group, last.set];
  };
}

/** Findings of interchanges and of their groups. */
function interchanges(database: Database): Part {
  const page = database.prepare<[number, number, number], { id: number; index: number; findings: string }>(`
    SELECT id, interchange_index AS "index", findings FROM interchange
    WHERE submission_id = ? AND interchange_index > ? ORDER BY interchange_index LIMIT ?`);
  const empty = database.prepare<[string, number]>('UPDATE interchange SET findings = ? WHERE id = ?');
  const groups = database.prepare<[number], { index: number; body: string }>(
    'SELECT group_index AS "index", body FROM functional_group WHERE interchange_id = ?',
  );
  const emptyGroup = database.prepare<[string, number, number]>(
    'UPDATE functional_group SET body = ? WHERE interchange_id = ? AND group_index = ?',
  );
  return (submissionId, [after = -1]) => {
    const rows = page.all(submissionId, after, PAGE);
    for (const { id, findings } of rows) {
      empty.run(findingsSkeleton(findings), id);
      for (const { index, body } of groups.all(id)) {
        const group = JSON.parse(body);
        emptyGroup.run(JSON.stringify({ ...group, findings: group.findings.map(findingSkeleton) }), id, index);
      }
    }
    return rows.length < PAGE ? undefined : [rows.at(-1)!.index];
  };
}

/** Claims with the columns beside their bodies. Statuses and units used name numbers of the payer's own alone. */
function claims(database: Database): Part {
  const page = database.prepare<[number, number, number], { id: number; body: string; verdict: string }>(`
    SELECT id, body, verdict FROM claim INDEXED BY claim_by_submission
    WHERE submission_id = ? AND id > ? ORDER BY id LIMIT ?`);
  const empty = database.prepare<[string, string, string, number]>(`
    UPDATE claim SET body = ?, verdict = ?, content_removed_at = ?, member_id = '', submitter_claim_id = '',
      original_number = '', service_from = '', service_to = '' WHERE id = ?`);
  return (submissionId, [after = 0], now) => {
    const rows = page.all(submissionId, after, PAGE);
    for (const { id, body, verdict } of rows) {
      const kept = [claimSkeleton(JSON.parse(body)), claimVerdictSkeleton(JSON.parse(verdict))].map((one) =>
        JSON.stringify(one),
      );
      empty.run(kept[0]!, kept[1]!, now, id);
    }
    return rows.length < PAGE ? undefined : [rows.at(-1)!.id];
  };
}

/**
 * Prior authorizations that came in this file, with their conversations, letters and the names senders have for them. Their
 * lines, and their columns for lists, follow the body. Their history holds codes and stays as it is.
 */
function priorAuthorizations(database: Database): Part {
  const page = database.prepare<[number, number, number], { id: number; body: string }>(`
    SELECT id, body FROM prior_authorization INDEXED BY prior_authorization_by_submission
    WHERE submission_id = ? AND id > ? ORDER BY id LIMIT ?`);
  const empty = database.prepare<[string, string, number]>(
    'UPDATE prior_authorization SET body = ?, content_removed_at = ? WHERE id = ?',
  );
  const talk = database.prepare<[number]>("UPDATE conversation SET body = 'null' WHERE prior_authorization_id = ?");
  const names = database.prepare<[number]>(`
    DELETE FROM prior_authorization_name
    WHERE prior_authorization_id = ? AND kind IN ('transaction', 'trace', 'external')`);
  const letters = database.prepare<[number], { id: number; body: string }>(
    'SELECT id, body FROM letter WHERE prior_authorization_id = ?',
  );
  const emptyLetter = database.prepare<[string, number]>('UPDATE letter SET body = ? WHERE id = ?');
  return (submissionId, [after = 0], now) => {
    const rows = page.all(submissionId, after, PAGE);
    for (const { id, body } of rows) {
      empty.run(JSON.stringify(priorAuthorizationSkeleton(JSON.parse(body))), now, id);
      talk.run(id);
      names.run(id);
      for (const letter of letters.all(id)) {
        emptyLetter.run(JSON.stringify(priorAuthorizationSkeleton(JSON.parse(letter.body))), letter.id);
      }
    }
    return rows.length < PAGE ? undefined : [rows.at(-1)!.id];
  };
}

/** What senders called their file, documents and batches, and the findings about the file as a whole. */
function theRest(database: Database): Part {
  const findings = database
    .prepare<[number], string>('SELECT file_findings FROM submission WHERE id = ?')
    .pluck() as Statement<[number], string>;
  const file = database.prepare<[string, number]>(
    "UPDATE submission SET sender_file_name = '', file_findings = ? WHERE id = ?",
  );
  const documents = database.prepare<[number]>("UPDATE document SET reference = '' WHERE submission_id = ?");
  const batches = database.prepare<[number]>(`
    DELETE FROM sent_reference WHERE answer_id IN (
      SELECT id FROM answer INDEXED BY answer_by_set WHERE submission_id = ?)`);
  return (submissionId) => {
    file.run(findingsSkeleton(findings.get(submissionId) ?? '[]'), submissionId);
    documents.run(submissionId);
    batches.run(submissionId);
    return undefined;
  };
}

function findingsSkeleton(json: string): string {
  return JSON.stringify(JSON.parse(json).map(findingSkeleton));
}
