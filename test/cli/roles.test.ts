import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NEEDS, type NeedName } from '../../src/cli/needs.js';
import { defineCommands } from '../../src/cli/program.js';
import { CommandLine, receive } from './command-line.js';

const ACCOUNT = userInfo().username;

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

/** Gives roles; the account that the tests run as is an operator unless another is said. */
function giveRoles(users: Record<string, unknown>): void {
  const settings = JSON.stringify({ users: { [ACCOUNT]: 'operator', ...users } });
  appendFileSync(join(line.folder, 'gateway', 'gateway.yaml'), `\nroles: ${settings}\n`);
}

/** From now on commands are typed by this person, who switched to the account with sudo. */
function actAs(person: string): void {
  line.environment = { SUDO_USER: person, SUDO_UID: '54321' };
}

const refused = (needs: string) => ({ code: 2, stdout: '', stderr: expect.stringContaining(needs) });

describe('every command', () => {
  it('declares who may run it', () => {
    const needOf = new Map<unknown, NeedName>();
    const actions = vi.spyOn(Command.prototype, 'action');
    const program = new Command('x12gw');
    defineCommands(program, (need) => {
      const action = async () => undefined;
      needOf.set(action, need);
      return action;
    });
    const actionOf = new Map(actions.mock.contexts.map((command, call) => [command, actions.mock.calls[call]![0]]));
    actions.mockRestore();
    const leaves = (command: Command, above: string): [string, NeedName | undefined][] =>
      command.commands.length === 0
        ? [[`${above}${command.name()}`, needOf.get(actionOf.get(command))]]
        : command.commands.flatMap((one) => leaves(one, `${above}${command.name()} `));
    const declared = new Map(program.commands.flatMap((command) => leaves(command, '')));
    expect(declared.size).toBeGreaterThan(60);
    for (const [command, need] of declared) expect(Object.keys(NEEDS), command).toContain(need);
    // What changes something is open to no one who only looks.
    const changing =
      /^(pa (take|decide|void|answer|defer|attach)|partner (add|set|apply|approve)|quarantine (release|discard)|submit|redeliver|codes import|reference import|run|init|reload|audit seal)$/;
    for (const [command, need] of declared) {
      if (!changing.test(command)) continue;
      expect(NEEDS[need as keyof typeof NEEDS].roles, command).not.toContain('auditor');
      expect(NEEDS[need as keyof typeof NEEDS].roles, command).not.toBe('anybody');
    }
  });
});

describe('without roles in the configuration', () => {
  it('whoever can open the data directory may do all', async () => {
    actAs('somebody');
    expect((await line.run('partner', 'hold', 'demo-provider')).code).toBe(0);
  });
});

describe('roles', () => {
  it('let an operator do all, and name who it was', async () => {
    giveRoles({ anna: 'operator' });
    actAs('anna');
    expect((await line.run('partner', 'hold', 'demo-provider')).code).toBe(0);
    expect(await line.documents('audit-list', 'audit', 'list', '--action', 'hold-partner')).toMatchObject([
      { actor: `anna (as ${ACCOUNT})`, subject: 'demo-provider' },
    ]);
  });

  it('let a reviewer look and change prior authorizations, and nothing else', async () => {
    giveRoles({ bert: 'reviewer' });
    actAs('bert');
    expect((await line.run('status')).code).toBe(0);
    expect((await line.run('partner', 'show', 'demo-provider')).code).toBe(0);
    expect(await line.run('pa', 'take', '1000000042')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No'),
    });
    expect(await line.run('partner', 'hold', 'demo-provider')).toEqual(refused('needs the role operator'));
    expect(await line.run('audit', 'list')).toEqual(refused('operator, auditor'));
    expect(await line.run('doctor')).toEqual(refused('role-not-allowed'));
    expect(await line.run('init', 'gateway', '--demo')).toEqual(refused('gateway.yaml'));
  });

  it('let an auditor look at everything and change nothing', async () => {
    giveRoles({ clara: 'auditor' });
    actAs('clara');
    for (const command of ['status', 'audit list', 'audit verify', 'quarantine list', 'pa list', 'partner list']) {
      expect((await line.run(...command.split(' '))).stderr, command).not.toContain('role-not-allowed');
    }
    for (const command of ['pa take 1', 'submit x --partner demo-provider', 'audit seal', 'reload', 'run --once']) {
      expect(await line.run(...command.split(' ')), command).toEqual(refused('role-not-allowed'));
    }
  });

  it('refuse a user without one, say who gives it, and record the refusal', async () => {
    giveRoles({ bert: 'reviewer' });
    actAs('mallory');
    const { code, stderr } = await line.run('status');
    expect(code).toBe(2);
    expect(stderr).toContain('the user mallory has no role');
    expect(stderr).toContain('operator, reviewer, auditor, partner');
    expect(stderr).toContain('gateway.yaml gives it');
    line.environment = {};
    expect(await line.documents('audit-list', 'audit', 'list', '--action', 'refuse-command')).toMatchObject([
      { actor: `mallory (as ${ACCOUNT})`, subject: 'status', details: { needed: expect.arrayContaining(['auditor']) } },
    ]);
  });

  it('leave commands alone that need no installation', async () => {
    giveRoles({});
    actAs('mallory');
    for (const command of ['explain 006', 'guide list', 'codes list']) {
      expect((await line.run(...command.split(' '))).code, command).toBe(0);
    }
    expect((await line.run('init', 'another')).code).toBe(0);
  });

  it('are refused by the configuration when they are none, all at once', async () => {
    giveRoles({
      bert: 'boss',
      dora: { partner: '../x' },
      erik: { partner: 'acme', role: 'operator' },
      'a b': 'auditor',
    });
    const { code, stderr } = await line.run('status');
    expect(code).toBe(2);
    expect(stderr).toContain('roles.users.bert: must be one of operator, reviewer, auditor');
    expect(stderr).toContain('roles.users.dora.partner');
    expect(stderr).toContain('roles.users.erik.role: is not a setting');
    expect(stderr).toMatch(/roles\.users.*(a b|pattern|property name)/);
  });
});

