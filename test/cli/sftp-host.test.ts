import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine, NOW, receive } from './command-line.js';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJf8ZpgPzmK1mB4xAFtTjbJNHHbqDNU0EvBX7xCdCmoj';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  mkdirSync(join(line.folder, 'keys'));
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

const putKey = (name: string, text: string) => writeFileSync(join(line.folder, 'keys', name), text);

describe('x12gw sftp host-config', () => {
  it('shows the plan and writes nothing without --out', async () => {
    const { code, stdout, stderr } = await line.run('sftp', 'host-config');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('user x12-demo-provider') });
    expect(stderr).toContain('Nothing was written');
    expect(stdout).toContain('keys as they are on the host');
  });

  it('writes the files and says who has no key', async () => {
    await line.run('partner', 'add', 'north', '--name', 'N', '--kind', 'provider', '--interchange-id', '110054321A');
    putKey('demo-provider.pub', `${KEY} jane@clinic\n`);
    const [fact] = await line.documents('sftp-host-config', 'sftp', 'host-config', '--keys', 'keys', '--out', 'host');
    expect(fact).toMatchObject({
      partnersGroup: 'x12gw-sftp',
      hasKeys: true,
      partners: [
        { partner: 'demo-provider', user: 'x12-demo-provider', keys: [{ type: 'ssh-ed25519' }] },
        { partner: 'north', user: 'x12-north', keys: [] },
      ],
      warnings: ['north has no key and cannot log in: no north.pub'],
      out: join(line.folder, 'host'),
    });
    for (const { name, mode, content } of fact!.files as { name: string; mode: string; content: string }[]) {
      const path = join(line.folder, 'host', name);
      expect(readFileSync(path, 'utf8')).toBe(content);
      expect((statSync(path).mode & 0o7777).toString(8).padStart(4, '0')).toBe(mode);
    }
    expect(readFileSync(join(line.folder, 'host', 'apply.sh'), 'utf8')).not.toContain('jane');
  });

  it('exits 1 and writes nothing when a key is refused', async () => {
    putKey('demo-provider.pub', `no-pty ${KEY}`);
    putKey('nobody.pub', KEY);
    const { code, stderr } = await line.run('sftp', 'host-config', '--keys', 'keys', '--out', 'host');
    expect(code).toBe(1);
    expect(stderr).toContain('demo-provider.pub: line 1: options before the key');
    expect(stderr).toContain('nobody.pub: there is no partner "nobody"');
    expect(() => statSync(join(line.folder, 'host'))).toThrow('ENOENT');
    const refused = await line.documents('sftp-host-config', 'sftp', 'host-config', '--keys', 'keys', '--out', 'host');
    expect(refused).toMatchObject([
      { partners: [], files: [], out: '', problems: [{}, {}].map(() => expect.any(String)) },
    ]);
  });

  it.each([
    [['--user-prefix', 'root'], '--user-prefix'],
    [['--group', 'root'], '--group'],
    [['--root', '/srv/$(id)'], '--root'],
    [['--root', '/srv/../etc'], '--root'],
    [['--keys', 'absent'], 'cannot be read (ENOENT)'],
  ])('exits 2 for %s', async (words, message) => {
    const { code, stderr } = await line.run('sftp', 'host-config', ...words);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe('x12gw sftp pick-ups', () => {
  const log = (...messages: string[]) =>
    writeFileSync(
      join(line.folder, 'auth.log'),
      messages.map((message) => `2026-11-02T14:29:00+00:00 edi internal-sftp[7]: ${message}\n`).join(''),
    );
  const read = (bytes: number) => `close "/outbox/S00000001.report.txt" bytes read ${bytes} written 0`;
  const session = 'session opened for local user x12-demo-provider from [192.0.2.7]';

  /** A report of 19 bytes on a file that was refused, as far on its way as a test says. */
  const answer = (...states: ('written' | 'delivered')[]) =>
    line.withLedger(async (ledger) => {
      const { id } = await receive(ledger);
      const location = { id: '110012345A', providerId: '110012345', serviceLocation: 'A' };
      const report = { type: 'report', extension: 'txt', location, usage: 'unknown', interchange: -1 } as const;
      await ledger.completeExamination({
        submissionId: id,
        attempt: await ledger.beginAttempt(id, { now: NOW, alone: false, digests: {} }),
        disposition: 'rejected',
        findings: [],
        answers: [{ ...report, controlNumber: 0, content: Buffer.from('The file is empty.\n') }],
        now: NOW,
        folderDate: '2026-11-02',
      });
      for (const state of states) await ledger.moveAnswer(ledger.answersOf(id)[0]!.id, state, NOW);
    });
  const pickUps = () => line.documents('sftp-pick-ups', 'sftp', 'pick-ups', 'auth.log');

  it('counts a whole read of an answer, and once', async () => {
    await answer('written', 'delivered');
    log(session, read(18), read(19), 'close "/outbox/S00000009.999.x12" bytes read 5 written 0');
    expect(await pickUps()).toEqual([{ pickedUp: 1, before: 0, partly: 1, unknown: 1 }]);
    expect(await pickUps()).toEqual([{ pickedUp: 0, before: 2, partly: 0, unknown: 1 }]);
    expect(await line.documents('downloads', 'downloads')).toMatchObject([{ state: 'picked_up' }]);
  });

  it('does not take an earlier read for one of an answer that was asked for again', async () => {
    await answer('written', 'delivered');
    log(session, read(19));
    await pickUps();
    await line.withLedger((ledger) => ledger.redeliverAnswers([1], 'ann', '2126-11-02T15:00:00.000Z'));
    await line.withLedger(async (ledger) => {
      for (const state of ['written', 'delivered'] as const) await ledger.moveAnswer(1, state, NOW);
    });
    expect(await pickUps()).toEqual([{ pickedUp: 0, before: 1, partly: 0, unknown: 0 }]);
    expect(await line.documents('downloads', 'downloads')).toMatchObject([{ state: 'delivered' }]);
  });

  it('counts neither what another partner reads nor what was not delivered yet', async () => {
    await answer('written');
    await line.run('partner', 'add', 'north', '--name', 'N', '--kind', 'provider', '--interchange-id', '110054321A');
    log(session, read(19), session.replace('demo-provider', 'north'), read(19));
    expect(await pickUps()).toEqual([{ pickedUp: 0, before: 0, partly: 0, unknown: 2 }]);
    expect(await line.documents('downloads', 'downloads')).toMatchObject([{ state: 'written' }]);
  });

  it('exits 1 when the log tells of nothing, and says where to look', async () => {
    log(session);
    const { code, stderr } = await line.run('sftp', 'pick-ups', 'auth.log');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('internal-sftp -l VERBOSE') });
  });

  it('exits 2 for a log that cannot be read', async () => {
    const { code, stderr } = await line.run('sftp', 'pick-ups', 'absent.log');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('(ENOENT)') });
  });
});
