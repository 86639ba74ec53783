import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CodeRow, OPEN_END, OPEN_START, PackedCodeList, packRows, sortRows } from '../../src/guides/code-list.js';
import { codeListFile, codeListFileName, readCodeListFile, readCodeRows } from '../../src/guides/code-list-file.js';
import { openCodeLists } from '../../src/guides/code-list-folder.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';

const row = (code: string, from = OPEN_START, to = OPEN_END, meaning = ''): CodeRow => ({ code, from, to, meaning });
const listOf = (...rows: CodeRow[]) => new PackedCodeList('test', true, packRows(sortRows(rows)));
const schemas = defaultSchemasRoot();

describe('a packed code list', () => {
  it('knows its codes and no others', () => {
    const codes = Array.from({ length: 5000 }, (_, i) => `Q${i.toString(36).toUpperCase()}`);
    const list = listOf(...codes.map((code) => row(code)));
    expect(list.size).toBe(5000);
    expect(codes.filter((code) => list.ask(code, 0) !== 'valid')).toEqual([]);
    for (const other of ['', 'Q', 'q1', 'Q1 ', ' Q1', 'Q1.', 'QZZZZ', 'Q1\u0000', 'Ä1']) {
      expect(list.ask(other, 0), JSON.stringify(other)).toBe('unknown');
    }
  });

  it('does not take the beginning of a code for the code', () => {
    const list = listOf(row('A0010'), row('A001'));
    expect(['A00', 'A001', 'A0010', 'A00100'].map((code) => list.ask(code, 0))).toEqual([
      'unknown',
      'valid',
      'valid',
      'unknown',
    ]);
  });

  it('counts the first and the last day in, and knows the days between two periods', () => {
    const list = listOf(row('X1', 20200101, 20201231), row('X1', 20230101), row('X2', OPEN_START, 20191231));
    expect(list.size).toBe(2);
    const answers = [20191231, 20200101, 20201231, 20210101, 20221231, 20230101, 20991231].map((day) =>
      list.ask('X1', day),
    );
    expect(answers).toEqual(['not-in-force', 'valid', 'valid', 'not-in-force', 'not-in-force', 'valid', 'valid']);
    expect(list.ask('X2', 20200101)).toBe('not-in-force');
    expect(list.ask('X2', 19000101)).toBe('valid');
    expect(list.ask('X2', 0)).toBe('valid');
  });

  it('may be empty', () => {
    expect(listOf().ask('A', 0)).toBe('unknown');
  });
});

describe('code lists without an installation', () => {
  const lists = openCodeLists(schemas);

  it('are the shipped ones; the others are absent', () => {
    expect(lists.list('state-or-province')?.ask('MA', 0)).toBe('valid');
    expect(lists.list('state-or-province')?.ask('ZZ', 0)).toBe('unknown');
    expect(lists.list('icd-10-cm')).toBeUndefined();
    expect(lists.list('no-such-list')).toBeUndefined();
    expect(lists.digest()).toBe('');
  });

  it('say from which day a place of service is one', () => {
    const places = lists.list('place-of-service');
    const asked = [
      ['02', 20161231],
      ['02', 20170101],
      ['10', 20211231],
      ['10', 20220101],
      ['27', 20230930],
      ['27', 20231001],
      ['58', 20191231],
      ['58', 20200101],
      ['11', 20120101],
    ] as const;
    expect(asked.map(([code, day]) => places?.ask(code, day) === 'valid')).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
      false,
      true,
      true,
    ]);
  });

  it('know the state of a ZIP code by its first three digits', () => {
    const prefixes = lists.list('zip-prefix-state');
    for (const pair of ['021:MA', '055:MA', '100:NY', '063:CT', '063:NY', '606:IL', '902:CA', '009:PR', '995:AK']) {
      expect(prefixes?.ask(pair, 0), pair).toBe('valid');
    }
    for (const pair of ['021:NY', '000:MA', '201:DC']) expect(prefixes?.ask(pair, 0), pair).toBe('unknown');
    const states = new Set(
      loadSchemas(schemas)
        .codeSets.get('state-or-province')
        ?.codes.map(({ code }) => code),
    );
    const named =
      loadSchemas(schemas)
        .codeSets.get('zip-prefix-state')
        ?.codes.map(({ code }) => code) ?? [];
    expect(named.filter((pair) => !/^\d{3}:/.test(pair) || !states.has(pair.slice(4)))).toEqual([]);
  });

  it('hold all of ISO 3166-1, and none that its owner licenses', () => {
    expect(lists.list('country')?.size).toBe(252);
    for (const id of ['cpt', 'cdt', 'icd-10-cm', 'claim-adjustment-reason', 'remittance-remark', 'revenue-code']) {
      expect(lists.facts().find((list) => list.id === id)?.state, id).toBe('absent');
    }
  });

  it('name every form as a regular expression', () => {
    for (const { id, form, owner } of loadSchemas(schemas).externalCodeSets.values()) {
      expect(() => new RegExp(form ?? ''), id).not.toThrow();
      expect(form, id).toMatch(/./);
      expect(owner, id).toMatch(/./);
    }
  });
});

