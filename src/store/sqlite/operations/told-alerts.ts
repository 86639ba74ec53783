import type { ToldAlert } from '../../watch-values.js';
import type { Database, Statement } from '../driver.js';

/** What operators were told, so that nothing is told twice too soon, restarts included. */
export class ToldAlerts {
  readonly #all: Statement<[], ToldAlert>;
  readonly #put: Statement<[string, string, string, string]>;
  readonly #remove: Statement<[string, string, string]>;

  constructor(database: Database) {
    this.#all = database.prepare(`
      SELECT channel, event, key, told_at AS toldAt FROM told_alert ORDER BY channel, event, key`);
    this.#put = database.prepare(`
      INSERT INTO told_alert VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET told_at = excluded.told_at`);
    this.#remove = database.prepare('DELETE FROM told_alert WHERE channel = ? AND event = ? AND key = ?');
  }

  all(): ToldAlert[] {
    return this.#all.all();
  }

  /** Remembers the first and forgets the second. */
  record(told: readonly ToldAlert[], forgotten: readonly Omit<ToldAlert, 'toldAt'>[]): void {
    for (const { channel, event, key, toldAt } of told) this.#put.run(channel, event, key, toldAt);
    for (const { channel, event, key } of forgotten) this.#remove.run(channel, event, key);
  }
}
