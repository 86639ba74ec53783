import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Matter } from '../../../src/operations/alerts/alert.js';
import type { AlertTargets } from '../../../src/operations/alerts/alert-parts.js';
import { Alerts } from '../../../src/operations/alerts/alerts.js';
import type { Ledger } from '../../../src/store/ledger.js';
import { openLedger } from '../../../src/store/sqlite/open.js';
import { GatewayError } from '../../../src/support/errors.js';
import { KeptLog, until } from '../../gateway/installation.js';
import { FOLDER_DATE, received, temporaryFolder } from '../../store/material.js';
import { KeptChannel, matter } from './material.js';

const HOUR = 3_600_000;
const never = new AbortController().signal;

let now: Date;
let channel: KeptChannel;
let log: KeptLog;
let holding: Matter[];
let path: string;
let ledger: Ledger;

beforeEach(() => {
  now = new Date('2031-03-01T12:00:00.000Z');
  channel = new KeptChannel();
  log = new KeptLog();
  holding = [];
  path = `${temporaryFolder()}/ledger.db`;
  ledger = openLedger(path);
  onTestFinished(() => ledger.close());
});

const later = (milliseconds: number): void => {
  now = new Date(now.getTime() + milliseconds);
};

function alerts(change: Partial<AlertTargets> = {}, over: Partial<Ledger> = {}): Alerts {
  const made = new Alerts({
    ledger: {
      attention: (question) => ledger.attention(question),
      toldAlerts: () => ledger.toldAlerts(),
      recordAlerts: (told, forgotten) => ledger.recordAlerts(told, forgotten),
      ...over,
    },
    clock: { now: () => now },
    logger: log,
    installation: 'abc123',
    holding: () => holding,
    pausesMilliseconds: [1, 1],
  });
  made.configure({
    channels: [channel],
    minimumSeverity: 'warning',
    repeatHours: 24,
    unmatchedDocumentDays: 3,
    ...change,
  });
  return made;
}

async function quarantine(): Promise<void> {
  const { id } = await received(ledger);
  await ledger.quarantine(id, 'died', [], now.toISOString(), FOLDER_DATE);
}