describe('the environment', () => {
  it('gives nobody a role that the account has not', async () => {
    giveRoles({ [ACCOUNT]: 'auditor', anna: 'operator', clara: 'auditor' });
    actAs('anna');
    expect(await line.run('partner', 'hold', 'demo-provider')).toEqual(refused(`${ACCOUNT} has the role auditor`));
    expect((await line.run('audit', 'list')).code).toBe(0);
  });

  it('gives nobody a role when the account has none', async () => {
    writeFileSync(
      join(line.folder, 'gateway', 'gateway.yaml'),
      `${readFileSync(join(line.folder, 'gateway', 'gateway.yaml'), 'utf8')}\nroles: { users: { anna: operator } }\n`,
    );
    actAs('anna');
    expect(await line.run('status')).toEqual(refused(`the user ${ACCOUNT} has no role`));
    line.environment = { USER: 'anna', LOGNAME: 'anna', HOME: '/home/anna' };
    expect(await line.run('status')).toEqual(refused(`the user ${ACCOUNT} has no role`));
  });

  it('is not asked when nobody was switched, and is no name when it holds none', async () => {
    giveRoles({ clara: 'auditor' });
    line.environment = { SUDO_USER: 'clara', SUDO_UID: String(process.geteuid?.()) };
    expect((await line.run('partner', 'hold', 'demo-provider')).code).toBe(0);
    actAs('clara\n{"actor":"x"}');
    const { code, stderr } = await line.run('status');
    expect(code).toBe(2);
    expect(stderr).toContain('the user (unknown) has no role');
    for (const name of ['constructor', '__proto__', 'toString']) {
      actAs(name);
      expect((await line.run('status')).stderr, name).toContain('has no role');
    }
  });

  it('may fix the configuration: another is not taken, and free commands ask for a role', async () => {
    giveRoles({ bert: 'reviewer', anna: 'operator' });
    const fixed = join(line.folder, 'gateway', 'gateway.yaml');
    const own = join(line.folder, 'own.yaml');
    const text = readFileSync(fixed, 'utf8').replace('"bert":"reviewer"', '"bert":"operator"');
    writeFileSync(own, text.replace('dataDirectory: .', `dataDirectory: ${join(line.folder, 'gateway')}`));
    const as = (person: string) => {
      line.environment = { SUDO_USER: person, SUDO_UID: '54321', X12GW_FIXED_CONFIG: fixed, X12GW_CONFIG: own };
    };
    as('bert');
    expect(await line.run('partner', 'hold', 'demo-provider', '--config', own)).toEqual(refused('configuration-fixed'));
    expect(await line.run('partner', 'hold', 'demo-provider')).toEqual(refused('the user bert has the role reviewer'));
    expect(await line.run('explain', '006')).toEqual(refused('needs the role operator'));
    expect((await line.run('status')).code).toBe(0);
    as('anna');
    expect((await line.run('explain', '006')).code).toBe(0);
  });
});

describe('an installation that is named as an argument', () => {
  it('is made by operators of the fixed configuration alone, wherever its own lies', async () => {
    giveRoles({ bert: 'reviewer', anna: 'operator' });
    const inside = join(line.folder, 'gateway', 'gateway.yaml');
    const fixed = join(line.folder, 'fixed.yaml');
    const text = readFileSync(inside, 'utf8').replace(
      'dataDirectory: .',
      `dataDirectory: ${join(line.folder, 'gateway')}`,
    );
    writeFileSync(fixed, text);
    rmSync(inside);
    for (const person of ['bert', 'mallory']) {
      line.environment = { SUDO_USER: person, SUDO_UID: '54321', X12GW_FIXED_CONFIG: fixed };
      expect(await line.run('init', 'gateway', '--demo'), person).toEqual(refused('role-not-allowed'));
      expect(await line.run('restore', 'set', 'gateway', '--force'), person).toEqual(refused('role-not-allowed'));
    }
    expect(existsSync(inside)).toBe(false);
    line.environment = { SUDO_USER: 'anna', SUDO_UID: '54321', X12GW_FIXED_CONFIG: fixed };
    expect((await line.run('init', 'another')).code).toBe(0);
  });

  it('is restored over by its own operators alone', async () => {
    giveRoles({ bert: 'reviewer' });
    actAs('bert');
    expect(await line.run('restore', 'set', 'gateway', '--force')).toEqual(refused('role-not-allowed'));
    expect((await line.run('restore', 'set', '--check')).stderr).not.toContain('role-not-allowed');
    expect((await line.run('restore', 'set', 'new')).stderr).not.toContain('role-not-allowed');
  });
});

