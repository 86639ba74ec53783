import { mkdirSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverToOutboxes } from '../../src/deliver/outbox.js';
import { PickUps } from '../../src/deliver/pick-ups.js';
import { writeStoredAnswers } from '../../src/deliver/write-answers.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { systemClock } from '../../src/support/clock.js';
import { Installation } from '../gateway/installation.js';
import { addPartner, storeReports } from './material.js';

let installation: Installation;
let ledger: Ledger;
/** Answers read since it was last set to 0, by partner. */
const read = new Map<string, number>();

beforeEach(async () => {
  installation = await new Installation().prepare();
  ledger = openLedger(installation.folder.ledgerFile);
});
afterEach(async () => {
  ledger.close();
  await installation.remove();
});

function parts() {
  return {
    ledger: {
      ...ledger,
      answersInOutbox: (partnerId: string, after: number, limit: number) => {
        const rows = ledger.answersInOutbox(partnerId, after, limit);
        read.set(partnerId, (read.get(partnerId) ?? 0) + rows.length);
        return rows;
      },
    },
    clock: systemClock,
    downloads: installation.folder.downloads,
    letters: installation.folder.letters,
    publishReports: installation.folder.publishReports,
    inside: (path: string) => installation.folder.inside(path),
    outboxOf: (partnerId: string) => installation.folder.partner(partnerId).outbox,
    observe: () => undefined,
    onFailure: () => undefined,
  };
}

async function deliver(partnerId: string, count: number): Promise<void> {
  await storeReports(installation, ledger, partnerId, Array(count).fill('text'));
  await writeStoredAnswers(parts());
  await deliverToOutboxes(parts());
  read.clear();
}

/** Dates an outbox back, as if nothing had changed in it for a while. */
function settle(outbox: string, seconds = 60): void {
  const then = Date.now() / 1_000 - seconds;
  utimesSync(outbox, then, then);
}

describe('a look at the outboxes', () => {
  it('reads nothing of one that has not changed since', async () => {
    await deliver(installation.partner, 5);
    settle(installation.outbox);
    const pickUps = new PickUps(parts());
    await pickUps.look();
    expect(read.get(installation.partner)).toBe(5);
    read.clear();
    expect(await pickUps.look()).toEqual({ done: 0, isComplete: true });
    expect(read.size).toBe(0);
    rmSync(join(installation.outbox, 'S00000001.report.txt'));
    expect(await pickUps.look()).toEqual({ done: 1, isComplete: true });
  });

  it('does not trust a date so fresh that another change may have it too', async () => {
    await deliver(installation.partner, 2);
    const pickUps = new PickUps(parts());
    await pickUps.look();
    rmSync(join(installation.outbox, 'S00000001.report.txt'));
    expect((await pickUps.look()).done).toBe(1);
    rmSync(join(installation.outbox, 'S00000001.report.2.txt'));
    expect((await pickUps.look()).done).toBe(1);
  });

  it('compares each with the answers of its own partner only', async () => {
    await addPartner(ledger, installation.partner, 'ridgetop');
    const theirs = installation.folder.partner('ridgetop').outbox;
    mkdirSync(theirs, { recursive: true });
    await deliver(installation.partner, 7);
    await deliver('ridgetop', 3);
    for (const outbox of [installation.outbox, theirs]) settle(outbox);
    const pickUps = new PickUps(parts());
    await pickUps.look();
    read.clear();
    for (const name of readdirSync(theirs)) rmSync(join(theirs, name));
    expect((await pickUps.look()).done).toBe(3);
    expect([...read.keys()]).toEqual(['ridgetop']);
    expect(ledger.answersInOutbox(installation.partner, 0, 100)).toHaveLength(7);
  });

  it('reads a bounded number of answers however many nobody fetched, and the next goes on there', async () => {
    await deliver(installation.partner, 2_100);
    settle(installation.outbox);
    rmSync(join(installation.outbox, 'S00000001.report.2100.txt'));
    const pickUps = new PickUps(parts());
    expect(await pickUps.look()).toEqual({ done: 0, isComplete: false });
    expect(read.get(installation.partner)).toBe(2_048);
    expect(await pickUps.look()).toEqual({ done: 1, isComplete: true });
    expect(read.get(installation.partner)).toBe(2_100);
  }, 60_000);
});
