import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { importReference } from '../../../src/operations/reference/reference-import.js';
import { takeExclusiveLock } from '../../../src/store/sqlite/exclusive-lock.js';
import { GatewayError } from '../../../src/support/errors.js';
import { HEADERS, ReferenceBench, ROWS, RULES } from './reference-material.js';

let bench: ReferenceBench;
beforeEach(() => {
  bench = new ReferenceBench();
});

describe('importing a reference file', () => {
  it('loads providers with every column', async () => {
    expect(await bench.rows('providers', ROWS.providers)).toMatchObject({ outcome: 'imported', rows: 1, problems: [] });
    expect(bench.ledger.reference.provider('110012345A')).toEqual({
      location: '110012345A',
      npi: '1234567893',
      name: 'Harbor Clinic',
      taxonomies: ['207Q00000X', '363L00000X'],
      providerType: '01',
      address: { lines: ['1 Pier Rd'], city: 'Boston', state: 'MA', postalCode: '02108' },
      entitledAssignments: ['oxygen', 'home-health'],
    });
  });

  it('loads members, dates in any of the three forms', async () => {
    const american = ROWS.members.replace('100000000001', '100000000002').replace('1990-02-28', '2/28/1990');
    const packed = ROWS.members.replace('100000000001', '100000000003').replace('1990-02-28', '19900228');
    await bench.rows('members', ROWS.members, american, packed);
    for (const id of ['100000000001', '100000000002', '100000000003']) {
      expect(bench.ledger.reference.member(id)).toEqual({
        memberId: id,
        last: 'Doe',
        first: 'Ann',
        middle: '',
        birthDate: '1990-02-28',
        gender: 'F',
        address: { lines: ['2 Elm St'], city: 'Salem', state: 'MA', postalCode: '01970' },
        eligibleFrom: '2030-01-01',
        eligibleTo: '',
        isInCaseManagement: true,
        isInManagedCare: false,
      });
    }
  });

  it('loads services: single codes, ranges, and a code within a range', async () => {
    await bench.rows('services', ROWS.services, 'E0431,,no,no,Oxygen Reviewers', 'J0135,,yes,yes,');
    expect(bench.ledger.reference.service('E0430')).toMatchObject({ needsAuthorization: true, isDrug: false });
    expect(bench.ledger.reference.service('E0431')).toMatchObject({
      needsAuthorization: false,
      reviewedBy: 'Oxygen Reviewers',
    });
    expect(bench.ledger.reference.service('J0135')).toMatchObject({ to: 'J0135', isDrug: true });
    expect(bench.ledger.reference.service('E0500')).toBeUndefined();
  });

  it('replaces the edition before, and audits each', async () => {
    const first = await bench.rows('services', ROWS.services);
    const second = await bench.rows('services', 'E0500,,yes,no,');
    expect(second.edition).toBeGreaterThan(first.edition);
    expect(bench.ledger.reference.service('E0430')).toBeUndefined();
    expect(bench.ledger.references()).toMatchObject([
      { kind: 'services', edition: second.edition, rows: 1, actor: 'tester' },
    ]);
  });

  it('reads a header in any case and spacing, columns in any order, and tells those it does not know', async () => {
    const file = 'Reviewed By,DRUG,Remark,Needs-Authorization,From\nUs,no,old,yes,E0424\n';
    expect(await bench.import('services', file)).toMatchObject({ outcome: 'imported', unknownColumns: ['Remark'] });
    expect(bench.ledger.reference.service('E0424')).toMatchObject({ reviewedBy: 'Us', needsAuthorization: true });
  });

  it('reads a byte order mark, CRLF, quoted commas, empty lines and a last line without an end', async () => {
    const file = `\uFEFFfrom,needs_authorization,reviewed_by\r\n\r\nE0424,yes,"Smith, Jones"\r\n,,\r\nE0425,no,Ünited`;
    expect(await bench.import('services', file)).toMatchObject({ outcome: 'imported', rows: 2 });
    expect(bench.ledger.reference.service('E0424')).toMatchObject({ reviewedBy: 'Smith, Jones' });
    expect(bench.ledger.reference.service('E0425')).toMatchObject({ reviewedBy: 'Ünited' });
  });

  it('checks in a dry run and changes nothing', async () => {
    const content = `${HEADERS.services}\n${ROWS.services}\n`;
    expect(await bench.import('services', content, { isDryRun: true })).toMatchObject({
      outcome: 'checked',
      edition: 0,
    });
    expect(bench.ledger.references()).toEqual([]);
    expect(bench.ledger.reference.isLoaded('services')).toBe(false);
  });

  it('refuses a file that lost more than a fifth of its rows, unless it is meant', async () => {
    const codes = ['E0424', 'E0425', 'E0426', 'E0427', 'E0428'].map((code) => `${code},,yes,no,`);
    await bench.rows('services', ...codes);
    expect(await bench.rows('services', ...codes.slice(0, 3))).toMatchObject({ outcome: 'smaller', rowsBefore: 5 });
    expect(bench.ledger.reference.service('E0428')).toBeDefined();
    expect(await bench.rows('services', ...codes.slice(0, 4))).toMatchObject({ outcome: 'imported' });
    const one = `${HEADERS.services}\n${codes[0]}\n`;
    expect(await bench.import('services', one, { allowSmaller: true })).toMatchObject({ outcome: 'imported', rows: 1 });
  });
});

