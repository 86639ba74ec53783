import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ClaimBatch } from '../../src/domain/claims/batch.js';
import type { ClaimRegistration } from '../../src/domain/claims/model.js';
import { registerClaim } from '../../src/domain/claims/register.js';
import { ClaimCheckTable } from '../../src/domain/claims/settings.js';
import type { ClaimFilter, Ledger } from '../../src/store/ledger.js';
import type { PendingSet } from '../../src/store/rows.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { SCHEMA_ACKNOWLEDGMENTS } from '../../src/store/sqlite/schema/acknowledgments.js';
import { SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5 } from '../../src/store/sqlite/schema/changes.js';
import { SCHEMA_1 } from '../../src/store/sqlite/schema/first-version.js';
import { SCHEMA_PARTNERS } from '../../src/store/sqlite/schema/partners.js';
import { SCHEMA_REDELIVERY } from '../../src/store/sqlite/schema/redelivery.js';
import { SCHEMA_SFTP } from '../../src/store/sqlite/schema/sftp.js';
import { SCHEMA_WATCHING } from '../../src/store/sqlite/schema/watching.js';
import { authorization, line } from '../domain/claims/material.js';
import { claimSettings } from '../support/applying.js';
import { nextFile } from './life-material.js';
import { claim as anyClaim, FOLDER_DATE, NOW, newLedger, SEQUENCE, temporaryFolder } from './material.js';

const TABLE = new ClaimCheckTable(claimSettings());
const AUTHORIZATION = authorization({ memberId: 'M1' });
const claim = (change: Partial<ClaimRegistration> = {}) => anyClaim({ lines: [line()], ...change });

/** Decides claims of a set in one batch, as the handler of claims does. */
async function decide(
  ledger: Ledger,
  set: PendingSet,
  firstUnit: number,
  claims: readonly ClaimRegistration[],
  isLast = true,
) {
  await ledger.applyBatch({
    set,
    sequence: SEQUENCE,
    now: NOW,
    folderDate: FOLDER_DATE,
    firstUnit,
    isLast,
    build: (transaction) => {
      const lookups = new ClaimBatch(transaction, (_environment, number) =>
        number === AUTHORIZATION.number ? AUTHORIZATION : undefined,
      );
      const results = claims.map((one, at) => {
        const nextNumber = () => transaction.nextNumber('claim', one.environment);
        const verdict = registerClaim(one, { table: TABLE, lookups, nextNumber });
        lookups.add(one, verdict);
        return { kind: 'claim' as const, unit: firstUnit + at, claim: one, verdict };
      });
      return { results, answers: [] };
    },
  });
}

/** A file of these claims, and their verdicts in order. */
async function sent(ledger: Ledger, ...claims: readonly ClaimRegistration[]) {
  const { id } = await nextFile(ledger, claims[0]!.environment === 'test' ? 'T' : 'P');
  await decide(ledger, ledger.pendingSets(id, 1)[0]!, 0, claims);
  return ledger.claims({ submissionId: id }, 0, 100).rows.map(({ verdict }) => verdict);
}

