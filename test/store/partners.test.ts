import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_POLICY } from '../../src/findings/policy.js';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import { Audit } from '../../src/store/sqlite/audit.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { ledgerOn } from '../../src/store/sqlite/open.js';
import { migrate } from '../../src/store/sqlite/schema/migrations.js';
import { LOCATION, NOW, PARTNER, temporaryFolder } from './material.js';

const OTHER = { id: '110012346B', providerId: '110012346', serviceLocation: 'B' };

function newLedgerWithAudit() {
  const database = openDatabase(join(temporaryFolder(), 'ledger.db'));
  migrate(database, true);
  const ledger = ledgerOn(database);
  onTestFinished(() => ledger.close());
  return { ledger, database, audit: new Audit(database) };
}

describe('partners', () => {
  it('come back as they were put, with their own location first', async () => {
    const { ledger } = newLedgerWithAudit();
    await ledger.putPartner(PARTNER, 'ann', NOW);
    await ledger.putLink('acme', { location: { ...OTHER, id: '010012346B' }, npis: ['1111111112'] }, 'ann', NOW);
    await ledger.putAllowance('acme', { transactionSet: '837', usage: 'P', state: 'approved' }, 'ann', NOW);
    const { npis, ...rest } = PARTNER;
    expect(ledger.partner('acme')).toEqual({
      ...rest,
      providers: [
        { location: LOCATION, npis },
        { location: { ...OTHER, id: '010012346B' }, npis: ['1111111112'], transactions: [], from: '', to: '' },
      ],
      allowances: [{ transactionSet: '837', usage: 'P', state: 'approved' }],
    });
    expect(ledger.partners().map((partner) => partner.id)).toEqual(['acme']);
    expect(ledger.partner('nobody')).toBeUndefined();
  });

  it('keep links and allowances when their facts change', async () => {
    const { ledger } = newLedgerWithAudit();
    await ledger.putPartner(PARTNER, 'ann', NOW);
    await ledger.putLink('acme', { location: OTHER, npis: [] }, 'ann', NOW);
    await ledger.putPartner({ ...PARTNER, name: 'Acme', defaultAssignment: 'AB' }, 'bob', NOW);
    expect(ledger.partner('acme')).toMatchObject({ name: 'Acme', defaultAssignment: 'AB' });
    expect(ledger.partner('acme')!.providers.map(({ location }) => location.id)).toEqual([LOCATION.id, OTHER.id]);
  });

  it('are audited with who changed what, and not when nothing changed', async () => {
    const { ledger, audit } = newLedgerWithAudit();
    await ledger.putPartner(PARTNER, 'ann', NOW);
    await ledger.putPartner(PARTNER, 'ann', NOW);
    await ledger.putPartner({ ...PARTNER, name: 'Acme' }, 'bob', NOW);
    const allowance = { transactionSet: '837', usage: 'P', state: 'testing' } as const;
    await ledger.putAllowance('acme', allowance, 'ann', NOW);
    await ledger.putAllowance('acme', allowance, 'ann', NOW);
    await ledger.removeLink('acme', OTHER.id, 'ann', NOW);
    expect(audit.of('acme').map(({ actor, action, details }) => [actor, action, details])).toEqual([
      ['ann', 'put-partner', PARTNER],
      ['bob', 'put-partner', { name: 'Acme' }],
      ['ann', 'put-allowance', { transactionSet: '837', usage: 'P', from: '', to: 'testing' }],
    ]);
  });

  it('are audited with the options that changed alone', async () => {
    const { ledger, audit } = newLedgerWithAudit();
    await ledger.putPartner(PARTNER, 'ann', NOW);
    const validation = { ...DEFAULT_POLICY, snip: { ...DEFAULT_POLICY.snip, 5: 'warn' as const } };
    await ledger.putPartner({ ...PARTNER, options: { ...DEFAULT_OPTIONS, refuseTest: true, validation } }, 'bob', NOW);
    expect(audit.of('acme').at(-1)?.details).toEqual({ options: { refuseTest: true, validation } });
    expect(ledger.partner('acme')!.options.validation.snip[5]).toBe('warn');
  });

  it('stored before an option was known have its default, and no change in the audit because of it', async () => {
    const { ledger, database, audit } = newLedgerWithAudit();
    await ledger.putPartner(PARTNER, 'ann', NOW);
    const { validation: _validation, otherVersions: _otherVersions, ...old } = DEFAULT_OPTIONS;
    database.prepare('UPDATE partner SET options = ?').run(JSON.stringify({ ...old, tolerateSetCount: true }));
    const options = { ...DEFAULT_OPTIONS, tolerateSetCount: true };
    expect(ledger.partner('acme')!.options).toEqual(options);
    await ledger.putPartner({ ...PARTNER, options }, 'bob', NOW);
    expect(audit.of('acme')).toHaveLength(1);
  });

  it('lose a link when it is removed, but never their own location', async () => {
    const { ledger } = newLedgerWithAudit();
    await ledger.putPartner(PARTNER, 'ann', NOW);
    await ledger.putLink('acme', { location: OTHER, npis: [] }, 'ann', NOW);
    await ledger.removeLink('acme', OTHER.id, 'ann', NOW);
    expect(ledger.partner('acme')!.providers).toHaveLength(1);
    await expect(ledger.removeLink('acme', LOCATION.id, 'ann', NOW)).rejects.toMatchObject({ code: 'own-location' });
  });

  it('that nobody added cannot be linked or allowed anything', async () => {
    const { ledger } = newLedgerWithAudit();
    const unknown = { code: 'partner-unknown', exitCode: 2 };
    await expect(ledger.putLink('x', { location: OTHER, npis: [] }, 'ann', NOW)).rejects.toMatchObject(unknown);
    const allowance = { transactionSet: '837', usage: 'P', state: 'approved' } as const;
    await expect(ledger.putAllowance('x', allowance, 'ann', NOW)).rejects.toMatchObject(unknown);
  });

  it('leave an audit that cannot be changed or removed', async () => {
    const { ledger, database } = newLedgerWithAudit();
    await ledger.putPartner(PARTNER, 'ann', NOW);
    expect(() => database.exec("UPDATE audit SET actor = 'eve'")).toThrow('only ever added to');
    expect(() => database.exec('DELETE FROM audit')).toThrow('only ever added to');
  });
});
