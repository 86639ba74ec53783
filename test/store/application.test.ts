import { describe, expect, it } from 'vitest';
import type { UnitResult } from '../../src/domain/application.js';
import type { ApplyBatch, Ledger, SetConclusion } from '../../src/store/ledger.js';
import type { PendingSet } from '../../src/store/rows.js';
import {
  ATTEMPT,
  claim,
  claimBatch,
  draft,
  examined,
  FOLDER_DATE,
  finding,
  group,
  header,
  NOW,
  newLedger,
  outcome,
  priorAuthorization,
  received,
  SEQUENCE,
  setRow,
  verdict,
} from './material.js';

async function onePending(ledger: Ledger): Promise<PendingSet> {
  const { id } = await examined(ledger);
  return ledger.pendingSets(id, 10)[0]!;
}

/** A batch that stores these results and makes no answers. */
function batchOf(set: PendingSet, results: readonly UnitResult[], isLast = true): ApplyBatch {
  const build = () => ({ results, answers: [] });
  return { set, sequence: SEQUENCE, now: NOW, folderDate: FOLDER_DATE, firstUnit: 0, isLast, build };
}

describe('pending sets', () => {
  it('carry all that is needed to read and answer them', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    expect(set).toEqual({
      submissionId: 1,
      submissionNumber: 'S00000001',
      partnerId: 'acme',
      originalPath: ledger.submission({ id: 1 })!.originalPath,
      interchangeId: 1,
      interchange: 0,
      group: 0,
      index: 0,
      handler: '837',
      guideId: '005010X222A1',
      transactionSet: '837',
      controlNumber: '0001',
      byteStart: 150,
      byteEnd: 850,
      usage: 'P',
      environment: 'production',
      delimiters: { element: 42, repetition: 94, component: 58, segment: 126 },
      senderQualifier: 'ZZ',
      senderId: 'ACME           ',
      receiverQualifier: 'ZZ',
      receiverId: 'PAYER1         ',
      applicationSender: 'ACMEAPP',
      applicationReceiver: 'PAYERAPP',
      receivedAt: NOW,
      unitsApplied: 0,
      refusals: [],
    });
  });

  it('carry the units that pass 1 refused, and have their findings at hand', async () => {
    const ledger = newLedger();
    const refusals = [
      { code: 'provider-rule', from: 0, to: 2 },
      { code: 'total-rule', from: 1, to: 2 },
    ];
    const told = { findings: [finding('total-rule')], findingsTotal: 7 };
    const { id } = await examined(ledger, { sets: [setRow({ units: 3, refusals, ...told })] });
    const [set] = ledger.pendingSets(id, 10);
    expect(set!.refusals).toEqual(refusals);
    expect(ledger.findingsOfSet(set!)).toEqual({ findings: told.findings, total: 7 });
    expect(ledger.findingsOfSet({ ...set!, index: 9 })).toEqual({ findings: [], total: 0 });
    expect(ledger.sets(id, 0, 0, 10).rows[0]).toMatchObject({ units: 3, refusals });
  });

  it('are the accepted sets of standing groups with a handler, in file order, once the file is examined', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const groups = [
      group({ index: 0, status: 'P' }),
      group({ index: 1, status: 'R', handler: '' }),
      group({ index: 2, handler: '' }),
      group({ index: 3, status: 'E' }),
    ];
    await ledger.putSets(id, 1, [
      setRow({ group: 0, index: 0, status: 'R' }),
      setRow({ group: 0, index: 1, status: 'E' }),
      setRow({ group: 1, index: 0 }),
      setRow({ group: 2, index: 0 }),
      setRow({ group: 3, index: 0 }),
      setRow({ group: 3, index: 1 }),
    ]);
    await ledger.commitVerdict(verdict(id, { outcome: outcome({ groups }) }));
    expect(ledger.pendingSets(id, 10)).toEqual([]);
    await ledger.completeExamination({
      submissionId: id,
      attempt: 1,
      disposition: 'partially-accepted',
      findings: [],
      answers: [],
      now: NOW,
      folderDate: FOLDER_DATE,
    });
    const places = ledger.pendingSets(id, 10).map((set) => [set.group, set.index]);
    expect(places).toEqual([
      [0, 1],
      [3, 0],
      [3, 1],
    ]);
    expect(ledger.pendingSets(id, 1)).toHaveLength(1);
  });

  it('of a refused interchange or of one without usable usage are none', async () => {
    const ledger = newLedger();
    const refused = outcome({ acknowledgment: 'R' });
    const { id } = await received(ledger);
    await ledger.putSets(id, 1, [setRow()]);
    const answerR = () => ({ acknowledgment: 'R', note: '022', answers: [] }) as const;
    await ledger.commitVerdict(verdict(id, { outcome: refused, render: answerR }));
    const unknown = await examined(ledger, {
      outcome: outcome({ header: header({ usage: 'unknown', controlNumber: '000000007' }), sha256: '7'.repeat(64) }),
    });
    expect(ledger.pendingSets(id, 10)).toEqual([]);
    expect(ledger.pendingSets(unknown.id, 10)).toEqual([]);
  });
});