describe('a round of alerts', () => {
  it('tells several matters of one event in one alert, and each only once', async () => {
    const some = alerts();
    await quarantine();
    await quarantine();
    await some.round(never);
    expect(channel.take()).toEqual(['file-quarantined: 2 files are in quarantine: S00000002, S00000001']);
    await quarantine();
    await some.round(never);
    expect(channel.alerts[0]).toMatchObject({ count: 1, total: 3, subjects: ['S00000003'], isRepeat: false });
    channel.take();
    await some.round(never);
    expect(channel.take()).toEqual([]);
  });

  it('tells what still holds again after the hours that were set, and not before', async () => {
    const some = alerts({ repeatHours: 6 });
    await quarantine();
    await some.round(never);
    later(5.9 * HOUR);
    await some.round(never);
    expect(channel.alerts).toHaveLength(1);
    later(0.2 * HOUR);
    await some.round(never);
    expect(channel.alerts).toHaveLength(2);
    expect(channel.alerts[1]).toMatchObject({ isRepeat: true, count: 1 });
  });

  it('does not tell it again after a restart', async () => {
    await quarantine();
    await alerts().round(never);
    ledger.close();
    ledger = openLedger(path);
    channel.take();
    await alerts().round(never);
    expect(channel.take()).toEqual([]);
  });

  it('tells trouble that comes back at once when it had been over for an hour, and not when it only flickers', async () => {
    const some = alerts();
    const trouble = matter({ event: 'environment-trouble', key: 'files disk-full', subject: 'disk-full' });
    const withIt = async (is: boolean): Promise<number> => {
      holding = is ? [trouble] : [];
      await some.round(never);
      return channel.take().length;
    };
    expect(await withIt(true)).toBe(1);
    later(60_000);
    expect(await withIt(false)).toBe(0);
    later(60_000);
    expect(await withIt(true)).toBe(0);
    expect(await withIt(false)).toBe(0);
    later(1.1 * HOUR);
    expect(await withIt(false)).toBe(0);
    expect(await withIt(true)).toBe(1);
    expect(ledger.toldAlerts()).toHaveLength(1);
  });

  it('tells a moment that was raised often only once within the hours that were set', async () => {
    const some = alerts();
    const refused = matter({ event: 'login-failed', key: 'acme', subject: 'acme' });
    for (let at = 0; at < 20; at++) {
      some.raise(refused);
      await some.round(never);
      later(1.1 * HOUR);
    }
    expect(channel.take()).toEqual(['login-failed: A partner’s server refuses our login: acme']);
    later(4 * HOUR);
    some.raise(refused);
    await some.round(never);
    expect(channel.take()).toHaveLength(1);
  });

  it('leaves out what is less severe than was asked for', async () => {
    const some = alerts({ minimumSeverity: 'critical' });
    holding = [matter({ event: 'document-unmatched' }), matter({ event: 'deadline-late', subject: 'expedite' })];
    await some.round(never);
    expect(channel.take()).toEqual(['deadline-late: A prior authorization is past its due time (clock: expedite)']);
  });

  it('tries a channel three times, then again in later rounds, ever more rarely, until the alert is taken', async () => {
    const some = alerts();
    await quarantine();
    channel.failures = 2;
    await some.round(never);
    expect(channel).toMatchObject({ tries: 3, failures: 0 });
    expect(channel.take()).toHaveLength(1);
    await quarantine();
    channel.failures = 6;
    for (let seconds = 0; seconds < 120 && channel.alerts.length === 0; seconds += 10) {
      await some.round(never);
      later(10_000);
    }
    expect(channel.tries).toBe(3 + 6 + 1);
    expect(channel.take()).toEqual(['file-quarantined: A file is in quarantine: S00000002']);
    expect(some.counts()).toEqual([
      { event: 'file-quarantined', outcome: 'sent', count: 2 },
      { event: 'file-quarantined', outcome: 'failed', count: 2 },
    ]);
  });

  it('keeps a moment for each channel until that one takes it', async () => {
    const other = new KeptChannel('webhook');
    const some = alerts({ channels: [channel, other] });
    channel.failures = 6;
    other.failures = 3;
    some.raise(matter({ event: 'host-key-mismatch', key: 'acme', subject: 'acme' }));
    const taken: [number, number][] = [];
    for (let round = 0; round < 4; round++) {
      await some.round(never);
      taken.push([channel.take().length, other.take().length]);
      later(90_000);
    }
    expect(taken).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [0, 0],
    ]);
  });

  it('tells by one channel what comes while another takes its time, and never by that one twice at once', async () => {
    const other = new KeptChannel('webhook');
    const some = alerts({ channels: [channel, other] });
    const told: string[] = [];
    let release = (): void => undefined;
    channel.send = ({ text }) => {
      told.push(text);
      return new Promise((resolve) => {
        release = resolve;
      });
    };
    await quarantine();
    const first = some.round(never);
    await until(() => other.alerts.length === 1);
    await quarantine();
    const second = some.round(never);
    await until(() => other.alerts.length === 2);
    expect(told).toEqual(['A file is in quarantine: S00000001']);
    release();
    await Promise.all([first, second]);
    const third = some.round(never);
    await until(() => told.length === 2);
    release();
    await third;
    expect(told).toEqual(['A file is in quarantine: S00000001', 'A file is in quarantine: S00000002']);
    expect(other.alerts).toHaveLength(2);
  });

  it('tells nothing twice where it arrived while another channel fails, whatever that raises, restarts included', async () => {
    const other = new KeptChannel('webhook');
    const change = { channels: [channel, other] };
    channel.failures = 99;
    channel.failure = new Error('spawn E2BIG');
    await quarantine();
    for (let round = 0; round < 2; round++) {
      const some = alerts(change);
      await some.round(never);
      later(60_000);
      await some.round(never);
    }
    expect(other.take()).toHaveLength(1);
    expect(log.lines.filter((line) => line.includes('alert not sent')).join()).toContain('"channel":"command"');
    channel.failures = 0;
    await alerts(change).round(never);
    expect(channel.take()).toEqual(['file-quarantined: A file is in quarantine: S00000001']);
    expect(other.take()).toEqual([]);
  });

  it('keeps its id over all tries, so that a receiver can tell that it has it, until something is added', async () => {
    const some = alerts();
    const ids = new Set<string>();
    channel.send = async ({ id }) => {
      ids.add(id);
      throw channel.failure;
    };
    await quarantine();
    for (let round = 0; round < 3; round++) {
      await some.round(never);
      later(900_000);
    }
    expect(ids.size).toBe(1);
    await quarantine();
    await some.round(never);
    expect(ids.size).toBe(2);
  });

  it('goes on without the ledger: tells the trouble it has, and never the same twice', async () => {
    const full = () => {
      throw new GatewayError('full', { code: 'ledger-full', operation: '', hint: '', exitCode: 3 });
    };
    const some = alerts({}, { attention: full, recordAlerts: async () => full() });
    await some.round(never);
    await some.round(never);
    expect(channel.take()).toEqual(['environment-trouble: The gateway waits for its environment (ledger-full)']);
    expect(log.lines.join()).toContain('alerts wait for the ledger');
  });

  it('tells nobody when nobody is named', async () => {
    const some = alerts();
    some.configure(undefined);
    await quarantine();
    some.raise(matter({ event: 'login-failed' }));
    await some.round(never);
    expect(channel.tries).toBe(0);
    expect(ledger.toldAlerts()).toEqual([]);
  });
});
