import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { run } from '../../src/cli/main.js';
import { ensureFolder } from '../../src/files/durable-folder.js';
import { caseInput, Installation, numbered, pendedRequests, until } from './installation.js';

let installation: Installation;
beforeEach(async () => {
  installation = new Installation();
  for (const path of installation.folder.folders) await ensureFolder(path);
  const { payer } = installation.configuration;
  writeFileSync(installation.configuration.file, stringify({ dataDirectory: 'data', payer }));
  await installation.withLedger(() => undefined);
  await typed('add pineridge --name Pineridge --kind clearinghouse --interchange-id PRCLINIC01 --npi 1887004129');
});
afterEach(() => installation.remove());

/** A `partner` command as a person types it. */
async function typed(words: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const told = { stdout: '', stderr: '' };
  const code = await run(['partner', ...words.split(' ')], {
    stdout: { write: (text) => (told.stdout += text) },
    stderr: { write: (text) => (told.stderr += text) },
    environment: { X12GW_CONFIG: installation.configuration.file },
    workingDirectory: installation.root,
    clock: { now: () => new Date() },
  });
  return { code, ...told };
}

const inOutbox = (name: string) => readFileSync(join(installation.outbox, name), 'latin1');
const production = (text: string) => text.replace('*0*T*:', '*0*P*:').replace('*1*T*:', '*1*P*:');

describe('a new partner', () => {
  it('tests, fetches its 999, is approved on that evidence and sends production', async () => {
    expect((await typed('allow pineridge --transaction 278 --usage T --state testing')).code).toBe(0);
    expect((await typed('evidence pineridge')).stdout).toContain('no test file (ISA15 T)');
    const early = await typed('approve pineridge --transaction 278');
    expect(early.code).toBe(1);
    expect(early.stderr).toContain('Missing: a test file with this transaction.');

    installation.drop('production.x12', production(numbered(pendedRequests(), 501)));
    await installation.runOnce();
    expect(inOutbox('S00000001.999.x12')).toMatch(/AK9\*R\*2\*2\*0\*1~/);

    installation.drop('test.x12', numbered(pendedRequests(), 502));
    await installation.runOnce();
    expect(inOutbox('S00000002.999.x12')).toContain('AK9*A*2*2*2~');
    expect((await typed('approve pineridge --transaction 278')).stderr).toContain('Missing: the pick-up of its 999');

    rmSync(join(installation.outbox, 'S00000002.999.x12'));
    await installation.runOnce();
    expect((await typed('evidence pineridge')).stdout).toContain('next       x12gw partner approve pineridge');
    const approved = await typed('approve pineridge --transaction 278');
    expect(approved.code).toBe(0);
    expect(approved.stdout).toContain('278 production: approved');
    await installation.withLedger((ledger) => {
      const [approval] = ledger.approvals('pineridge');
      expect(approval).toMatchObject({
        usage: 'P',
        waiver: '',
        evidence: { submission: 'S00000002', groupStatus: 'A' },
      });
      expect(approval!.evidence!.pickedUpAt).not.toBe('');
    });

    installation.drop('production.x12', production(numbered(pendedRequests(), 503)));
    await installation.runOnce();
    expect(inOutbox('S00000003.999.x12')).toContain('AK9*A*2*2*2~');
  });

  it('has no evidence for another transaction, nor by a test file that was refused', async () => {
    await typed('allow pineridge --transaction 278 --usage T --state testing');
    installation.drop('test.x12', caseInput('278-second-set-refused'));
    await installation.runOnce();
    rmSync(join(installation.outbox, 'S00000001.999.x12'));
    await installation.runOnce();
    const refused = await typed('approve pineridge --transaction 278');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('S00000001');
    expect(refused.stderr).toContain('AK901 P: not accepted without errors');
    expect((await typed('approve pineridge --transaction 837')).stderr).toContain('no test file');
  });
});

describe('a partner that is held', () => {
  it('has its files left in the inbox and its answers out of the outbox until it is released, losing none', async () => {
    await typed('allow pineridge --transaction 278 --usage T --state testing');
    installation.drop('first.x12', numbered(pendedRequests(), 601));
    // Received and answered while held: the hold comes between receipt and delivery.
    await installation.runOnce();
    const names = installation.outboxNames();
    for (const name of names) rmSync(join(installation.outbox, name));
    const running = await installation.start();
    expect((await typed('hold pineridge --reason check')).stdout).toContain('held       since');
    const { attachments } = installation.folder.partner('pineridge');
    installation.drop('second.x12', numbered(pendedRequests(), 602));
    writeFileSync(join(attachments, 'note.pdf'), '%PDF-1.4 x');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(readdirSync(installation.inbox)).toEqual(['second.x12']);
    expect(readdirSync(attachments)).toEqual(['note.pdf']);

    await typed('release-hold pineridge');
    await until(() => installation.outboxNames().includes('S00000002.999.x12'));
    await until(() => readdirSync(attachments).length === 0);
    await running.stop();
  });

  it('gets no answer that was not delivered before, though it is made and filed, and all of them afterwards', async () => {
    await typed('allow pineridge --transaction 278 --usage T --state testing');
    installation.drop('file.x12', numbered(pendedRequests(), 603));
    await installation.runOnce({
      observe: async (step) => {
        if (step === 'received') await typed('hold pineridge');
      },
    });
    expect(installation.outboxNames()).toEqual([]);
    const made = await installation.withLedger((ledger) => {
      expect(ledger.submission({ id: 1 })).toMatchObject({ state: 'applied', disposition: 'accepted' });
      expect(ledger.answersInState('stored', 0, 1)).toEqual([]);
      return ledger.answersOf(1).length;
    });
    expect(made).toBeGreaterThan(2);
    await typed('release-hold pineridge');
    await installation.runOnce();
    expect(installation.outboxNames()).toHaveLength(made);
  });
});

describe('a partner that is removed', () => {
  it('has nothing taken from its inbox any more, also by a gateway that runs', async () => {
    const running = await installation.start();
    await typed('add other --name Other --kind clearinghouse --interchange-id OTHER00001');
    const { inbox } = installation.folder.partner('other');
    writeFileSync(join(inbox, 'first.x12'), 'no X12');
    await until(() => readdirSync(inbox).length === 0);
    await until(() => installation.withLedger((ledger) => ledger.unfinished().length === 0));
    await until(() => readdirSync(installation.folder.partner('other').outbox).length > 0);
    writeFileSync(join(installation.root, 'partners.yaml'), (await typed('export pineridge')).stdout);
    expect((await typed('apply partners.yaml --prune')).code).toBe(0);
    writeFileSync(join(inbox, 'second.x12'), 'no X12');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(readdirSync(inbox)).toEqual(['second.x12']);
    await running.stop();
  });
});
