import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/store/ledger.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5 } from '../../src/store/sqlite/schema/changes.js';
import { SCHEMA_1 } from '../../src/store/sqlite/schema/first-version.js';
import { submitted } from './life-material.js';
import {
  claimBatch,
  completed,
  daysLater,
  examined,
  FOLDER_DATE,
  NOW,
  newLedger,
  PARTNER,
  priorAuthorization,
  receipt,
  received,
  temporaryFolder,
  verdict,
} from './material.js';

const totals = (ledger: Ledger, name: string) =>
  ledger
    .tallies()
    .filter((tally) => tally.name === name)
    .map(({ partnerId, first, second, count, amount }) => [partnerId, first, second, count, amount].join(' ').trim());

describe('the running totals', () => {
  it('count files and bytes by partner, channel and disposition, and each arrival once', async () => {
    const ledger = newLedger();
    await examined(ledger);
    await examined(ledger);
    const twice = receipt({ channel: 'cli', partnerId: 'other', bytes: 7 });
    await ledger.recordReceipt(twice);
    await ledger.recordReceipt(twice);
    expect(totals(ledger, 'received')).toEqual(['acme inbox  2 2000', 'other cli  1 7']);
    expect(totals(ledger, 'finished')).toEqual(['acme inbox accepted 2 2000']);
    expect(totals(ledger, 'verdict')).toEqual(['acme A P 1 0', 'acme duplicate P 1 0']);
  });

  it('count units by what became of them, once each when a batch comes again', async () => {
    const ledger = newLedger();
    const { id } = await examined(ledger);
    const set = ledger.pendingSets(id, 1)[0]!;
    await ledger.applyBatch(claimBatch(set, 0, 3, false));
    await ledger.applyBatch(claimBatch(set, 0, 3, false));
    await ledger.applyBatch(claimBatch(set, 3, 2, true));
    expect(totals(ledger, 'unit')).toEqual(['claim  5 0']);
  });

  it('count answers by type and each state they reach, and failed attempts', async () => {
    const ledger = newLedger();
    const { id } = await examined(ledger);
    const [answer] = ledger.answersOf(id);
    await ledger.moveAnswer(answer!.id, 'written', NOW);
    await ledger.moveAnswer(answer!.id, 'written', NOW);
    const other = await received(ledger);
    await ledger.failAttempt(other.id, 1, 'died', NOW);
    await ledger.failAttempt(other.id, 1, 'died', NOW);
    expect(totals(ledger, 'answer')).toEqual(['999 stored 1 0', '999 written 1 0']);
    expect(totals(ledger, 'attempt-failed')).toEqual(['1 0']);
  });

  it('begin, in a ledger of an earlier version, with what it holds', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const database = openDatabase(path);
    for (const step of [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5]) database.exec(step);
    database.pragma('user_version = 5');
    database.exec(`
      INSERT INTO submission (id, arrival_id, channel, partner_id, sha256, bytes, original_path, sender_file_name,
        received_at, state, disposition, attempts, actor) VALUES
        (1, 'a', 'inbox', 'acme', '', 10, '', '', '${NOW}', 'applied', 'accepted', 1, ''),
        (2, 'b', 'inbox', 'acme', '', 20, '', '', '${NOW}', 'received', '', 1, '');
      INSERT INTO attempt (submission_id, number, begun_at, is_alone, digests, failed_at) VALUES (2, 1, '', 1, '{}', '${NOW}');
      INSERT INTO interchange (submission_id, interchange_index, attempt, partner_id, sender_qualifier, sender_id,
        receiver_qualifier, receiver_id, control_number, date, time, usage, sha256, byte_start, byte_end, acknowledgment,
        note, decided_at, header, findings, received_acknowledgments)
        VALUES (1, 0, 1, 'acme', '', '', '', '', '', '', '', 'P', '', 0, 1, 'A', '', '', '{}', '[]', '[]');
      INSERT INTO unit VALUES (1, 0, 0, 0, 'claim', 'C1', ''), (1, 0, 0, 1, 'claim', '', ''), (1, 0, 0, 2, 'claim', 'C2', '');
      INSERT INTO answer (submission_id, partner_id, type, extension, ordinal, location_id, provider_id, service_location,
        usage, interchange_index, control_number, sha256, bytes, spool_path, stored_at, folder_date, state) VALUES
        (1, 'acme', '999', 'x12', 1, '', '', '', 'P', 0, 0, '', 1, '', '', '', 'delivered')`);
    database.close();
    const ledger = newLedger(path);
    expect(totals(ledger, 'received')).toEqual(['acme inbox  2 30']);
    expect(totals(ledger, 'finished')).toEqual(['acme inbox accepted 1 10']);
    expect(totals(ledger, 'verdict')).toEqual(['acme A P 1 0']);
    expect(totals(ledger, 'unit')).toEqual(['claim  2 0', 'claim-refused  1 0']);
    expect(totals(ledger, 'answer')).toEqual(['999 delivered 1 0', '999 stored 1 0', '999 written 1 0']);
    expect(totals(ledger, 'attempt-failed')).toEqual(['1 0']);
  });
});

