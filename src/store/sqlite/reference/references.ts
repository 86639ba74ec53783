import type {
  ReferenceAuthorization,
  ReferenceKind,
  ReferenceMember,
  ReferenceProvider,
  ReferenceService,
} from '../../../domain/reference.js';
import type { ReferenceEdition } from '../../rows.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';

/** Rows of dropped editions removed in one commit: some ten milliseconds, for which other processes wait. */
const ROWS_IN_A_SLICE = 2_000;

type ReferenceRow = ReferenceProvider | ReferenceMember | ReferenceService | ReferenceAuthorization;
type EditionState = 'loading' | 'current' | 'dropped';

interface StoredEdition extends ReferenceEdition {
  readonly state: EditionState;
}

/** How the rows of one kind are kept: its table, the columns of its key, and the values of both. */
interface RowTable {
  readonly table: string;
  readonly key: readonly string[];
  readonly others: readonly string[];
  readonly valuesOf: (row: never) => readonly (string | number)[];
}

const TABLES: Readonly<Record<ReferenceKind, RowTable>> = {
  providers: {
    table: 'reference_provider',
    key: ['location'],
    others: ['npi'],
    valuesOf: (row: ReferenceProvider) => [row.location, row.npi],
  },
  members: {
    table: 'reference_member',
    key: ['member_id'],
    others: [],
    valuesOf: (row: ReferenceMember) => [row.memberId],
  },
  services: {
    table: 'reference_service',
    key: ['from_code', 'to_code'],
    others: [],
    valuesOf: (row: ReferenceService) => [row.from, row.to],
  },
  authorizations: {
    table: 'reference_authorization',
    key: ['number', 'line'],
    others: [],
    valuesOf: (row: ReferenceAuthorization) => [row.number, row.line],
  },
};

const EDITION = 'SELECT id AS edition, kind, state, rows, loaded_at AS loadedAt, actor FROM reference_edition';

/** Editions of reference files: filled in batches while nobody sees them, and put in place by one small commit. */
export class References {
  readonly #audit: Audit;
  readonly #insertEdition: Statement<[string, string, string]>;
  readonly #byId: Statement<[number], StoredEdition>;
  readonly #current: Statement<[], StoredEdition>;
  readonly #left: Statement<[], number>;
  readonly #drop: Statement<[string, string, number]>;
  readonly #complete: Statement<[string, number]>;
  readonly #count: Statement<[number, number]>;
  readonly #dropped: Statement<[], { edition: number; kind: ReferenceKind }>;
  readonly #remove: Statement<[number]>;
  readonly #insertRow: Readonly<Record<ReferenceKind, Statement>>;
  readonly #sameRow: Readonly<Record<ReferenceKind, Statement<unknown[], number>>>;
  readonly #removeRows: Readonly<Record<ReferenceKind, Statement<{ edition: number }>>>;