describe('whoever only looks', () => {
  it('writes no copies and tables into the installation or over its configuration', async () => {
    giveRoles({ bert: 'reviewer' });
    const configuration = join(line.folder, 'gateway', 'gateway.yaml');
    const before = readFileSync(configuration, 'utf8');
    symlinkSync(join(line.folder, 'gateway', 'publish'), join(line.folder, 'link'));
    actAs('bert');
    for (const command of [
      'downloads --get gateway/partners/demo-provider/inbox',
      'downloads --get link',
      'report claims --csv gateway/gateway.yaml',
      'report rejections --html gateway/audit/seals.ndjson',
    ]) {
      expect(await line.run(...command.split(' ')), command).toEqual(refused('role-not-allowed'));
    }
    expect((await line.run('report', 'claims', '--csv', 'mine.csv')).stderr).not.toContain('role-not-allowed');
    expect(readFileSync(configuration, 'utf8')).toBe(before);
  });
});

describe("a partner's user", () => {
  beforeEach(async () => {
    const add = ['partner', 'add', 'other', '--name', 'Other', '--kind', 'provider', '--location', '110012346B'];
    await line.run(...add, '--npi', '1234567893');
    await line.withLedger(async (ledger) => {
      await receive(ledger);
      const arrivalId = '20261102T143000000-ba9876543210';
      const { sha256, bytes, originalPath, senderFileName } = ledger.submission({ number: 'S00000001' })!;
      const same = { channel: 'inbox', sha256, bytes, originalPath, senderFileName, actor: '' } as const;
      await ledger.recordReceipt({ ...same, arrivalId, partnerId: 'other', receivedAt: line.now.toISOString() });
    });
    giveRoles({ dora: { partner: 'demo-provider' } });
    actAs('dora');
  });

  it('sees its own files alone', async () => {
    const [status] = await line.documents('status', 'status');
    expect(status).toMatchObject({ counts: {}, unfinished: [{ submission: 'S00000001', partner: 'demo-provider' }] });
    expect((status!.waiting as { partner: string }[]).map(({ partner }) => partner)).toEqual(['demo-provider']);
    expect((await line.run('trace', 'S1')).stdout).toContain('received');
    const other = await line.run('trace', 'S2');
    expect(other).toEqual(await line.run('trace', 'S99'));
    expect(other.code).toBe(1);
    expect((await line.run('downloads', '--submission', 'S2')).code).toBe(1);
  });

  it('hands in for itself, and for nobody else', async () => {
    mkdirSync(join(line.folder, 'mine'));
    const file = join(line.folder, 'mine', 'batch.x12');
    writeFileSync(file, 'not X12');
    expect(await line.run('submit', file, '--partner', 'other', '--no-wait')).toEqual(
      refused('--partner demo-provider alone'),
    );
    expect((await line.run('submit', file, '--partner', 'demo-provider', '--no-wait')).code).toBe(0);
    expect((await line.run('trace', 'S3')).code).toBe(0);
  });

  it('may not name files and folders of the installation, not by a link either', async () => {
    const inside = join(line.folder, 'gateway', 'gateway.yaml');
    symlinkSync(inside, join(line.folder, 'link'));
    for (const path of [inside, 'gateway/../gateway/gateway.yaml', 'link']) {
      const given = ['submit', path, '--partner', 'demo-provider', '--no-wait'];
      expect(await line.run(...given), path).toEqual(refused('inside the data directory'));
    }
    for (const folder of ['gateway/partners/other/inbox', 'gateway/new']) {
      expect(await line.run('downloads', '--get', folder), folder).toEqual(refused('inside the data directory'));
    }
    expect((await line.run('downloads', '--get', 'out')).stderr).not.toContain('role-not-allowed');
  });

  it('voids as the provider alone, and decides nothing', async () => {
    expect(await line.run('pa', 'void', '1000000001', '--message', 'x')).toEqual(refused('--as-provider alone'));
    expect((await line.run('pa', 'void', '1000000001', '--as-provider')).code).toBe(1);
    for (const command of ['pa decide 1000000001 --approve', 'pa show 1000000001', 'pa list', 'partner list']) {
      expect(await line.run(...command.split(' ')), command).toEqual(refused('role-not-allowed'));
    }
  });
});