describe('the backlog', () => {
  it('tells what waits and since when: files, and each partner’s oldest answer', async () => {
    const ledger = newLedger();
    await ledger.putPartner(PARTNER, 'ann', NOW);
    expect(ledger.backlog(NOW, NOW)).toMatchObject({ oldestReceivedAt: '', undelivered: [] });
    const { id } = await received(ledger, { receivedAt: daysLater(-2) });
    await received(ledger, { receivedAt: daysLater(-1) });
    await ledger.putSets(id, 1, []);
    await ledger.commitVerdict(verdict(id, { now: daysLater(-1) }));
    await completed(ledger, id);
    expect(ledger.backlog(NOW, NOW)).toMatchObject({
      received: 1,
      examined: 1,
      oldestReceivedAt: daysLater(-2),
      undelivered: [{ partnerId: PARTNER.id, storedAt: daysLater(-1) }],
    });
    const [answer] = ledger.answersOf(id);
    await ledger.moveAnswer(answer!.id, 'delivered', NOW);
    expect(ledger.backlog(NOW, NOW).undelivered).toEqual([]);
  });

  it('counts open decisions by clock and by how near they are; what is decided has none', async () => {
    const ledger = newLedger();
    let numbers = 0;
    const due = (days: number, clock: 'standard' | 'expedite', status: 'in-review' | 'adjudicated' = 'in-review') =>
      priorAuthorization({
        trackingNumber: `100000000${++numbers}`,
        status,
        deadline: { clock, dueAt: daysLater(days), outerLimitAt: '', firstAnswerDueAt: '' },
      });
    await submitted(ledger, [
      due(-1, 'standard'),
      due(0.5, 'expedite'),
      due(5, 'standard'),
      due(-1, 'standard', 'adjudicated'),
    ]);
    expect(ledger.backlog(NOW, daysLater(1)).deadlines).toEqual([
      { clock: 'expedite', late: 0, soon: 1, later: 0 },
      { clock: 'standard', late: 1, soon: 0, later: 1 },
      { clock: 'deferral', late: 0, soon: 0, later: 0 },
    ]);
    const question = { now: NOW, lettersBefore: NOW, documentsBefore: NOW, most: 9 };
    expect(ledger.attention(question)).toEqual([
      { kind: 'deadline-late', key: `1.${daysLater(-1)}`, subject: 'standard', since: daysLater(-1) },
    ]);
  });
});

describe('what needs attention', () => {
  it('names a quarantined file by its number, and anew when it comes back after a release', async () => {
    const ledger = newLedger();
    const question = { now: NOW, lettersBefore: NOW, documentsBefore: NOW, most: 9 };
    const { id } = await received(ledger);
    await ledger.quarantine(id, 'died', [], NOW, FOLDER_DATE);
    const [first] = ledger.attention(question);
    expect(first).toMatchObject({ kind: 'file-quarantined', subject: 'S00000001', since: NOW });
    await ledger.settleQuarantine(id, 'release', 'ann', NOW);
    expect(ledger.attention(question)).toEqual([]);
    await ledger.beginAttempt(id, { now: NOW, alone: true, digests: {} });
    await ledger.quarantine(id, 'died', [], NOW, FOLDER_DATE);
    expect(ledger.attention(question)[0]!.key).not.toBe(first!.key);
  });

  it('is at most as much as was asked for, the newest first', async () => {
    const ledger = newLedger();
    for (let at = 0; at < 4; at++) {
      const { id } = await received(ledger);
      await ledger.quarantine(id, 'died', [], NOW, FOLDER_DATE);
    }
    const found = ledger.attention({ now: NOW, lettersBefore: NOW, documentsBefore: NOW, most: 2 });
    expect(found.map(({ subject }) => subject)).toEqual(['S00000004', 'S00000003']);
  });
});

describe('what operators were told', () => {
  it('is remembered by the next process until it is forgotten', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const told = { channel: 'command', event: 'file-quarantined', key: '1.3', toldAt: NOW };
    const first = openLedger(path);
    const byOther = { ...told, channel: 'webhook', key: '2.1' };
    await first.recordAlerts([told, { ...told, key: '2.1' }, byOther], []);
    first.close();
    const second = newLedger(path);
    await second.recordAlerts(
      [{ ...told, toldAt: daysLater(1) }],
      [{ channel: 'command', event: 'file-quarantined', key: '2.1' }],
    );
    expect(second.toldAlerts()).toEqual([{ ...told, toldAt: daysLater(1) }, byOther]);
  });
});

it('a ledger that cannot be written says so when it is tried', async () => {
  const path = join(temporaryFolder(), 'ledger.db');
  await expect(newLedger(path).tryToCommit()).resolves.toBeUndefined();
  const readonly = openLedger(path, { readonly: true });
  await expect(readonly.tryToCommit()).rejects.toMatchObject({ code: 'ledger-readonly' });
  readonly.close();
});
