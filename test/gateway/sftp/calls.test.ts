import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../src/partners/profile.js';
import type { Ledger } from '../../../src/store/ledger.js';
import type { AnswerRow } from '../../../src/store/rows.js';
import { openLedger } from '../../../src/store/sqlite/open.js';
import { endpoint } from '../../operations/alerts/material.js';
import { freePort } from '../../support/sshd.js';
import { needs } from '../../support/system-part.js';
import { caseInput, Installation, numbered, SOURCE_WORKER, until } from '../installation.js';
import { SftpSide, startCalling } from './sftp-side.js';

let installation: Installation;
/** What the tests look into while they wait: opened once, since opening it costs more than the look. */
let opened: Ledger | undefined;
const ledgerOf = (): Ledger => {
  opened ??= openLedger(installation.folder.ledgerFile);
  return opened;
};
const sides: SftpSide[] = [];

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(async () => {
  await installation.stop();
  opened?.close();
  opened = undefined;
  await installation.remove();
  for (const side of sides.splice(0)) side.server.remove();
});

async function newSide(): Promise<SftpSide> {
  const side = await SftpSide.start();
  sides.push(side);
  return side;
}

const logged = (event: string): Record<string, unknown>[] =>
  installation.log.lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);
const finished = (text: string): string[] =>
  readdirSync(text)
    .filter((name) => !name.startsWith('.'))
    .sort();
const submissions = async () => ledgerOf().submissions({}, 0, 1_000).rows;
const answersIn = async (state: 'written' | 'delivered' | 'picked_up') => ledgerOf().answersInState(state, 0, 1_000);
/** True when every file has its end and every answer has gone out. */
const isAllOut = async () => {
  const rows = await submissions();
  const answers = rows.flatMap(({ id }) => ledgerOf().answersOf(id));
  return rows.length > 0 && rows.every(({ state }) => state === 'applied') && answers.every(isOut);
};
const isOut = ({ state }: AnswerRow): boolean => state === 'delivered' || state === 'picked_up';
const serverOf = async (partner = installation.partner) => ledgerOf().sftpServer(partner);

/** A second partner of the same facts, but for its ISA06. */
async function addPartner(id: string): Promise<void> {
  const partner = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/partner.json'), 'utf8'));
  const { providers, allowances: _allowances, ...facts } = partner;
  const draft = { ...facts, id, interchangeId: id.toUpperCase(), options: DEFAULT_OPTIONS, npis: providers[0].npis };
  await installation.withLedger((ledger) => ledger.putPartner(draft, 'test', new Date().toISOString()));
}

