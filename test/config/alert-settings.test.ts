import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';

const PAYER = 'payer: { name: Demo, id: DMA7384, timeZone: America/New_York }';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'x12gw-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string) {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, `${PAYER}\n${text}\n`);
  return loadConfiguration(file);
}

describe('alerts in the configuration', () => {
  it('are off when they are left out', () => {
    expect(load('').alerts).toBeUndefined();
    expect(load('').metrics).toBeUndefined();
  });

  it('take a program by its path from the file’s folder, or by name, and have defaults', () => {
    expect(load('alerts: { command: [bin/page, --loud] }').alerts).toEqual({
      command: [join(folder, 'bin/page'), '--loud'],
      minimumSeverity: 'warning',
      repeatHours: 24,
      timeoutSeconds: 10,
      unmatchedDocumentDays: 3,
    });
    expect(load('alerts: { command: [logger, -t, x12gw] }').alerts!.command![0]).toBe('logger');
  });

  it('take secrets by place only', () => {
    const { webhook } = load(
      'alerts: { webhook: { urlFrom: { file: secrets/url }, headers: { Authorization: { environment: TOKEN } } } }',
    ).alerts!;
    expect(webhook).toEqual({
      url: { file: join(folder, 'secrets/url') },
      headers: { Authorization: { environment: 'TOKEN' } },
    });
    expect(() => load('alerts: { webhook: { url: https://a.example, headers: { Authorization: hunter2 } } }')).toThrow(
      'alerts.webhook.headers.Authorization: must be object',
    );
  });

  it.each([
    ['alerts: { repeatHours: 1 }', 'alerts: needs a command, a webhook or both'],
    ['alerts: { command: [] }', 'alerts.command'],
    ['alerts: { webhook: {} }', 'alerts.webhook: needs either url or urlFrom'],
    ['alerts: { webhook: { url: http://alerts.example.org } }', 'alerts.webhook.url: must be https'],
    ['alerts: { webhook: { url: ftp://127.0.0.1 } }', 'alerts.webhook.url: must be https'],
    ['alerts: { webhook: { url: "https://u:hunter2@alerts.example.org" } }', 'alerts.webhook.url: holds a name'],
    ['alerts: { webhook: { url: nonsense } }', 'alerts.webhook.url: is no URL'],
    ['metrics: {}', 'metrics.port: is missing'],
    ['metrics: { port: 9464, address: example.org }', 'metrics.address: is no IP address'],
  ])('%s is refused', (text, message) => {
    expect(() => load(text)).toThrow(message);
    expect(() => load(text)).not.toThrow('hunter2');
  });

  it.each(['http://127.0.0.1:8080/hook', 'http://[::1]/', 'http://localhost', 'https://alerts.example.org/x'])(
    '%s is taken',
    (url) => {
      expect(load(`alerts: { webhook: { url: "${url}" } }`).alerts!.webhook!.url).toBe(url);
    },
  );
});
