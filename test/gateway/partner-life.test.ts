import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { run } from '../../src/cli/main.js';
import { ensureFolder } from '../../src/files/durable-folder.js';
import { startGateway } from '../../src/gateway/runner.js';
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

const ONE_BY_ONE = { quietSeconds: 0.1, cutOffSeconds: 1, scanSeconds: 0.1, concurrency: 1 };

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

  it('keeps what its inbox holds from the next file on, also of a scan that has begun', async () => {
    await typed('allow pineridge --transaction 278 --usage T --state testing');
    for (let at = 1; at <= 4; at++) installation.drop(`file-${at}.x12`, numbered(pendedRequests(), 630 + at));
    let holding: Promise<unknown> | undefined;
    const running = await startGateway(
      { ...installation.configuration, intake: ONE_BY_ONE },
      installation.options({
        once: true,
        observe: (step) => {
          if (step !== 'claimed') return;
          holding ??= typed('hold pineridge');
          return holding.then(() => undefined);
        },
      }),
    );
    await running.finished;
    expect(readdirSync(installation.inbox)).toHaveLength(3);
    expect(installation.outboxNames()).toEqual([]);
    await typed('release-hold pineridge');
    await installation.runOnce();
    expect(installation.outboxNames().filter((name) => name.endsWith('.999.x12'))).toHaveLength(4);
  });

  it('gets no answer after the one that is just delivered, and the rest when it is released', async () => {
    await typed('allow pineridge --transaction 278 --usage T --state testing');
    for (let at = 1; at <= 6; at++) installation.drop(`file-${at}.x12`, numbered(pendedRequests(), 640 + at));
    let delivered = 0;
    await installation.runOnce({
      observe: async (step) => {
        if (step === 'delivered' && ++delivered === 1) await typed('hold pineridge');
      },
    });
    const before = installation.outboxNames().length;
    const all = await installation.withLedger((ledger) => [1, 2, 3, 4, 5, 6].flatMap((id) => ledger.answersOf(id)));
    expect(before).toBeLessThan(all.length);
    await typed('release-hold pineridge');
    await installation.runOnce();
    expect(installation.outboxNames()).toHaveLength(all.length);
  });
});

describe('a partner that is changed while its file is judged', () => {
  beforeEach(async () => {
    await typed('allow pineridge --transaction 278 --usage T --state testing');
  });

  /** Does something each time a file has been read and is not decided yet. */
  const whileJudged = (change: (time: number) => Promise<unknown>) => {
    let times = 0;
    return installation.runOnce({
      observe: async (step) => {
        if (step === 'bulk') await change(++times);
      },
    });
  };
  const submission = () => installation.withLedger((ledger) => ledger.submission({ id: 1 })!);

  it('is suspended at once: the file under way is refused, which is no failure of it', async () => {
    installation.drop('file.x12', numbered(pendedRequests(), 611));
    await whileJudged(async (time) => {
      if (time === 1) expect((await typed('suspend pineridge --transaction 278 --reason check')).code).toBe(0);
    });
    expect(inOutbox('S00000001.999.x12')).toMatch(/AK9\*R\*2\*2\*0\*1~/);
    expect(await submission()).toMatchObject({ state: 'applied', disposition: 'rejected', attempts: 2, failures: 0 });
    const trace = await installation.withLedger((ledger) => ledger.trace('S00000001').map(({ what }) => what));
    expect(trace.filter((what) => what === 'attempt rested')).toHaveLength(1);
  });

  it('keeps what was decided before: an accepted file is applied though its transaction is suspended then', async () => {
    installation.drop('file.x12', numbered(pendedRequests(), 612));
    await installation.runOnce({
      observe: async (step) => {
        if (step === 'examined') await typed('suspend pineridge --transaction 278 --reason check');
      },
    });
    expect(await submission()).toMatchObject({ state: 'applied', disposition: 'accepted', attempts: 1 });
    await installation.withLedger((ledger) => expect(ledger.priorAuthorizations({}, 0, 9).rows).toHaveLength(2));
  });

  it('has its file judged once when the change has nothing to do with it', async () => {
    installation.drop('file.x12', numbered(pendedRequests(), 613));
    await whileJudged(() => typed('link pineridge CLINICAA01 --npi 1598765430'));
    expect(await submission()).toMatchObject({ disposition: 'accepted', attempts: 1 });
  });

  it('does not have its file judged for ever: one whose partner changes each time is set aside in the end', async () => {
    installation.drop('file.x12', numbered(pendedRequests(), 614));
    await whileJudged((time) => typed(`set pineridge --option duplicateWindowDays=${30 + time}`));
    expect(await submission()).toMatchObject({ state: 'quarantined', failures: 3 });
    await installation.withLedger((ledger) => ledger.settleQuarantine(1, 'release', 'test', new Date().toISOString()));
    await installation.runOnce();
    expect(await submission()).toMatchObject({ state: 'applied', disposition: 'accepted' });
  });
});

describe('a provider that is unlinked while a file is applied', () => {
  it('is spoken for until then: what was applied stands, every later request of the file is refused', async () => {
    await typed('allow pineridge --transaction 278 --usage T --state testing');
    await typed('add pineridge --name Pineridge --kind clearinghouse --interchange-id PRCLINIC01 --npi 1598765430');
    await typed('link pineridge CLINICAA01 --npi 1887004129');
    installation.drop('file.x12', numbered(pendedRequests(), 621));
    let applied = 0;
    await installation.runOnce({
      observe: async (step) => {
        if (step === 'applied' && ++applied === 1) await typed('unlink pineridge CLINICAA01');
      },
    });
    const responses = ['S00000001.278.x12', 'S00000001.278.2.x12'].map((name) => inOutbox(name).includes('AAA*N**41*'));
    expect(responses).toEqual([false, true]);
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
