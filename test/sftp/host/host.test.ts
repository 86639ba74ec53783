import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../gateway/installation.js';
import { needs } from '../../support/system-part.js';
import { PrivateHost } from './private-host.js';

const SAMPLES = join(import.meta.dirname, '../../../fixtures/samples');
const CONFIG = ['--config', '/srv/gateway/gateway.yaml'];
const MINUTE = 60_000;

const obstacle = PrivateHost.obstacle;
if (obstacle !== '') process.stderr.write(`The OpenSSH host is not tested: ${obstacle}\n`);

/** A host with two partners, `demo-provider` and `northside`, and the gateway running as its own user. */
describe.skipIf(!needs('sshd') || obstacle !== '')('the gateway behind OpenSSH', () => {
  const host = new PrivateHost();
  const here = (...path: string[]) => join(host.folder, ...path);
  const keyOf = (name: string) => here('private', name);
  const demo = (...commands: string[]) => host.sftp('x12-demo-provider', keyOf('demo-provider'), ...commands);
  const northside = (...commands: string[]) => host.sftp('x12-northside', keyOf('northside'), ...commands);

  async function gateway(...words: string[]): Promise<string> {
    const ended = await host.runGateway('x12gw', ...words, ...CONFIG);
    if (ended.code !== 0) throw new Error(`exit ${ended.code}: ${words.join(' ')}\n${ended.stdout}${ended.stderr}`);
    return ended.stdout;
  }

  const configure = () =>
    gateway('sftp', 'host-config', '--root', '/srv/sftp', '--keys', '/srv/keys', '--out', '/srv/host');
  const names = (...path: string[]) => readdirSync(here('gateway/partners', ...path)).sort();

  /** Answers by name in the outbox, with their state. */
  async function answers(): Promise<Record<string, string>> {
    const lines = (await gateway('downloads', '--json')).split('\n').filter(Boolean);
    return Object.fromEntries(
      lines.map((line) => JSON.parse(line)).map((one) => [one.file.split('/').at(-1), one.state]),
    );
  }

  beforeAll(async () => {
    await host.start();
    mkdirSync(here('private'), { mode: 0o700 });
    mkdirSync(here('keys'));
    for (const name of ['demo-provider', 'northside']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyOf(name)]);
      copyFileSync(`${keyOf(name)}.pub`, here('keys', `${name}.pub`));
    }
    await host.shell(`groupadd --system x12gw
      useradd --system --gid x12gw --no-create-home --home-dir /srv/gateway --shell /usr/sbin/nologin x12gw
      install -d -o x12gw -g x12gw -m 0750 /srv/gateway /srv/host`);
    await host.runGateway('x12gw', 'init', '/srv/gateway', '--demo');
    const facts = ['--name', 'Northside Clinic', '--kind', 'provider', '--interchange-id', '110054321A'];
    await gateway('partner', 'add', 'northside', ...facts, '--npi', '1912345687');
    await configure();
    await host.shell('sh /srv/host/apply.sh');
    await host.startSshd();
    host.keep(host.gateway('x12gw', 'run', ...CONFIG));
  }, 2 * MINUTE);

  afterAll(() => host.remove(), MINUTE);

  it('makes folders with the owners and modes that keep partners apart', async () => {
    const shown = await host.shell(`cd /srv/sftp && stat -c '%n %U:%G %a' . * */*`);
    expect(shown.trim().split('\n')).toEqual([
      '. root:root 755',
      'x12-demo-provider root:root 755',
      'x12-northside root:root 755',
      'x12-demo-provider/attachments x12-demo-provider:x12gw 2770',
      'x12-demo-provider/dev root:root 755',
      'x12-demo-provider/inbox x12-demo-provider:x12gw 2770',
      'x12-demo-provider/outbox x12gw:x12-demo-provider 2770',
      'x12-northside/attachments x12-northside:x12gw 2770',
      'x12-northside/dev root:root 755',
      'x12-northside/inbox x12-northside:x12gw 2770',
      'x12-northside/outbox x12gw:x12-northside 2770',
    ]);
    expect(await host.shell('id -Gn x12-northside; id -Gn x12gw')).toBe('x12-northside x12gw-sftp\nx12gw\n');
  });

  it(
    'changes nothing when it is applied again, and doctor finds the folders sound',
    async () => {
      const before = await host.shell(`cd /srv/sftp && stat -c '%n %i %U:%G %a' */* && md5sum /etc/passwd /etc/group`);
      const said = await host.shell('sh /etc/x12gw-sftp/apply.sh');
      const after = await host.shell(`cd /srv/sftp && stat -c '%n %i %U:%G %a' */* && md5sum /etc/passwd /etc/group`);
      expect({ after, said }).toEqual({ after: before, said: '2 partners have their folders under /srv/sftp\n' });
      await gateway('doctor');
    },
    MINUTE,
  );

  it(
    'takes an upload, answers it, and counts a whole fetch as picked up',
    async () => {
      const sample = join(SAMPLES, '02-837p-test.x12');
      expect(await demo(`put ${sample} inbox/claims.x12`)).toMatchObject({ code: 0 });
      await until(() => names('demo-provider', 'outbox').includes('S00000001.999.x12'));
      expect(names('demo-provider', 'inbox')).toEqual([]);

      await demo(`get outbox/S00000001.999.x12 ${here('fetched.x12')}`);
      expect(readFileSync(here('fetched.x12'), 'latin1')).toMatch(/^ISA[\s\S]*~ST\*999[\s\S]*IEA/);
      expect(await answers()).toMatchObject({ 'S00000001.999.x12': 'delivered' });
      await host.shell('chgrp x12gw /srv/transfer.log && chmod 0640 /srv/transfer.log');
      const counts = JSON.parse(await gateway('sftp', 'pick-ups', '/srv/transfer.log', '--json'));
      expect(counts).toEqual({ pickedUp: 1, before: 0, partly: 0, unknown: 0 });
      expect(await answers()).toMatchObject({ 'S00000001.999.x12': 'picked_up' });
      expect(JSON.parse(await gateway('sftp', 'pick-ups', '/srv/transfer.log', '--json'))).toMatchObject({ before: 1 });
    },
    MINUTE,
  );

  it(
    'counts an answer that the partner removed as picked up',
    async () => {
      const sample = join(SAMPLES, '01-clean-278-batch.x12');
      await demo(`put ${sample} inbox/.requests.part`, 'rename inbox/.requests.part inbox/requests.x12');
      await until(() => names('demo-provider', 'outbox').includes('S00000002.999.x12'));
      expect(await demo('rm outbox/S00000002.999.x12')).toMatchObject({ code: 0 });
      await until(async () => (await answers())['S00000002.999.x12'] === 'picked_up', MINUTE);
    },
    2 * MINUTE,
  );

  it(
    'takes a file that its sender uploaded closed, once it is opened to the gateway',
    async () => {
      copyFileSync(join(SAMPLES, '04-iea-control-number-mismatch.x12'), here('closed.x12'));
      chmodSync(here('closed.x12'), 0o600);
      await demo(`put ${here('closed.x12')} inbox/closed.x12`, 'mkdir attachments/1', 'chmod 700 attachments/1');
      const modes = 'cd /srv/sftp/x12-demo-provider && stat -c %n:%U:%G:%a inbox attachments/1';
      const closed = 'inbox/closed.x12:x12-demo-provider:x12gw:600';
      expect(await host.shell(`${modes} inbox/closed.x12`)).toContain(closed);
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(names('demo-provider', 'inbox')).toEqual(['closed.x12']);

      await demo('chmod 700 inbox');
      // With no more rights of root than the unit in docs/hardening.md leaves it.
      const rights = 'setpriv --bounding-set=-all,+setuid,+setgid --no-new-privs';
      await host.shell(`${rights} /etc/x12gw-sftp/open-inboxes.sh`);
      await until(() => names('demo-provider', 'outbox').some((name) => name.startsWith('S00000003.')));
      expect(await host.shell(modes)).toBe(
        'inbox:x12-demo-provider:x12gw:2770\nattachments/1:x12-demo-provider:x12gw:2770\n',
      );
    },
    MINUTE,
  );

  it.each([
    ['reads the other by climbing', 'ls ../x12-northside/inbox'],
    ['reads the other by its path', 'ls /srv/sftp/x12-northside/inbox'],
    ['reads the ledger', 'get /srv/gateway/ledger/ledger.db /dev/null'],
    ['reads the ledger by climbing', 'get inbox/../../../gateway/ledger/ledger.db /dev/null'],
    ['reads the passwords of the machine', 'get /etc/passwd /dev/null'],
    ['renames a file to the other', 'rename inbox/mine.part ../x12-northside/inbox/mine.x12'],
    ['moves a file from inbox to outbox', 'rename inbox/mine.part outbox/mine.x12'],
    ['links to a file by a symbolic link', 'ln -s /srv/gateway/ledger/ledger.db inbox/ledger.x12'],
    ['links to the other by a symbolic link', 'ln -s ../../x12-northside/outbox attachments/123'],
    ['links to an answer by a hard link', 'ln outbox/S00000001.999.x12 inbox/again.x12'],
    ['changes an answer', `put ${join(SAMPLES, '07-empty.x12')} outbox/S00000001.999.x12`],
    ['puts a file beside its folders', `put ${join(SAMPLES, '07-empty.x12')} mine.x12`],
    ['makes a folder beside its folders', 'mkdir claimed'],
    ['puts its inbox away', 'rename inbox old'],
    ['removes its outbox', 'rmdir outbox'],
    ['opens its root to others', 'chmod 777 /'],
  ])(
    'refuses a partner that %s',
    async (_what, command) => {
      const { code, stderr } = await demo(`put ${join(SAMPLES, '07-empty.x12')} inbox/mine.part`, command);
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/ermission denied|not found|No such file|Failure|not within|does not support/i),
      });
    },
    MINUTE,
  );

  it('shows each partner its own folders and answers only', async () => {
    expect((await northside('ls -1')).stdout).toMatch(/attachments\s+dev\s+inbox\s+outbox\s*$/);
    expect((await northside('ls -1 outbox')).stdout).not.toContain('S0');
    expect((await demo('ls -1 outbox')).stdout).toContain('S00000001.999.x12');
  });

  it(
    'does not follow a link that got into an inbox all the same',
    async () => {
      const before = Object.keys(await answers()).length;
      await host.shell(`cd /srv/gateway/partners/northside/inbox
      setpriv --reuid=x12-northside --regid=x12-northside --clear-groups ln -s /srv/gateway/gateway.yaml plan.x12`);
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      expect(names('northside', 'inbox')).toEqual(['plan.x12']);
      expect(Object.keys(await answers())).toHaveLength(before);
      await host.shell('/etc/x12gw-sftp/open-inboxes.sh');
      expect(await host.shell('stat -c %U:%a /srv/gateway/gateway.yaml')).toMatch(/^x12gw:\d+\n$/);
      rmSync(here('gateway/partners/northside/inbox/plan.x12'));
    },
    MINUTE,
  );

  it(
    'gives nothing but files: no shell, no command, no forwarding, no password, no key of another',
    async () => {
      const key = keyOf('demo-provider');
      expect((await host.ssh('x12-demo-provider', key, 'id')).stdout).not.toContain('uid=');
      expect((await host.ssh('x12-demo-provider', key, '-tt', 'id')).stdout).not.toContain('uid=');
      const forwarded = await host.ssh('x12-demo-provider', key, '-W', `127.0.0.1:${host.port}`, '');
      expect({ code: forwarded.code, banner: forwarded.stdout.includes('SSH-2.0') }).toEqual({
        code: 255,
        banner: false,
      });
      expect(await host.sftp('x12-northside', key, 'ls')).toMatchObject({
        code: 255,
        stderr: expect.stringContaining('Permission denied (publickey)'),
      });
    },
    MINUTE,
  );

  it(
    'refuses uploads while a mount is missing, and the gateway sees no answer as fetched',
    async () => {
      const before = await answers();
      await host.shell('umount /srv/sftp/x12-demo-provider/inbox /srv/sftp/x12-demo-provider/outbox');
      const { code } = await demo(`put ${join(SAMPLES, '07-empty.x12')} inbox/late.x12`);
      expect(code).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(await answers()).toEqual(before);
      await host.shell('sh /etc/x12gw-sftp/apply.sh');
      expect(await demo('ls outbox')).toMatchObject({ code: 0 });
    },
    MINUTE,
  );

  it(
    'takes a key away and gives another',
    async () => {
      rmSync(here('keys/northside.pub'));
      await configure();
      await host.shell('sh /srv/host/apply.sh');
      expect(await northside('ls')).toMatchObject({ code: 255 });
      copyFileSync(`${keyOf('demo-provider')}.pub`, here('keys/northside.pub'));
      await configure();
      await host.shell('sh /srv/host/apply.sh');
      expect(await host.sftp('x12-northside', keyOf('demo-provider'), 'ls')).toMatchObject({ code: 0 });
    },
    MINUTE,
  );

  it(
    'stops at a user that it did not make, and at a root folder that others may write to',
    async () => {
      await gateway(
        'partner',
        'add',
        'southside',
        '--name',
        'S',
        '--kind',
        'provider',
        '--interchange-id',
        '110099999A',
      );
      await configure();
      await host.shell('useradd --system --no-create-home x12-southside');
      expect(await host.run('sh', '/srv/host/apply.sh')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('the user x12-southside exists and was not made for this partner'),
      });
      await host.shell('userdel x12-southside && chmod 0777 /srv/sftp/.. ');
      expect(await host.run('sh', '/srv/host/apply.sh')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('/srv belongs to another user than root, or others may write there'),
      });
      await host.shell('chmod 0755 /srv && sh /srv/host/apply.sh');
      expect(existsSync(here('gateway/partners/southside/inbox'))).toBe(true);
    },
    MINUTE,
  );

  it(
    'says so when another file of sshd has said something else first',
    async () => {
      await host.shell(
        `printf 'Match User x12-demo-provider\\n  PasswordAuthentication yes\\n' > /etc/ssh/sshd_config.d/10-lax.conf`,
      );
      expect(await host.run('sh', '/srv/host/apply.sh')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('sshd does not say "passwordauthentication no" for x12-demo-provider'),
      });
      await host.shell('rm /etc/ssh/sshd_config.d/10-lax.conf && sh /srv/host/apply.sh');
    },
    MINUTE,
  );
});
