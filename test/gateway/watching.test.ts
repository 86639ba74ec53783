import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayConfiguration } from '../../src/config/configuration.js';
import { endpoint } from '../operations/alerts/material.js';
import { samplesOf } from '../operations/metrics/material.js';
import { caseInput, Installation, SOURCE_WORKER, until } from './installation.js';

const worker = { ...SOURCE_WORKER, script: new URL('./poison-worker.ts', import.meta.url) };

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

/** A port of this machine that nobody uses, or did not a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Writes the configuration as a file, and gives what the installation runs with the same changes. */
function configure(changes: Record<string, unknown>): void {
  const { configuration, folder } = installation;
  const { intake, workers, attempts, payer, overlay, limits } = configuration;
  const file = { dataDirectory: folder.root, payer, overlay, intake, workers, attempts, limits, ...changes };
  writeFileSync(configuration.file, JSON.stringify(file));
}

function withSettings(changes: Partial<GatewayConfiguration>): void {
  Object.assign(installation.configuration, changes);
  configure(changes);
}

const metricsOn = (port: number) => ({ port, address: '127.0.0.1', cacheSeconds: 1, minimumFreeMegabytes: 0 });
const alertsTo = (url: string) => ({
  webhook: { url, headers: {} },
  minimumSeverity: 'warning' as const,
  repeatHours: 24,
  timeoutSeconds: 10,
  unmatchedDocumentDays: 3,
});

const get = async (port: number, path: string): Promise<Response | undefined> =>
  fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
const statusOf = async (port: number, path: string): Promise<number | undefined> => (await get(port, path))?.status;
const logged = (event: string): Record<string, unknown>[] =>
  installation.log.lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);

describe('a gateway that is watched', () => {
  it('is alive and ready, and counts on after a restart', async () => {
    const port = await freePort();
    withSettings({ metrics: metricsOn(port) });
    const received = async () => {
      const text = (await (await get(port, '/metrics'))?.text()) ?? '';
      return samplesOf(text).get(
        `x12gw_files_total{partner="${installation.partner}",channel="inbox",disposition="accepted"}`,
      );
    };
    const first = await installation.start();
    installation.drop('a.x12', caseInput('278-clean'));
    await until(async () => (await statusOf(port, '/readyz')) === 200);
    expect(await statusOf(port, '/healthz')).toBe(200);
    await until(async () => (await received()) === 1);
    await first.stop();
    expect(await get(port, '/healthz')).toBeUndefined();
    const second = await installation.start();
    await until(async () => (await received()) === 1);
    await second.stop();
  });

  it('is not ready when its lock is taken away', async () => {
    const port = await freePort();
    withSettings({ metrics: metricsOn(port) });
    const running = await installation.start();
    await until(async () => (await statusOf(port, '/readyz')) === 200);
    rmSync(installation.folder.runnerLock);
    await until(async () => (await statusOf(port, '/readyz')) === 503);
    expect(await (await get(port, '/readyz'))!.json()).toMatchObject({
      checks: expect.arrayContaining([{ check: 'runner lock', isSound: false, detail: 'not held' }]),
    });
    expect(await statusOf(port, '/healthz')).toBe(200);
    await running.stop();
  });

  it('works although its port is taken, and says so', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    withSettings({ metrics: metricsOn((taken.address() as AddressInfo).port) });
    const running = await installation.start();
    installation.drop('a.x12', caseInput('278-clean'));
    await until(() => installation.outboxNames().length > 0);
    expect(logged('metrics not available')).toMatchObject([{ error: 'EADDRINUSE' }]);
    await running.stop();
    await new Promise((resolve) => taken.close(resolve));
  });

  it('says nothing of a sender’s file name, an id of a member or a path in metrics and health', async () => {
    const port = await freePort();
    withSettings({ metrics: metricsOn(port) });
    const running = await installation.start();
    installation.drop(
      'CANARYFILE.x12',
      caseInput('278-clean').replaceAll(/NM1\*IL\*1\*[^~]*~/g, 'NM1*IL*1*CANARYLAST*F****MI*CANARYID~'),
    );
    await until(() => installation.outboxNames().length > 0);
    const said = await Promise.all(
      ['/metrics', '/healthz', '/readyz'].map(async (path) => (await get(port, path))!.text()),
    );
    for (const text of said) {
      expect(text).not.toMatch(/CANARY/);
      expect(text).not.toContain(installation.root);
    }
    await running.stop();
  });
});

