import type { GroupOutcome } from '../../../envelope/outcome.js';
import type { Finding } from '../../../findings/finding.js';
import type { DownloadFilter, Ledger, Page, SetRow } from '../../ledger.js';
import type { AnswerRow, FindingRow, InterchangeRow, SubmissionRow } from '../../rows.js';
import type { Database, Statement } from '../driver.js';
import { pageOf, where } from '../page.js';
import {
  ANSWER_COLUMNS,
  INTERCHANGE_COLUMNS,
  SET_COLUMNS,
  SUBMISSION_COLUMNS,
  submissionIdOf,
} from '../row-columns.js';
import { type StoredAnswer, toAnswer } from '../submissions/answers.js';
import { type StoredSet, toSet } from '../submissions/sets.js';

type SubmissionFilter = Parameters<Ledger['submissions']>[0];

/** Sets in a group stay below this, so that group and set fold into one page token. */
const SETS_IN_GROUP = 1_000_000_000;

/** Questions about files: submissions, interchanges, groups, sets, findings, answers. */
export class Questions {
  readonly #database: Database;
  readonly #interchanges: Statement<[number], InterchangeRow>;
  readonly #groups: Statement<[number], string>;
  readonly #sets: Statement<[number, number, number, number, number], StoredSet>;
  readonly #fileFindings: Statement<[number], string>;
  readonly #interchangeFindings: Statement<[number], { id: number; index: number; attempt: number; findings: string }>;
  readonly #setFindings: Statement<[number, number, number, number], { group: number; set: number; findings: string }>;
  readonly #refusedUnits: Statement<[number], number>;

