import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InterchangeOutcome } from '../../../src/envelope/outcome.js';
import type { ExaminationMessage } from '../../../src/examination/examination-protocol.js';
import { type PassOneParts, passOne } from '../../../src/gateway/passes/pass-one.js';
import { Reports } from '../../../src/gateway/passes/reports.js';
import type { Ledger, SetRow } from '../../../src/store/ledger.js';
import type { SubmissionRow } from '../../../src/store/rows.js';
import { systemClock } from '../../../src/support/clock.js';
import { GatewayError } from '../../../src/support/errors.js';
import { PAYER, SCHEMAS } from '../../examination/examination-support.js';
import {
  ATTEMPT,
  finding,
  group,
  header,
  newLedger,
  outcome,
  PARTNER,
  receipt,
  setRow,
  temporaryFolder,
} from '../../store/material.js';

const CONTENT = 'the bytes that were received';
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

const sets = (rows: readonly SetRow[]): ExaminationMessage => ({ kind: 'sets', rows });
const interchange = (judged: InterchangeOutcome): ExaminationMessage => ({ kind: 'interchange', outcome: judged });
const end = (content = CONTENT): ExaminationMessage => ({
  kind: 'file',
  outcome: { bytes: content.length, sha256: sha256Of(content), interchanges: 1, findings: [] },
});
const second = (change: Partial<InterchangeOutcome> = {}): InterchangeOutcome =>
  outcome({ index: 1, header: header({ controlNumber: '000000002' }), sha256: 'b'.repeat(64), ...change });
const refusedGroup = group({ status: 'R', setsAccepted: 0, handler: '' });
/** A part of the 999 that is long enough for the way through the spool. */
const LARGE = setRow({ acknowledgment: { text: 'X'.repeat(300_000), segments: 1 } });

/** A real ledger and spool with one received file; what the examination says is up to the test. */
class Bench {
  readonly root = temporaryFolder();
  readonly spool = join(this.root, 'spool');
  readonly ledger: Ledger = newLedger(join(this.root, 'ledger.db'));
  submission!: SubmissionRow;

  async receive(): Promise<this> {
    mkdirSync(this.spool);
    writeFileSync(join(this.root, 'original'), CONTENT);
    await this.ledger.putPartner(PARTNER, 'test', ATTEMPT.now);
    const facts = { sha256: sha256Of(CONTENT), originalPath: 'original' };
    this.submission = await this.ledger.recordReceipt(receipt(facts));
    return this;
  }

  /** One attempt at the file. */
  async examine(messages: readonly ExaminationMessage[], ledger: PassOneParts['ledger'] = this.ledger): Promise<void> {
    const attempt = await this.ledger.beginAttempt(this.submission.id, ATTEMPT);
    const parts: PassOneParts = {
      ledger,
      examine: async (_job, handle) => {
        for (const message of messages) await handle(message);
      },
      reports: new Reports(PAYER, SCHEMAS.findings),
      payer: PAYER,
      clock: systemClock,
      observe: () => undefined,
      inside: (path) => join(this.root, path),
      spool: this.spool,
      dataDirectory: this.root,
    };
    await passOne(parts, this.ledger.submission({ id: this.submission.id })!, attempt);
  }

  get spooled(): string[] {
    return readdirSync(this.spool);
  }

  get disposition(): string {
    return this.ledger.submission({ id: this.submission.id })!.disposition;
  }
}

/** The ledger, but that its commit of a verdict fails after, or instead of, reaching the disk. */
function failing(ledger: Ledger, reachesTheDisk: boolean): Ledger {
  return {
    ...ledger,
    commitVerdict: async (commit) => {
      if (reachesTheDisk) await ledger.commitVerdict(commit);
      throw new GatewayError('refused', { code: 'ledger-failed', operation: 'test', hint: '', exitCode: 3 });
    },
  };
}

