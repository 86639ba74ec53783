import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGateway } from '../../src/gateway/runner.js';
import { type DeferralParts, endDeferrals } from '../../src/review/end-deferrals.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { ReviewLine, twoLineRequest } from '../cli/review-line.js';
import { KeptLog, SOURCE_WORKER } from '../gateway/installation.js';

let line: ReviewLine;
beforeEach(async () => {
  line = await new ReviewLine().prepare();
});
afterEach(() => line.remove());

/** Received on 2 November, deferred on the 3rd: due at the end of the 17th in New York, 05:00 UTC on the 18th. */
async function deferred(urgent = false): Promise<string> {
  const [number] = await line.submit(twoLineRequest(300, { urgent }));
  line.now = new Date('2026-11-03T15:00:00Z');
  await line.run('pa', 'take', number!);
  const { code } = await line.run('pa', 'defer', number!, '--want', 'LA', '--reason', 'Results');
  expect(code).toBe(0);
  return number!;
}

const JUST_BEFORE = new Date('2026-11-18T04:59:59Z');
const AFTER = new Date('2026-11-18T05:00:01Z');

function parts(ledger: Ledger, change: Partial<DeferralParts> = {}): DeferralParts {
  const onFailure = (_: string, error: unknown) => {
    throw error;
  };
  return { ...line.desk(ledger), ledger, onFailure, ...change };
}

const endThem = (change: (desk: DeferralParts) => Partial<DeferralParts> = () => ({})) =>
  line.withLedger((ledger) => endDeferrals(parts(ledger, change(parts(ledger)))));

describe('a deferral', () => {
  it('ends with its last day in the payer time zone, once, and goes back to the reviewer', async () => {
    const number = await deferred();
    line.now = JUST_BEFORE;
    expect(await endThem()).toBe(0);
    line.now = AFTER;
    expect(await endThem()).toBe(1);
    expect(await endThem()).toBe(0);
    expect(await line.row(number)).toMatchObject({
      status: 'in-review',
      lines: [{ status: 'in-review' }, { status: 'in-review' }],
    });
    const { history } = (await line.withLedger(async (ledger) => ledger.priorAuthorization(number)))!;
    expect(history.at(-1)).toMatchObject({ event: 'deferral-expires', actor: 'gateway', channel: 'gateway' });
  });

  it('ends in one of two processes that look at the same moment', async () => {
    await deferred();
    line.now = AFTER;
    const path = join(line.configuration.dataDirectory, 'ledger', 'ledger.db');
    const ledgers = [openLedger(path), openLedger(path)];
    const ended = await Promise.all(ledgers.map((ledger) => endDeferrals(parts(ledger))));
    for (const ledger of ledgers) ledger.close();
    expect(ended[0]! + ended[1]!).toBe(1);
  });

  it('of a request to expedite lasts as long, though its 72 hours are over before', async () => {
    const number = await deferred(true);
    expect((await line.row(number)).deadline.clock).toBe('expedite');
    line.now = JUST_BEFORE;
    expect(await endThem()).toBe(0);
    line.now = AFTER;
    expect(await endThem()).toBe(1);
  });

  it('ends with a denial where the payer says so, and the requester is told why', async () => {
    const number = await deferred();
    line.now = AFTER;
    const denying = ({ tables }: DeferralParts) => {
      const review = { ...tables.overlay.review, deferralExpiry: 'deny' as const };
      return { tables: { ...tables, overlay: { ...tables.overlay, review } } };
    };
    expect(await endThem(denying)).toBe(1);
    expect(await line.row(number)).toMatchObject({ status: 'adjudicated', lines: [{ status: 'denied' }, {}] });
    const answers = await line.withLedger(async (ledger) =>
      ledger.answersOf(1).map(({ id }) => Buffer.from(ledger.answerBytes(id) ?? '').toString('latin1')),
    );
    expect(answers.at(-1)).toContain('HCR*A3**0P');
  });

  it('that is answered at the last moment is left alone', async () => {
    const number = await deferred();
    await line.upload(number);
    await line.run('pa', 'answer', number);
    line.now = AFTER;
    expect(await endThem()).toBe(0);
    expect((await line.row(number)).status).toBe('additional-information-received');
  });

  it('ends by the running gateway, and one that cannot be ended holds up nothing', async () => {
    const number = await deferred();
    line.now = AFTER;
    const failed: string[] = [];
    const broken = await line.withLedger((ledger) => {
      const changePriorAuthorization = () => Promise.reject(new Error('broken'));
      const failing = { ...parts(ledger), onFailure: (tracking: string) => void failed.push(tracking) };
      const reading = {
        priorAuthorization: (one: string) => ledger.priorAuthorization(one),
        reviewQueue: (...asked: Parameters<Ledger['reviewQueue']>) => ledger.reviewQueue(...asked),
        partner: (one: string) => ledger.partner(one),
      };
      return endDeferrals({ ...failing, ledger: { ...reading, changePriorAuthorization } });
    });
    expect([broken, failed]).toEqual([0, [number]]);

    const logger = new KeptLog();
    const options = { logger, worker: SOURCE_WORKER, clock: { now: () => line.now }, once: true };
    await (await startGateway(line.configuration, options)).finished;
    expect((await line.row(number)).status).toBe('in-review');
    expect(logger.lines.join()).toContain('deferrals ended');
  });
});
