import { timingSafeEqual } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { wholeLines } from '../../files/append-lines.js';
import { auditDigest, NO_DIGEST, sealSignature } from '../../store/audit-digest.js';
import type { AuditEnd, AuditLedger, AuditRow, AuditSeal } from '../../store/ledger.js';
import { parseSeal } from './audit-seals.js';

/** What can be wrong with the trail. */
export type AuditProblemKind =
  | 'line-changed'
  | 'lines-missing'
  | 'tail-missing'
  | 'seal-differs'
  | 'seal-missing'
  | 'signature-wrong'
  | 'signature-missing'
  | 'file-differs';

/** One thing wrong with the trail. */
export interface AuditProblem {
  readonly kind: AuditProblemKind;
  /** Id of the line it is about, or the seal's number with `seal` and `file` kinds. */
  readonly at: number;
  /** A sentence for an operator. */
  readonly problem: string;
}

/** What a look through the whole trail found. */
export interface AuditVerdict {
  /** Lines and seals looked at. */
  readonly rows: number;
  readonly seals: number;
  /** Lines after the last seal: cut off at the end, they are missed by the ledger's own count alone. */
  readonly unsealedRows: number;
  /** Seals whose signature was checked and is right. */
  readonly signaturesRight: number;
  /** The first twenty, in the order found; the first one is where the trail breaks. */
  readonly problems: readonly AuditProblem[];
  readonly problemCount: number;
}

/** What is looked at; `key` is that of signatures, '' for none. */
export interface VerifiedTrail {
  readonly ledger: Pick<AuditLedger, 'auditRows' | 'auditSeals' | 'auditEnd'>;
  readonly file: string;
  readonly key: string;
}

/** With a key, a gateway that works seals this many lines many times over. */
const MOST_WITHOUT_SEAL = 1_000;
/** Lines read at a time; at most one page is held. */
const PAGE = 500;
const PROBLEMS_TOLD = 20;

/**
 * Goes through the audit trail from its first line to the last one there was at the beginning: each digest anew, ids without
 * a gap, each seal against its line, its signature and the file outside the ledger. Reads only, also while others commit.
 * Raises what ledger and disk raise.
 */
export async function verifyAudit({ ledger, file, key }: VerifiedTrail): Promise<AuditVerdict> {
  const end = ledger.auditEnd();
  const found = new Found();
  const seals = new SealWalk(ledger, end, key, found);
  let previous = { id: 0, digest: NO_DIGEST };
  let after: number | undefined = 0;
  let rows = 0;
  while (after !== undefined) {
    const page = ledger.auditRows({}, after, PAGE);
    for (const row of page.rows) {
      if (row.id > end.rows) break;
      checkRow(row, previous, found);
      seals.pass(row);
      previous = row;
      rows++;
    }
    after = previous.id < end.rows ? page.next : undefined;
    await breathe();
  }
  if (end.rowsEver > end.rows) {
    found.add(
      'tail-missing',
      end.rows,
      `${end.rowsEver - end.rows} lines after line ${end.rows} are gone: they were cut off`,
    );
  }
  seals.end();
  await checkFile(ledger, file, end, found);
  return {
    rows,
    seals: seals.count,
    unsealedRows: Math.max(0, end.rows - (end.lastSeal?.rows ?? 0)),
    signaturesRight: seals.signaturesRight,
    problems: found.problems,
    problemCount: found.count,
  };
}

class Found {
  readonly problems: AuditProblem[] = [];
  count = 0;

  add(kind: AuditProblemKind, at: number, problem: string): void {
    this.count++;
    if (this.problems.length < PROBLEMS_TOLD) this.problems.push({ kind, at, problem });
  }
}

function checkRow(row: AuditRow, previous: { readonly id: number; readonly digest: string }, found: Found): void {
  const { id } = row;
  if (id !== previous.id + 1) {
    const gap = id - previous.id - 1;
    const which = gap === 1 ? `Line ${previous.id + 1} is` : `Lines ${previous.id + 1} to ${id - 1} are`;
    // The digest of a line after a gap cannot be taken anew: what stood before it is not known.
    found.add('lines-missing', previous.id + 1, `${which} gone`);
    return;
  }
  if (auditDigest(previous.digest, row) === row.digest) return;
  found.add('line-changed', id, `Line ${id} does not fit its digest: it was changed, or the digest before it was`);
}

/** Follows the seals beside the lines, both in order. */
class SealWalk {
  count = 0;
  signaturesRight = 0;
  readonly #ledger: VerifiedTrail['ledger'];
  readonly #last: number;
  readonly #key: string;
  readonly #found: Found;
  #page: AuditSeal[] = [];
  #after = 0;
  #hasSigned = false;

