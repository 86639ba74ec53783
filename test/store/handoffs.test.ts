import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { SCHEMA_HANDOFF } from '../../src/store/sqlite/schema/handoff.js';
import { applyClaims } from '../handoff/applied-claims.js';
import { claimBatch, examined, NOW, newLedger, setRow, temporaryFolder } from './material.js';

function folderOfData(): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'originals'));
  return root;
}

describe('a hand-off', () => {
  it('falls due in the commit that ends its set, not before, and once', async () => {
    const ledger = newLedger();
    const { id } = await examined(ledger, { sets: [setRow(), setRow({ index: 1, controlNumber: '0002' })] });
    const [first, second] = ledger.pendingSets(id, 2);
    await ledger.applyBatch(claimBatch(first!, 0, 2, false));
    expect(ledger.handoffs({}, 0, 9).rows).toEqual([]);
    await ledger.applyBatch(claimBatch(first!, 2, 1, true));
    await ledger.applyBatch(claimBatch(first!, 2, 1, true));
    await ledger.applyBatch(claimBatch(second!, 0, 1, true));
    expect(ledger.handoffs({ state: 'due' }, 0, 9).rows).toMatchObject([
      { number: 'H1000000001', environment: 'production', dueAt: NOW, set: 0, setControlNumber: '0001' },
      { number: 'H1000000002', set: 1, setControlNumber: '0002' },
    ]);
    expect(ledger.handoffs({ submissionId: id, environment: 'test' }, 0, 9).rows).toEqual([]);
    expect(ledger.handoffs({}, 0, 1)).toMatchObject({ rows: [{ set: 0 }], next: 1 });
    expect(ledger.check()).toEqual([]);
  });

  it('of test and of production count apart', async () => {
    const ledger = newLedger();
    const root = folderOfData();
    for (const usage of ['P', 'T', 'P', 'T'] as const) await applyClaims(ledger, root, { usage });
    expect(ledger.handoffs({}, 0, 9).rows.map(({ number }) => number)).toEqual([
      'H1000000001',
      'H9000000001',
      'H1000000002',
      'H9000000002',
    ]);
    for (const number of ['H1000000003', 'H2000000001', 'S00000001', ''])
      expect(ledger.handoff(number)).toBeUndefined();
  });

  it('has a number behind those that a restored ledger leaves out, since each is loaded once', async () => {
    const ledger = newLedger();
    const root = folderOfData();
    await applyClaims(ledger, root);
    const skip = { numbers: 1_000, paNumbers: 1_000, setName: 'backup-1', actor: 'ann', now: NOW };
    await ledger.skipNumbers(skip);
    await applyClaims(ledger, root);
    await ledger.skipNumbers(skip);
    await ledger.skipNumbers({ ...skip, numbers: 0 });
    await applyClaims(ledger, root);
    await applyClaims(ledger, root, { usage: 'T' });
    expect(ledger.handoffs({}, 0, 9).rows.map(({ number }) => number)).toEqual([
      'H1000000001',
      'H1000001002',
      'H1000002003',
      'H9000002001',
    ]);
  });

  it('is made for the sets that an earlier version has applied', async () => {
    const root = folderOfData();
    const path = join(root, 'ledger.db');
    const before = newLedger(path);
    for (const usage of ['P', 'T', 'P'] as const) await applyClaims(before, root, { usage });
    await applyClaims(before, root, { accepted: [false, false] });
    const all = before.handoffs({}, 0, 9).rows;
    const database = openDatabase(path);
    database.exec('DROP TRIGGER handoff_falls_due; DROP TABLE handoff_event; DROP TABLE handoff');
    // What the step makes of a ledger without it, whichever steps came later.
    database.exec(SCHEMA_HANDOFF);
    database.close();
    const again = newLedger(path).handoffs({}, 0, 9).rows;
    expect(again.map(({ number, submissionId, dueAt }) => [number, submissionId, dueAt]).sort()).toEqual(
      all.map(({ number, submissionId, dueAt }) => [number, submissionId, dueAt]).sort(),
    );
  });

  it('has its claims in pages, refused ones too, with where they stand', async () => {
    const ledger = newLedger();
    await applyClaims(ledger, folderOfData());
    const [handoff] = ledger.handoffs({}, 0, 1).rows;
    const [first] = ledger.claimsOfHandoff(handoff!, -1, 1);
    const [second, ...none] = ledger.claimsOfHandoff(handoff!, 0, 9);
    expect(first).toMatchObject({
      unit: 0,
      verdict: { accepted: true },
      submitterClaimId: 'PRC-1',
      totalCharge: '10.5',
    });
    expect(second).toMatchObject({ unit: 1, verdict: { accepted: false }, byteStart: first!.byteEnd });
    expect(none).toEqual([]);
  });

  it('is audited when a person confirms or repeats it, and not when the consumer takes it', async () => {
    const root = folderOfData();
    const path = join(root, 'ledger.db');
    const ledger = newLedger(path);
    await applyClaims(ledger, root);
    await expect(ledger.confirmHandoff(1, 'operator', NOW)).rejects.toMatchObject({ code: 'handoff-not-written' });
    await expect(ledger.repeatHandoff(9, 'operator', NOW)).rejects.toMatchObject({ code: 'handoff-unknown' });
    await ledger.handoffWritten(1, NOW);
    await ledger.confirmHandoff(1, '', NOW);
    await ledger.repeatHandoff(1, 'operator', NOW);
    await ledger.repeatHandoff(1, 'operator', NOW);
    await ledger.handoffWritten(1, NOW);
    await ledger.confirmHandoff(1, 'operator', NOW);
    await ledger.confirmHandoff(1, 'somebody', NOW);
    const database = openDatabase(path, { readonly: true });
    const actions = database.prepare("SELECT action, actor FROM audit WHERE action LIKE '%handoff' ORDER BY id").all();
    database.close();
    expect(actions).toEqual([
      { action: 'repeat-handoff', actor: 'operator' },
      { action: 'confirm-handoff', actor: 'operator' },
    ]);
    expect(ledger.handoff('H1000000001')).toMatchObject({ state: 'confirmed', confirmedBy: 'operator', repeated: 1 });
  });
});
