import { describe, expect, it } from 'vitest';
import type { Page } from '../../src/store/ledger.js';
import {
  claimBatch,
  examined,
  group,
  header,
  LOCATION,
  NOW,
  newLedger,
  outcome,
  receipt,
  received,
  setRow,
  verdict,
} from './material.js';

/** Walks all pages of a question. */
function walk<Row>(ask: (after: number) => Page<Row>): Row[] {
  const rows: Row[] = [];
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: Page<Row> = ask(after);
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

describe('pages', () => {
  it('of submissions cover each row once, by state and partner', async () => {
    const ledger = newLedger();
    await Promise.all(['acme', 'other', 'acme'].map((partnerId) => ledger.recordReceipt(receipt({ partnerId }))));
    expect(walk((after) => ledger.submissions({}, after, 2)).map((row) => row.id)).toEqual([1, 2, 3]);
    expect(walk((after) => ledger.submissions({ partnerId: 'acme' }, after, 1)).map((row) => row.id)).toEqual([1, 3]);
    expect(ledger.submissions({ state: 'applied' }, 0, 10)).toEqual({ rows: [], next: undefined });
  });

  it('of sets go through all groups in file order, whatever the page size', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const places = [0, 1, 2].flatMap((g) => [0, 1, 2, 3].map((index) => ({ group: g, index })));
    await ledger.putSets(
      id,
      1,
      [...places].reverse().map((place) => setRow(place)),
    );
    const groups = [0, 1, 2].map((index) => group({ index }));
    await ledger.commitVerdict(verdict(id, { outcome: outcome({ groups }) }));
    for (const size of [1, 5, 12, 100]) {
      const rows = walk((after) => ledger.sets(id, 0, after, size));
      expect(rows.map((row) => ({ group: row.group, index: row.index }))).toEqual(places);
    }
    expect(ledger.sets(id, 0, 0, 1).rows).toEqual([setRow()]);
  });

  it('of a large bulk reach every set of a group', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.putSets(
      id,
      1,
      Array.from({ length: 1_200 }, (_, index) => setRow({ index })),
    );
    expect([...ledger.bulkSets(id, 1, 0, 0)].map((row) => row.index)).toEqual(
      Array.from({ length: 1_200 }, (_, n) => n),
    );
  });

  it('of claims can be narrowed to one set', async () => {
    const ledger = newLedger();
    const { id } = await examined(ledger, { sets: [setRow(), setRow({ index: 1 })] });
    const [first, second] = ledger.pendingSets(id, 10);
    await ledger.applyBatch(claimBatch(first!, 0, 3, true));
    await ledger.applyBatch(claimBatch(second!, 0, 2, true));
    const filter = { submissionId: id, interchange: 0, group: 0, set: 1 };
    expect(walk((after) => ledger.claims(filter, after, 1)).map((row) => [row.set, row.unit])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('of downloads are searched by mailbox, file, kind, day and usage', async () => {
    const ledger = newLedger();
    const { number } = await examined(ledger);
    await examined(ledger, {
      outcome: outcome({ header: header({ controlNumber: '000000002' }), sha256: '2'.repeat(64) }),
    });
    const found = (filter: Parameters<typeof ledger.downloads>[0]) => ledger.downloads(filter, 0, 10).rows.length;
    expect(found({})).toBe(2);
    expect(found({ providerId: LOCATION.providerId, serviceLocation: 'A' })).toBe(2);
    expect(found({ providerId: '999999999' })).toBe(0);
    expect(found({ submission: number })).toBe(1);
    expect(found({ submission: 'nonsense' })).toBe(0);
    expect(found({ type: '999', usage: 'P' })).toBe(2);
    expect(found({ usage: 'T' })).toBe(0);
    expect(found({ from: '2031-03-01', to: '2031-03-01' })).toBe(2);
    expect(found({ from: '2031-03-02' })).toBe(0);
    expect(found({ to: '2031-02-28' })).toBe(0);
  });
});

describe('the timeline', () => {
  it('of a submission tells every step in order, without the sender’s file name', async () => {
    const ledger = newLedger();
    const { id, number } = await examined(ledger);
    const [set] = ledger.pendingSets(id, 1);
    await ledger.applyBatch(claimBatch(set!, 0, 2, true));
    await ledger.moveAnswer(1, 'written', NOW);
    await ledger.completeApplication(id, NOW);
    const events = ledger.trace(number);
    expect(events.map((event) => event.what)).toEqual([
      'received',
      'attempt begun',
      'interchange decided',
      'units applied',
      'answer stored',
      'answer written',
      'answer stored',
      'finished',
    ]);
    expect(JSON.stringify(events)).not.toMatch(/batch\.edi|DOE|CLAIM-/);
  });

  it('of a claim goes on from its file to the claim', async () => {
    const ledger = newLedger();
    const { id, number } = await examined(ledger);
    const [set] = ledger.pendingSets(id, 1);
    await ledger.applyBatch(claimBatch(set!, 0, 2, true));
    const events = ledger.trace('C2');
    expect(events[0]).toMatchObject({ what: 'received', subject: number });
    expect(events.at(-1)).toMatchObject({ what: 'claim registered', subject: 'C2', details: { set: 1, unit: 2 } });
  });

  it('of nothing known is empty', () => {
    const ledger = newLedger();
    for (const id of ['S00000009', 'C1', '1000000001', '', "'; --"]) expect(ledger.trace(id)).toEqual([]);
  });
});

describe('reconciling', () => {
  it('lists what is owed and is empty when nothing is', async () => {
    const ledger = newLedger();
    const waiting = await received(ledger);
    const { id, number } = await examined(ledger);
    expect(ledger.reconcile()).toEqual([
      { kind: 'submission-without-disposition', subject: waiting.number, since: NOW },
      { kind: 'answer-not-written', subject: `${number} answer 999 1`, since: NOW },
      { kind: 'set-not-applied', subject: `${number} interchange 1 group 1 set 1`, since: NOW },
    ]);
    await ledger.applyBatch(claimBatch(ledger.pendingSets(id, 1)[0]!, 0, 1, true));
    expect(ledger.reconcile()).toContainEqual({ kind: 'submission-not-finished', subject: number, since: NOW });
    await ledger.completeApplication(id, NOW);
    for (const answer of ledger.answersInState('stored', 0, 10)) await ledger.moveAnswer(answer.id, 'written', NOW);
    await ledger.quarantine(waiting.id, 'died', [], NOW, '2031-03-01');
    expect(ledger.reconcile().map((line) => line.kind)).toEqual(['submission-in-quarantine']);
    await ledger.settleQuarantine(waiting.id, 'discard', 'ann', NOW);
    expect(ledger.reconcile()).toEqual([]);
  });
});

describe('counting', () => {
  it('tells rows by kind and state', async () => {
    const ledger = newLedger();
    await received(ledger);
    await examined(ledger);
    expect(ledger.counts()).toMatchObject({
      submissions: 2,
      'submissions.received': 1,
      'submissions.examined': 1,
      'answers.stored': 1,
      interchanges: 1,
      claims: 0,
      'prior-authorizations': 0,
    });
  });
});
