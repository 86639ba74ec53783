import type { InterchangeOutcome } from '../envelope/outcome.js';
import type { SetRow } from '../store/ledger.js';

/**
 * Where pass 1 puts its results, in file order: an interchange's sets come before its outcome. Each call is waited for
 * before more of the file is read, so a slow sink slows reading down instead of filling memory.
 */
export interface ExaminationSink {
  /** One or more sets; never sets of two interchanges at once. */
  sets(rows: readonly SetRow[]): void | Promise<void>;
  interchange(outcome: InterchangeOutcome): void | Promise<void>;
}

/** Sets given to a sink at once. */
const BATCH = 500;

/** Results that wait for their sink. */
export class ExaminationQueue {
  #entries: (SetRow | InterchangeOutcome)[] = [];

  set(row: SetRow): void {
    this.#entries.push(row);
  }

  interchange(outcome: InterchangeOutcome): void {
    this.#entries.push(outcome);
  }

  /** Hands over everything that waits. Rejects with what the sink rejects with. */
  async deliver(sink: ExaminationSink): Promise<void> {
    const entries = this.#entries;
    if (entries.length === 0) return;
    this.#entries = [];
    let rows: SetRow[] = [];
    for (const entry of entries) {
      if (isSet(entry)) rows.push(entry);
      if (rows.length > 0 && (rows.length === BATCH || !isSet(entry))) {
        await sink.sets(rows);
        rows = [];
      }
      if (!isSet(entry)) await sink.interchange(entry);
    }
    if (rows.length > 0) await sink.sets(rows);
  }
}

function isSet(entry: SetRow | InterchangeOutcome): entry is SetRow {
  return 'transactionSet' in entry;
}
