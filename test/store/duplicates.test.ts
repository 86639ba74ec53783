import { describe, expect, it } from 'vitest';
import type { DuplicateVerdict, Ledger, VerdictCommit } from '../../src/store/ledger.js';
import {
  completed,
  daysLater,
  draft,
  examined,
  header,
  NOW,
  newLedger,
  outcome,
  received,
  render,
  setRow,
  verdict,
} from './material.js';

/** Commits one interchange as a file of its own and tells what the duplicate rules said. */
async function send(
  ledger: Ledger,
  change: Partial<VerdictCommit> = {},
  partnerId = 'acme',
): Promise<{ said: DuplicateVerdict; id: number }> {
  const { id } = await received(ledger, { partnerId });
  return { said: await decide(ledger, id, change), id };
}

async function decide(ledger: Ledger, id: number, change: Partial<VerdictCommit>): Promise<DuplicateVerdict> {
  let said: DuplicateVerdict | undefined;
  await ledger.commitVerdict(
    verdict(id, {
      ...change,
      render: (context) => {
        said = context.duplicate;
        return (change.render ?? render)(context);
      },
    }),
  );
  return said!;
}

const OTHER_BYTES = outcome({ sha256: 'b'.repeat(64) });

describe('the same bytes again', () => {
  it('are a duplicate that names the earlier file', async () => {
    const ledger = newLedger();
    const first = await examined(ledger);
    const { said, id } = await send(ledger, { now: daysLater(400) });
    expect(said).toMatchObject({ kind: 'same-bytes', earlier: { submissionNumber: first.number, receivedAt: NOW } });
    expect(ledger.interchanges(id)[0]).toMatchObject({ acknowledgment: 'duplicate', duplicateOf: 1 });
  });

  it('get copies of the answers that exist at that moment, under their own number, written out anew', async () => {
    const ledger = newLedger();
    const first = await examined(ledger);
    const [original] = ledger.answersOf(first.id);
    await ledger.moveAnswer(original!.id, 'written', NOW);
    const { id } = await send(ledger, {
      render: () => ({
        acknowledgment: 'duplicate',
        note: '000',
        answers: [draft({ type: 'report', extension: 'txt', content: Buffer.from('sent before') })],
      }),
    });
    const [copy, report] = ledger.answersOf(id);
    expect(copy).toMatchObject({
      type: '999',
      copyOf: original!.id,
      sha256: original!.sha256,
      controlNumber: original!.controlNumber,
      ordinal: 1,
      state: 'stored',
      submissionId: id,
    });
    expect(ledger.answerBytes(copy!.id)).toEqual(ledger.answerBytes(original!.id));
    expect(report).toMatchObject({ type: 'report', copyOf: 0 });
    expect(ledger.check()).toEqual([]);
  });

  it('are refused as a used number for a partner that wants no copies', async () => {
    const ledger = newLedger();
    await send(ledger);
    const again = await send(ledger, { refusesSameBytes: true });
    expect(again.said).toMatchObject({ kind: 'same-number', earlier: { submissionNumber: 'S00000001' } });
    expect(await send(ledger)).toMatchObject({ said: { kind: 'same-bytes' } });
  });

  it('are never applied again', async () => {
    const ledger = newLedger();
    await examined(ledger);
    const { id } = await received(ledger);
    await ledger.putSets(id, 1, [setRow()]);
    await ledger.commitVerdict(verdict(id));
    await completed(ledger, id);
    expect(ledger.pendingSets(id, 10)).toEqual([]);
    expect(await ledger.completeApplication(id, NOW)).toMatchObject({ state: 'applied' });
  });

  it('are new after the earlier one was refused, by pass 1 or as a used number', async () => {
    const ledger = newLedger();
    const refused = outcome({ acknowledgment: 'R', note: '022' });
    const refuse = () => ({ acknowledgment: 'R', note: '022', answers: [] }) as const;
    await send(ledger, { outcome: refused, render: refuse });
    expect((await send(ledger)).said.kind).toBe('new');
  });

  it('are new while the earlier file is in quarantine or after it was discarded', async () => {
    const ledger = newLedger();
    const first = await examined(ledger);
    await ledger.quarantine(first.id, 'died', [], NOW, '2031-03-01');
    expect((await send(ledger)).said.kind).toBe('new');
    const other = await examined(ledger, {
      outcome: outcome({ sha256: 'c'.repeat(64), header: header({ controlNumber: '000000003' }) }),
    });
    await ledger.quarantine(other.id, 'died', [], NOW, '2031-03-01');
    await ledger.settleQuarantine(other.id, 'discard', 'ann', NOW);
    const again = outcome({ sha256: 'c'.repeat(64), header: header({ controlNumber: '000000003' }) });
    expect((await send(ledger, { outcome: again })).said.kind).toBe('new');
  });

  it('are new from another partner', async () => {
    const ledger = newLedger();
    await examined(ledger);
    const fromOther = { sequence: { ourId: 'PAYER1', partnerId: 'other' } };
    expect((await send(ledger, fromOther, 'other')).said.kind).toBe('new');
  });

  it('that were themselves a duplicate point at the original', async () => {
    const ledger = newLedger();
    const first = await examined(ledger);
    await send(ledger);
    expect((await send(ledger)).said).toMatchObject({ kind: 'same-bytes', earlier: { submissionId: first.id } });
  });
});

