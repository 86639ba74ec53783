import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { HEADERS, ReferenceBench, ROWS } from './reference-material.js';

let bench: ReferenceBench;
beforeEach(() => {
  bench = new ReferenceBench();
});

const GOOD = `${HEADERS.services}\n${ROWS.services}\n`;

describe('a file that is no reference file', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'it is empty'],
    ['a header alone', `${HEADERS.services}\n`, 'holds no rows'],
    ['nothing but line ends', '\r\n\r\n', 'holds no rows'],
    ['with semicolons', GOOD.replaceAll(',', ';'), 'separated by semicolons'],
    ['with tabs', GOOD.replaceAll(',', '\t'), 'separated by tabs'],
    ['in Windows text', Buffer.from(`${HEADERS.services}\nE0424,,yes,no,Caf\xe9\n`, 'latin1'), 'line 2 is not UTF-8'],
    ['in UTF-16', Buffer.from(`\uFEFF${GOOD}`, 'utf16le'), 'UTF-16'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004rest'), 'ZIP archive or a spreadsheet'],
    ['a PDF', '%PDF-1.7\n', 'PDF'],
    ['binary', Buffer.concat([Buffer.from(GOOD), Buffer.from([0, 1, 2, 10])]), 'not a text file'],
    ['X12', 'ISA*00*          *00*', 'X12 file'],
    ['of another kind', `${HEADERS.members}\n${ROWS.members}\n`, 'no column from, needs_authorization'],
    ['without its column names', `${ROWS.services}\n`, 'no column from'],
    ['with a column twice', `from,From,needs_authorization\nE0424,E0424,yes\n`, 'the column from twice'],
    [
      'with a quote that does not close',
      `${HEADERS.services}\nE0424,,yes,no,"Us\nE0425,,yes,no,\n`,
      'quotes do not fit',
    ],
    ['of one line without an end', `${HEADERS.services},${'x'.repeat(300_000)}`, 'line of more than 128 KB'],
  ])('%s is refused with what it is', async (_, content, words) => {
    const refusal = bench.import('services', content);
    await expect(refusal).rejects.toMatchObject({ code: 'reference-file-unreadable', exitCode: 2 });
    await expect(refusal).rejects.toThrow(words);
    expect(bench.ledger.references()).toEqual([]);
  });

  it('absent or a folder is refused', async () => {
    mkdirSync(join(bench.folder, 'sub'));
    await expect(bench.importFile('services', join(bench.folder, 'none.csv'))).rejects.toThrow('no such file');
    await expect(bench.importFile('services', join(bench.folder, 'sub'))).rejects.toThrow('no regular file');
  });

  it('never shows the first row of a file without column names, which is about a person', async () => {
    const error = await bench.import('members', `CANARY1,CANARY2,CANARY3,1990-01-01\n`).catch(String);
    expect(error).not.toContain('CANARY');
  });

  it('tells the line of the Windows text far down in a large file', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `A${String(at).padStart(5, '0')},,yes,no,`).join('\n');
    const content = Buffer.from(`${HEADERS.services}\n${rows}\nE0424,,yes,no,Caf\xe9\n`, 'latin1');
    await expect(bench.import('services', content)).rejects.toThrow('line 20002 is not UTF-8');
    expect(bench.ledger.references()).toEqual([]);
  });
});