  constructor(ledger: VerifiedTrail['ledger'], { rows, lastSeal }: AuditEnd, key: string, found: Found) {
    this.#ledger = ledger;
    this.#last = lastSeal?.seal ?? 0;
    this.#key = key;
    this.#found = found;
    if (key !== '' && rows - (lastSeal?.rows ?? 0) > MOST_WITHOUT_SEAL) {
      const since = lastSeal === undefined ? 'No line is sealed' : `No line after line ${lastSeal.rows} is sealed`;
      const problem = `${since}, of ${rows}, and a key is configured: seals may have been removed. If no gateway has run for long, or the key is new, run "x12gw audit seal" first`;
      found.add('seal-missing', (lastSeal?.seal ?? 0) + 1, problem);
    }
    if (key !== '' && lastSeal?.signature === '') {
      const problem = `Seal ${lastSeal.seal} is not signed, and a key is configured. If the key is new, run "x12gw audit seal" first`;
      found.add('signature-missing', lastSeal.seal, problem);
    }
  }

  /** Compares the seals of this line, and tells of those whose line did not come. */
  pass(row: AuditRow): void {
    for (let seal = this.#next(row.id); seal !== undefined; seal = this.#next(row.id)) {
      if (seal.rows < row.id) this.#differs(seal, 'its line is gone');
      else if (seal.digest !== row.digest) this.#differs(seal, `line ${row.id} had another digest when it was sealed`);
    }
  }

  /** Tells of seals of lines that come after the last one there is. */
  end(): void {
    for (let seal = this.#next(Infinity); seal !== undefined; seal = this.#next(Infinity)) {
      this.#differs(seal, `it seals ${seal.rows} lines, and there are fewer`);
    }
  }

  /** The next seal of at most so many lines, its number and signature checked. */
  #next(rows: number): AuditSeal | undefined {
    if (this.#page.length === 0 && this.#after < this.#last)
      this.#page = [...this.#ledger.auditSeals(this.#after, PAGE)];
    const [seal] = this.#page;
    if (seal === undefined || seal.seal > this.#last || seal.rows > rows) return undefined;
    this.#page.shift();
    this.count++;
    if (seal.seal !== this.#after + 1) {
      this.#found.add('seal-missing', this.#after + 1, `Seal ${this.#after + 1} is gone from the ledger`);
    }
    this.#after = seal.seal;
    this.#checkSignature(seal);
    return seal;
  }

  #checkSignature(seal: AuditSeal): void {
    if (seal.signature === '') {
      if (this.#hasSigned)
        this.#found.add('signature-missing', seal.seal, `Seal ${seal.seal} is not signed, and one before it is`);
      return;
    }
    this.#hasSigned = true;
    if (this.#key === '') return;
    const right = Buffer.from(sealSignature(this.#key, seal));
    const given = Buffer.from(seal.signature);
    if (right.length === given.length && timingSafeEqual(right, given)) this.signaturesRight++;
    else this.#found.add('signature-wrong', seal.seal, `Seal ${seal.seal} was not signed with this key`);
  }

  #differs({ seal }: AuditSeal, why: string): void {
    this.#found.add('seal-differs', seal, `Seal ${seal} does not fit: ${why}`);
  }
}

/** The file has each seal of the ledger, in order. The last one may be on its way there. */
async function checkFile(
  ledger: VerifiedTrail['ledger'],
  file: string,
  { lastSeal }: AuditEnd,
  found: Found,
): Promise<void> {
  let before = 0;
  let line = 0;
  for await (const text of wholeLines(file)) {
    line++;
    const written = parseSeal(text);
    if (written === undefined) {
      found.add('file-differs', line, `Line ${line} of the file of seals is no seal`);
      continue;
    }
    const { seal } = written;
    if (seal !== before + 1)
      found.add('file-differs', before + 1, `Seal ${before + 1} is not in its place in the file of seals`);
    before = seal;
    const [kept] = ledger.auditSeals(seal - 1, 1);
    if (kept === undefined || JSON.stringify(kept) !== JSON.stringify(written)) {
      found.add('file-differs', seal, `Seal ${seal} stands otherwise in the file of seals than in the ledger`);
    }
  }
  const last = lastSeal?.seal ?? 0;
  if (before < last - 1)
    found.add('file-differs', before + 1, `Seals ${before + 1} to ${last} are not in the file of seals`);
}
