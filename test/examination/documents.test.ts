import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../x12/tokens.js';
import { contextFor, examineAll, inPieces } from './examination-support.js';

const BASE = readFileSync(new URL('../../fixtures/rules/005010X211-275/base.x12', import.meta.url), 'latin1');
const BIN = 'BIN*16*EXAMPLE DOCUMENT';

/** The base file with another segment for its document. */
const withDocument = (segment: string) => BASE.replace(BIN, () => segment);

/** `TA104 TA105: IK501 codes, the findings` of a file, checked without a partner. */
async function answerTo(text: string, piece = 4096): Promise<string> {
  const { interchanges, sets } = await examineAll(inPieces(bytesOf(text), piece), contextFor(undefined));
  const [interchange] = interchanges;
  const [set] = sets;
  const codes = [...(set?.findings ?? []), ...(interchange?.findings ?? [])].map(({ code }) => code);
  return `${interchange?.acknowledgment} ${interchange?.note}: ${[set?.status, ...(set?.codes ?? [])].join(' ')}, ${codes.join(' ')}`;
}

describe('a file with a document', () => {
  const everything = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));

  it.each([1, 7, 4096])('is accepted whatever bytes the document holds, read in pieces of %s bytes', async (piece) => {
    const data = `${everything}~SE*13*0001~GE*1*701~IEA*1*000000701~${BASE}`;
    expect(await answerTo(withDocument(`BIN*${data.length}*${data}`), piece)).toBe('A 000: A, ');
  });

  it.each([
    ['too small a length', 'BIN*15*EXAMPLE DOCUMENT', 'A 000: R 5, binary-length'],
    [
      'a length beyond the file',
      'BIN*9999*EXAMPLE DOCUMENT',
      'R 023: R 2, set-trailer-missing interchange-premature-end-in-data',
    ],
    ['no data', 'BIN*0*', 'A 000: R 5, element-missing'],
    ['a length that is no number', 'BIN*1.6*EXAMPLE DOCUMENT', 'A 000: R 5, element-not-numeric'],
    ['the segment of later releases', 'BDS*ASC*7*~SE*13~', 'A 000: R 5, segment-not-in-set segment-missing'],
  ])('is refused for %s', async (_what, segment, answer) => {
    expect(await answerTo(withDocument(segment))).toBe(answer);
  });

  it('is refused when it breaks off inside the document', async () => {
    const text = BASE.slice(0, BASE.indexOf(BIN) + 12);
    expect(await answerTo(text)).toBe('R 023: R 2, set-trailer-missing interchange-premature-end-in-data');
  });

  it('takes no more memory for a large one', async () => {
    const pieces = 768;
    const piece = new Uint8Array(64 * 1024).fill(0x7e);
    const [head = '', tail = ''] = withDocument(`BIN*${pieces * piece.length}*|`).split('|');
    let most = 0;
    function* file(): Generator<Uint8Array> {
      yield bytesOf(head);
      for (let count = 0; count < pieces; count++) {
        yield piece;
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      }
      yield bytesOf(tail);
    }
    const before = process.memoryUsage().arrayBuffers;
    const { sets } = await examineAll(file(), contextFor(undefined));
    expect(sets).toMatchObject([{ status: 'A', findings: [] }]);
    expect(most - before).toBeLessThan(8 * 1024 * 1024);
  });
});