describe('all or nothing', () => {
  it('keeps the old edition when one row in thousands is wrong', async () => {
    await bench.rows('services', ROWS.services);
    const rows = Array.from({ length: 2_500 }, (_, at) => `A${String(at).padStart(4, '0')},,yes,no,`);
    const result = await bench.rows('services', ...rows, 'A9999,,perhaps,no,');
    expect(result).toMatchObject({
      outcome: 'bad-rows',
      rows: 2_501,
      problemCount: 1,
      problems: [{ line: 2_502, column: 'needs_authorization' }],
    });
    expect(bench.ledger.reference.service('A0001')).toBeUndefined();
    expect(bench.ledger.reference.service('E0430')).toBeDefined();
  });

  it('shows the first hundred problems and counts the rest', async () => {
    const rows = Array.from({ length: 250 }, () => '110012345A,1234567890,Harbor Clinic,,,,,,,');
    const result = await bench.rows('providers', ...rows);
    expect(result.problems).toHaveLength(100);
    expect(result.problemCount).toBe(250);
  });

  it('keeps the old edition when the ledger has no room, and drops what it had begun', async () => {
    await bench.rows('services', ROWS.services);
    const dropped: number[] = [];
    const full = new GatewayError('full', { code: 'ledger-full', operation: 'store', hint: '', exitCode: 3 });
    const { ledger } = bench;
    const file = join(bench.folder, 'next.csv');
    writeFileSync(file, `${HEADERS.services}\nE0500,,yes,no,\n`);
    const failing = {
      references: () => ledger.references(),
      beginReference: ledger.beginReference,
      completeReference: ledger.completeReference,
      putReferenceRows: () => Promise.reject(full),
      dropReference: (edition: number) => {
        dropped.push(edition);
        return ledger.dropReference(edition);
      },
    };
    const lockFile = join(bench.folder, 'reference-import.db');
    const request = { kind: 'services', file, isDryRun: false, allowSmaller: true, actor: 't', now: '' } as const;
    await expect(importReference({ ledger: failing, lockFile, rules: RULES }, request)).rejects.toBe(full);
    expect(dropped).toHaveLength(1);
    expect(ledger.reference.service('E0430')).toBeDefined();
    expect((await bench.rows('services', ROWS.services)).outcome).toBe('imported');
  });

  it('lets two imports at once go one after the other', async () => {
    const one = join(bench.folder, 'one.csv');
    const other = join(bench.folder, 'other.csv');
    writeFileSync(one, `${HEADERS.services}\nE0424,,yes,no,\n`);
    writeFileSync(other, `${HEADERS.services}\nE0500,,yes,no,\n`);
    const both = await Promise.all([bench.importFile('services', one), bench.importFile('services', other)]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['imported', 'imported']);
    const found = ['E0424', 'E0500'].filter((code) => bench.ledger.reference.service(code) !== undefined);
    expect(found).toHaveLength(1);
  });

  it('gives up when another import does not end', async () => {
    const lock = takeExclusiveLock(join(bench.folder, 'reference-import.db'))!;
    try {
      await expect(bench.rows('services', ROWS.services)).rejects.toMatchObject({ code: 'reference-import-running' });
    } finally {
      lock.release();
    }
  }, 20_000);
});
