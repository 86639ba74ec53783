import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCodeLists } from '../../../src/guides/code-list-folder.js';
import { defaultSchemasRoot } from '../../../src/guides/load.js';
import { type CodeImportRequest, importCodeList } from '../../../src/operations/codes/codes-import.js';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codes-import-'));
  directory = join(folder, 'data', 'codes');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = new Date('2026-11-02T14:30:00Z');

function importing(list: string, content: string | Buffer, options: Partial<CodeImportRequest> = {}) {
  const file = join(folder, `${list}-${Math.random()}.txt`);
  writeFileSync(file, content);
  return importCodeList(defaultSchemasRoot(), directory, {
    list,
    file,
    skipBadRows: false,
    allowSmaller: false,
    isOpen: false,
    isNew: false,
    actor: 'tester',
    now: NOW,
    ...options,
  });
}
const lists = () => openCodeLists(defaultSchemasRoot(), directory);
const valid = (list: string, day: number, ...codes: string[]) =>
  codes.filter((code) => lists().list(list)?.ask(code, day) === 'valid');
const meaning = (list: string, code: string) =>
  lists()
    .rows(list)
    ?.find((row) => row.code === code)?.meaning;

/** A line of the CMS order file, with invented contents. */
const orderLine = (order: number, code: string, flag: string, short: string, long: string) =>
  `${String(order).padStart(5, '0')} ${code.padEnd(7)} ${flag} ${short.padEnd(60)} ${long}`;

/** A record of the CMS alpha-numeric HCPCS file, with invented contents: columns as in its record layout. */
function hcpcsLine(code: string, record: string, long: string, added = '', terminated = ''): string {
  const placed: readonly [number, string][] = [
    [1, code.padStart(5)],
    [6, '00100'],
    [11, record],
    [12, long],
    [92, 'Short words'],
    [269, added],
    [277, added],
    [285, terminated],
    [293, record === '3' ? 'N' : ''],
  ];
  return placed.reduce((line, [column, text]) => line.padEnd(column - 1) + text, '').padEnd(293);
}

