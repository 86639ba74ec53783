import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Audit } from '../../src/store/sqlite/audit.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { migrate } from '../../src/store/sqlite/migrations.js';
import { ledgerOn } from '../../src/store/sqlite/open.js';
import { change, submitted } from './life-material.js';
import { NOW, PARTNER, priorAuthorization, receipt, temporaryFolder } from './material.js';

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
    const { ledger } = await ledgerWithPartner();
    const remove = () => ledger.changePartners([{ kind: 'remove', partnerId: 'acme' }], 'ann', NOW);
    await submitted(ledger, [priorAuthorization()]);
    await expect(remove()).rejects.toMatchObject({
      code: 'partner-busy',
      message: 'acme has prior authorizations that are not decided',
    });
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
});
