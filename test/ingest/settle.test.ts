import { describe, expect, it } from 'vitest';
import { isSettled, observeFile, type Sample, shapeOf, type Watched } from '../../src/ingest/settle.js';

const TIMES = { quiet: 1_000, cutOff: 5_000 };
const sample = (size: number): Sample => ({ size: BigInt(size), modified: 7n, inode: 1n });
const bytes = (text: string) => Buffer.from(text, 'latin1');
const HEADER = `ISA*00*${' '.repeat(10)}*00*${' '.repeat(10)}*ZZ*A${' '.repeat(14)}*ZZ*B${' '.repeat(14)}*250101*1200*^*00501*000000001*0*T*:~`;

/** Watches a file through samples taken at times. */
function watch(...looks: readonly (readonly [size: number, at: number])[]): Watched {
  return looks.reduce<Watched | undefined>((before, [size, at]) => observeFile(before, sample(size), at), undefined)!;
}

describe('a file settles', () => {
  it('only after two equal samples that span the quiet time', () => {
    expect(isSettled(watch([5, 0]), 'whole', 9_000, TIMES)).toBe(false);
    expect(isSettled(watch([5, 0], [5, 500]), 'whole', 500, TIMES)).toBe(false);
    expect(isSettled(watch([5, 0], [5, 1_000]), 'whole', 1_000, TIMES)).toBe(true);
  });

  it('from the beginning again when it changed', () => {
    expect(isSettled(watch([5, 0], [5, 900], [6, 1_000], [6, 1_900]), 'whole', 1_900, TIMES)).toBe(false);
    expect(isSettled(watch([5, 0], [6, 1_000], [6, 2_000]), 'whole', 2_000, TIMES)).toBe(true);
  });

  it('later when it looks cut off', () => {
    expect(isSettled(watch([5, 0], [5, 4_999]), 'cut-off', 4_999, TIMES)).toBe(false);
    expect(isSettled(watch([5, 0], [5, 5_000]), 'cut-off', 5_000, TIMES)).toBe(true);
  });
});

describe('a file looks', () => {
  const shape = (text: string) => shapeOf(bytes(text).subarray(0, 512), bytes(text).subarray(-256));

  it.each([
    ['whole when it ends with IEA', `${HEADER}GS*HI~IEA*1*000000001~`],
    ['whole when line ends follow the IEA', `${HEADER}\r\nIEA*0*000000001~\r\n\n`],
    ['whole when line ends terminate its segments', `${HEADER.slice(0, -1)}\nIEA*0*000000001\n`],
    ['whole when it is empty', ''],
    ['whole when it is no X12', 'PK\u0003\u0004 something else'],
    ['whole when a byte order mark stands before it', `\u00ef\u00bb\u00bf${HEADER}IEA*0*000000001~`],
  ])('%s', (_name, text) => expect(shape(text)).toBe('whole'));

  it.each([
    ['cut off inside its header', HEADER.slice(0, 60)],
    ['cut off after a segment', `${HEADER}GS*HI*A*B~ST*278*0001~`],
    ['cut off inside the IEA', `${HEADER}GS*HI~IEA*1*0000`],
    ['cut off before the terminator of the IEA', `${HEADER}GS*HI~IEA*1*000000001`],
  ])('%s', (_name, text) => expect(shape(text)).toBe('cut-off'));
});
