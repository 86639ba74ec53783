import { describe, expect, it } from 'vitest';
import type { VerdictResult } from '../../src/store/ledger.js';
import {
  ATTEMPT,
  completed,
  draft,
  examined,
  finding,
  group,
  header,
  NOW,
  newLedger,
  outcome,
  PARTNER,
  received,
  render,
  SEQUENCE,
  setRow,
  verdict,
} from './material.js';

function numbers(result: VerdictResult): number[] {
  return result.kind === 'stale' ? [] : result.answers.map((answer) => answer.controlNumber);
}

describe('committing a verdict', () => {
  it('stores the interchange, its groups and the answers rendered from the bulk', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.putSets(id, 1, [
      setRow(),
      setRow({ index: 1, acknowledgment: { text: 'AK2*837*0002~', segments: 1 } }),
    ]);
    const result = await ledger.commitVerdict(verdict(id));
    expect(result).toMatchObject({
      kind: 'committed',
      interchange: { submissionId: id, index: 0, acknowledgment: 'A', duplicateOf: 0, senderId: 'ACME           ' },
      answers: [{ type: '999', ordinal: 1, state: 'stored', controlNumber: 1, submissionNumber: 'S00000001' }],
    });
    const [answer] = ledger.answersOf(id);
    expect(Buffer.from(ledger.answerBytes(answer!.id)!).toString()).toBe('AK2*837*0001~IK5*A~AK2*837*0002~');
    expect(ledger.groups(ledger.interchanges(id)[0]!.id)).toEqual([group()]);
  });

  it('offers the sets that have findings without the others, however many pages they fill', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const withFindings = { findings: [finding('too-long')], findingsTotal: 1 };
    const rows = Array.from({ length: 100 }, (_, index) => setRow({ index, ...(index % 2 === 1 ? withFindings : {}) }));
    await ledger.putSets(id, 1, [...rows, setRow({ group: 1, ...withFindings })]);
    let offered: number[] = [];
    await ledger.commitVerdict(
      verdict(id, {
        render: (context) => {
          const sets = [...context.setsWithFindingsOf(0)];
          offered = sets.map((set) => set.index);
          expect(sets[0]).toEqual({
            index: 1,
            transactionSet: '837',
            controlNumber: '0001',
            status: 'A',
            findings: [finding('too-long')],
            findingsTotal: 1,
            units: 0,
            refusals: [],
          });
          return render(context);
        },
      }),
    );
    expect(offered).toEqual(rows.map((row) => row.index).filter((index) => index % 2 === 1));
  });

  it('gives what stands when it is repeated, renders nothing and takes no number', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const first = await ledger.commitVerdict(verdict(id));
    await ledger.beginAttempt(id, ATTEMPT);
    const again = await ledger.commitVerdict(
      verdict(id, {
        attempt: 2,
        render: () => {
          throw new Error('rendered again');
        },
      }),
    );
    expect(again).toEqual({ ...first, kind: 'already' });
    expect(ledger.peekControlNumber(SEQUENCE.ourId, SEQUENCE.partnerId)).toBe(2);
  });

  it('leaves the bulk invisible until it is committed', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.putSets(id, 1, [setRow({ findings: [finding('too-long')], findingsTotal: 1 })]);
    expect(ledger.sets(id, 0, 0, 10).rows).toEqual([]);
    expect(ledger.findings(id, 10)).toEqual([]);
    expect([...ledger.bulkSets(id, 1, 0, 0)]).toHaveLength(1);
    await ledger.commitVerdict(verdict(id));
    expect(ledger.sets(id, 0, 0, 10).rows).toHaveLength(1);
    expect(ledger.findings(id, 10)).toMatchObject([
      { interchange: 0, group: 0, set: 0, finding: { code: 'too-long' } },
    ]);
  });

  it('keeps the bulk of the attempt that decided and drops that of one that did not', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const second = outcome({ index: 1, header: header({ controlNumber: '000000002' }), sha256: 'b'.repeat(64) });
    await ledger.putSets(id, 1, [
      setRow({ controlNumber: 'first' }),
      setRow({ interchange: 1, controlNumber: 'lost' }),
    ]);
    await ledger.commitVerdict(verdict(id));
    await ledger.beginAttempt(id, ATTEMPT);
    await ledger.putSets(id, 2, [
      setRow({ controlNumber: 'late' }),
      setRow({ interchange: 1, controlNumber: 'second' }),
    ]);
    await ledger.commitVerdict(verdict(id, { attempt: 2, outcome: second }));
    expect(ledger.sets(id, 0, 0, 10).rows.map((set) => set.controlNumber)).toEqual(['first']);
    expect(ledger.sets(id, 1, 0, 10).rows.map((set) => set.controlNumber)).toEqual(['second']);
    expect([...ledger.bulkSets(id, 1, 1, 0)]).toEqual([]);
  });

  it('refuses an attempt that a newer one has overtaken', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.beginAttempt(id, ATTEMPT);
    await expect(ledger.putSets(id, 1, [setRow()])).rejects.toMatchObject({ code: 'attempt-overtaken' });
    await expect(ledger.commitVerdict(verdict(id))).rejects.toMatchObject({ code: 'attempt-overtaken' });
  });

  it('takes interchanges in file order only', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const early = verdict(id, { outcome: outcome({ index: 1 }) });
    await expect(ledger.commitVerdict(early)).rejects.toMatchObject({ code: 'verdict-out-of-order' });
  });

  it('counts as a step, so that an attempt that dies afterwards is no failure of the file', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.beginAttempt(id, { ...ATTEMPT, alone: true });
    await ledger.commitVerdict(verdict(id, { attempt: 2 }));
    expect(await ledger.failAttempt(id, 2, 'killed', ATTEMPT.now)).toBe(0);
  });
});

