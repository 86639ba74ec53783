import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Ledger } from '../../src/store/ledger.js';
import { Audit } from '../../src/store/sqlite/audit.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { ledgerOn } from '../../src/store/sqlite/open.js';
import { migrate } from '../../src/store/sqlite/schema/migrations.js';
import { change, submitted } from './life-material.js';
import {
  claimBatch,
  examined,
  header,
  NOW,
  outcome,
  PARTNER,
  priorAuthorization,
  receipt,
  SEQUENCE,
  temporaryFolder,
} from './material.js';

const LINKED = {
  location: { id: '110012346B', providerId: '110012346', serviceLocation: 'B' },
  npis: ['1111111112'],
  transactions: ['278'],
  from: '2031-01-01',
  to: '2031-12-31',
};
const P278 = { transactionSet: '278', usage: 'P' } as const;
const WAIVED = { ...P278, from: 'registered', to: 'approved', reason: '', ground: { waiver: 'known' } } as const;

async function ledgerWithPartner() {
  const database = openDatabase(join(temporaryFolder(), 'ledger.db'));
  migrate(database, true);
  const ledger = ledgerOn(database);
  onTestFinished(() => ledger.close());
  await ledger.putPartner(PARTNER, 'ann', NOW);
  const audit = new Audit(database);
  return { ledger, database, told: () => audit.of('acme').slice(1) };
}

