import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AnswerProgress } from '../../src/deliver/answer-progress.js';
import { deliverToOutboxes } from '../../src/deliver/outbox.js';
import { PickUps } from '../../src/deliver/pick-ups.js';
import { verifyStore } from '../../src/deliver/verify-store.js';
import { writeStoredAnswers } from '../../src/deliver/write-answers.js';
import type { Ledger } from '../../src/store/ledger.js';
import type { AnswerRow } from '../../src/store/rows.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { systemClock } from '../../src/support/clock.js';
import { GatewayError } from '../../src/support/errors.js';
import { Installation } from '../gateway/installation.js';
import { addPartner, storeReports } from './material.js';

let installation: Installation;
let ledger: Ledger;
const failures: AnswerRow[] = [];

/** An installation whose ledger holds three reports that nobody has written out yet. */
beforeEach(async () => {
  installation = await new Installation().prepare();
  ledger = openLedger(installation.folder.ledgerFile);
  failures.length = 0;
  await storeReports(installation, ledger, installation.partner, ['one', 'two', 'three']);
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
    letters: installation.folder.letters,
    publishReports: installation.folder.publishReports,
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
    expect(await new PickUps(parts()).look()).toEqual({ done: 1, isComplete: true });
    expect(ledger.answersInState('picked_up', 0, 10).map((answer) => answer.ordinal)).toEqual([3]);
    expect(await deliverToOutboxes(parts())).toEqual({ done: 0, failed: 0 });
    expect(installation.outboxNames()).toEqual([NAMES[0], NAMES[2]]);
  });

  it('that cannot be read tells nothing', async () => {
    rmSync(installation.outbox, { recursive: true });
    expect(await new PickUps(parts()).look()).toEqual({ done: 0, isComplete: true });
  });
});

