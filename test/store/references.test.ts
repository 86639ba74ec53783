import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReferenceMember, ReferenceProvider, ReferenceService } from '../../src/domain/reference.js';
import type { Ledger } from '../../src/store/ledger.js';
import { Audit } from '../../src/store/sqlite/audit.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { nextFile } from './life-material.js';
import { daysLater, FOLDER_DATE, NOW, newLedger, SEQUENCE, temporaryFolder } from './material.js';

const ADDRESS = { lines: ['1 Elm Street'], city: 'Springfield', state: 'MA', postalCode: '01101' };

function member(memberId: string, last = 'DOE'): ReferenceMember {
  return {
    memberId,
    last,
    first: 'ANN',
    middle: '',
    birthDate: '1990-01-01',
    gender: 'F',
    address: ADDRESS,
    eligibleFrom: '2030-01-01',
    eligibleTo: '',
    isInCaseManagement: false,
    isInManagedCare: true,
  };
}

function provider(location: string, npi: string): ReferenceProvider {
  return {
    location,
    npi,
    name: 'CLINIC',
    taxonomies: ['225100000X'],
    providerType: '60',
    address: ADDRESS,
    entitledAssignments: [],
  };
}

function service(from: string, to = from, reviewedBy = `${from}-${to}`): ReferenceService {
  return { from, to, needsAuthorization: true, isDrug: false, reviewedBy };
}

const members = (count: number, last: string) =>
  Array.from({ length: count }, (_, at) => member(`M${String(at).padStart(9, '0')}`, last));

async function loaded(ledger: Ledger, rows: readonly ReferenceMember[]): Promise<number> {
  const edition = await ledger.beginReference('members', 'ann', NOW);
  await ledger.putReferenceRows(edition, rows);
  await ledger.completeReference(edition, NOW);
  return edition;
}

/** Rows there are in the tables, whatever their edition. */
function rowsIn(path: string, table: string): number {
  const database = openDatabase(path, { readonly: true });
  const count = database.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  database.close();
  return count;
}

describe('a reference file', () => {
  it('is not loaded until its edition is completed, and then answers', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    const edition = await ledger.beginReference('members', 'ann', NOW);
    await ledger.putReferenceRows(edition, [member('M1')]);
    expect([ledger.reference.isLoaded('members'), ledger.reference.member('M1')]).toEqual([false, undefined]);
    expect(ledger.references()).toEqual([]);
    const row = await ledger.completeReference(edition, daysLater(1));
    expect(row).toEqual({ kind: 'members', edition, rows: 1, loadedAt: daysLater(1), actor: 'ann' });
    expect(await ledger.completeReference(edition, daysLater(2))).toEqual(row);
    expect(ledger.references()).toEqual([row]);
    expect([ledger.reference.isLoaded('members'), ledger.reference.isLoaded('providers')]).toEqual([true, false]);
    expect(ledger.reference.member('M1')).toEqual(member('M1'));
    expect(ledger.reference.member('M2')).toBeUndefined();
    const database = openDatabase(path, { readonly: true });
    expect(new Audit(database).of('members')).toMatchObject([
      { actor: 'ann', action: 'load-reference', details: { edition, rows: 1 } },
    ]);
    database.close();
  });

  it('loaded again takes the place of the old one at once, and no row of that is left', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    await loaded(ledger, members(5_000, 'OLD'));
    const edition = await ledger.beginReference('members', 'bob', NOW);
    await ledger.putReferenceRows(edition, [member('M000000000', 'NEW')]);
    expect(ledger.reference.member('M000000000')).toMatchObject({ last: 'OLD' });
    await ledger.completeReference(edition, NOW);
    expect(ledger.reference.member('M000000000')).toMatchObject({ last: 'NEW' });
    expect(ledger.reference.member('M000000001')).toBeUndefined();
    expect(rowsIn(path, 'reference_member')).toBe(1);
    expect(rowsIn(path, 'reference_edition')).toBe(1);
    expect(ledger.check()).toEqual([]);
  });

  it('that is dropped or overtaken takes no more rows and leaves none', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    const dropped = await ledger.beginReference('members', 'ann', NOW);
    await ledger.putReferenceRows(dropped, members(2_500, 'DOE'));
    await ledger.dropReference(dropped);
    await ledger.dropReference(dropped);
    expect(rowsIn(path, 'reference_member')).toBe(0);
    const first = await ledger.beginReference('members', 'ann', NOW);
    await ledger.putReferenceRows(first, [member('M1')]);
    const providers = await ledger.beginReference('providers', 'ann', NOW);
    const second = await ledger.beginReference('members', 'bob', NOW);
    const closed = { code: 'reference-edition-closed' };
    await expect(ledger.putReferenceRows(dropped, [member('M1')])).rejects.toMatchObject(closed);
    await expect(ledger.putReferenceRows(first, [member('M2')])).rejects.toMatchObject(closed);
    await expect(ledger.completeReference(first, NOW)).rejects.toMatchObject(closed);
    await ledger.putReferenceRows(providers, [provider('1A', '1')]);
    await ledger.completeReference(second, NOW);
    await expect(ledger.dropReference(second)).rejects.toMatchObject({ code: 'reference-in-use' });
  });

  it('with one key twice is refused with the row, the same row again is passed over', async () => {
    const ledger = newLedger();
    const edition = await ledger.beginReference('members', 'ann', NOW);
    await ledger.putReferenceRows(edition, [member('M1'), member('M2')]);
    await ledger.putReferenceRows(edition, [member('M2'), member('M3')]);
    const twice = ledger.putReferenceRows(edition, [member('M4'), member('M1', 'ROE')]);
    await expect(twice).rejects.toMatchObject({ code: 'reference-row-twice', subject: '2' });
    await expect(twice).rejects.not.toThrow(/M1|ROE/);
    expect(await ledger.completeReference(edition, NOW)).toMatchObject({ rows: 3 });
  });

  it('left by a process that ended without completing it stays unseen, and goes at the next load', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const left = openLedger(path);
    await left.putReferenceRows(await left.beginReference('members', 'ann', NOW), members(3_000, 'LEFT'));
    left.close();
    const ledger = newLedger(path);
    expect([ledger.reference.isLoaded('members'), ledger.reference.member('M000000001')]).toEqual([false, undefined]);
    await loaded(ledger, [member('M1')]);
    expect(rowsIn(path, 'reference_member')).toBe(1);
  });

  it('read by another process while it is loaded is the old one whole until the new one is in place', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const [ledger, other] = [newLedger(path), newLedger(path)];
    await loaded(ledger, members(1_000, 'OLD'));
    const seen = new Set<string>();
    const look = () => seen.add(`${other.reference.member('M000000007')?.last} ${other.references()[0]?.rows}`);
    const edition = await ledger.beginReference('members', 'ann', NOW);
    for (const batch of [0, 1, 2, 3]) {
      await ledger.putReferenceRows(edition, members(2_000, 'NEW').slice(batch * 500, batch * 500 + 500));
      look();
    }
    expect([...seen]).toEqual(['OLD 1000']);
    await ledger.completeReference(edition, NOW);
    look();
    expect([...seen]).toEqual(['OLD 1000', 'NEW 2000']);
  });

  it('lets another process commit between its batches', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const [ledger, other] = [newLedger(path), newLedger(path)];
    const edition = await ledger.beginReference('members', 'ann', NOW);
    const [file] = await Promise.all([
      nextFile(other),
      (async () => {
        for (let batch = 0; batch < 10; batch++) {
          await ledger.putReferenceRows(edition, members(10_000, 'DOE').slice(batch * 1_000, batch * 1_000 + 1_000));
        }
      })(),
    ]);
    expect(file.state).toBe('examined');
    expect(await ledger.completeReference(edition, NOW)).toMatchObject({ rows: 10_000 });
  });
});

