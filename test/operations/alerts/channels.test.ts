import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Ajv } from 'ajv';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commandChannel } from '../../../src/operations/alerts/command-channel.js';
import { ALERT_EVENTS, type AlertEvent } from '../../../src/operations/alerts/events.js';
import { webhookChannel } from '../../../src/operations/alerts/webhook-channel.js';
import { GatewayError } from '../../../src/support/errors.js';
import { until } from '../../gateway/installation.js';
import { alertAbout, endpoint, matter } from './material.js';

const schema = JSON.parse(readFileSync(new URL('../../../schemas/alert.schema.json', import.meta.url), 'utf8'));
const never = new AbortController().signal;

/** A folder with a script that Node runs; its words come after `--`. */
function script(text: string): { readonly folder: string; readonly command: [string, ...string[]] } {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-alert-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'page.cjs');
  writeFileSync(file, `const { writeFileSync, readFileSync } = require('node:fs');\n${text}`);
  return { folder, command: [process.execPath, file] };
}

/** An ended process that nobody has waited for yet has no command line. */
const alive = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
};

describe('the alert command', () => {
  it('reads the alert as JSON, gets its words as they are, and none of our secrets', async () => {
    const { folder, command } = script(`
      const { PATH, ...environment } = process.env;
      writeFileSync(process.argv[2] + '/got.json', JSON.stringify({
        input: JSON.parse(readFileSync(0, 'utf8')), words: process.argv.slice(3), environment }));`);
    process.env.X12GW_TEST_SECRET = 'hunter2';
    onTestFinished(() => void delete process.env.X12GW_TEST_SECRET);
    const alert = alertAbout();
    await commandChannel([...command, folder, '$(touch oops); a b'], 20_000).send(alert, never);
    const got = JSON.parse(readFileSync(join(folder, 'got.json'), 'utf8'));
    expect(got.input).toEqual(alert);
    expect(got.words).toEqual(['$(touch oops); a b']);
    expect(got.environment).toMatchObject({ X12GW_ALERT_EVENT: 'file-quarantined', X12GW_ALERT_SEVERITY: 'critical' });
    expect(JSON.stringify(got.environment)).not.toContain('hunter2');
  });

  it('that fails, cannot be started or does not read is told by a word', async () => {
    const send = (...command: [string, ...string[]]) => commandChannel(command, 20_000).send(alertAbout(), never);
    await expect(send(...script('process.exit(7)').command)).rejects.toMatchObject({ reason: 'exit-7' });
    await expect(send('/nowhere/page')).rejects.toMatchObject({ reason: 'ENOENT' });
    await expect(send('true')).resolves.toBeUndefined();
  });

  it('whose words are too long for the system is told by a word too', async () => {
    const send = commandChannel(['true', 'x'.repeat(3_000_000)], 20_000).send(alertAbout(), never);
    await expect(send).rejects.toMatchObject({ reason: 'E2BIG' });
  });

  /** Has a child that does not want to end, tells the process ids of both, and goes on as `then` says. */
  const withStubbornChild = (then: string) => {
    const { folder } = script('');
    const text = `(trap "" TERM; sleep 60) & echo $$ $! > pids.new; mv pids.new pids; ${then}`;
    return { folder, command: ['sh', '-c', `cd "$0"; ${text}`, folder] as [string, ...string[]] };
  };
  const GRACE = 300;
  const begun = async (folder: string): Promise<number[]> => {
    await until(() => existsSync(join(folder, 'pids')));
    return readFileSync(join(folder, 'pids'), 'utf8').split(' ').map(Number);
  };

  it('that takes too long is ended with all it started, whichever of them do not want to', async () => {
    const both = ['trap "" TERM; wait', 'wait'].map(async (then) => {
      const { folder, command } = withStubbornChild(then);
      const sent = commandChannel(command, 500, GRACE).send(alertAbout(), never);
      await expect(sent).rejects.toMatchObject({ reason: 'timeout' });
      const pids = await begun(folder);
      await until(() => !pids.some(alive));
    });
    await Promise.all(both);
  });

  it('that takes too long is ended also when memory is cleaned up meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const cleaning = setInterval(runInNewContext('gc'), 20);
    onTestFinished(() => clearInterval(cleaning));
    const { folder, command } = withStubbornChild('wait');
    // Ended by the gateway's stop otherwise, so that nothing of a failure is left.
    const sent = commandChannel(command, 500, GRACE).send(alertAbout(), AbortSignal.timeout(20_000));
    await expect(sent).rejects.toMatchObject({ reason: 'timeout' });
    const pids = await begun(folder);
    await until(() => !pids.some(alive));
  });

  it('that ends well leaves nothing behind when its time is over, and was taken', async () => {
    const { folder, command } = withStubbornChild('exit 0');
    await expect(commandChannel(command, 500, GRACE).send(alertAbout(), never)).resolves.toBeUndefined();
    const pids = await begun(folder);
    await until(() => !pids.some(alive));
  });

  it('is ended when the gateway stops, with all it started', async () => {
    const { folder, command } = withStubbornChild('wait');
    const stopping = new AbortController();
    const sent = commandChannel(command, 60_000, GRACE).send(alertAbout(), stopping.signal);
    const outcome = expect(sent).rejects.toMatchObject({ reason: 'stopped' });
    const pids = await begun(folder);
    stopping.abort();
    await outcome;
    await until(() => !pids.some(alive));
    const late = commandChannel(['true'], 1_000).send(alertAbout(), stopping.signal);
    await expect(late).rejects.toMatchObject({ reason: 'stopped' });
  });
});

