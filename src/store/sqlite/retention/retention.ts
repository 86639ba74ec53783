import {
  type ContentPosition,
  RETENTION_KINDS,
  type Removal,
  type RetentionCandidate,
  type RetentionHindrance,
  type RetentionKind,
  type RetentionLedger,
  type RetentionPosition,
  type RetentionRound,
} from '../../retention-values.js';
import type { Database, Statement } from '../driver.js';
import type { Answers } from '../submissions/answers.js';
import { ContentRemoval } from './content-removal.js';
import { candidatesOf, workOf } from './retention-candidates.js';

interface Question {
  readonly before: string;
  readonly at: string;
  readonly id: number;
  readonly limit: number;
}

/** How the row of a kind says that its file is gone. A document's bytes may have several rows, which go together. */
const MARKS: Readonly<Record<RetentionKind, string>> = {
  downloads: 'UPDATE answer SET removed_at = @now WHERE id = @id',
  letters: 'UPDATE answer SET removed_at = @now WHERE id = @id',
  outbox: 'UPDATE answer SET outbox_removed_at = @now WHERE id = @id',
  originals: 'UPDATE submission SET original_removed_at = @now WHERE id = @id',
  quarantined: 'UPDATE submission SET original_removed_at = @now WHERE id = @id',
  documents: `
    UPDATE document SET removed_at = @now WHERE sha256 = (SELECT sha256 FROM document WHERE id = @id)
      AND state <> 'refused' AND removed_at = CASE @now WHEN '' THEN removed_at ELSE '' END`,
  ledger: 'UPDATE submission SET content_removed_at = @now WHERE id = @id',
};

type PerKind<Value> = Readonly<Record<RetentionKind, Value>>;

/** What may go, and what is marked to go. */
export class Retention {
  readonly #answers: Answers;
  readonly #candidates: PerKind<Statement<Question, RetentionCandidate>>;
  readonly #left: PerKind<Statement<[number, number], { id: number; at: string; bytes: number; isHeld: number }>>;
  readonly #mark: PerKind<Statement<{ now: string; id: number }>>;
  readonly #addWork: Statement<[string, number, string, number]>;
  readonly #dropWork: Statement<[string, number]>;
  readonly #original: Statement<[number], string>;
  readonly #digest: Statement<[number], string>;
  readonly #isKept: Statement<[string], number>;
  readonly #isMarked: Statement<[string, number], number>;
  readonly #isBegun: Statement<[number], number>;
  readonly #content: ContentRemoval;

  constructor(database: Database, answers: Answers) {
    this.#answers = answers;
    this.#candidates = perKind((kind) => database.prepare(candidatesOf(kind)));
    this.#left = perKind((kind) => database.prepare(workOf(kind)));
    this.#mark = perKind((kind) => database.prepare(MARKS[kind]));
    this.#addWork = database.prepare('INSERT INTO retention_work (kind, row_id, at, bytes) VALUES (?, ?, ?, ?)');
    this.#dropWork = database.prepare('DELETE FROM retention_work WHERE kind = ? AND row_id = ?');
    this.#original = plucked(database, 'SELECT original_path FROM submission WHERE id = ?');
    this.#digest = plucked(database, 'SELECT sha256 FROM document WHERE id = ?');
    this.#isKept = plucked(
      database,
      "SELECT EXISTS (SELECT 1 FROM document WHERE sha256 = ? AND state <> 'refused' AND removed_at = '')",
    );
    this.#isBegun = plucked(database, "SELECT is_begun FROM retention_work WHERE kind = 'ledger' AND row_id = ?");
    this.#content = new ContentRemoval(database);
    this.#isMarked = plucked(database, 'SELECT count(*) FROM retention_work WHERE kind = ? AND row_id = ?');
  }

  /** As `RetentionLedger.retentionCandidates` says. */
  candidates(
    kind: RetentionKind,
    before: string,
    after: RetentionPosition | undefined,
    limit: number,
  ): ReturnType<RetentionLedger['retentionCandidates']> {
    const rows = this.#candidates[kind].all({ before, at: after?.at ?? '', id: after?.id ?? 0, limit });
    const last = rows.at(-1);
    return { rows, next: last === undefined || rows.length < limit ? undefined : { at: last.at, id: last.id } };
  }

  /** As `RetentionLedger.markForRemoval` says; inside one transaction. */
  mark(
    { kind, before }: Pick<RetentionRound, 'kind' | 'before'>,
    after: RetentionPosition | undefined,
    limit: number,
    now: string,
  ): Awaited<ReturnType<RetentionLedger['markForRemoval']>> {
    const { rows, next } = this.candidates(kind, before, after, limit);
    const heldBack: Partial<Record<RetentionHindrance, number>> = {};
    const removals: Removal[] = [];
    for (const { id, at, bytes, hindrance } of rows) {
      if (hindrance !== '') heldBack[hindrance] = (heldBack[hindrance] ?? 0) + 1;
      // Another row of the same document, marked with it a moment ago.
      else if (this.#mark[kind].run({ now, id }).changes > 0) {
        this.#addWork.run(kind, id, at, bytes);
        removals.push({ kind, id, at, bytes, isHeld: false, file: this.#fileOf(kind, id) });
      }
    }
    return { removals, heldBack, next };
  }

  left(kind: RetentionKind, after: number, limit: number): Removal[] {
    return this.#left[kind]
      .all(after, limit)
      .map(({ isHeld, id, ...row }) => ({ ...row, kind, id, isHeld: isHeld === 1, file: this.#fileOf(kind, id) }));
  }

  /** As `RetentionLedger.withdrawRemoval` says. */
  withdraw({ kind, id }: Pick<Removal, 'kind' | 'id'>): void {
    if (kind === 'ledger' && this.#isBegun.get(id) === 1) return;
    if (this.#dropWork.run(kind, id).changes === 1) this.#mark[kind].run({ now: '', id });
  }

  /** As `RetentionLedger.removeContent` says; inside one transaction. */
  removeContent(submissionId: number, after: ContentPosition | undefined, now: string): ContentPosition | undefined {
    return this.#content.page(submissionId, after, now);
  }

  contentFiles(submissionId: number): readonly string[] {
    return this.#content.files(submissionId);
  }

  isDocumentKept(sha256: string): boolean {
    return this.#isKept.get(sha256) === 1;
  }

  /** True while an answer's file is about to be removed from its place or its outbox. */
  isAnswerMarked(answerId: number): boolean {
    return (['downloads', 'letters', 'outbox'] as const).some((kind) => this.#isMarked.get(kind, answerId) === 1);
  }

  #fileOf(kind: RetentionKind, id: number): Removal['file'] {
    if (kind === 'ledger') return { what: 'content', submissionId: id };
    if (kind === 'documents') return { what: 'document', sha256: this.#digest.get(id)! };
    if (kind === 'originals' || kind === 'quarantined') return { what: 'original', path: this.#original.get(id)! };
    return { what: 'answer', answer: this.#answers.find(id)! };
  }
}

function perKind<Value>(make: (kind: RetentionKind) => Value): PerKind<Value> {
  return Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, make(kind)])) as PerKind<Value>;
}

function plucked<Given extends unknown[], Value>(database: Database, text: string): Statement<Given, Value> {
  return database.prepare<Given, Value>(text).pluck() as Statement<Given, Value>;
}