describe('the layouts of publishers', () => {
  it('CMS codes file of ICD-10-CM', async () => {
    const result = await importing('icd-10-cm', 'A001    Imaginary fever\r\nB0211X  Other fever, of the left ear\r\n');
    expect(result).toMatchObject({ outcome: 'imported', layout: 'icd-codes', codesNow: 2, problemCount: 0 });
    expect(valid('icd-10-cm', 20260101, 'A001', 'B0211X', 'A00', 'A00.1')).toEqual(['A001', 'B0211X']);
    expect(meaning('icd-10-cm', 'B0211X')).toBe('Other fever, of the left ear');
  });

  it('CMS order file, from which only codes that may be billed are taken', async () => {
    const lines = [
      orderLine(1, 'Q00', '0', 'Imaginary fevers', 'Imaginary fevers of all kinds'),
      orderLine(2, 'Q001', '1', 'Imaginary fever', 'Imaginary fever, long name'),
      orderLine(3, 'Q0022XA', '1', 'Second fever', 'Second fever, long name'),
    ];
    expect(await importing('icd-10-cm', lines.join('\n'))).toMatchObject({ layout: 'icd-order', rows: 2 });
    expect(valid('icd-10-cm', 0, 'Q00', 'Q001', 'Q0022XA')).toEqual(['Q001', 'Q0022XA']);
    expect(meaning('icd-10-cm', 'Q001')).toBe('Imaginary fever, long name');
  });

  it('the same of ICD-10-PCS', async () => {
    const lines = [orderLine(1, '0ZZ', '0', 'Part', 'Part'), orderLine(2, '0ZZ1ZZZ', '1', 'Part moved', 'Part moved')];
    expect(await importing('icd-10-pcs', lines.join('\n'))).toMatchObject({ layout: 'icd-order', codesNow: 1 });
    expect(valid('icd-10-pcs', 0, '0ZZ', '0ZZ1ZZZ')).toEqual(['0ZZ1ZZZ']);
  });

  const hcpcs = [
    hcpcsLine('Z0001', '3', 'Imaginary device, first', '20200101'),
    hcpcsLine('Z0001', '4', 'and second line'),
    hcpcsLine('Z0002', '3', 'Imaginary service', '20100101', '20251231'),
    hcpcsLine('QQ', '7', 'Imaginary modifier', '20200101'),
  ].join('\r\n');

  it('CMS HCPCS file in columns, with the days its records state', async () => {
    expect(await importing('hcpcs', hcpcs)).toMatchObject({ layout: 'hcpcs', rows: 2, codesNow: 1 });
    expect(valid('hcpcs', 20251231, 'Z0001', 'Z0002', 'QQ')).toEqual(['Z0001', 'Z0002']);
    expect(valid('hcpcs', 20260101, 'Z0001', 'Z0002')).toEqual(['Z0001']);
    expect(valid('hcpcs', 20191231, 'Z0001', 'Z0002')).toEqual(['Z0002']);
    expect(meaning('hcpcs', 'Z0001')).toBe('Imaginary device, first and second line');
  });

  it('modifiers of the same file, as a list that is not complete', async () => {
    await importing('modifier', hcpcs);
    expect(valid('modifier', 0, 'QQ', 'Z0001')).toEqual(['QQ']);
    expect(lists().list('modifier')?.isClosed).toBe(false);
  });

  it('HCPCS saved as CSV, under the notice its publisher puts above the titles', async () => {
    const csv = [
      'Notice: invented',
      '"A second line of it, quoted"',
      'HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,ADD DT,ACT EFF DT,TERM DT,ACTION CD',
      'Z0001,100,3,"Imaginary device, first",Device,20200101,20200101,,N',
      'Z0001,200,4,and second line,,,,,',
      'QQ,100,7,Imaginary modifier,Modifier,20200101,20200101,,N',
    ].join('\n');
    expect(await importing('hcpcs', csv)).toMatchObject({ layout: 'csv', rows: 1, problemCount: 0 });
    expect(meaning('hcpcs', 'Z0001')).toBe('Imaginary device, first and second line');
    expect(valid('hcpcs', 20191231, 'Z0001')).toEqual([]);
  });

  it.each(['utf8', 'latin1'] as const)('NUCC taxonomy CSV in %s', async (encoding) => {
    const csv = [
      '"Code","Grouping","Classification","Specialization","Definition","Notes"',
      '"999A00000X","Invented Providers","Café Adviser","","A ""long"" text, over',
      'two lines.",""',
      '"999AB0001X","Invented Providers","Adviser","Of Bees","",""',
    ].join('\r\n');
    expect(await importing('provider-taxonomy', Buffer.from(csv, encoding))).toMatchObject({
      rows: 2,
      problemCount: 0,
    });
    expect(meaning('provider-taxonomy', '999A00000X')).toBe('Café Adviser');
    expect(meaning('provider-taxonomy', '999AB0001X')).toBe('Adviser - Of Bees');
  });

  it('two columns without titles, and with days', async () => {
    await importing('claim-adjustment-reason', '1001,First invented reason\n1002,"Second, with a comma"\n');
    expect(valid('claim-adjustment-reason', 20260101, '1001', '1002', '1')).toEqual(['1001', '1002']);
    await importing('revenue-code', '\u{feff}Code,Description,From,To\n0999,Invented,1/5/2020,2024-06-30\n');
    expect(valid('revenue-code', 20200104, '0999')).toEqual([]);
    expect(valid('revenue-code', 20240630, '0999')).toEqual(['0999']);
    expect(valid('revenue-code', 20240701, '0999')).toEqual([]);
  });

  it('tabs instead of commas', async () => {
    await importing('drg', 'Code\tDescription\n9001\tInvented, with a comma\n');
    expect(meaning('drg', '9001')).toBe('Invented, with a comma');
  });

  it('drops the period that ICD codes are published with, and no others', async () => {
    await importing('icd-10-cm', 'code,description\nQ00.1,Imaginary\n');
    expect(valid('icd-10-cm', 0, 'Q001', 'Q00.1')).toEqual(['Q001']);
  });
});