describe('look-ups', () => {
  it('give every location of an NPI, and one by its own id', async () => {
    const ledger = newLedger();
    const edition = await ledger.beginReference('providers', 'ann', NOW);
    const rows = [provider('110012345B', '1234567893'), provider('110012345A', '1234567893'), provider('2A', '99')];
    await ledger.putReferenceRows(edition, rows);
    await ledger.completeReference(edition, NOW);
    expect(ledger.reference.providersOf('1234567893')).toEqual([rows[1], rows[0]]);
    expect(ledger.reference.providersOf('1')).toEqual([]);
    expect(ledger.reference.provider('2A')).toEqual(rows[2]);
  });

  it('give the narrowest row that holds a procedure', async () => {
    const ledger = newLedger();
    const edition = await ledger.beginReference('services', 'ann', NOW);
    await ledger.putReferenceRows(edition, [
      service('97000', '97999'),
      service('97100', '97199'),
      service('97110'),
      service('97110', '97112'),
      service('A0001', 'A9999'),
    ]);
    await ledger.completeReference(edition, NOW);
    const found = (code: string) => ledger.reference.service(code)?.reviewedBy;
    expect(['97110', '97111', '97150', '97500', 'A0425', '96999', '9711', '971101', ''].map(found)).toEqual([
      '97110-97110',
      '97110-97112',
      '97100-97199',
      '97000-97999',
      'A0001-A9999',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are there inside the transaction of a batch', async () => {
    const ledger = newLedger();
    await loaded(ledger, [member('M1')]);
    const { id } = await nextFile(ledger);
    let found: ReferenceMember | undefined;
    await ledger.applyBatch({
      set: ledger.pendingSets(id, 1)[0]!,
      sequence: SEQUENCE,
      now: NOW,
      folderDate: FOLDER_DATE,
      firstUnit: 0,
      isLast: true,
      build: ({ reference }) => {
        found = reference.member('M1');
        return { results: [], answers: [] };
      },
    });
    expect(found).toEqual(member('M1'));
  });
});