describe.skipIf(!needs('sshd'))('partners’ servers that the gateway calls', () => {
  it('gives a request from the server’s inbox its PA, and its answers to the server’s outbox', async () => {
    const side = await newSide();
    side.describe(installation);
    side.put('request.x12', caseInput('278-clean'));
    const running = await startCalling(installation);
    await until(isAllOut);
    await running.stop();
    expect((await answersIn('delivered')).length).toBe(0);
    expect(readdirSync(side.inbox)).toEqual([]);
    expect(installation.outboxNames()).toEqual([]);
    const [submission] = await submissions();
    expect(submission).toMatchObject({ channel: 'sftp', senderFileName: 'request.x12', disposition: 'accepted' });
    const answers = await installation.withLedger((ledger) =>
      ledger.answersOf(submission!.id).map(({ id, sha256 }) => ({ sha256, bytes: ledger.answerBytes(id)! })),
    );
    const uploaded = finished(side.outbox).map((name) => readFileSync(join(side.outbox, name)).toString('latin1'));
    expect(uploaded.sort()).toEqual(answers.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).sort());
    expect(uploaded.some((text) => text.includes('*999*') || text.includes('ST*999'))).toBe(true);
    expect(uploaded.some((text) => text.includes('ST*278'))).toBe(true);
    const events = await installation.withLedger((ledger) => ledger.trace(submission!.number));
    expect(JSON.stringify(events)).toContain('delivered');
    expect(await serverOf()).toMatchObject({ state: 'working', error: '' });
  });

  it('delivers to both places, or to the outbox here, as the endpoint says', async () => {
    const side = await newSide();
    side.describe(installation, { deliver: 'both' });
    const running = await startCalling(installation);
    side.put('one.x12', caseInput('278-clean'));
    await until(() => installation.outboxNames().length > 0 && finished(side.outbox).length > 0);
    await until(isAllOut);
    expect(installation.outboxNames()).toEqual(finished(side.outbox));
    const before = finished(side.outbox);
    side.describe(installation, { deliver: 'outbox' });
    writeConfiguration();
    await running.reload();
    side.put('two.x12', numbered(caseInput('278-clean'), 7));
    await until(() => installation.outboxNames().length > before.length);
    expect(finished(side.outbox)).toEqual(before);
    await running.stop();
  });

  it('goes on where it stood when the server is killed in the middle of many files', async () => {
    const side = await newSide();
    side.describe(installation);
    const text = caseInput('278-clean');
    for (let at = 1; at <= 30; at++) side.put(`file ${at}.x12`, numbered(text, at));
    const running = await startCalling(installation);
    await until(async () => (await submissions()).length >= 8);
    side.server.kill();
    await until(async () => ((await serverOf())?.error ?? '') !== '');
    await side.server.restart();
    await until(async () => (await submissions()).length >= 30 && readdirSync(side.inbox).length === 0, 60_000);
    await until(isAllOut, 60_000);
    await running.stop();
    const rows = await submissions();
    expect(rows).toHaveLength(30);
    expect(new Set(rows.map(({ senderFileName }) => senderFileName)).size).toBe(30);
    expect(rows.filter(({ disposition }) => disposition === 'duplicate')).toEqual([]);
    expect(finished(side.outbox).length).toBeGreaterThanOrEqual(30);
    expect(readdirSync(side.outbox).filter((name) => name.startsWith('.'))).toEqual([]);
  }, 120_000);

  it('stops a partner whose server shows another key, while the files of the others flow', async () => {
    const [good, bad] = [await newSide(), await newSide()];
    await addPartner('otherco');
    good.describe(installation);
    bad.describe(installation, { hostKeys: [good.server.fingerprint()] }, 'otherco');
    bad.put('theirs.x12', caseInput('278-clean'));
    good.put('ours.x12', caseInput('278-clean'));
    const running = await startCalling(installation);
    await until(() => finished(good.outbox).length >= 2);
    await until(async () => (await serverOf('otherco'))?.state === 'stopped');
    expect(await serverOf('otherco')).toMatchObject({ error: 'sftp-host-key-not-pinned' });
    expect(readdirSync(bad.inbox)).toEqual(['theirs.x12']);
    expect(logged('sftp server stopped')).toMatchObject([{ partner: 'otherco' }]);
    // A release without mending: it is tried once more and stops again.
    await installation.withLedger((ledger) => ledger.releaseSftpServer('otherco', 'ann', new Date().toISOString()));
    await until(() => logged('sftp server stopped').length === 2);
    // A changed file is enough.
    bad.describe(installation, {}, 'otherco');
    await until(() => readdirSync(bad.inbox).length === 0);
    expect((await submissions()).map(({ partnerId }) => partnerId).sort()).toEqual(['otherco', installation.partner]);
    await running.stop();
  });

  it.each(['copied', 'received', 'verdict', 'written', 'delivered'] as const)(
    'fetches, records and answers a file once when it is killed right after "%s"',
    async (step) => {
      const side = await newSide();
      side.describe(installation);
      side.put('once.x12', caseInput('278-clean'));
      const file = join(installation.root, 'configuration.json');
      writeFileSync(file, JSON.stringify(installation.configuration));
      const program = join(import.meta.dirname, '../dying-gateway.ts');
      const parameters = [...SOURCE_WORKER.execArgv, program, file, step, '1', 'stays'];
      expect(spawnSync(process.execPath, parameters, { timeout: 30_000 }).signal).toBe('SIGKILL');
      if (step === 'copied' || step === 'received') expect(readdirSync(side.inbox)).toEqual(['once.x12']);
      expect(await submissions()).toHaveLength(step === 'copied' ? 0 : 1);

      const running = await startCalling(installation);
      await until(async () => readdirSync(side.inbox).length === 0 && (await isAllOut()));
      await running.stop();
      const rows = await submissions();
      expect(rows).toMatchObject([{ disposition: 'accepted' }]);
      await installation.withLedger((ledger) => {
        expect(finished(side.outbox)).toHaveLength(ledger.answersOf(rows[0]!.id).length);
        expect(ledger.fetchedKeys(installation.partner)).toEqual([]);
        expect(ledger.check()).toEqual([]);
      });
    },
  );

  it('calls a server as the later of two reloads at once has read it, however long the earlier one takes', async () => {
    const side = await newSide();
    await addPartner('otherco');
    // Whoever is called no more is waited for.
    side.describe(installation, { port: await freePort() });
    const running = await startCalling(installation);
    writeConfiguration();
    await until(async () => (await serverOf()) !== undefined);
    rmSync(join(installation.folder.sftp, `${installation.partner}.yaml`));
    side.describe(installation, { inbox: side.server.makeFolder('earlier') }, 'otherco');
    const earlier = running.reload();
    side.describe(installation, {}, 'otherco');
    await Promise.all([earlier, running.reload()]);
    side.put('later.x12', caseInput('278-clean'));
    await until(async () => (await submissions()).length === 1);
    await running.stop();
  });

  it('neither fetches nor uploads for a partner that is held', async () => {
    const side = await newSide();
    side.describe(installation);
    const change = (kind: 'hold' | 'release-hold') =>
      installation.withLedger((ledger) =>
        ledger.changePartners(
          [{ kind, partnerId: installation.partner, reason: '' } as never],
          'ann',
          new Date().toISOString(),
        ),
      );
    await change('hold');
    side.put('held.x12', caseInput('278-clean'));
    const running = await startCalling(installation);
    // What is not held is fetched in a third of that.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(readdirSync(side.inbox)).toEqual(['held.x12']);
    await change('release-hold');
    await until(() => finished(side.outbox).length >= 2);
    await running.stop();
  });

  it('fetches nothing more of a round in which its partner is held, and the rest afterwards', async () => {
    const side = await newSide();
    side.describe(installation, { parallelTransfers: 1 });
    for (let at = 1; at <= 5; at++) side.put(`file-${at}.x12`, numbered(caseInput('278-clean'), 700 + at));
    const change = (kind: 'hold' | 'release-hold') =>
      installation.withLedger((ledger) =>
        ledger.changePartners(
          [{ kind, partnerId: installation.partner, reason: '' } as never],
          'ann',
          new Date().toISOString(),
        ),
      );
    let holding: Promise<void> | undefined;
    const running = await startCalling(installation, {
      observe: (step) => {
        if (step === 'received') holding ??= change('hold');
        return holding;
      },
    });
    await until(() => holding !== undefined);
    await holding;
    await until(() => readdirSync(side.inbox).length === 4);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(readdirSync(side.inbox)).toHaveLength(4);
    await change('release-hold');
    await until(() => readdirSync(side.inbox).length === 0);
    await running.stop();
  });

  it('keeps an answer that cannot be uploaded, and uploads it when the server is there', async () => {
    const side = await newSide();
    side.describe(installation, { inbox: undefined });
    side.server.kill();
    installation.drop('dropped.x12', caseInput('278-clean'));
    const running = await startCalling(installation);
    await until(async () => (await answersIn('written')).length >= 2 && (await serverOf())?.error !== undefined);
    expect(installation.outboxNames()).toEqual([]);
    await side.server.restart();
    await until(isAllOut);
    const { id } = (await submissions())[0]!;
    const answers = await installation.withLedger((ledger) => ledger.answersOf(id));
    expect(finished(side.outbox)).toHaveLength(answers.length);
    await running.stop();
  });

  it('says what is wrong with every endpoint, calls the sound ones, and keeps the answers of the others', async () => {
    const side = await newSide();
    await addPartner('otherco');
    side.describe(installation, { user: undefined, hostKeys: ['x'] });
    side.describe(installation, { outbox: undefined }, 'otherco');
    side.put('theirs.x12', caseInput('278-clean'));
    installation.drop('ours.x12', caseInput('278-clean'));
    const running = await startCalling(installation);
    await until(() => readdirSync(side.inbox).length === 0);
    await until(async () => (await answersIn('written')).length >= 2);
    const [said] = logged('sftp endpoint not sound');
    expect(said).toMatchObject({ partner: installation.partner, error: 'endpoint-invalid' });
    expect(String(said!.problems)).toMatch(/user: is missing[\s\S]*hostKeys\.0/);
    expect(installation.outboxNames()).toEqual([]);
    // Mended and read again: what waited goes out.
    side.describe(installation);
    writeConfiguration();
    await running.reload();
    await until(() => finished(side.outbox).length >= 2);
    await running.stop();
  });

  it('tells people at once of a key that is not pinned and of a login that is refused, and shows both as down', async () => {
    const told = await endpoint(() => 200);
    const port = await freePort();
    const [other, side] = [await newSide(), await newSide()];
    await addPartner('otherco');
    side.describe(installation, { hostKeys: [other.server.fingerprint()] });
    side.describe(installation, { key: { file: other.server.keyFile } }, 'otherco');
    Object.assign(installation.configuration, {
      metrics: { port, address: '127.0.0.1', cacheSeconds: 1, minimumFreeMegabytes: 0 },
      alerts: {
        webhook: { url: told.url, headers: {} },
        minimumSeverity: 'warning',
        repeatHours: 24,
        timeoutSeconds: 10,
        unmatchedDocumentDays: 3,
      },
    });
    const running = await startCalling(installation);
    await until(() => told.got.length >= 2);
    const alerts = told.got.map(({ body }) => JSON.parse(body));
    expect(alerts.map(({ event, subjects }) => [event, subjects]).sort()).toEqual([
      ['host-key-mismatch', [installation.partner]],
      ['login-failed', ['otherco']],
    ]);
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(text).toContain(`x12gw_partner_sftp_up{partner="${installation.partner}"} 0`);
    expect(text).toContain('x12gw_partner_sftp_up{partner="otherco"} 0');
    await running.stop();
  });

  it('is not misled by a file that was renamed while it was looked at', async () => {
    const side = await newSide();
    side.describe(installation);
    side.put('first.x12', caseInput('278-clean'));
    const running = await startCalling(installation, {
      observe: (step) => {
        if (step !== 'copied') return;
        // Another file takes the name between the download and the settling.
        writeFileSync(join(side.inbox, '.new'), Buffer.from(`${numbered(caseInput('278-clean'), 8)}\n`, 'latin1'));
        if (readdirSync(side.inbox).includes('first.x12'))
          renameSync(join(side.inbox, '.new'), join(side.inbox, 'first.x12'));
      },
    });
    await until(async () => (await submissions()).length === 2);
    await running.stop();
    expect(new Set((await submissions()).map(({ sha256 }) => sha256)).size).toBe(2);
  });
});

/** What the installation runs with, as a file that a reload reads. */
function writeConfiguration(): void {
  const { configuration, folder } = installation;
  const { intake, workers, attempts, payer, overlay, limits } = configuration;
  const file = { dataDirectory: folder.root, payer, overlay, intake, workers, attempts, limits };
  writeFileSync(configuration.file, JSON.stringify(file));
}