describe('what is refused, leaving the old list as it was', () => {
  beforeEach(() => importing('drg', '9001,One\n9002,Two\n9003,Three\n9004,Four\n9005,Five\n'));
  const before = () => valid('drg', 0, '9001', '9002', '9003', '9004', '9005');
  afterEach(() => {
    expect(before()).toHaveLength(5);
    expect(readdirSync(directory).sort()).toEqual(['drg.codes', 'import-lock.db']);
  });

  it('a file with wrong rows, each named by its line and none quoted', async () => {
    const content =
      'code,description,from,to\n9001,One\nSMITH JOHN,x\n,y\n9002,Two,2024-13-01\n9003,z,20240101,20230101\n9001,z\n';
    const result = await importing('drg', content);
    expect(result).toMatchObject({ outcome: 'bad-rows', problemCount: 5 });
    expect(result.problems.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7]);
    expect(result.problems[4]?.problem).toContain('line 2');
    expect(JSON.stringify(result)).not.toContain('SMITH');
  });

  it('many wrong rows, of which fifty are told', async () => {
    const result = await importing('drg', `${'x,y\n'.repeat(70)}9001,One\n`);
    expect(result.problemCount).toBe(70);
    expect(result.problems).toHaveLength(50);
  });

  it('a list that lost more than a fifth, such as a file that was cut off', async () => {
    const result = await importing('drg', '9001,One\n9002,Two\n9003,Three\n');
    expect(result).toMatchObject({ outcome: 'smaller', codesBefore: 5, codesNow: 3, ended: 2 });
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['an empty file', '', /empty/],
    ['UTF-16 with its mark', Buffer.from('\u{feff}9001,One\r\n', 'utf16le'), /UTF-16/],
    ['UTF-16 without it', Buffer.from('9001,One\r\n', 'utf16le'), /UTF-16/],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004 and so on', 'latin1'), /ZIP archive or a spreadsheet/],
    ['a PDF', '%PDF-1.7 and so on', /PDF/],
    ['an X12 file', `ISA*00*${'x'.repeat(95)}~`, /X12/],
    ['a binary file', Buffer.from([0x39, 0x30, 0x31, 0x0a, 0x41, 0x00, 0x42]), /not a text file/],
    ['one endless line', 'x'.repeat(70_000), /line of more than/],
    ['blank lines', '\n\n\n', /none of its rows/],
    ['titles alone', 'code,description\n', /none of its rows/],
    [
      'a list of another kind',
      'Q0001,Invented\nQ0002,Invented\n',
      /none of its rows.*line 1: the code is not of the form/,
    ],
    ['quotes that do not fit', 'code,description\n9001,"One\n9002,"Two"x\n', /quotes or columns do not fit/],
  ])('%s', async (_, content, message) => {
    await expect(importing('drg', content)).rejects.toMatchObject({
      code: 'code-file-unreadable',
      exitCode: 2,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\w/),
    });
  });

  it('a folder, and a file that is not there', async () => {
    for (const file of [folder, join(folder, 'absent.txt')]) {
      await expect(importing('drg', 'x', { file })).rejects.toMatchObject({ code: 'code-file-unreadable' });
    }
  });

  it('a layout that is not the one of the file', async () => {
    await expect(importing('drg', '9001,One\n', { layout: 'hcpcs' })).rejects.toThrow(/read as hcpcs.*HCPCS file/);
  });

  it('a list that nobody knows, unless it is called a new one', async () => {
    await expect(importing('drgs', '9001,One\n')).rejects.toMatchObject({ code: 'code-list-unknown' });
    await expect(importing('../drg', '9001,One\n', { isNew: true })).rejects.toMatchObject({
      code: 'code-list-unknown',
    });
  });
});

describe('what an operator may insist on', () => {
  it('leaving wrong rows out', async () => {
    const result = await importing('drg', '9001,One\nwrong,Two\n', { skipBadRows: true });
    expect(result).toMatchObject({ outcome: 'imported', rows: 1, problemCount: 1 });
    expect(
      lists()
        .facts()
        .find(({ id }) => id === 'drg')
        ?.imports.at(-1),
    ).toMatchObject({ rows: 1, skipped: 1 });
  });

  it('a smaller list', async () => {
    await importing('drg', '9001,One\n9002,Two\n');
    expect(await importing('drg', '9001,One\n', { allowSmaller: true })).toMatchObject({
      outcome: 'imported',
      ended: 1,
    });
    expect(valid('drg', 0, '9001', '9002')).toEqual(['9001']);
  });

  it('a list of their own', async () => {
    await importing('our-plans', 'GOLD,Gold\n', { isNew: true, isOpen: true });
    expect(lists().list('our-plans')).toMatchObject({ isClosed: false, size: 1 });
  });

  it('another list instead of a shipped one, held against what was shipped', async () => {
    expect(await importing('claim-frequency', '1,Original\n')).toMatchObject({ outcome: 'smaller', codesBefore: 9 });
    await importing('claim-frequency', '1,Original\n', { allowSmaller: true });
    expect(valid('claim-frequency', 0, '1', '7')).toEqual(['1']);
  });
});