  constructor(database: Database, audit: Audit) {
    this.#audit = audit;
    this.#insertEdition = database.prepare('INSERT INTO reference_edition (kind, begun_at, actor) VALUES (?, ?, ?)');
    this.#byId = database.prepare(`${EDITION} WHERE id = ?`);
    this.#current = database.prepare(`${EDITION} WHERE state = 'current' ORDER BY id`);
    this.#left = database
      .prepare("SELECT id FROM reference_edition WHERE state <> 'current' ORDER BY id")
      .pluck() as Statement<[], number>;
    this.#drop = database.prepare(
      "UPDATE reference_edition SET state = 'dropped' WHERE kind = ? AND state = ? AND id <> ?",
    );
    this.#complete = database.prepare("UPDATE reference_edition SET state = 'current', loaded_at = ? WHERE id = ?");
    this.#count = database.prepare('UPDATE reference_edition SET rows = rows + ? WHERE id = ?');
    this.#dropped = database.prepare(
      "SELECT id AS edition, kind FROM reference_edition WHERE state = 'dropped' ORDER BY id LIMIT 1",
    );
    this.#remove = database.prepare('DELETE FROM reference_edition WHERE id = ?');
    this.#insertRow = ofEachKind(({ table, key, others }) => {
      const columns = ['edition', ...key, ...others, 'body'];
      return database.prepare(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
      );
    });
    this.#sameRow = ofEachKind(({ table, key, others }) => {
      const terms = ['edition', ...key, ...others, 'body'].map((column) => `${column} = ?`);
      return database.prepare(`SELECT 1 FROM ${table} WHERE ${terms.join(' AND ')}`).pluck() as Statement<
        unknown[],
        number
      >;
    });
    this.#removeRows = ofEachKind(({ table, key }) => {
      const columns = key.join(', ');
      return database.prepare(`
        DELETE FROM ${table} WHERE edition = @edition AND (${columns}) IN (
          SELECT ${columns} FROM ${table} WHERE edition = @edition LIMIT ${ROWS_IN_A_SLICE})`);
    });
  }

  /** Opens an edition and gives its number. One of this kind that was begun before and not completed is dropped. */
  begin(kind: ReferenceKind, actor: string, now: string): number {
    this.#drop.run(kind, 'loading', 0);
    return Number(this.#insertEdition.run(kind, now, actor).lastInsertRowid);
  }

  /**
   * Adds rows. One that is there already with the same content is passed over, so that a batch may be repeated.
   * GatewayError `reference-row-twice` (the key is there with other content; `subject` is the row in the batch, from 1),
   * `reference-edition-closed`.
   */
  put(edition: number, rows: readonly ReferenceRow[]): void {
    const { kind } = this.#requireLoading(edition, 'store reference rows');
    const insert = this.#insertRow[kind];
    let added = 0;
    for (const [at, row] of rows.entries()) {
      const values = [edition, ...TABLES[kind].valuesOf(row as never), JSON.stringify(row)];
      if (insert.run(...values).changes === 1) added++;
      else if (this.#sameRow[kind].get(...values) === undefined) throw rowTwice(at + 1);
    }
    this.#count.run(added, edition);
  }

  /** Puts an edition in the place of the current one of its kind, audited. Repeating it changes nothing. */
  complete(edition: number, now: string): ReferenceEdition {
    const operation = 'complete a reference file';
    const before = this.#byId.get(edition);
    if (before?.state === 'current') return toEdition(before);
    const { kind, actor, rows } = this.#requireLoading(edition, operation);
    this.#drop.run(kind, 'current', edition);
    this.#complete.run(now, edition);
    this.#audit.add({ at: now, actor, action: 'load-reference', subject: kind, details: { edition, rows } });
    return toEdition(this.#byId.get(edition)!);
  }

  /** Marks an edition that is not completed for removal; one that is gone is fine. GatewayError `reference-in-use`. */
  drop(edition: number): void {
    const before = this.#byId.get(edition);
    if (before === undefined || before.state === 'dropped') return;
    if (before.state === 'current') {
      throw misuse(
        'reference-in-use',
        'drop a reference file',
        'This edition is the one look-ups read',
        `${edition}`,
        'Load another one, which takes its place.',
      );
    }
    this.#drop.run(before.kind, 'loading', 0);
  }

  /** Removes one slice of what was dropped; true while there is more. */
  sweep(): boolean {
    const dropped = this.#dropped.get();
    if (dropped === undefined) return false;
    const { edition, kind } = dropped;
    if (this.#removeRows[kind].run({ edition }).changes < ROWS_IN_A_SLICE) this.#remove.run(edition);
    return true;
  }

  /** The current edition of each kind that is loaded, oldest load first. */
  current(): readonly ReferenceEdition[] {
    return this.#current.all().map(toEdition);
  }

  /** As `Ledger.referencesLeft` says. */
  left(): readonly number[] {
    return this.#left.all();
  }

  #requireLoading(edition: number, operation: string): StoredEdition {
    const found = this.#byId.get(edition);
    if (found?.state === 'loading') return found;
    throw misuse(
      'reference-edition-closed',
      operation,
      'This edition is not being loaded: it was completed or dropped, or a later load of the same kind has begun',
      `${edition}`,
      'Load the file again, one load of a kind at a time.',
    );
  }
}

function ofEachKind<Result>(make: (table: RowTable) => Result): Readonly<Record<ReferenceKind, Result>> {
  const { providers, members, services, authorizations } = TABLES;
  return {
    providers: make(providers),
    members: make(members),
    services: make(services),
    authorizations: make(authorizations),
  };
}

function toEdition({ state: _state, ...edition }: StoredEdition): ReferenceEdition {
  return edition;
}

function rowTwice(row: number): Error {
  return misuse(
    'reference-row-twice',
    'store reference rows',
    'Two rows of the file have one key and different contents',
    `${row}`,
    'Leave one of them in the file and load it again; what was loaded before stays in use.',
    2,
  );
}