describe('a large 999 whose commit fails', () => {
  it('stays in the spool when the commit reached the disk all the same, and is the answer after a restart', async () => {
    const bench = await new Bench().receive();
    const messages = [sets([LARGE]), interchange(outcome()), end()];
    await expect(bench.examine(messages, failing(bench.ledger, true))).rejects.toMatchObject({ code: 'ledger-failed' });
    await bench.examine(messages);
    const answer = bench.ledger.answersOf(bench.submission.id).find((row) => row.type === '999')!;
    expect(bench.spooled.map((name) => `spool/${name}`)).toEqual([answer.spoolPath]);
  });

  it('is removed by the next attempt when it did not', async () => {
    const bench = await new Bench().receive();
    const messages = [sets([LARGE]), interchange(outcome()), end()];
    await expect(bench.examine(messages, failing(bench.ledger, false))).rejects.toMatchObject({
      code: 'ledger-failed',
    });
    await bench.examine(messages);
    const answer = bench.ledger.answersOf(bench.submission.id).find((row) => row.type === '999')!;
    expect(bench.spooled.map((name) => `spool/${name}`)).toEqual([answer.spoolPath]);
  });
});

describe('a file that is judged otherwise after a restart', () => {
  it.each([
    ['rejected', refusedGroup, group()],
    ['accepted', group(), refusedGroup],
  ])('ends as its committed verdict says: %s', async (disposition, first, again) => {
    const bench = await new Bench().receive();
    // The second interchange makes the verdict on the first durable before the attempt dies.
    const dying = [interchange(outcome({ groups: [first] })), interchange(second())];
    await bench.examine(dying);
    await bench.examine([interchange(outcome({ groups: [again] })), end()]);
    expect(bench.disposition).toBe(disposition);
  });
});

describe('a file whose bytes are not those that were received', () => {
  it('gets no verdict, whether it holds one interchange or several', async () => {
    for (const messages of [
      [interchange(outcome()), end('other bytes')],
      [interchange(outcome()), interchange(second()), end('other bytes')],
      [interchange(outcome()), sets([setRow({ interchange: 1 })]), interchange(second()), end('other bytes')],
    ]) {
      const bench = await new Bench().receive();
      writeFileSync(join(bench.root, 'original'), 'other bytes');
      await expect(bench.examine(messages)).rejects.toMatchObject({ code: 'original-damaged' });
      expect(bench.ledger.interchanges(bench.submission.id)).toEqual([]);
    }
  });
});

describe('a control number used twice in one file', () => {
  it('is reported as that, and not as sent before in this very file', async () => {
    const bench = await new Bench().receive();
    const again = second({ header: header() });
    await bench.examine([interchange(outcome()), interchange(again), end()]);
    const report = bench.ledger.answersOf(bench.submission.id).find((row) => row.type === 'report')!;
    const text = Buffer.from(bench.ledger.answerBytes(report.id)!).toString().replaceAll('\n', ' ');
    expect(text).toContain('used more than once in your file');
    expect(text).toContain('000000001');
    expect(text).not.toContain('other content');
  });
});

describe('the report on a refused interchange', () => {
  it('asks for sets with findings alone, and for none after the last finding it lists', () => {
    const reports = new Reports(PAYER, SCHEMAS.findings);
    let asked = 0;
    function* withFindings() {
      for (let index = 0; ; index++) {
        asked++;
        const findings = Array.from({ length: 100 }, () => finding('element-too-long'));
        yield { ...setRow(), index, controlNumber: `${index}`, status: 'R' as const, findings };
      }
    }
    const judged = outcome({ groups: [group({ status: 'P', setsReceived: 9, setsAccepted: 0 })] });
    const submission = { number: 'S00000001', receivedAt: ATTEMPT.now, sha256: '', bytes: 1 } as SubmissionRow;
    const context = { duplicate: { kind: 'new' }, setsWithFindingsOf: withFindings } as const;
    const text = reports.onInterchange(submission, judged, context, { acknowledgment: 'A', note: '000' }, new Date());
    expect(text).toContain('Transaction set 9: refused');
    expect(asked).toBeLessThanOrEqual(11);
  });
});
