import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { applyScript } from '../../../src/sftp/host/apply-script.js';
import { userOf } from '../../../src/sftp/host/names.js';
import { openScript } from '../../../src/sftp/host/open-script.js';
import { type HostFacts, planHost } from '../../../src/sftp/host/plan.js';
import { planLines } from '../../../src/sftp/host/plan-text.js';
import { shellWord } from '../../../src/sftp/host/shell.js';

const ONE = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJf8ZpgPzmK1mB4xAFtTjbJNHHbqDNU0EvBX7xCdCmoj';
const choices = { userPrefix: 'x12-', group: 'x12gw', root: '/srv/x12gw-sftp' };
const plan = (changes: Partial<HostFacts> = {}) =>
  planHost({
    choices,
    dataDirectory: '/var/lib/x12gw',
    partnerIds: ['northside', 'pineridge'],
    keyTexts: new Map([['northside', ONE]]),
    ...changes,
  });

describe('the plan of a host', () => {
  it('names a user and a root folder for each partner, and who has no key', () => {
    const { plan: planned, problems, warnings } = plan();
    expect(problems).toEqual([]);
    expect(warnings).toEqual(['pineridge has no key and cannot log in: no pineridge.pub']);
    expect(planned?.partners).toMatchObject([
      { partner: 'northside', user: 'x12-northside', chroot: '/srv/x12gw-sftp/x12-northside', keys: [{}] },
      { partner: 'pineridge', user: 'x12-pineridge', chroot: '/srv/x12gw-sftp/x12-pineridge', keys: [] },
    ]);
    expect(planLines(planned!)).toContain('  no key: cannot log in');
  });

  it('tells all problems at once and plans nothing', () => {
    const outcome = plan({
      choices: { userPrefix: 'x12', group: 'Root', root: '/srv/../etc' },
      partnerIds: ['northside', '../etc'],
      keyTexts: new Map([
        ['northside', 'no key'],
        ['nobody', ONE],
      ]),
    });
    expect(outcome.plan).toBeUndefined();
    expect(outcome.problems).toEqual([
      expect.stringContaining('--user-prefix'),
      expect.stringContaining('--group'),
      expect.stringContaining('--root'),
      'a partner in the ledger has an id that is none',
      'nobody.pub: there is no partner "nobody"; see x12gw partner list',
      'northside.pub: line 1: no OpenSSH public key: "ssh-ed25519 AAAA..."',
    ]);
  });

  it.each(['/var/lib/x12gw', '/var/lib', '/var/lib/x12gw/partners'])(
    'refuses the root %s, inside or around the data directory',
    (root) => {
      expect(plan({ choices: { ...choices, root } }).problems).toEqual([expect.stringContaining('in one another')]);
    },
  );

  it('warns when two partners have one key', () => {
    const keyTexts = new Map([
      ['northside', ONE],
      ['pineridge', `${ONE} another comment`],
    ]);
    expect(plan({ keyTexts }).warnings).toEqual([
      expect.stringMatching(/^northside and pineridge share the key SHA256:/),
    ]);
  });

  it('gives a long partner id a user name that Linux takes and that stays the same', () => {
    const id = 'the-clearinghouse-of-the-eastern-states';
    expect(userOf(id, 'x12-')).toMatch(/^x12-the-clearinghouse-o-[0-9a-f]{8}$/);
    expect(userOf(id, 'x12-')).toHaveLength(32);
    expect(userOf(id, 'x12-')).toBe(userOf(id, 'x12-'));
    expect(userOf(`${id.slice(0, -1)}t`, 'x12-')).not.toBe(userOf(id, 'x12-'));
  });
});

describe('the scripts', () => {
  it.each([
    ['dash', '-n'],
    ['bash', '--posix', '-n'],
  ])('are read by %s', (shell, ...options) => {
    const { plan: planned } = plan({ dataDirectory: "/data/it's $(touch x) & more" });
    for (const script of [applyScript(planned!), openScript(planned!)]) {
      expect(spawnSync(shell, options, { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it('give any value to the shell as it is', () => {
    for (const value of ['plain', "it's", '$(id) `id` "x" \\ *', '-n', 'two\nlines', '']) {
      expect(spawnSync('sh', ['-c', `printf %s ${shellWord(value)}`], { encoding: 'utf8' }).stdout).toBe(value);
    }
  });

  it('write the keys anew when they are asked for, and leave them alone when not', () => {
    expect(applyScript(plan().plan!)).toContain(
      `put_keys x12-northside <<'KEYS'\nrestrict ${ONE} x12-northside\nKEYS\n`,
    );
    expect(applyScript(plan().plan!)).toContain('    x12-northside) ;;\n    *) rm -f -- "$file" ;;');
    const without = applyScript(plan({ keyTexts: undefined }).plan!);
    expect(without).not.toContain('<<');
    expect(without).not.toContain('rm -f -- "$file"');
  });
});