describe('applying a batch', () => {
  it('stores units, numbers and answers, and moves the cursor', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    expect(await ledger.applyBatch(claimBatch(set, 0, 2, false))).toEqual([]);
    expect(ledger.pendingSets(set.submissionId, 10)[0]!.unitsApplied).toBe(2);
    const answers = await ledger.applyBatch(claimBatch(set, 2, 1, true));
    expect(answers).toMatchObject([{ type: '277ca', controlNumber: 2, ordinal: 1 }]);
    expect(ledger.pendingSets(set.submissionId, 10)).toEqual([]);
    const { rows } = ledger.claims({ submissionId: set.submissionId }, 0, 10);
    expect(rows.map((row) => [row.unit, row.submitterClaimId, row.verdict])).toEqual([
      [0, 'CLAIM-0', { accepted: true, claimNumber: 'C1' }],
      [1, 'CLAIM-1', { accepted: true, claimNumber: 'C2' }],
      [2, 'CLAIM-2', { accepted: true, claimNumber: 'C3' }],
    ]);
    expect(ledger.claim('C2')).toMatchObject({ unit: 1, environment: 'production' });
    expect(ledger.check()).toEqual([]);
  });

  it('again, after a restart, gives its answers and does nothing', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    await ledger.applyBatch(claimBatch(set, 0, 2, false));
    expect(await ledger.applyBatch(claimBatch(set, 0, 2, false))).toEqual([]);
    const answers = await ledger.applyBatch(claimBatch(set, 2, 1, true));
    expect(await ledger.applyBatch(claimBatch(set, 0, 2, false))).toEqual([]);
    expect(await ledger.applyBatch(claimBatch(set, 2, 1, true))).toEqual(answers);
    expect(await ledger.applyBatch(claimBatch(set, 3, 1, true))).toEqual([]);
    expect(ledger.counts()).toMatchObject({ claims: 3, units: 3 });
    expect(ledger.peekControlNumber(SEQUENCE.ourId, SEQUENCE.partnerId)).toBe(3);
  });

  it('twice at once applies it once', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    const both = await Promise.all([
      ledger.applyBatch(claimBatch(set, 0, 2, true)),
      ledger.applyBatch(claimBatch(set, 0, 2, true)),
    ]);
    expect(both[0]).toEqual(both[1]);
    expect(ledger.counts()).toMatchObject({ claims: 2, units: 2 });
  });

  it('that begins above the cursor, or whose units are not in order, is refused whole', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    await expect(ledger.applyBatch(claimBatch(set, 5, 1, true))).rejects.toMatchObject({ code: 'batch-out-of-order' });
    const unit = (n: number): UnitResult => ({ kind: 'refused', unit: n, reason: 'AAA 41' });
    const wrong = ledger.applyBatch(batchOf(set, [unit(0), unit(2)]));
    await expect(wrong).rejects.toMatchObject({ code: 'batch-incomplete' });
    expect(ledger.counts().units).toBe(0);
  });

  it('that puts a test claim into a production set is refused', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    const verdict = { accepted: true, claimNumber: 'C9' } as const;
    const wrong = batchOf(set, [{ kind: 'claim', unit: 0, claim: claim({ environment: 'test' }), verdict }]);
    await expect(ledger.applyBatch(wrong)).rejects.toMatchObject({ code: 'environment-differs' });
    expect(ledger.counts().claims).toBe(0);
  });

  it('that fails gives its numbers back', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    const failing = claimBatch(set, 0, 2, true);
    const build: ApplyBatch['build'] = (transaction) => {
      failing.build(transaction);
      throw new Error('unit 2 is odd');
    };
    await expect(ledger.applyBatch({ ...failing, build })).rejects.toThrow('unit 2 is odd');
    await ledger.applyBatch(claimBatch(set, 0, 1, true));
    expect(ledger.claims({}, 0, 10).rows.map((row) => row.verdict)).toEqual([{ accepted: true, claimNumber: 'C1' }]);
  });

  it('counts test and production numbers apart', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    const seen: number[] = [];
    await ledger.applyBatch({
      ...batchOf(set, []),
      build: (transaction) => {
        for (const environment of ['production', 'production', 'test'] as const) {
          seen.push(transaction.nextNumber('pa-tracking', environment));
        }
        seen.push(transaction.nextNumber('claim', 'production'));
        return { results: [], answers: [] };
      },
    });
    expect(seen).toEqual([1, 2, 1, 1]);
  });
});

