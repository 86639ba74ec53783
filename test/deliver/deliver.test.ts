import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverToOutboxes, noticePickUps } from '../../src/deliver/outbox.js';
import { verifyStore } from '../../src/deliver/verify-store.js';
import { writeStoredAnswers } from '../../src/deliver/write-answers.js';
import type { Ledger } from '../../src/store/ledger.js';
import type { AnswerRow } from '../../src/store/rows.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { systemClock } from '../../src/support/clock.js';
import { Installation } from '../gateway/installation.js';

let installation: Installation;
let ledger: Ledger;
const failures: AnswerRow[] = [];

/** An installation whose ledger holds three reports that nobody has written out yet. */
beforeEach(async () => {
  installation = await new Installation().prepare();
  ledger = openLedger(installation.folder.ledgerFile);
  failures.length = 0;
  const now = '2026-01-05T12:00:00.000Z';
  const { location } = ledger.partner(installation.partner)!;
  const { id: submissionId } = await ledger.recordReceipt({
    arrivalId: 'a',
    channel: 'cli',
    partnerId: installation.partner,
    sha256: '0'.repeat(64),
    bytes: 0,
    originalPath: 'originals/2026-01-05/a.received',
    senderFileName: 'a',
    receivedAt: now,
    actor: 'test',
  });
  const attempt = await ledger.beginAttempt(submissionId, { now, alone: false, digests: {} });
  const answers = ['one', 'two', 'three'].map((text) => ({
    type: 'report' as const,
    extension: 'txt' as const,
    location,
    usage: 'T' as const,
    interchange: -1,
    controlNumber: 0,
    content: Buffer.from(text),
  }));
  const folderDate = '2026-01-05';
  await ledger.completeExamination({
    submissionId,
    attempt,
    disposition: 'rejected',
    findings: [],
    answers,
    now,
    folderDate,
  });
});
afterEach(async () => {
  ledger.close();
  await installation.remove();
});

const NAMES = ['S00000001.report.2.txt', 'S00000001.report.3.txt', 'S00000001.report.txt'];
const mailbox = () => join(installation.folder.downloads, 'PRCLINIC/01/test/2026-01-05');

function parts() {
  return {
    ledger,
    clock: systemClock,
    downloads: installation.folder.downloads,
    inside: (path: string) => installation.folder.inside(path),
    outboxOf: (partnerId: string) => installation.folder.partner(partnerId).outbox,
    observe: () => undefined,
    onFailure: (answer: AnswerRow) => void failures.push(answer),
  };
}

describe('stored answers', () => {
  it('are written out whole, readable for the group and nobody else', async () => {
    expect(await writeStoredAnswers(parts())).toEqual({ done: 3, failed: 0 });
    expect(readdirSync(mailbox()).sort()).toEqual(NAMES);
    expect(readFileSync(join(mailbox(), NAMES[0]!), 'utf8')).toBe('two');
    expect(statSync(join(mailbox(), NAMES[0]!)).mode & 0o777).toBe(0o640);
    expect(statSync(mailbox()).mode & 0o777).toBe(0o750);
    expect(ledger.answersInState('written', 0, 10)).toHaveLength(3);
  });

  it('that a crash left written but not committed count as written', async () => {
    mkdirSync(mailbox(), { recursive: true });
    writeFileSync(join(mailbox(), NAMES[2]!), 'one');
    expect(await writeStoredAnswers(parts())).toEqual({ done: 3, failed: 0 });
  });

  it('go on when the spool file of a large one is gone, which waits for a person', async () => {
    const lost = { ...ledger.answersInState('stored', 0, 1)[0]!, spoolPath: 'spool/1-gone.answer' };
    const inState: Ledger['answersInState'] = (...of) =>
      ledger.answersInState(...of).map((answer) => (answer.id === lost.id ? lost : answer));
    const result = await writeStoredAnswers({ ...parts(), ledger: { ...ledger, answersInState: inState } });
    expect(result).toEqual({ done: 2, failed: 1 });
    expect(failures).toEqual([lost]);
  });

  it('never overwrite a file, and one in trouble does not stop the others', async () => {
    mkdirSync(mailbox(), { recursive: true });
    writeFileSync(join(mailbox(), NAMES[0]!), 'put here by hand');
    expect(await writeStoredAnswers(parts())).toEqual({ done: 2, failed: 1 });
    expect(failures.map((answer) => answer.ordinal)).toEqual([2]);
    expect(readFileSync(join(mailbox(), NAMES[0]!), 'utf8')).toBe('put here by hand');
    rmSync(join(mailbox(), NAMES[0]!));
    expect(await writeStoredAnswers(parts())).toEqual({ done: 1, failed: 0 });
  });
});

describe('an outbox', () => {
  beforeEach(async () => {
    await writeStoredAnswers(parts());
    await deliverToOutboxes(parts());
  });

  it('holds copies of its own: what the partner does to them does not touch the store', () => {
    expect(installation.outboxNames()).toEqual(NAMES);
    writeFileSync(join(installation.outbox, NAMES[0]!), 'changed');
    expect(readFileSync(join(mailbox(), NAMES[0]!), 'utf8')).toBe('two');
  });

  it('tells what was picked up, and is not filled again', async () => {
    rmSync(join(installation.outbox, NAMES[1]!));
    expect(await noticePickUps(parts())).toEqual({ done: 1, failed: 0 });
    expect(ledger.answersInState('picked_up', 0, 10).map((answer) => answer.ordinal)).toEqual([3]);
    expect(await deliverToOutboxes(parts())).toEqual({ done: 0, failed: 0 });
    expect(installation.outboxNames()).toEqual([NAMES[0], NAMES[2]]);
  });

  it('that cannot be read tells nothing', async () => {
    rmSync(installation.outbox, { recursive: true });
    expect(await noticePickUps(parts())).toEqual({ done: 0, failed: 0 });
  });
});

describe('the download store', () => {
  beforeEach(() => writeStoredAnswers(parts()));

  it('is compared with the ledger, and missing files are written again', async () => {
    rmSync(join(mailbox(), NAMES[0]!));
    writeFileSync(join(mailbox(), NAMES[1]!), 'tampered');
    writeFileSync(join(mailbox(), 'stray.txt'), 'x');
    const at = 'PRCLINIC/01/test/2026-01-05';
    const differences = [
      { kind: 'missing', path: `${at}/${NAMES[0]}`, isRepaired: true },
      { kind: 'different', path: `${at}/${NAMES[1]}`, isRepaired: false },
      { kind: 'unknown', path: `${at}/stray.txt`, isRepaired: false },
    ];
    const found = await verifyStore(parts(), { repair: true });
    expect(found).toHaveLength(3);
    expect(found).toEqual(expect.arrayContaining(differences));
    expect(readFileSync(join(mailbox(), NAMES[0]!), 'utf8')).toBe('two');
  });

  it('is rebuilt from the ledger when all of it is lost', async () => {
    rmSync(installation.folder.downloads, { recursive: true });
    await verifyStore(parts(), { repair: true });
    expect(readdirSync(mailbox()).sort()).toEqual(NAMES);
    expect(await verifyStore(parts(), { repair: false })).toEqual([]);
  });
});
