import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Attempts } from '../../../src/gateway/passes/attempts.js';
import { Reports } from '../../../src/gateway/passes/reports.js';
import { DEFAULT_OPTIONS } from '../../../src/partners/profile.js';
import { openDatabase } from '../../../src/store/sqlite/driver.js';
import { systemClock } from '../../../src/support/clock.js';
import { PAYER, SCHEMAS } from '../../examination/examination-support.js';
import { NOW, newLedger, PARTNER, receipt, temporaryFolder } from '../../store/material.js';
import { KeptLog } from '../installation.js';

it('an attempt keeps the digest of the profile it judges with, options included', async () => {
  const path = join(temporaryFolder(), 'ledger.db');
  const ledger = newLedger(path);
  const database = openDatabase(path);
  onTestFinished(() => void database.close());
  const attempts = new Attempts({
    ledger,
    reports: new Reports(PAYER, SCHEMAS.findings),
    payer: PAYER,
    clock: systemClock,
    logger: new KeptLog(),
    observe: () => undefined,
    digests: () => ({ schemas: SCHEMAS.digest }),
    limit: 3,
  });
  await ledger.putPartner(PARTNER, 'test', NOW);
  const submission = await ledger.recordReceipt(receipt());
  const digests = async (): Promise<Record<string, string>> => {
    const number = await attempts.begin(submission, false);
    const row = database.prepare<[number], { digests: string }>('SELECT digests FROM attempt WHERE number = ?');
    return JSON.parse(row.get(number)!.digests);
  };
  const first = await digests();
  expect(first).toEqual({ schemas: SCHEMAS.digest, profile: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await digests()).toEqual(first);
  const snip = { ...DEFAULT_OPTIONS.validation.snip, 5: 'warn' as const };
  const validation = { ...DEFAULT_OPTIONS.validation, snip };
  await ledger.putPartner({ ...PARTNER, options: { ...DEFAULT_OPTIONS, validation } }, 'test', NOW);
  expect((await digests()).profile).not.toBe(first.profile);
});
