import type { Removal, RetentionKind, RetentionLedger, RetentionRound } from '../../retention-values.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';

const ROUND = `
  SELECT id, kind, before, begun_at AS begunAt, ended_at AS endedAt, removed, bytes, oldest, newest
  FROM retention_round`;

/** Rounds over what is kept for a time: opened, counted in as files go, ended with an audit line. */
export class RetentionRounds {
  readonly #audit: Audit;
  readonly #open: Statement<[string], RetentionRound>;
  readonly #begin: Statement;
  readonly #limit: Statement<[string, number]>;
  readonly #byId: Statement<[number], RetentionRound & { readonly actor: string }>;
  readonly #work: Statement<[string, number], { at: string; bytes: number }>;
  readonly #done: Statement<[string, number]>;
  readonly #count: Statement<{ round: number; at: string; bytes: number }>;
  readonly #end: Statement<[string, number]>;
  readonly #last: Statement<[], RetentionRound>;

  constructor(database: Database, audit: Audit) {
    this.#audit = audit;
    this.#open = database.prepare(`${ROUND} WHERE kind = ? AND ended_at = ''`);
    this.#begin = database.prepare('INSERT INTO retention_round (kind, before, begun_at, actor) VALUES (?, ?, ?, ?)');
    this.#limit = database.prepare('UPDATE retention_round SET before = ? WHERE id = ?');
    this.#byId = database.prepare(`${ROUND.replace('newest', 'newest, actor')} WHERE id = ?`);
    this.#work = database.prepare('SELECT at, bytes FROM retention_work WHERE kind = ? AND row_id = ?');
    this.#done = database.prepare('DELETE FROM retention_work WHERE kind = ? AND row_id = ?');
    this.#count = database.prepare(`
      UPDATE retention_round SET removed = removed + 1, bytes = bytes + @bytes,
        oldest = CASE WHEN oldest = '' OR @at < oldest THEN @at ELSE oldest END, newest = max(newest, @at)
      WHERE id = @round`);
    this.#end = database.prepare("UPDATE retention_round SET ended_at = ? WHERE id = ? AND ended_at = ''");
    this.#last = database.prepare(`
      ${ROUND} WHERE id IN (SELECT max(id) FROM retention_round GROUP BY kind) ORDER BY id`);
  }

  begin(kind: RetentionKind, before: string, actor: string, now: string): RetentionRound {
    const open = this.#open.get(kind);
    if (open !== undefined) {
      // The period may have been made longer since: what it keeps now is kept.
      if (before < open.before) this.#limit.run(before, open.id);
      return this.#byId.get(open.id)!;
    }
    return this.#byId.get(Number(this.#begin.run(kind, before, now, actor).lastInsertRowid))!;
  }

  /** Counts what is gone. What another process has confirmed meanwhile is not counted again. */
  confirm(roundId: number, removals: readonly Pick<Removal, 'kind' | 'id'>[]): void {
    for (const { kind, id } of removals) {
      const work = this.#work.get(kind, id);
      if (work === undefined) continue;
      this.#done.run(kind, id);
      this.#count.run({ round: roundId, ...work });
    }
  }

  end(roundId: number, facts: Parameters<RetentionLedger['endRetention']>[1], now: string): RetentionRound {
    const isEnded = this.#end.run(now, roundId).changes === 1;
    const { actor, ...round } = this.#byId.get(roundId)!;
    if (isEnded) {
      const { kind: subject, before, removed, bytes, oldest, newest } = round;
      const details = { round: roundId, before, removed, bytes, oldest, newest, ...facts };
      this.#audit.add({ at: now, actor, action: 'retention', subject, details });
    }
    return round;
  }

  last(): RetentionRound[] {
    return this.#last.all();
  }
}