describe('code lists of an installation', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'codes-')), 'codes');
    mkdirSync(folder);
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  const put = (id: string, rows: readonly CodeRow[], closed = true) => {
    const { chunks } = codeListFile({ id, name: `List ${id}`, closed, imports: [] }, rows);
    writeFileSync(join(folder, 'new'), Buffer.concat(chunks));
    renameSync(join(folder, 'new'), join(folder, codeListFileName(id)));
  };
  const damage = (change: (content: Buffer) => Buffer) => {
    put('hcpcs', [row('Z0001'), row('Z0002')]);
    const path = join(folder, codeListFileName('hcpcs'));
    writeFileSync(path, change(readFileSync(path)));
    return () => openCodeLists(schemas, folder).list('hcpcs');
  };

  it('go before the shipped ones', () => {
    put('place-of-service', [row('Q1')], false);
    const lists = openCodeLists(schemas, folder);
    expect(lists.list('place-of-service')?.ask('Q1', 0)).toBe('valid');
    expect(lists.list('place-of-service')?.ask('11', 0)).toBe('unknown');
    expect(lists.list('place-of-service')?.isClosed).toBe(false);
    expect(lists.facts().find(({ id }) => id === 'place-of-service')).toMatchObject({ state: 'imported', codes: 1 });
  });

  it('come back from their file as they went in, meanings in any script', () => {
    const rows = [
      row('B2', 20200101, 20201231, 'Zweite – ältere'),
      row('B2', 20220101),
      row('A', 0, OPEN_END, 'one\ntwo'),
    ];
    put('hcpcs', rows);
    expect(readCodeRows(join(folder, codeListFileName('hcpcs')))).toEqual([
      row('A', 0, OPEN_END, 'one two'),
      rows[0],
      rows[1],
    ]);
    expect(readCodeListFile(join(folder, 'absent.codes'), 'header')).toBeUndefined();
  });

  it('are seen from the next refresh on when they are imported, replaced or removed', () => {
    const lists = openCodeLists(schemas, join(folder));
    expect(lists.list('hcpcs')).toBeUndefined();
    const empty = lists.digest();
    put('hcpcs', [row('Z0001')]);
    expect(lists.list('hcpcs')).toBeUndefined();
    expect(lists.refresh()).toBe(true);
    expect(lists.list('hcpcs')?.ask('Z0001', 0)).toBe('valid');
    const first = lists.digest();
    put('hcpcs', [row('Z0002')]);
    lists.refresh();
    expect(lists.list('hcpcs')?.ask('Z0001', 0)).toBe('unknown');
    expect(new Set([empty, first, lists.digest()]).size).toBe(3);
    rmSync(join(folder, codeListFileName('hcpcs')));
    lists.refresh();
    expect(lists.list('hcpcs')).toBeUndefined();
    expect(lists.digest()).toBe('');
  });

  it('keep the list they have read while nothing changed', () => {
    put('hcpcs', [row('Z0001')]);
    const lists = openCodeLists(schemas, folder);
    const first = lists.list('hcpcs');
    expect(lists.refresh()).toBe(false);
    expect(lists.list('hcpcs')).toBe(first);
  });

  it('need no folder', () => {
    expect(openCodeLists(schemas, join(folder, 'absent')).list('country')?.ask('US', 0)).toBe('valid');
  });

  it.each([
    ['cut off', (content: Buffer) => content.subarray(0, content.indexOf('\n') + 10)],
    ['cut off in its first line', (content: Buffer) => content.subarray(0, 10)],
    ['changed by hand', (content: Buffer) => Buffer.from(content.toString().replace('Z0002', 'Z0003'))],
    ['of another form', (content: Buffer) => Buffer.from(content.toString().replace('list-1', 'list-9'))],
    ['empty', () => Buffer.alloc(0)],
  ])('are told apart from a damaged file: %s', (_, change) => {
    expect(damage(change)).toThrow(expect.objectContaining({ code: 'code-list-damaged', hint: expect.any(String) }));
  });
});

describe('lists that are asked for', () => {
  const { codeSets, externalCodeSets } = loadSchemas(schemas);

  it('by guides and rules are shipped, or known by name so that they can be imported', () => {
    const files = readdirSync(schemas, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /^(guides|rules|payers)\/.*\.json$/.test(name),
    );
    const asked = files.flatMap((name) => {
      const text = readFileSync(join(schemas, name), 'utf8');
      const ids = [...text.matchAll(/"codeSet": "([^"]+)"|\bcode\([^()]*'([a-z][a-z0-9-]*)'/g)];
      return ids.map(([, guide, rule]) => `${name}: ${guide ?? rule}`);
    });
    const known = (line: string) => {
      const id = line.split(': ')[1]!;
      return codeSets.has(id) || externalCodeSets.has(id);
    };
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((line) => !known(line))).toEqual([]);
  });
});