describe('control numbers', () => {
  it('run from 1 without gap or repeat, in the order of the commits, over test and production', async () => {
    const ledger = newLedger();
    const usages = ['P', 'T', 'P', 'T'] as const;
    const results = await Promise.all(
      usages.map(async (usage, position) => {
        const { id } = await received(ledger);
        const controlNumber = `00000000${position}`;
        const sha256 = String(position).repeat(64);
        return ledger.commitVerdict(
          verdict(id, { outcome: outcome({ header: header({ usage, controlNumber }), sha256 }) }),
        );
      }),
    );
    expect(results.flatMap(numbers).sort()).toEqual([1, 2, 3, 4]);
    expect(ledger.check()).toEqual([]);
  });

  it('are given back when the operation that took them fails', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const failing = verdict(id, {
      render: (context) => {
        context.nextControlNumber();
        throw new Error('cannot render');
      },
    });
    await expect(ledger.commitVerdict(failing)).rejects.toThrow('cannot render');
    expect(ledger.peekControlNumber(SEQUENCE.ourId, SEQUENCE.partnerId)).toBe(1);
    expect(numbers(await ledger.commitVerdict(verdict(id)))).toEqual([1]);
  });

  it('that were taken and not used, or used twice, are refused: the sequence would get a gap or a repeat', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    for (const answersOf of [() => [], (n: number) => [draft({ controlNumber: n }), draft({ controlNumber: n })]]) {
      const wrong = verdict(id, {
        render: (context) => ({
          acknowledgment: 'A',
          note: '000',
          answers: answersOf(context.nextControlNumber()),
        }),
      });
      await expect(ledger.commitVerdict(wrong)).rejects.toMatchObject({ code: 'control-numbers-differ' });
    }
    expect(ledger.peekControlNumber(SEQUENCE.ourId, SEQUENCE.partnerId)).toBe(1);
  });

  it('make a verdict stale when the one it was rendered with has gone', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await examined(ledger, {
      outcome: outcome({ header: header({ controlNumber: '000000009' }), sha256: '9'.repeat(64) }),
    });
    expect(await ledger.commitVerdict(verdict(id, { expectedControlNumber: 1 }))).toEqual({ kind: 'stale' });
    expect(ledger.interchanges(id)).toEqual([]);
    expect(await ledger.commitVerdict(verdict(id, { expectedControlNumber: 2 }))).toMatchObject({ kind: 'committed' });
  });

  it('belong to one pair of ids', async () => {
    const ledger = newLedger();
    await examined(ledger);
    expect(ledger.peekControlNumber(SEQUENCE.ourId, 'other')).toBe(1);
    expect(ledger.peekControlNumber('OTHER', SEQUENCE.partnerId)).toBe(1);
  });
});