describe('the same control number with other bytes', () => {
  it('is refused within the window and free after it', async () => {
    const ledger = newLedger();
    const first = await examined(ledger);
    const within = await send(ledger, { outcome: OTHER_BYTES, now: daysLater(30) });
    expect(within.said).toMatchObject({ kind: 'same-number', earlier: { submissionId: first.id } });
    expect(ledger.interchanges(within.id)[0]).toMatchObject({ acknowledgment: 'R', note: '025' });
    expect((await send(ledger, { outcome: OTHER_BYTES, now: daysLater(31) })).said.kind).toBe('new');
  });

  it.each([
    ['sender', { senderId: 'OTHER          ' }],
    ['sender qualifier', { senderQualifier: '30' }],
    ['receiver', { receiverId: 'OTHER          ' }],
    ['receiver qualifier', { receiverQualifier: '30' }],
    ['usage', { usage: 'T', usageIndicator: 'T' }],
    ['control number', { controlNumber: '000000002' }],
  ] as const)('is new with another %s', async (_name, change) => {
    const ledger = newLedger();
    await examined(ledger);
    const other = outcome({ sha256: 'b'.repeat(64), header: header(change) });
    expect((await send(ledger, { outcome: other })).said.kind).toBe('new');
  });

  it('is new when the earlier use ended in R', async () => {
    const ledger = newLedger();
    await send(ledger, {
      outcome: outcome({ acknowledgment: 'R', note: '022' }),
      render: () => ({ acknowledgment: 'R', note: '022', answers: [] }),
    });
    expect((await send(ledger, { outcome: OTHER_BYTES })).said.kind).toBe('new');
  });

  it('is not asked about for an interchange that pass 1 refused, which does not register either', async () => {
    const ledger = newLedger();
    await examined(ledger);
    const refused = outcome({ sha256: 'b'.repeat(64), acknowledgment: 'R', note: '022' });
    const refuse = () => ({ acknowledgment: 'R', note: '022', answers: [] }) as const;
    expect((await send(ledger, { outcome: refused, render: refuse })).said.kind).toBe('new');
  });
});

describe('the same control number twice in one file', () => {
  it.each([
    ['the same bytes', 'a'.repeat(64)],
    ['other bytes', 'b'.repeat(64)],
  ])('is refused with %s', async (_name, sha256) => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.commitVerdict(verdict(id));
    const said = await decide(ledger, id, { outcome: outcome({ index: 1, sha256 }) });
    expect(said).toMatchObject({ kind: 'same-number', earlier: { submissionId: id, interchangeId: 1 } });
  });

  it('is refused again when the whole file comes again: the first a duplicate, the second used', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.commitVerdict(verdict(id));
    await decide(ledger, id, { outcome: outcome({ index: 1 }) });
    const again = await send(ledger);
    expect(again.said.kind).toBe('same-bytes');
    const second = await decide(ledger, again.id, { outcome: outcome({ index: 1 }) });
    expect(second).toMatchObject({ kind: 'same-number', earlier: { submissionId: again.id } });
  });
});

describe('two files in flight at once', () => {
  it('with the same bytes: one is new, the other its duplicate', async () => {
    const ledger = newLedger();
    const [first, second] = await Promise.all([received(ledger), received(ledger)]);
    const said = await Promise.all([decide(ledger, first.id, {}), decide(ledger, second.id, {})]);
    expect(said.map(({ kind }) => kind)).toEqual(['new', 'same-bytes']);
    expect(ledger.answersOf(second.id)).toMatchObject([{ copyOf: ledger.answersOf(first.id)[0]!.id }]);
  });

  it('with the same number and other bytes: one is new, the other refused', async () => {
    const ledger = newLedger();
    const [first, second] = await Promise.all([received(ledger), received(ledger)]);
    const said = await Promise.all([decide(ledger, first.id, {}), decide(ledger, second.id, { outcome: OTHER_BYTES })]);
    expect(said.map(({ kind }) => kind)).toEqual(['new', 'same-number']);
  });
});