describe('prior authorizations', () => {
  const entry = { at: NOW, actor: 'acme', channel: '278', event: 'submitted', details: { lines: 1 } };

  it('are stored with their history and found by either number', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    const pa = priorAuthorization();
    await ledger.applyBatch(
      batchOf(set, [{ kind: 'prior-authorization', unit: 0, priorAuthorization: pa, isNew: true, history: [entry] }]),
    );
    expect(ledger.priorAuthorization(pa.trackingNumber)).toEqual({
      row: { ...pa, submissionId: set.submissionId, partnerId: 'acme' },
      history: [entry],
    });
    expect(ledger.priorAuthorization('')).toBeUndefined();
    const page = ledger.priorAuthorizations({ status: 'ready-for-review', usage: 'P' }, 0, 10);
    expect(page.rows).toHaveLength(1);
    expect(ledger.priorAuthorizations({ usage: 'T' }, 0, 10).rows).toEqual([]);
  });

  it('change by version: a later one is taken with its history, an equal one refused', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    const result = (pa: ReturnType<typeof priorAuthorization>, isNew: boolean, unit: number): UnitResult => ({
      kind: 'prior-authorization',
      unit,
      priorAuthorization: pa,
      isNew,
      history: [entry],
    });
    await ledger.applyBatch(batchOf(set, [result(priorAuthorization(), true, 0)], false));
    const decided = priorAuthorization({ version: 2, paNumber: 'P000000001', status: 'adjudicated' });
    const batch = { ...batchOf(set, [result(decided, false, 1)], false), firstUnit: 1 };
    await ledger.applyBatch(batch);
    expect(ledger.priorAuthorization('P000000001')).toMatchObject({
      row: { version: 2, status: 'adjudicated' },
      history: [entry, entry],
    });
    const stale = { ...batchOf(set, [result(decided, false, 2)]), firstUnit: 2 };
    await expect(ledger.applyBatch(stale)).rejects.toMatchObject({ code: 'prior-authorization-version' });
  });

  it('are found by a handler in their own environment only', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    const pa = priorAuthorization();
    await ledger.applyBatch(
      batchOf(set, [{ kind: 'prior-authorization', unit: 0, priorAuthorization: pa, isNew: true, history: [] }], false),
    );
    const found: unknown[] = [];
    await ledger.applyBatch({
      ...batchOf(set, []),
      firstUnit: 1,
      build: (transaction) => {
        const by = { trackingNumber: pa.trackingNumber };
        found.push(
          transaction.findPriorAuthorization('production', by),
          transaction.findPriorAuthorization('test', by),
        );
        found.push(transaction.findPriorAuthorization('production', { paNumber: '' }));
        return { results: [], answers: [] };
      },
    });
    expect(found).toEqual([pa, undefined, undefined]);
  });
});

describe('ending the application', () => {
  it('waits for the last set and changes nothing when repeated', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    await expect(ledger.completeApplication(1, NOW)).rejects.toMatchObject({ code: 'sets-pending' });
    await ledger.applyBatch(claimBatch(set, 0, 1, true));
    const row = await ledger.completeApplication(1, NOW);
    expect(row).toMatchObject({ state: 'applied', finishedAt: NOW });
    expect(await ledger.completeApplication(1, '2031-03-09T00:00:00.000Z')).toEqual(row);
    expect(ledger.unfinished()).toEqual([]);
  });

  it('counts each batch as a step of the attempt at hand', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    await ledger.beginAttempt(1, { ...ATTEMPT, alone: true });
    await ledger.applyBatch(claimBatch(set, 0, 1, false));
    expect(await ledger.failAttempt(1, 2, 'killed', NOW)).toBe(0);
    await ledger.beginAttempt(1, { ...ATTEMPT, alone: true });
    expect(await ledger.failAttempt(1, 3, 'killed', NOW)).toBe(1);
  });

  it('is not open to a submission that has not been examined', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await expect(ledger.completeApplication(id, NOW)).rejects.toMatchObject({ code: 'submission-not-examined' });
  });
});

