import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileExaminer } from '../../src/examination/examine-file.js';
import type { Finding } from '../../src/findings/finding.js';
import { importCodeList } from '../../src/operations/codes/codes-import.js';
import { completeOptions } from '../../src/partners/options.js';
import type { PartnerProfile, PayerIdentity } from '../../src/partners/profile.js';
import { schemas } from '../support/units.js';
import { briefly, edited, suites } from './case-files.js';
import type { SnipEdit } from './snip-edits/edit.js';
import { ENVELOPE } from './snip-edits/envelope.js';
import { REVIEW_SITUATIONS } from './snip-edits/review-situations.js';
import { TYPE_4 } from './snip-edits/type-4.js';
import { TYPE_7 } from './snip-edits/type-7.js';
import { TYPES_1_TO_3 } from './snip-edits/types-1-to-3.js';
import { TYPES_5_AND_6 } from './snip-edits/types-5-and-6.js';

const PAYER: PayerIdentity = {
  name: 'MassHealth',
  qualifier: 'ZZ',
  id: 'DMA7384',
  aliases: ['HSN3644'],
  applicationIds: ['DMA7384'],
  timeZone: 'America/New_York',
  providerLocationPattern: '^(?<provider>[0-9]{9})(?<location>[A-Z])$',
  senderIdRule: 'exact',
};
const LOCATION = { id: '110000000A', providerId: '110000000', serviceLocation: 'A' };
const PARTNER: PartnerProfile = {
  ...fixture('partner.json'),
  interchangeId: LOCATION.id,
  applicationIds: [LOCATION.id],
  location: LOCATION,
  providers: [{ location: LOCATION, npis: ['1887007122'] }],
  options: completeOptions({}),
};

/** Invented samples of the lists that their owners keep, imported as an operator imports the real ones. */
const IMPORTED = ['icd-10-cm', 'hcpcs', 'cpt', 'modifier', 'provider-taxonomy', 'claim-adjustment-reason', 'cdt'];
let codeListsRoot: string;
beforeAll(async () => {
  codeListsRoot = mkdtempSync(join(tmpdir(), 'snip-edits-'));
  const samples = fixture('rules/codes.json') as Record<string, readonly { code: string }[]>;
  for (const list of IMPORTED) {
    const ended = list === 'icd-10-cm' ? ['Z9998,ended,20151001,20250930'] : [];
    const file = join(codeListsRoot, `${list}.csv`);
    writeFileSync(
      file,
      ['code,description,from,to', ...samples[list]!.map(({ code }) => `${code},,,`), ...ended].join('\n'),
    );
    await importCodeList(schemas.root, codeListsRoot, {
      list,
      file,
      layout: 'csv',
      skipBadRows: false,
      allowSmaller: false,
      isOpen: false,
      isNew: false,
      actor: 'tester',
      now: new Date('2026-11-01T12:00:00Z'),
    });
  }
});
afterAll(() => rmSync(codeListsRoot, { recursive: true, force: true }));

function fixture(path: string) {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8'));
}

function baseOf(name: string): string[] {
  const text = readFileSync(new URL(`../../fixtures/rules/${name}/base.x12`, import.meta.url), 'latin1');
  return text
    .split('~')
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '');
}

/** The base with the mistake made, as a file. */
function fileOf({ base, edits = [], text }: Pick<SnipEdit, 'base' | 'edits' | 'text'>): string {
  const file = `${edited(baseOf(base), edits).join('~\n')}~\n`;
  if (text === undefined) return file;
  expect(file.split(text[0]).length - 1, `"${text[0]}" in the base`).toBe(1);
  return file.replace(text[0], text[1]);
}

const examiners = new Map<string, FileExaminer>();