describe('ending the examination', () => {
  it('keeps disposition, findings and report, and changes nothing when repeated', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.commitVerdict(verdict(id, { outcome: outcome({ findings: [finding('of-interchange')] }) }));
    const completion = {
      submissionId: id,
      attempt: 1,
      disposition: 'partially-accepted',
      findings: [finding('of-file')],
      answers: [draft({ type: 'report', extension: 'txt', interchange: -1 })],
      now: ATTEMPT.now,
      folderDate: '2031-03-01',
    } as const;
    const row = await ledger.completeExamination(completion);
    expect(row).toMatchObject({ state: 'examined', disposition: 'partially-accepted' });
    expect(await ledger.completeExamination({ ...completion, disposition: 'rejected' })).toEqual(row);
    expect(ledger.answersOf(id).map((answer) => answer.type)).toEqual(['999', 'report']);
    expect(ledger.findings(id, 10).map((row) => row.finding.code)).toEqual(['of-file', 'of-interchange']);
    expect(ledger.findings(id, 1)).toHaveLength(1);
  });

  it('refuses a report with a control number, which nothing counts', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const wrong = { submissionId: id, attempt: 1, disposition: 'rejected', findings: [], now: ATTEMPT.now } as const;
    await expect(
      ledger.completeExamination({ ...wrong, answers: [draft({ controlNumber: 5 })], folderDate: '2031-03-01' }),
    ).rejects.toMatchObject({ code: 'control-numbers-differ' });
    expect(await completed(ledger, id)).toMatchObject({ state: 'examined' });
  });
});

describe('a rendered verdict that contradicts the duplicate rules', () => {
  it('is refused, since a duplicate would be applied twice', async () => {
    const ledger = newLedger();
    await examined(ledger);
    const { id } = await received(ledger);
    const wrong = verdict(id, { render: () => ({ acknowledgment: 'A', note: '000', answers: [] }) });
    await expect(ledger.commitVerdict(wrong)).rejects.toMatchObject({ code: 'verdict-contradicts' });
    expect(await ledger.commitVerdict(verdict(id, { render }))).toMatchObject({ kind: 'committed' });
  });
});

describe('a verdict by a partner that was changed meanwhile', () => {
  const LINK = { location: { id: '110012346B', providerId: '110012346', serviceLocation: 'B' }, npis: [] };

  async function judged() {
    const ledger = newLedger();
    await ledger.putPartner(PARTNER, 'ann', NOW);
    await ledger.putAllowance('acme', { transactionSet: '837', usage: 'P', state: 'approved' }, 'ann', NOW);
    const { id } = await received(ledger);
    const judgedBy = { version: ledger.partnerVersion('acme'), profile: ledger.partner('acme')! };
    return { ledger, id, commit: () => ledger.commitVerdict(verdict(id, { judgedBy })) };
  }

  it('is not committed when that decides, and takes no number', async () => {
    const { ledger, id, commit } = await judged();
    const move = { transactionSet: '837', usage: 'P', from: 'approved', to: 'suspended', reason: 'x' } as const;
    await ledger.changePartners([{ kind: 'move', partnerId: 'acme', move }], 'ann', NOW);
    await expect(commit()).rejects.toMatchObject({ code: 'partner-changed', subject: 'S00000001' });
    expect(ledger.interchanges(id)).toEqual([]);
    expect(ledger.peekControlNumber(SEQUENCE.ourId, SEQUENCE.partnerId)).toBe(1);
    await ledger.changePartners(
      [{ kind: 'move', partnerId: 'acme', move: { ...move, from: 'suspended', to: 'approved' } }],
      'ann',
      NOW,
    );
    expect(await commit()).toMatchObject({ kind: 'committed' });
  });

  it.each([
    ['an option', { ...PARTNER, options: { ...PARTNER.options, refuseTest: true } }],
    ['its ISA06', { ...PARTNER, interchangeId: 'OTHER' }],
    ['its mailbox', { ...PARTNER, location: LINK.location }],
  ])('is not committed after a change of %s', async (_, partner) => {
    const { ledger, commit } = await judged();
    await ledger.putPartner(partner, 'ann', NOW);
    await expect(commit()).rejects.toMatchObject({ code: 'partner-changed' });
  });

  it('stands when the change has nothing to do with it: name, links, hold', async () => {
    const { ledger, commit } = await judged();
    await ledger.putPartner({ ...PARTNER, name: 'Acme' }, 'ann', NOW);
    await ledger.putLink('acme', LINK, 'ann', NOW);
    await ledger.changePartners([{ kind: 'hold', partnerId: 'acme', reason: '' }], 'ann', NOW);
    expect(await commit()).toMatchObject({ kind: 'committed' });
  });
});