describe('trouble with one outbox', () => {
  const other = 'ridgetop';
  let time = 0;
  const progress = () => new AnswerProgress(() => time);
  const otherNames = () => readdirSync(installation.folder.partner(other).outbox);

  /** Twenty more answers of the first partner, so that its trouble fills the first group worked on, and one of another. */
  beforeEach(async () => {
    await addPartner(ledger, installation.partner, other);
    await storeReports(installation, ledger, installation.partner, Array(20).fill('more'));
    await storeReports(installation, ledger, other, ['theirs']);
    await writeStoredAnswers(parts());
  });

  it('holds up nobody else, is told once, and is tried again less and less often', async () => {
    rmSync(installation.outbox, { recursive: true });
    writeFileSync(installation.outbox, 'in the way');
    const kept = progress();
    let reads = 0;
    const answerBytes: Ledger['answerBytes'] = (id) => {
      reads++;
      return ledger.answerBytes(id);
    };
    const deliver = () => deliverToOutboxes({ ...parts(), ledger: { ...ledger, answerBytes } }, kept);
    expect(await deliver()).toEqual({ done: 1, failed: 23 });
    expect(otherNames()).toEqual(['S00000003.report.txt']);
    expect(failures).toHaveLength(1);
    reads = 0;
    for (let second = 1; second <= 60; second++) {
      time = second * 1_000;
      await deliver();
    }
    expect(failures).toHaveLength(1);
    // That the outbox is no folder is seen before any answer is read.
    expect(reads).toBe(0);
    rmSync(installation.outbox);
    time += 300_000;
    expect(await deliver()).toEqual({ done: 23, failed: 0 });
    expect(installation.outboxNames()).toHaveLength(23);
  });

  it('costs a round nothing while it rests, and new answers of others go through at once', async () => {
    rmSync(installation.outbox, { recursive: true });
    writeFileSync(installation.outbox, 'in the way');
    const kept = progress();
    await deliverToOutboxes(parts(), kept);
    await storeReports(installation, ledger, other, ['later']);
    await writeStoredAnswers(parts());
    let rows = 0;
    const inState: Ledger['answersInState'] = (...of) => {
      const found = ledger.answersInState(...of);
      rows += found.length;
      return found;
    };
    const result = await deliverToOutboxes({ ...parts(), ledger: { ...ledger, answersInState: inState } }, kept);
    expect(result).toEqual({ done: 1, failed: 0 });
    expect(rows).toBe(1);
  });

  it('that is a folder, a link or a pipe in the place of one answer holds up that answer alone', async () => {
    const { outbox } = installation;
    for (const name of NAMES) rmSync(join(outbox, name), { force: true });
    mkdirSync(join(outbox, NAMES[0]!));
    symlinkSync('/dev/zero', join(outbox, NAMES[1]!));
    execFileSync('mkfifo', [join(outbox, NAMES[2]!)]);
    const errors: unknown[] = [];
    const onFailure = (_answer: AnswerRow, error: unknown) => void errors.push(error);
    expect(await deliverToOutboxes({ ...parts(), onFailure })).toEqual({ done: 21, failed: 3 });
    expect(errors).toHaveLength(3);
    for (const error of errors) expect(error).toMatchObject({ code: 'file-differs' });
  });

  it('is not made of a kept answer that cannot be read', async () => {
    const lost = { ...ledger.answersInState('written', 0, 1)[0]!, spoolPath: 'spool' };
    const inState: Ledger['answersInState'] = (...of) =>
      ledger.answersInState(...of).map((answer) => (answer.id === lost.id ? lost : answer));
    const kept = progress();
    expect(await deliverToOutboxes({ ...parts(), ledger: { ...ledger, answersInState: inState } }, kept)).toEqual({
      done: 23,
      failed: 1,
    });
    await storeReports(installation, ledger, installation.partner, ['later']);
    await writeStoredAnswers(parts());
    expect(await deliverToOutboxes(parts(), kept)).toEqual({ done: 1, failed: 0 });
  });

  it('is none when the ledger is busy, which ends the round for all', async () => {
    const busy = new GatewayError('busy', { code: 'ledger-busy', operation: 'test', hint: '', exitCode: 3 });
    const kept = progress();
    const moveAnswer: Ledger['moveAnswer'] = () => Promise.reject(busy);
    await expect(deliverToOutboxes({ ...parts(), ledger: { ...ledger, moveAnswer } }, kept)).rejects.toBe(busy);
    expect(failures).toEqual([]);
    expect(await deliverToOutboxes(parts(), kept)).toEqual({ done: 24, failed: 0 });
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
      { place: 'downloads', kind: 'missing', path: `${at}/${NAMES[0]}`, isRepaired: true },
      { place: 'downloads', kind: 'different', path: `${at}/${NAMES[1]}`, isRepaired: false },
      { place: 'downloads', kind: 'unknown', path: `${at}/stray.txt`, isRepaired: false },
    ];
    const found = await verifyStore(parts(), { repair: true });
    expect(found).toHaveLength(3);
    expect(found).toEqual(expect.arrayContaining(differences));
    expect(readFileSync(join(mailbox(), NAMES[0]!), 'utf8')).toBe('two');
  });

  it('is never read through a link that stands in an answer’s place', async () => {
    rmSync(join(mailbox(), NAMES[0]!));
    symlinkSync('/dev/zero', join(mailbox(), NAMES[0]!));
    const path = `PRCLINIC/01/test/2026-01-05/${NAMES[0]}`;
    expect(await verifyStore(parts(), { repair: true })).toEqual([
      { place: 'downloads', kind: 'different', path, isRepaired: false },
    ]);
  });

  it('is rebuilt from the ledger when all of it is lost', async () => {
    rmSync(installation.folder.downloads, { recursive: true });
    await verifyStore(parts(), { repair: true });
    expect(readdirSync(mailbox()).sort()).toEqual(NAMES);
    expect(await verifyStore(parts(), { repair: false })).toEqual([]);
  });
});