/** What is found in a file by guides, rules and code lists, and for `masshealth-` bases by the companion guide. */
async function findingsOf(base: string, file: string, profile?: PartnerProfile, lists = true): Promise<Finding[]> {
  const overlay = base.startsWith('masshealth-') ? 'masshealth' : undefined;
  const key = `${overlay} ${lists}`;
  if (!examiners.has(key)) {
    const handlers = [{ name: '837', guideIds: ['005010X222A1-837P'] }];
    const setting = { schemasRoot: schemas.root, payer: PAYER, handlers, findingsPerSet: 1000 };
    examiners.set(
      key,
      new FileExaminer(schemas, {
        ...setting,
        ...(lists ? { codeListsRoot } : {}),
        ...(overlay === undefined ? {} : { overlay }),
      }),
    );
  }
  const findings: Finding[] = [];
  const sink = {
    sets: (rows: readonly { readonly findings: readonly Finding[] }[]) => {
      findings.push(...rows.flatMap((row) => row.findings));
    },
    interchange: (outcome: {
      readonly findings: readonly Finding[];
      readonly groups: readonly { readonly findings: readonly Finding[] }[];
    }) => {
      findings.push(...outcome.findings, ...outcome.groups.flatMap((group) => group.findings));
    },
  };
  const received = Number(`20${file.split('*')[9]}`);
  async function* bytes() {
    yield Buffer.from(file, 'latin1');
  }
  const outcome = await examiners.get(key)!.examine(bytes(), sink, { profile, options: profile?.options, received });
  return [...findings, ...outcome.findings];
}

/** `reject 837p-patient-missing I7 application`: severity, code, acknowledgment code, and who answers it. */
function answerTo({ severity, code, acknowledgment, scope, carrier }: Finding): string {
  const where =
    severity === 'warn' ? 'report' : scope === 'interchange' ? 'TA1' : carrier === 'application' ? carrier : '999';
  return `${severity} ${code} ${acknowledgment} ${where}`;
}

async function expectFound(row: SnipEdit, profile?: PartnerProfile): Promise<void> {
  const findings = await findingsOf(row.base, fileOf(row), profile);
  const told = findings.map(briefly).join('; ');
  if (row.finds === '') return expect(findings.map(briefly)).toEqual([]);
  expect(findings.map(answerTo), told).toContain(row.finds);
  const expected = [row.finds.split(' ')[1], ...(row.beside ?? [])];
  const others = findings.filter(({ severity, code }) => severity === 'reject' && !expected.includes(code));
  expect(others.map(briefly), 'other findings that refuse').toEqual([]);
}

const named = (rows: readonly SnipEdit[]) => rows.map((row) => [`${row.edit}: ${row.mistake}`, row] as const);

describe('a file without mistakes', () => {
  const bases = [
    ...new Set([...TYPES_1_TO_3, ...TYPE_4, ...TYPES_5_AND_6, ...TYPE_7, ...REVIEW_SITUATIONS].map(({ base }) => base)),
  ];
  it.each(bases)('%s raises nothing', async (base) => {
    expect((await findingsOf(base, fileOf({ base }))).map(briefly)).toEqual([]);
  });
});

describe.each([
  ['types 1 to 3', TYPES_1_TO_3],
  ['type 4', TYPE_4],
  ['types 5 and 6', TYPES_5_AND_6],
  ['type 7', TYPE_7],
  ['situations of the 278', REVIEW_SITUATIONS],
])('%s', (_, rows) => {
  it.each(named(rows))('%s', (_name, row) => expectFound(row));
});

describe('the envelope', () => {
  it.each(named(ENVELOPE))('%s', (_name, row) => expectFound(row, PARTNER));
});

it('refuses nothing by a code list that nobody imported', async () => {
  const rows = TYPES_5_AND_6.filter(({ finds }) => /-(not-valid|taxonomy-unknown|icd-10|professional) 7/.test(finds));
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) {
    const findings = await findingsOf(row.base, fileOf(row), undefined, false);
    expect(findings.map(briefly), row.mistake).toEqual([]);
  }
});

describe('docs/snip-types.md', () => {
  const page = readFileSync(new URL('../../docs/snip-types.md', import.meta.url), 'utf8');
  const rules = suites();

  it('names no code that does not exist', () => {
    const names = [
      ...page.matchAll(
        /`((?:837[pi]|review|masshealth|element|segment|hierarchy|loop|set|group)-[a-z0-9-]*[a-z0-9])`/g,
      ),
    ];
    expect(names.length).toBeGreaterThan(100);
    expect(names.map(([, code]) => code!).filter((code) => schemas.findings.find(code) === undefined)).toEqual([]);
  });

  it('counts the rules there are', () => {
    const guides = rules.filter(({ overlay }) => overlay === undefined).flatMap((suite) => suite.rules);
    const payer = rules.filter(({ overlay }) => overlay === 'masshealth').flatMap((suite) => suite.rules);
    const counts = [2, 3, 4, 5, 6].map((snip) => guides.filter((rule) => rule.snip === snip).length);
    const refusing = guides.filter(({ severity }) => severity === 'reject').length;
    expect(page).toContain(`| all | ${[...counts, guides.length, refusing, payer.length].join(' | ')} |`);
  });
});
