import type { LetterDue } from '../../../domain/prior-authorization/letters.js';
import type { PriorAuthorization } from '../../../domain/prior-authorization/model.js';
import type { AnswerDraft } from '../../../respond/answer.js';
import type { Ledger, Page } from '../../ledger.js';
import type { LetterRow } from '../../rows.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { pageOf, where } from '../page.js';
import type { Answers } from '../submissions/answers.js';
import type { Receipts } from '../submissions/receipts.js';

type LetterFilter = Parameters<Ledger['letters']>[0];
type Made = Parameters<Ledger['storeLetter']>[1];

type StoredLetter = Omit<LetterRow, 'lines' | 'namesAppeal' | 'priorAuthorization'> & {
  readonly lines: string;
  readonly namesAppeal: number;
  readonly body: string;
};

const LETTER = `
  SELECT letter.id, tracking_number AS trackingNumber, environment, submission_id AS submissionId, letter.kind,
    letter.recipient, letter.lines, letter.names_appeal AS namesAppeal, letter.at, letter.state,
    letter.made_at AS madeAt, letter.body
  FROM letter JOIN prior_authorization ON prior_authorization.id = letter.prior_authorization_id`;

/** Letters and notices: due in the commit that makes them so, made afterwards, each once. */
export class Letters {
  readonly #database: Database;
  readonly #receipts: Receipts;
  readonly #answers: Answers;
  readonly #insert: Statement;
  readonly #byId: Statement<[number], StoredLetter>;
  readonly #move: Statement<[string, string, number]>;

  constructor(database: Database, receipts: Receipts, answers: Answers) {
    this.#database = database;
    this.#receipts = receipts;
    this.#answers = answers;
    this.#insert = database.prepare(`
      INSERT INTO letter (prior_authorization_id, kind, recipient, lines, names_appeal, at, body)
      VALUES (?, ?, ?, ?, ?, ?, ?)`);
    this.#byId = database.prepare(`${LETTER} WHERE letter.id = ?`);
    this.#move = database.prepare('UPDATE letter SET state = ?, made_at = ? WHERE id = ?');
  }

  /** Letters that fall due with a change of the PA whose row has this id; `priorAuthorization` as it stands after it. */
  add(id: number, letters: readonly LetterDue[], priorAuthorization: PriorAuthorization, now: string): void {
    for (const { kind, recipient, lines, namesAppeal } of letters) {
      const body = JSON.stringify(priorAuthorization);
      this.#insert.run(id, kind, recipient, JSON.stringify(lines), namesAppeal ? 1 : 0, now, body);
    }
  }

  /** As `Ledger.letters` says. */
  page(filter: LetterFilter, after: number, limit: number): Page<LetterRow> {
    const { text, values } = where({ 'letter.state': filter.state, tracking_number: filter.trackingNumber });
    const rows = this.#database
      .prepare<unknown[], StoredLetter>(`${LETTER} WHERE ${text} AND letter.id > ? ORDER BY letter.id LIMIT ?`)
      .all(...values, after, limit + 1);
    return pageOf(rows.map(toLetter), limit, (row) => row.id);
  }

  /** As `Ledger.storeLetter` says. GatewayError `letter-unknown`, `letter-without-files`, `control-numbers-differ`. */
  store(letterId: number, made: Made, now: string, folderDate: string): void {
    const operation = 'store a letter';
    const letter = this.#byId.get(letterId);
    if (letter === undefined) throw misuse('letter-unknown', operation, 'There is no such letter', `${letterId}`);
    if (letter.state === 'made') return;
    if ('needs' in made) this.#move.run('needs-address', '', letterId);
    else this.#storeFiles(letter, made.answers, now, folderDate, operation);
  }

  #storeFiles(
    letter: StoredLetter,
    answers: readonly AnswerDraft[],
    now: string,
    folderDate: string,
    operation: string,
  ): void {
    const { id, submissionId, trackingNumber } = letter;
    if (answers.length === 0) {
      throw misuse('letter-without-files', operation, 'A letter that is made has at least one file', trackingNumber);
    }
    const submission = this.#receipts.require(submissionId, operation);
    this.#answers.store(answers, { submission, now, folderDate, about: { trackingNumber, letter: id } });
    this.#move.run('made', now, id);
  }
}

function toLetter({ body, lines, namesAppeal, ...row }: StoredLetter): LetterRow {
  return {
    ...row,
    lines: JSON.parse(lines),
    namesAppeal: namesAppeal === 1,
    priorAuthorization: JSON.parse(body),
  };
}