describe('changes of partners', () => {
  it('keep the terms of a link, and what it was once it is over', async () => {
    const { ledger, database, told } = await ledgerWithPartner();
    await ledger.changePartners([{ kind: 'link', partnerId: 'acme', provider: LINKED }], 'ann', NOW);
    expect(ledger.partner('acme')!.providers[1]).toEqual(LINKED);
    await ledger.changePartners([{ kind: 'link', partnerId: 'acme', provider: LINKED }], 'ann', NOW);
    await ledger.removeLink('acme', LINKED.location.id, 'bob', NOW);
    expect(ledger.partner('acme')!.providers).toHaveLength(1);
    const { location, ...terms } = LINKED;
    expect(ledger.endedLinks('acme')).toEqual([{ location: location.id, ...terms, endedAt: NOW, actor: 'bob' }]);
    expect(told().map(({ action }) => action)).toEqual(['put-link', 'remove-link']);
    expect(() => database.exec('DELETE FROM partner_link_ended')).toThrow('only ever added to');
  });

  it('record an approval with its ground, and a suspension with the state it came from', async () => {
    const { ledger, told } = await ledgerWithPartner();
    await ledger.changePartners([{ kind: 'move', partnerId: 'acme', move: WAIVED }], 'ann', NOW);
    const suspend = { ...P278, from: 'approved', to: 'suspended', reason: 'duplicates' } as const;
    await ledger.changePartners([{ kind: 'move', partnerId: 'acme', move: suspend }], 'bob', NOW);
    expect(ledger.partner('acme')!.allowances).toEqual([
      { ...P278, state: 'suspended', suspendedFrom: 'approved', reason: 'duplicates' },
    ]);
    expect(ledger.approvals('acme')).toEqual([
      { ...P278, at: NOW, actor: 'ann', waiver: 'known', evidence: undefined },
    ]);
    expect(told().map(({ actor, action, details }) => [actor, action, details])).toEqual([
      ['ann', 'approve-allowance', { ...P278, from: 'registered', to: 'approved', waiver: 'known' }],
      ['bob', 'suspend-allowance', { ...P278, from: 'approved', to: 'suspended', reason: 'duplicates' }],
    ]);
  });

  it('are all made, or none: a state that moved meanwhile undoes the others', async () => {
    const { ledger, told } = await ledgerWithPartner();
    const overtaken = { ...P278, from: 'approved', to: 'suspended', reason: 'x' } as const;
    const changes = [
      { kind: 'link', partnerId: 'acme', provider: LINKED },
      { kind: 'move', partnerId: 'acme', move: overtaken },
    ] as const;
    await expect(ledger.changePartners(changes, 'ann', NOW)).rejects.toMatchObject({ code: 'allowance-moved' });
    expect(ledger.partner('acme')!.providers).toHaveLength(1);
    expect(told()).toEqual([]);
  });

  it('hold a partner until it is released, keeping since when', async () => {
    const { ledger, told } = await ledgerWithPartner();
    const hold = (reason: string, now: string) =>
      ledger.changePartners([{ kind: 'hold', partnerId: 'acme', reason }], 'ann', now);
    await hold('', NOW);
    await hold('wrong files', '2031-03-02T00:00:00.000Z');
    expect(ledger.partner('acme')!.hold).toEqual({ since: NOW, reason: 'wrong files' });
    expect(ledger.heldPartners()).toEqual(['acme']);
    await ledger.putPartner({ ...PARTNER, name: 'Acme' }, 'ann', NOW);
    expect(ledger.heldPartners()).toEqual(['acme']);
    await ledger.changePartners([{ kind: 'release-hold', partnerId: 'acme' }], 'ann', NOW);
    expect(ledger.partner('acme')).not.toHaveProperty('hold');
    const actions = ['hold-partner', 'hold-partner', 'put-partner', 'release-hold'];
    expect(told().map(({ action }) => action)).toEqual(actions);
  });

  it('remove a partner with its links, not while it has an unfinished file', async () => {
    const { ledger } = await ledgerWithPartner();
    await ledger.changePartners([{ kind: 'link', partnerId: 'acme', provider: LINKED }], 'ann', NOW);
    await ledger.changePartners([{ kind: 'remove', partnerId: 'acme' }], 'ann', NOW);
    expect(ledger.partners()).toEqual([]);
    expect(ledger.endedLinks('acme')).toHaveLength(1);
    await ledger.putPartner(PARTNER, 'ann', NOW);
    await ledger.recordReceipt(receipt());
    await expect(ledger.changePartners([{ kind: 'remove', partnerId: 'acme' }], 'ann', NOW)).rejects.toMatchObject({
      code: 'partner-busy',
      message: 'acme has the unfinished file S00000001',
    });
  });

  it('remove a partner once its prior authorizations are decided and its answers are delivered', async () => {
    const { ledger, database } = await ledgerWithPartner();
    const remove = () => ledger.changePartners([{ kind: 'remove', partnerId: 'acme' }], 'ann', NOW);
    await submitted(ledger, [priorAuthorization()]);
    await expect(remove()).rejects.toMatchObject({
      code: 'partner-busy',
      message: 'acme has prior authorizations that are not decided',
      hint: expect.stringContaining('decide or void them'),
    });
    // What is told and what is to be done about it are of one thing, also where there are several.
    const { id } = await ledger.recordReceipt({ ...receipt(), arrivalId: 'later' });
    await expect(remove()).rejects.toMatchObject({
      message: expect.stringContaining('the unfinished file'),
      hint: expect.stringContaining('Let the gateway finish'),
    });
    database.exec(`UPDATE submission SET state = 'applied' WHERE id = ${id}`);
    const decided = { status: 'adjudicated', updatedAt: NOW, decidedAt: NOW } as const;
    await ledger.changePriorAuthorization(change('1000000001', { to: () => decided }));
    await expect(remove()).rejects.toMatchObject({
      code: 'partner-busy',
      message: 'acme has answers that are not delivered',
    });
    for (const { id } of ledger.answersInState('stored', 0, 100)) {
      await ledger.moveAnswer(id, 'written', NOW);
      await ledger.moveAnswer(id, 'delivered', NOW);
    }
    await remove();
    expect(ledger.partners()).toEqual([]);
  });

  it('are refused when somebody else changed the partner since it was read', async () => {
    const { ledger, told } = await ledgerWithPartner();
    const expected = new Map([['acme', ledger.partnerVersion('acme')]]);
    const seen = ledger.partner('acme')!;
    await ledger.putPartner({ ...PARTNER, name: 'Acme Clearing' }, 'bob', NOW);
    const put = { kind: 'put', partner: { ...PARTNER, name: seen.name, applicationIds: ['OTHER'] } } as const;
    const changes = [{ kind: 'link', partnerId: 'acme', provider: LINKED } as const, put];
    await expect(ledger.changePartners(changes, 'ann', NOW, expected)).rejects.toMatchObject({
      code: 'partner-moved',
      exitCode: 3,
      hint: expect.stringContaining('Nothing was changed.'),
    });
    expect(ledger.partner('acme')).toMatchObject({ name: 'Acme Clearing', applicationIds: ['ACMEAPP'] });
    expect(told()).toHaveLength(1);
    const again = new Map([['acme', ledger.partnerVersion('acme')]]);
    await ledger.changePartners([put], 'ann', NOW, again);
    expect(ledger.partner('acme')!.applicationIds).toEqual(['OTHER']);
  });

  it('are refused for a partner that was added, or removed and added as it was, meanwhile', async () => {
    const { ledger } = await ledgerWithPartner();
    const other = { ...PARTNER, id: 'other', interchangeId: 'OTHER' };
    const put = (partner: typeof PARTNER, expected: ReadonlyMap<string, number>) =>
      ledger.changePartners([{ kind: 'put', partner: { ...partner, name: 'Mine' } }], 'ann', NOW, expected);
    const absent = new Map([['other', ledger.partnerVersion('other')]]);
    await ledger.putPartner(other, 'bob', NOW);
    await expect(put(other, absent)).rejects.toMatchObject({ code: 'partner-moved' });
    const before = new Map([['acme', ledger.partnerVersion('acme')]]);
    await ledger.changePartners([{ kind: 'remove', partnerId: 'acme' }], 'bob', NOW);
    await ledger.putPartner(PARTNER, 'bob', NOW);
    await expect(put(PARTNER, before)).rejects.toMatchObject({ code: 'partner-moved' });
  });

  it('replace a link only as it was seen', async () => {
    const { ledger } = await ledgerWithPartner();
    const link = (npi: string, replaces: typeof LINKED | 'nothing') =>
      ledger.changePartners(
        [{ kind: 'link', partnerId: 'acme', provider: { ...LINKED, npis: [npi] }, replaces }],
        'ann',
        NOW,
      );
    await link('1111111112', 'nothing');
    await expect(link('1222222223', 'nothing')).rejects.toMatchObject({ code: 'partner-moved' });
    await link('1222222223', { ...LINKED, npis: ['1111111112'] });
    expect(ledger.partner('acme')!.providers[1]!.npis).toEqual(['1222222223']);
  });

  it('never give two partners one ISA05 and ISA06, and may swap those of two', async () => {
    const { ledger } = await ledgerWithPartner();
    const other = { ...PARTNER, id: 'other', interchangeId: 'OTHER' };
    await expect(ledger.putPartner({ ...other, interchangeId: 'ACME' }, 'ann', NOW)).rejects.toMatchObject({
      code: 'interchange-id-taken',
      message: 'The partner acme has the interchange id ZZ ACME already',
      exitCode: 2,
    });
    expect(ledger.partner('other')).toBeUndefined();
    await ledger.putPartner({ ...other, interchangeId: 'ACME', interchangeQualifier: '30' }, 'ann', NOW);
    await ledger.putPartner(other, 'ann', NOW);
    const swapped = [
      { ...PARTNER, interchangeId: 'OTHER' },
      { ...other, interchangeId: 'ACME' },
    ].map((partner) => ({ kind: 'put' as const, partner }));
    await ledger.changePartners(swapped, 'ann', NOW);
    expect(ledger.partners().map(({ interchangeId }) => interchangeId)).toEqual(['OTHER', 'ACME']);
  });
});