  constructor(database: Database) {
    this.#database = database;
    this.#refusedUnits = database
      .prepare<[number], number>(`
        SELECT count(*) FROM unit JOIN interchange ON interchange.id = unit.interchange_id
        WHERE interchange.submission_id = ?
          AND (unit.kind = 'refused' OR (unit.kind = 'claim' AND unit.reference = ''))`)
      .pluck() as Statement<[number], number>;
    this.#interchanges = database.prepare(
      `SELECT ${INTERCHANGE_COLUMNS} FROM interchange WHERE submission_id = ? ORDER BY interchange_index`,
    );
    this.#groups = database
      .prepare<[number], string>('SELECT body FROM functional_group WHERE interchange_id = ? ORDER BY group_index')
      .pluck() as Statement<[number], string>;
    this.#sets = database.prepare(SETS_OF_INTERCHANGE);
    this.#fileFindings = database
      .prepare<[number], string>('SELECT file_findings FROM submission WHERE id = ?')
      .pluck() as Statement<[number], string>;
    this.#interchangeFindings = database.prepare(`
      SELECT id, interchange_index AS "index", attempt, findings FROM interchange WHERE submission_id = ?
      ORDER BY interchange_index`);
    this.#setFindings = database.prepare(SET_FINDINGS);
  }

  submissions(filter: SubmissionFilter, after: number, limit: number): Page<SubmissionRow> {
    const { text, values } = where({ state: filter.state, partner_id: filter.partnerId });
    const rows = this.#database
      .prepare<unknown[], SubmissionRow>(
        `SELECT ${SUBMISSION_COLUMNS} FROM submission WHERE ${text} AND id > ? ORDER BY id LIMIT ?`,
      )
      .all(...values, after, limit + 1);
    return pageOf(rows, limit, (row) => row.id);
  }

  interchanges(submissionId: number): InterchangeRow[] {
    return this.#interchanges.all(submissionId);
  }

  groups(interchangeId: number): GroupOutcome[] {
    // Groups that an earlier version judged knew nothing of units.
    return this.#groups.all(interchangeId).map((body) => ({ units: 0, refusedUnits: 0, ...JSON.parse(body) }));
  }

  /** The sets of a decided interchange in file order; none before its verdict. */
  sets(submissionId: number, interchange: number, after: number, limit: number): Page<SetRow> {
    const group = Math.floor((after - 1) / SETS_IN_GROUP);
    const set = after - 1 - group * SETS_IN_GROUP;
    const rows = this.#sets.all(submissionId, interchange, group, set, limit + 1);
    return pageOf(rows.map(toSet), limit, (row) => row.group * SETS_IN_GROUP + row.index + 1);
  }

  /** What is known to be wrong with a file: first the file's own, then interchange by interchange in file order. */
  findings(submissionId: number, limit: number): FindingRow[] {
    const rows: FindingRow[] = [];
    for (const row of this.#walkFindings(submissionId)) {
      if (rows.length === limit) break;
      rows.push(row);
    }
    return rows;
  }

  /** A refused claim has no number to refer to. */
  refusedUnits(submissionId: number): number {
    return this.#refusedUnits.get(submissionId) ?? 0;
  }

  *#walkFindings(submissionId: number): Generator<FindingRow> {
    yield* findingRows(this.#fileFindings.get(submissionId) ?? '[]', -1, -1, -1);
    for (const { id, index, attempt, findings } of this.#interchangeFindings.all(submissionId)) {
      yield* findingRows(findings, index, -1, -1);
      for (const group of this.groups(id)) {
        for (const finding of group.findings) yield { interchange: index, group: group.index, set: -1, finding };
        for (const row of this.#setFindings.iterate(submissionId, attempt, index, group.index)) {
          yield* findingRows(row.findings, index, row.group, row.set);
        }
      }
    }
  }

  /** Answers of the store, oldest first; letters to members and reports on published files lie elsewhere. Dates are those of the folders. */
  downloads(filter: DownloadFilter, after: number, limit: number): Page<AnswerRow> {
    const { text, values } = where({
      provider_id: filter.providerId,
      service_location: filter.serviceLocation,
      submission_id: filter.submission === undefined ? undefined : submissionIdOf(filter.submission),
      type: filter.type,
      usage: filter.usage,
      'folder_date >=': filter.from,
      'folder_date <=': filter.to,
    });
    const rows = this.#database
      .prepare<unknown[], StoredAnswer>(
        `SELECT ${ANSWER_COLUMNS} FROM answer WHERE ${text} AND target IN ('mailbox', 'store') AND id > ? ORDER BY id LIMIT ?`,
      )
      .all(...values, after, limit + 1);
    return pageOf(rows.map(toAnswer), limit, (row) => row.id);
  }

  /** Rows by kind and state: `submissions.received`, `answers.stored`, `claims`, `prior-authorizations` ... */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [name, table] of [
      ['submissions', 'submission'],
      ['answers', 'answer'],
      ['letters', 'letter'],
      ['documents', 'document'],
    ] as const) {
      const rows = this.#database
        .prepare<[], { state: string; rows: number }>(`SELECT state, count(*) AS rows FROM ${table} GROUP BY state`)
        .all();
      for (const { state, rows: count } of rows) counts[`${name}.${state}`] = count;
      counts[name] = rows.reduce((total, row) => total + row.rows, 0);
    }
    for (const [name, table] of [
      ['interchanges', 'interchange'],
      ['units', 'unit'],
      ['claims', 'claim'],
      ['prior-authorizations', 'prior_authorization'],
      ['partners', 'partner'],
    ] as const) {
      counts[name] = this.#database.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    }
    return counts;
  }
}

function* findingRows(json: string, interchange: number, group: number, set: number): Generator<FindingRow> {
  for (const finding of JSON.parse(json) as Finding[]) yield { interchange, group, set, finding };
}

/** One page of the sets the verdict made true. */
export const SETS_OF_INTERCHANGE = `
  SELECT ${SET_COLUMNS} FROM interchange CROSS JOIN transaction_set
    ON transaction_set.submission_id = interchange.submission_id AND transaction_set.attempt = interchange.attempt
    AND transaction_set.interchange_index = interchange.interchange_index
  WHERE interchange.submission_id = ? AND interchange.interchange_index = ?
    AND (transaction_set.group_index, transaction_set.set_index) > (?, ?)
  ORDER BY transaction_set.group_index, transaction_set.set_index LIMIT ?`;

/** The sets of one group that have findings, without touching the others. */
export const SET_FINDINGS = `
  SELECT group_index AS "group", set_index AS "set", findings FROM transaction_set
  WHERE submission_id = ? AND attempt = ? AND interchange_index = ? AND group_index = ? AND findings_total > 0
  ORDER BY set_index`;