describe('answers', () => {
  it('move forward only, and are read by state in pages', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    await ledger.applyBatch(claimBatch(set, 0, 1, true));
    const [first, second] = ledger.answersInState('stored', 0, 10);
    expect(ledger.answersInState('stored', first!.id, 10)).toEqual([second]);
    await ledger.moveAnswer(first!.id, 'delivered', NOW);
    await ledger.moveAnswer(first!.id, 'written', NOW);
    expect(ledger.answersInState('delivered', 0, 10).map((answer) => answer.id)).toEqual([first!.id]);
    await expect(ledger.moveAnswer(99, 'written', NOW)).rejects.toMatchObject({ code: 'answer-unknown' });
  });

  it('in the spool are known by path and digest and have no bytes in the ledger', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const content = { spoolPath: 'spool/x.answer', sha256: 'd'.repeat(64), bytes: 300_000 };
    await ledger.commitVerdict(
      verdict(id, {
        render: (context) => ({
          acknowledgment: 'A',
          note: '000',
          answers: [draft({ controlNumber: context.nextControlNumber(), content })],
        }),
      }),
    );
    const [answer] = ledger.answersOf(id);
    expect(answer).toMatchObject(content);
    expect(ledger.answerBytes(answer!.id)).toBeUndefined();
  });
});

describe('concluding a set', () => {
  const conclusionOf = (set: PendingSet, changes: Partial<SetConclusion> = {}): SetConclusion => ({
    set,
    sequence: SEQUENCE,
    now: NOW,
    folderDate: FOLDER_DATE,
    units: 2,
    build: ({ nextControlNumber, claimsOfSet }) => {
      const content = Buffer.from([...claimsOfSet()].map(({ claim }) => claim.submitterClaimId).join(' '));
      return [draft({ type: '277ca', controlNumber: nextControlNumber(), content })];
    },
    ...changes,
  });

  it('stores its answers and ends it; again, it gives the same and takes no number', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    await ledger.applyBatch(claimBatch(set, 0, 2, false));
    const first = await ledger.concludeSet(conclusionOf(set));
    expect(first).toMatchObject({ kind: 'concluded', answers: [{ type: '277ca', controlNumber: 2 }] });
    expect(ledger.pendingSets(set.submissionId, 10)).toEqual([]);
    const [answer] = ledger.answersOf(set.submissionId).filter(({ type }) => type === '277ca');
    expect(Buffer.from(ledger.answerBytes(answer!.id)!).toString()).toBe('CLAIM-0 CLAIM-1');
    expect(await ledger.concludeSet(conclusionOf(set, { expectedControlNumber: 2 }))).toEqual(first);
    expect(ledger.peekControlNumber(SEQUENCE.ourId, SEQUENCE.partnerId)).toBe(3);
    expect([...ledger.claimsOfSet(set)].map(({ unit }) => unit)).toEqual([0, 1]);
  });

  it('with a number that was taken meanwhile moves nothing', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    await ledger.applyBatch(claimBatch(set, 0, 2, false));
    const stale = await ledger.concludeSet(conclusionOf(set, { expectedControlNumber: 1 }));
    expect(stale).toEqual({ kind: 'stale' });
    expect(ledger.pendingSets(set.submissionId, 10)).toHaveLength(1);
    expect(ledger.peekControlNumber(SEQUENCE.ourId, SEQUENCE.partnerId)).toBe(2);
  });

  it('before all its units are applied is refused', async () => {
    const ledger = newLedger();
    const set = await onePending(ledger);
    await ledger.applyBatch(claimBatch(set, 0, 1, false));
    await expect(ledger.concludeSet(conclusionOf(set))).rejects.toMatchObject({ code: 'batch-out-of-order' });
  });
});
