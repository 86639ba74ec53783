import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArrivalPoll } from '../../../src/gateway/rounds/arrival-poll.js';
import type { Ledger } from '../../../src/store/ledger.js';
import { openLedger } from '../../../src/store/sqlite/open.js';
import { Installation } from '../installation.js';

let installation: Installation;
let ledger: Ledger;

beforeEach(async () => {
  installation = await new Installation().prepare();
  ledger = openLedger(installation.folder.ledgerFile);
});
afterEach(async () => {
  ledger.close();
  await installation.remove();
});

const NOW = '2026-01-05T12:00:00.000Z';

function record(count: number, name: string): Promise<unknown> {
  const receipts = Array.from({ length: count }, (_, at) => ({
    arrivalId: `${name} ${at}`,
    channel: 'cli' as const,
    partnerId: installation.partner,
    sha256: '0'.repeat(64),
    bytes: 0,
    originalPath: `originals/2026-01-05/${name}-${at}.received`,
    senderFileName: '',
    receivedAt: NOW,
    actor: 'test',
  }));
  return ledger.recordReceipts(receipts);
}

describe('a poll for arrivals', () => {
  it('finds new ones at once, whatever else waits, and reads a bounded number of rows', async () => {
    await record(2_000, 'old');
    const poll = new ArrivalPoll(ledger, 2_000);
    expect(poll.next()).toHaveLength(256);
    await record(1, 'new');
    const found = poll.next();
    expect(found[0]!.id).toBe(2_001);
    expect(found).toHaveLength(257);
  });

  it('comes to every unfinished file again, such as one released from quarantine', async () => {
    await record(600, 'old');
    await ledger.quarantine(3, 'test', [], NOW, '2026-01-05');
    const poll = new ArrivalPoll(ledger, 600);
    const oneRound = () => new Set([poll.next(), poll.next(), poll.next()].flat().map((row) => row.id));
    expect(oneRound().has(3)).toBe(false);
    await ledger.settleQuarantine(3, 'release', 'clerk', NOW);
    expect(oneRound()).toEqual(new Set(Array.from({ length: 600 }, (_, at) => at + 1)));
  });
});