describe('the people behind a gateway', () => {
  it('are told of a file in quarantine, and the gateway does not wait for them', async () => {
    installation.drop('poison.x12', 'POISON');
    await installation.runOnce({ worker });
    const silent = await endpoint(() => undefined);
    withSettings({ alerts: alertsTo(silent.url) });
    const running = await installation.start();
    await until(() => silent.got.length > 0);
    const { body } = silent.got[0]!;
    expect(JSON.parse(body)).toMatchObject({ event: 'file-quarantined', subjects: ['S00000001'] });
    expect(body).not.toContain('poison');
    installation.drop('good.x12', caseInput('278-clean'));
    await until(() => installation.outboxNames().some((name) => name.startsWith('S00000002')));
    expect(logged('alert sent')).toEqual([]);
    await running.stop();
  });

  it('are told by a run that only empties what is there', async () => {
    const { url, got } = await endpoint(() => 200);
    withSettings({ alerts: alertsTo(url) });
    installation.drop('poison.x12', 'POISON');
    await installation.runOnce({ worker });
    expect(got.map(({ body }) => JSON.parse(body).event)).toEqual(['file-quarantined']);
  });
});

it('a run that only empties what is there does not wait for people when it is stopped', async () => {
  const { url, got } = await endpoint(() => undefined);
  withSettings({ alerts: alertsTo(url) });
  installation.drop('poison.x12', 'POISON');
  const running = await installation.start({ once: true, worker });
  await until(() => got.length > 0);
  await running.stop();
  expect(got).toHaveLength(1);
});

describe('a configuration that is read again', () => {
  it('changes what may change without dropping work, and names what needs a restart', async () => {
    const port = await freePort();
    configure({});
    const running = await installation.start();
    configure({
      intake: { ...installation.configuration.intake, quietSeconds: 3_000, concurrency: 3 },
      metrics: metricsOn(port),
      log: { level: 'warn' },
      workers: 2,
    });
    expect(await running.reload()).toMatchObject({ log: { level: 'warn' }, workers: 1 });
    expect(logged('configuration reloaded')).toMatchObject([{ changed: 'intake.quietSeconds, log.level, metrics' }]);
    expect(logged('settings wait for a restart')).toMatchObject([{ settings: 'intake.concurrency, workers' }]);
    await until(async () => (await statusOf(port, '/readyz')) === 200);
    installation.drop('a.x12', caseInput('278-clean'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(installation.outboxNames()).toEqual([]);
    configure({});
    await running.reload();
    await until(() => installation.outboxNames().length > 0);
    expect(await get(port, '/readyz')).toBeUndefined();
    await running.stop();
  });

  it('that is not sound changes nothing, and all that is wrong with it is told', async () => {
    configure({});
    const running = await installation.start();
    const before = readFileSync(installation.configuration.file, 'utf8');
    configure({ workers: 0, log: { level: 'loud' }, metrics: {} });
    expect(await running.reload()).toBeUndefined();
    const [line] = logged('configuration not reloaded');
    for (const setting of ['workers', 'log.level', 'metrics.port']) expect(line!.problems).toContain(setting);
    writeFileSync(installation.configuration.file, '{ no yaml: [');
    expect(await running.reload()).toBeUndefined();
    writeFileSync(installation.configuration.file, before);
    installation.drop('a.x12', caseInput('278-clean'));
    await until(() => installation.outboxNames().length > 0);
    await running.stop();
  });

  it('that names a secret nobody can read is refused, one that lies open is warned about', async () => {
    configure({});
    const running = await installation.start();
    const secret = join(installation.root, 'token');
    const alerts = { webhook: { url: 'https://alerts.example.org', headers: { Authorization: { file: secret } } } };
    configure({ alerts });
    expect(await running.reload()).toBeUndefined();
    expect(logged('configuration not reloaded')).toMatchObject([{ error: 'secret-unreadable' }]);
    writeFileSync(secret, 'hunter2');
    chmodSync(secret, 0o644);
    expect(await running.reload()).toBeDefined();
    expect(logged('a secret lies open')).toMatchObject([{ warning: expect.stringContaining(secret) }]);
    await running.stop();
    expect(installation.log.lines.join()).not.toContain('hunter2');
    expect(existsSync(secret)).toBe(true);
  });
});