describe('the register of claims', () => {
  it('finds claims by what a help desk is told, and pages through them', async () => {
    const ledger = newLedger();
    await sent(
      ledger,
      claim({ submitterClaimId: 'A-1', serviceFrom: '2031-01-30', serviceTo: '2031-02-02' }),
      claim({ submitterClaimId: 'A-2', memberId: 'M2', kind: 'dental' }),
      claim({ submitterClaimId: 'A-3', billingProviderLocation: '' }),
    );
    await sent(ledger, claim({ submitterClaimId: 'A-1', environment: 'test' }));
    const found = (filter: ClaimFilter) => ledger.claims(filter, 0, 9).rows.map(({ id }) => id);
    expect(found({ submitterClaimId: 'A-1' })).toEqual([1, 4]);
    expect(found({ submitterClaimId: 'A-1', usage: 'P' })).toEqual([1]);
    expect(found({ memberId: 'M2' })).toEqual([2]);
    expect(found({ kind: 'dental' })).toEqual([2]);
    expect(found({ isAccepted: false })).toEqual([3]);
    expect(found({ isAccepted: true, location: '110012345A' })).toEqual([1, 2, 4]);
    expect(found({ partnerId: 'acme', from: NOW })).toEqual([1, 2, 3, 4]);
    expect(found({ to: NOW })).toEqual([]);
    expect(found({ serviceFrom: '2031-02-02' })).toEqual([1]);
    expect(found({ serviceTo: '2031-01-31' })).toEqual([1]);
    expect(found({ claimNumber: 'C9000000001' })).toEqual([4]);
    expect(ledger.claims({}, 0, 3)).toMatchObject({ rows: [{ id: 1 }, { id: 2 }, { id: 3 }], next: 3 });
    expect(ledger.claims({}, 3, 3).next).toBeUndefined();
    expect(ledger.claim('C1000000002')).toMatchObject({ memberId: 'M2', partnerId: 'acme', receivedAt: NOW });
  });

  it('knows possible duplicates, originals and used units after a restart in the middle of a set', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const before = newLedger(path);
    const { id } = await nextFile(before);
    const used = claim({ priorAuthorizationNumber: AUTHORIZATION.number });
    const set = before.pendingSets(id, 1)[0]!;
    await decide(before, set, 0, [used, claim({ memberId: 'M2' })], false);
    before.close();
    const ledger = openLedger(path);
    const again = ledger.pendingSets(id, 1)[0]!;
    expect(again.unitsApplied).toBe(2);
    const seven = [line({ units: '7', serviceFrom: '2031-02-09', serviceTo: '2031-02-09' })];
    await decide(ledger, again, 2, [
      used,
      claim({ ...used, lines: seven, serviceFrom: '2031-02-09', serviceTo: '2031-02-09' }),
      claim({ frequency: '8', payerClaimControlNumber: 'C1000000001' }),
    ]);
    expect(ledger.claims({ submissionId: id }, 2, 9).rows.map(({ verdict }) => verdict)).toMatchObject([
      { possibleDuplicates: ['C1000000001'] },
      { remarks: [{ reason: 'authorization-units-exceeded' }] },
      { claimNumber: 'C1000000005', replaces: 'C1000000001' },
    ]);
    expect(ledger.claim('C1000000001')?.supersededBy).toBe('C1000000005');
    // The first four units are given back; four and seven stand, which leaves none of ten.
    expect(await sent(ledger, claim({ ...used, lines: seven }))).toMatchObject([
      { remarks: [{ reason: 'authorization-units-exceeded' }] },
    ]);
    expect(ledger.check()).toEqual([]);
    ledger.close();
  });

  it('never shows test and production each other’s claims', async () => {
    const ledger = newLedger();
    await sent(ledger, claim());
    const test = { environment: 'test' } as const;
    const [first, about] = await sent(
      ledger,
      claim(test),
      claim({ ...test, frequency: '7', payerClaimControlNumber: 'C1000000001' }),
    );
    expect(first).toEqual({ accepted: true, claimNumber: 'C9000000001' });
    expect(about).toMatchObject({ remarks: [{ reason: 'original-claim-unknown' }] });
    expect(ledger.claim('C1000000001')?.supersededBy).toBe('');
  });

  it('takes the payer’s numbers, all or none, and finds claims by them', async () => {
    const ledger = newLedger();
    await sent(ledger, claim());
    const wrong = ledger.recordPayerNumbers([
      { claimNumber: 'C1000000001', payerNumber: 'ICN-1' },
      { claimNumber: 'C1000000099', payerNumber: 'ICN-2' },
    ]);
    await expect(wrong).rejects.toMatchObject({ code: 'claim-unknown', subject: 'C1000000099' });
    expect(ledger.claims({ payerNumber: 'ICN-1' }, 0, 9).rows).toEqual([]);
    for (const payerNumber of ['ICN-0', 'ICN-1']) {
      await ledger.recordPayerNumbers([{ claimNumber: 'C1000000001', payerNumber }]);
    }
    expect(ledger.claims({ payerNumber: 'ICN-1' }, 0, 9).rows).toMatchObject([{ payerNumber: 'ICN-1' }]);
    const [replacement] = await sent(ledger, claim({ frequency: '7', payerClaimControlNumber: 'ICN-1' }));
    expect(replacement).toMatchObject({ accepted: true, replaces: 'C1000000001' });
  });

  it('takes the newest claim of a submitter’s number, for its own provider alone', async () => {
    const ledger = newLedger();
    await sent(ledger, claim(), claim({ memberId: 'M2' }));
    const { id } = await nextFile(ledger);
    const found: unknown[] = [];
    await ledger.applyBatch({
      set: ledger.pendingSets(id, 1)[0]!,
      sequence: SEQUENCE,
      now: NOW,
      folderDate: FOLDER_DATE,
      firstUnit: 0,
      isLast: true,
      build: (transaction) => {
        for (const location of ['110012345A', '110012345B']) {
          found.push(transaction.findClaim('production', { submitterClaimId: 'CLAIM-1', location })?.claimNumber);
        }
        for (const key of [
          { payerNumber: '' },
          { claimNumber: '' },
          { submitterClaimId: '', location: '110012345A' },
        ]) {
          found.push(transaction.findClaim('production', key));
        }
        return { results: [], answers: [] };
      },
    });
    expect(found).toEqual(['C1000000002', undefined, undefined, undefined, undefined]);
  });
});

describe('claims of a ledger of version 10', () => {
  it('are found by everything they say, and doubled by what is sent later', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const database = openDatabase(path);
    const steps = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_WATCHING, SCHEMA_PARTNERS];
    for (const step of [...steps, SCHEMA_REDELIVERY, SCHEMA_ACKNOWLEDGMENTS, SCHEMA_SFTP]) database.exec(step);
    database.pragma('user_version = 10');
    database.pragma('foreign_keys = OFF');
    database.exec(`
      INSERT INTO submission (arrival_id, channel, partner_id, sha256, bytes, original_path, sender_file_name,
        received_at, state, disposition, attempts, actor)
      VALUES ('a', 'inbox', 'acme', '', 0, '', '', '${NOW}', 'applied', 'accepted', 1, '')`);
    const insert = database.prepare(`
      INSERT INTO claim (environment, claim_number, submission_id, interchange_id, interchange_index, group_index,
        set_index, unit, body, verdict) VALUES ('production', ?, 1, 99, 0, 0, 0, ?, ?, ?)`);
    const { lines: _lines, patient: _patient, submission: _submission, ...old } = claim();
    insert.run(
      'C1',
      0,
      JSON.stringify({ ...old, lineCount: 2 }),
      JSON.stringify({ accepted: true, claimNumber: 'C1' }),
    );
    insert.run(null, 1, JSON.stringify(claim({ memberId: 'M"2' })), JSON.stringify({ accepted: false }));
    database.close();
    const ledger = newLedger(path);
    expect(ledger.claims({ memberId: 'M1', location: '110012345A', partnerId: 'acme' }, 0, 9).rows).toMatchObject([
      { lines: [], patient: { last: '' }, serviceFrom: '2031-02-01', receivedAt: NOW },
    ]);
    expect(ledger.claims({ memberId: 'M"2' }, 0, 9).rows).toMatchObject([{ lines: [{ number: 1 }] }]);
    const [verdict] = await sent(ledger, claim({ lines: [] }));
    expect(verdict).toMatchObject({ possibleDuplicates: ['C1'] });
  });
});