it('an alert command does not outlive a gateway that ends in a hurry', async () => {
  const { folder, command } = script(`
    writeFileSync(process.argv[2] + '/pids', String(process.pid));
    process.on('SIGTERM', () => undefined);
    setInterval(() => 0, 1000);`);
  const source = (path: string) =>
    JSON.stringify(new URL(`../../../src/operations/alerts/${path}`, import.meta.url).href);
  const text = `
    import { existsSync } from 'node:fs';
    const { commandChannel } = await import(${source('command-channel.ts')});
    void commandChannel(${JSON.stringify([...command, folder])}, 60_000).send({}, new AbortController().signal);
    setInterval(() => existsSync(${JSON.stringify(join(folder, 'pids'))}) && process.exit(1), 10);`;
  const hooks = new URL('../../support/typescript.mjs', import.meta.url).href;
  const hurried = spawn(process.execPath, ['--import', hooks, '--input-type=module', '--eval', text]);
  expect(await once(hurried, 'exit')).toEqual([1, null]);
  const pid = Number(readFileSync(join(folder, 'pids'), 'utf8'));
  await until(() => !alive(pid));
});

describe('the alert endpoint', () => {
  const to = (url: string, timeout = 20_000, headers: Record<string, string> = {}) =>
    webhookChannel(() => ({ url, headers }), timeout);

  it('gets the alert as JSON, with the secret headers', async () => {
    const { url, got } = await endpoint(() => 204);
    const alert = alertAbout();
    await to(url, 20_000, { Authorization: 'Bearer hunter2' }).send(alert, never);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({ method: 'POST', path: '/hook' });
    expect(got[0]!.headers).toMatchObject({ authorization: 'Bearer hunter2', 'content-type': 'application/json' });
    expect(JSON.parse(got[0]!.body)).toEqual(alert);
  });

  it('that redirects is not followed: the secrets go nowhere else', async () => {
    const { url, got } = await endpoint(() => 302);
    await expect(to(url).send(alertAbout(), never)).rejects.toMatchObject({ reason: 'http-302' });
    expect(got.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('that refuses, does not answer or is not there is told by a word without the address', async () => {
    const broken = await endpoint(() => 500);
    await expect(to(broken.url).send(alertAbout(), never)).rejects.toMatchObject({ reason: 'http-500' });
    const silent = await endpoint(() => undefined);
    await expect(to(silent.url, 200).send(alertAbout(), never)).rejects.toMatchObject({ reason: 'timeout' });
    await expect(to('http://127.0.0.1:1/').send(alertAbout(), never)).rejects.toMatchObject({
      reason: expect.stringMatching(/^[\w-]+$/),
    });
    await expect(to(broken.url, 9_000, { a: 'hunter2\nx' }).send(alertAbout(), never)).rejects.toMatchObject({
      reason: 'not-sent',
    });
  });

  it('whose secret cannot be read fails by the code of that trouble', async () => {
    const unreadable = new GatewayError('x', { code: 'secret-unreadable', operation: '', hint: '', exitCode: 2 });
    const channel = webhookChannel(() => {
      throw unreadable;
    }, 1_000);
    await expect(channel.send(alertAbout(), never)).rejects.toMatchObject({ reason: 'secret-unreadable' });
  });
});

describe('an alert', () => {
  it('of every event is as its schema says', () => {
    const validate = new Ajv({ allErrors: true }).compile(schema);
    expect(schema.properties.event.enum).toEqual(Object.keys(ALERT_EVENTS));
    for (const event of Object.keys(ALERT_EVENTS) as AlertEvent[]) {
      for (const matters of [[matter({ event })], [matter({ event, subject: '' }), matter({ event, key: '2' })]]) {
        const alert = alertAbout(matters);
        validate(alert);
        expect(validate.errors, event).toBeNull();
        expect(alert.text).not.toMatch(/[{}]|undefined/);
      }
    }
  });

  it('lists at most twenty of its subjects, each once, and never a key', () => {
    const many = Array.from({ length: 50 }, (_, at) => matter({ key: `key-${at}`, subject: `S${at >> 1}` }));
    const alert = alertAbout(many);
    expect(alert).toMatchObject({ count: 50, total: 50 });
    expect(alert.subjects).toEqual(Array.from({ length: 20 }, (_, at) => `S${at}`));
    expect(alert.text).toMatch(/^50 files are in quarantine: S0, .*S19 and more$/);
    expect(JSON.stringify(alert)).not.toContain('key-');
  });
});
