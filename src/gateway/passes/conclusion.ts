import { join, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { removeFile } from '../../files/remove-file.js';
import { writeSpool } from '../../files/spool.js';
import type { PayerIdentity } from '../../partners/profile.js';
import type { AnswerDraft } from '../../respond/answer.js';
import type { Ledger } from '../../store/ledger.js';
import type { PendingSet } from '../../store/rows.js';
import { localDay } from '../../support/wall-clock.js';
import type { ConcludedSet, ConcludingAnswer, TransactionHandler } from '../../transactions/handler.js';
import type { Observe } from '../pipeline.js';
import { LARGE_BYTES } from './large-acknowledgment.js';

/** Large answers are rendered anew this often when others take their number; then inside the commit, which cannot miss. */
const PREPARATIONS = 3;

/** A claim in an answer, about: the set may say less of it than the answer does. */
const CLAIM_BYTES = 256;

/** Written to the spool at once, and pieces after which others have their turn. */
const BLOCK_BYTES = 64 * 1024;
const PIECES_AT_ONCE = 500;

/** What a set is concluded with: the ledger that holds its claims, the spool that large answers go to. */
export interface ConclusionParts {
  readonly ledger: Pick<Ledger, 'claimsOfSet' | 'concludeSet' | 'peekControlNumber'>;
  readonly payer: PayerIdentity;
  readonly observe: Observe;
  /** Absolute; the spool lies below the data directory. */
  readonly spool: string;
  readonly dataDirectory: string;
}

/** The set to be concluded, as its handler sees it, but for its claims. */
export type AppliedSet = Omit<ConcludedSet, 'claims'> & Pick<PendingSet, 'submissionId' | 'partnerId'>;

/**
 * Ends a set whose `units` are all applied with the answers its handler has for the whole of it, in one small commit. Those
 * of a set of over 256 KB, or of more than a thousand claims, are streamed to the spool beforehand with the number that comes next, and rendered anew when
 * another answer took it (docs/decisions/0003). Raises what ledger and disk raise.
 */
export async function concludeSet(
  parts: ConclusionParts,
  conclude: NonNullable<TransactionHandler['conclude']>,
  set: PendingSet,
  applied: AppliedSet,
  units: number,
): Promise<void> {
  const { ledger, payer, observe } = parts;
  const sequence = { ourId: payer.id, partnerId: set.partnerId };
  const size = Math.max(set.byteEnd - set.byteStart, units * CLAIM_BYTES);
  for (let tries = 1; ; tries++) {
    const isLarge = size > LARGE_BYTES && tries <= PREPARATIONS;
    const expected = ledger.peekControlNumber(sequence.ourId, sequence.partnerId);
    const streamed = isLarge ? conclude({ ...applied, claims: () => ledger.claimsOfSet(set) }) : undefined;
    const prepared = streamed && (await spoolAnswers(parts, streamed, expected, set.submissionId));
    const result = await ledger.concludeSet({
      set,
      sequence,
      now: applied.now.toISOString(),
      folderDate: localDay(applied.now, payer.timeZone),
      units,
      ...(prepared === undefined ? {} : { expectedControlNumber: expected }),
      build: ({ nextControlNumber, claimsOfSet }) =>
        conclude({ ...applied, claims: claimsOfSet }).map((answer, at) => {
          const number = answer.isNumbered ? nextControlNumber() : 0;
          return draft(answer, number, prepared?.[at] ?? bytesOf(answer, number));
        }),
    });
    const used = result.kind === 'stale' ? [] : result.answers.map(({ spoolPath }) => spoolPath);
    // Not reached when the commit failed: the disk may hold it all the same, and then these files are its answers.
    for (const { spoolPath } of prepared ?? []) {
      if (!used.includes(spoolPath)) await removeFile(join(parts.dataDirectory, spoolPath));
    }
    if (result.kind === 'concluded') return observe('concluded', set.submissionNumber);
  }
}

type SpooledContent = Exclude<AnswerDraft['content'], Uint8Array>;

/** Streams each answer into the spool; when one fails, what was written for the others is removed. */
async function spoolAnswers(
  { spool, dataDirectory }: ConclusionParts,
  answers: readonly ConcludingAnswer[],
  firstNumber: number,
  owner: number,
): Promise<readonly SpooledContent[]> {
  const spooled: SpooledContent[] = [];
  let next = firstNumber;
  try {
    for (const answer of answers) {
      const pieces = answer.pieces(answer.isNumbered ? next++ : 0);
      const { name, sha256, bytes } = await writeSpool(spool, owner, blocks(answer, pieces));
      spooled.push({ spoolPath: relative(dataDirectory, join(spool, name)), sha256, bytes });
    }
  } catch (error) {
    for (const { spoolPath } of spooled) await removeFile(join(dataDirectory, spoolPath));
    throw error;
  }
  return spooled;
}

/** Pieces joined for the disk; other work has its turn also while a million claims are only counted. */
async function* blocks(answer: ConcludingAnswer, pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  let text = '';
  let taken = 0;
  for (const piece of pieces) {
    text += piece;
    if (++taken % PIECES_AT_ONCE === 0) await setImmediate();
    if (text.length < BLOCK_BYTES) continue;
    yield encode(answer, text);
    text = '';
  }
  if (text !== '') yield encode(answer, text);
}

function bytesOf(answer: ConcludingAnswer, controlNumber: number): Uint8Array {
  return Buffer.concat([...answer.pieces(controlNumber)].map((piece) => encode(answer, piece)));
}

/** X12 is one byte a character. */
function encode({ extension }: ConcludingAnswer, text: string): Uint8Array {
  return Buffer.from(text, extension === 'x12' ? 'latin1' : 'utf8');
}

function draft(answer: ConcludingAnswer, controlNumber: number, content: AnswerDraft['content']): AnswerDraft {
  const { isNumbered: _isNumbered, pieces: _pieces, ...facts } = answer;
  return { ...facts, controlNumber, content };
}