describe('a partner that is removed and made again', () => {
  const TEST_FILE = { header: header({ usage: 'T', usageIndicator: 'T' }) };
  const EVIDENCE_MOVE = { ...P278, transactionSet: '837', from: 'registered', to: 'approved', reason: '' } as const;

  /** A test file that was accepted and whose 999 was picked up. */
  async function tested(ledger: Ledger, controlNumber: string): Promise<void> {
    const { id } = await examined(ledger, {
      outcome: outcome({
        header: { ...TEST_FILE.header, controlNumber },
        sha256: controlNumber.padEnd(64, '0'),
      }),
    });
    const [set] = ledger.pendingSets(id, 1);
    await ledger.applyBatch({ ...claimBatch(set!, 0, 0, true), build: () => ({ results: [], answers: [] }) });
    await ledger.completeApplication(id, NOW);
    for (const answer of ledger.answersOf(id)) {
      for (const state of ['written', 'delivered', 'picked_up'] as const)
        await ledger.moveAnswer(answer.id, state, NOW);
    }
  }

  async function madeAgain(ledger: Ledger): Promise<void> {
    await ledger.changePartners([{ kind: 'remove', partnerId: 'acme' }], 'ann', NOW);
    await ledger.putPartner(PARTNER, 'ann', NOW);
  }

  it('has no evidence, approvals or ended links of before, and cannot be approved on them', async () => {
    const { ledger } = await ledgerWithPartner();
    await tested(ledger, '000000001');
    const evidence = ledger.testEvidence('acme', '837')!;
    expect(evidence).toMatchObject({ submission: 'S00000001', answerState: 'picked_up' });
    await ledger.changePartners(
      [
        { kind: 'move', partnerId: 'acme', move: { ...EVIDENCE_MOVE, ground: { evidence } } },
        { kind: 'link', partnerId: 'acme', provider: LINKED },
      ],
      'ann',
      NOW,
    );
    await madeAgain(ledger);
    expect(ledger.testEvidence('acme', '837')).toBeUndefined();
    expect(ledger.approvals('acme')).toEqual([]);
    expect(ledger.approvals('acme', 'every-life')).toHaveLength(1);
    expect(ledger.endedLinks('acme')).toEqual([]);
    expect(ledger.submissionsBefore('acme')).toBe(1);
    const move = { ...EVIDENCE_MOVE, ground: { evidence } };
    await expect(ledger.changePartners([{ kind: 'move', partnerId: 'acme', move }], 'ann', NOW)).rejects.toMatchObject({
      code: 'evidence-not-own',
    });
    await tested(ledger, '000000002');
    expect(ledger.testEvidence('acme', '837')).toMatchObject({ submission: 'S00000002' });
  });

  it('goes on with its outbound control numbers, and owes and remembers nothing', async () => {
    const { ledger, database } = await ledgerWithPartner();
    await tested(ledger, '000000001');
    await ledger.recordFetched(receipt(), 'key');
    database.exec(`
      UPDATE submission SET state = 'applied';
      INSERT INTO expected_acknowledgment VALUES (1, 'acme', '277ca', '${NOW}')`);
    await ledger.putSftpServer({ partnerId: 'acme', state: 'stopped', error: 'sftp-login', since: NOW });
    await ledger.putSftpFileTroubles('acme', [{ direction: 'in', error: 'sftp-file-too-large', files: 2, since: NOW }]);
    const count = (table: string) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect([count('expected_acknowledgment'), ledger.fetchedKeys('acme')]).toEqual([1, ['key']]);
    const next = ledger.peekControlNumber(SEQUENCE.ourId, 'acme');
    await madeAgain(ledger);
    expect(count('expected_acknowledgment')).toBe(0);
    expect(ledger.fetchedKeys('acme')).toEqual([]);
    expect(ledger.sftpServer('acme')).toBeUndefined();
    expect(ledger.sftpFileTroubles('acme')).toEqual([]);
    expect(ledger.peekControlNumber(SEQUENCE.ourId, 'acme')).toBe(next);
    expect(next).toBeGreaterThan(1);
  });
});