describe('editions one after the other', () => {
  it('overlap so that each day has its codes', async () => {
    const first = ['Q001', 'Q002', 'Q003', 'Q004', 'Q005', 'Q006']
      .map((code) => `${code}    Invented ${code}`)
      .join('\n');
    await importing('icd-10-cm', first);
    const second = `${first.replace('Q002', 'Q009')}\nQ010    Invented`;
    const result = await importing('icd-10-cm', second, { from: 20251001 });
    expect(result).toMatchObject({ codesBefore: 6, codesNow: 7, added: 2, ended: 1, isFirstDated: false });
    expect(valid('icd-10-cm', 20250930, 'Q001', 'Q002', 'Q009', 'Q010')).toEqual(['Q001', 'Q002']);
    expect(valid('icd-10-cm', 20251001, 'Q001', 'Q002', 'Q009', 'Q010')).toEqual(['Q001', 'Q009', 'Q010']);
    const periods = lists()
      .rows('icd-10-cm')
      ?.filter(({ code }) => code === 'Q001');
    expect(periods).toHaveLength(1);
  });

  it('may be imported again, corrected, without a gap', async () => {
    const codes = ['1001', '1002', '1003', '1004', '1005', '1006', '1007', '1008', '1009'];
    const edition = (...without: string[]) =>
      codes
        .filter((code) => !without.includes(code))
        .map((code) => `${code},x\n`)
        .join('');
    await importing('drg', edition('1009'));
    await importing('drg', edition('1001'), { from: 20251001 });
    expect(valid('drg', 20251001, '1001', '1009')).toEqual(['1009']);
    await importing('drg', edition('1009'), { from: 20251001 });
    for (const day of [20250930, 20251001, 20991231])
      expect(valid('drg', day, '1001', '1009'), `${day}`).toEqual(['1001']);
  });

  it('keep the first day a publisher states for a code that is new here', async () => {
    const line = (code: string, added: string) => hcpcsLine(code, '3', 'Imaginary', added);
    await importing('hcpcs', line('Z0001', '20100101'));
    await importing('hcpcs', [line('Z0001', '20100101'), line('Z0002', '20250715')].join('\n'), { from: 20251001 });
    expect(valid('hcpcs', 20250714, 'Z0001', 'Z0002')).toEqual(['Z0001']);
    expect(valid('hcpcs', 20250715, 'Z0001', 'Z0002')).toEqual(['Z0001', 'Z0002']);
  });

  it('say so when the first one begins on a day', async () => {
    expect(await importing('drg', '9001,One\n', { from: 20251001 })).toMatchObject({ isFirstDated: true, codesNow: 1 });
    expect(valid('drg', 20250930, '9001')).toEqual([]);
  });
});

describe('an imported list', () => {
  it('says which file it came from, when and by whom', async () => {
    const { sha256 } = await importing('drg', '9001,One\n');
    const facts = lists()
      .facts()
      .find(({ id }) => id === 'drg');
    expect(facts).toMatchObject({ state: 'imported', codes: 1, isClosed: true });
    expect(facts?.imports).toMatchObject([
      { at: NOW.toISOString(), actor: 'tester', sha256, layout: 'csv', rows: 1, skipped: 0, from: '' },
    ]);
    const path = join(directory, 'drg.codes');
    expect(readFileSync(path, 'utf8')).toMatch(/^\{.*\}\n9001 00000000 99999999\nOne\n$/);
  });

  it('keeps every edition when two are imported at once', async () => {
    const edition = (codes: readonly string[]) => codes.map((code) => `${code},x\n`).join('');
    await importing('drg', edition(['1001', '1002', '1003', '1004', '1005']));
    await Promise.all([
      importing('drg', edition(['1001', '1002', '1003', '1004', '1006']), { from: 20251001 }),
      importing('drg', edition(['1001', '1002', '1003', '1004', '1007']), { from: 20261001 }),
    ]);
    const imports = lists()
      .facts()
      .find(({ id }) => id === 'drg')
      ?.imports.map(({ from }) => from);
    expect(imports?.sort()).toEqual(['', '20251001', '20261001']);
    expect(valid('drg', 20250930, '1005')).toEqual(['1005']);
  });

  it('is not put in place when the disk does not take it', async () => {
    await importing('drg', '9001,One\n');
    writeFileSync(join(folder, 'file'), '');
    const blocked = importCodeList(defaultSchemasRoot(), join(folder, 'file', 'codes'), {
      list: 'drg',
      file: join(directory, 'drg.codes'),
      skipBadRows: true,
      allowSmaller: true,
      isOpen: false,
      isNew: false,
      actor: 'tester',
      now: NOW,
    });
    await expect(blocked).rejects.toMatchObject({ exitCode: expect.any(Number) });
    expect(valid('drg', 0, '9001')).toEqual(['9001']);
  });
});

describe('a damaged list', () => {
  const damage = (list: string) => writeFileSync(join(directory, `${list}.codes`), 'garbage\n');

  it('is told by name, is mended by importing it anew, and does not keep another from being imported', async () => {
    await importing('revenue-code', 'code,description\n0120,Room\n');
    damage('revenue-code');
    expect(lists().damaged()).toEqual([{ id: 'revenue-code', problem: expect.any(String) }]);
    expect((await importing('modifier', 'code,description\n25,Separate\n')).outcome).toBe('imported');
    expect((await importing('revenue-code', 'code,description\n0120,Room\n')).outcome).toBe('imported');
    expect(lists().damaged()).toEqual([]);
  });

  it('cannot be gone on with by a later edition', async () => {
    await importing('revenue-code', 'code,description\n0120,Room\n');
    damage('revenue-code');
    await expect(importing('revenue-code', 'code,description\n0120,Room\n', { from: 20270101 })).rejects.toMatchObject({
      code: 'code-list-damaged',
    });
  });
});
