import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type Health, liveness, readiness } from '../../../src/operations/metrics/health.js';
import type { Watched } from '../../../src/operations/metrics/watched.js';
import { GatewayError } from '../../../src/support/errors.js';
import { newLedger, temporaryFolder } from '../../store/material.js';
import { NOW, watched } from './material.js';

const schema = JSON.parse(readFileSync(new URL('../../../schemas/health.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv().compile(schema);

function problems(health: Health): string[] {
  expect(validate(health), JSON.stringify(validate.errors)).toBe(true);
  expect(health.isSound).toBe(health.checks.every(({ isSound }) => isSound));
  return health.checks.flatMap(({ check, isSound, detail }) => (isSound ? [] : [`${check}: ${detail}`]));
}

const at = NOW.getTime();
const ready = async (change: Partial<Watched> = {}, minimum = 0) =>
  problems(await readiness(watched(newLedger(), temporaryFolder(), change), minimum));

describe('health', () => {
  it('is alive while every loop has given a sign of life within five minutes', () => {
    const loops = (quietSeconds: number) => () => [
      { loop: 'inboxes', beatAt: at - quietSeconds * 1_000, roundAt: 0 },
      { loop: 'delivery', beatAt: at, roundAt: at },
    ];
    const clock = { now: () => NOW };
    expect(problems(liveness({ clock, loops: loops(290) }))).toEqual([]);
    expect(problems(liveness({ clock, loops: loops(310) }))).toEqual(['loop inboxes: quiet for 310 s']);
  });

  it('is ready when files that come now are taken and answered', async () => {
    expect(await ready()).toEqual([]);
  });

  it('is not ready while the ledger cannot be written, with the reason as a word', async () => {
    const ledger = newLedger();
    const tryToCommit = async () => {
      throw new GatewayError('/secret/path', { code: 'ledger-busy', operation: '', hint: '', exitCode: 3 });
    };
    expect(await ready({ ledger: { ...ledger, tryToCommit } })).toEqual(['ledger: ledger-busy']);
    const closed = newLedger();
    closed.close();
    expect(await ready({ ledger: closed })).toEqual(['ledger: ledger-closed']);
  });

  it('is not ready without space, without the lock, or with inboxes nobody looks at', async () => {
    expect(await ready({}, 1e12)).toEqual([expect.stringMatching(/^disk space: \d+ MB free$/)]);
    expect(await ready({ dataDirectory: '/nowhere' })).toEqual([
      'ledger: disk not writable',
      'disk space: cannot be told',
    ]);
    expect(await ready({ holdsLock: async () => false })).toEqual(['runner lock: not held']);
    const scanned = (roundAt: number) => ({ loops: () => [{ loop: 'inboxes', beatAt: at, roundAt }] });
    expect(await ready(scanned(0))).toEqual(['inboxes: not scanned yet']);
    expect(await ready(scanned(at - 61_000))).toEqual(['inboxes: not scanned for 61 s']);
  });
});
