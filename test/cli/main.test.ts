import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

/** Every command that can be typed, `partner add` included, with its help text. */
function commands(): { readonly name: string[]; readonly isLeaf: boolean }[] {
  const surroundings = {
    stdout: { write: () => true },
    stderr: { write: () => true },
    environment: {},
    workingDirectory: '/',
    clock: { now: () => new Date(0) },
  };
  const program = buildProgram(surroundings, () => undefined);
  const walk = (command: typeof program, above: string[]): { name: string[]; isLeaf: boolean }[] => {
    const name = [...above, command.name()];
    return [{ name, isLeaf: command.commands.length === 0 }, ...command.commands.flatMap((one) => walk(one, name))];
  };
  return program.commands.flatMap((command) => walk(command, []));
}

describe('the command line', () => {
  it('--help shows commands under what they are about', async () => {
    const { stdout } = await line.run('--help');
    const headings = ['The installation:', 'Files and their answers:', 'Trading partners:', 'The record:'];
    const places = headings.map((heading) => stdout.indexOf(`\n${heading}\n`));
    expect(places.every((place, at) => place > (places[at - 1] ?? 0))).toBe(true);
    expect(stdout.indexOf('\n  legal-hold ')).toBeGreaterThan(places.at(-1)!);
  });

  it.each(commands().map(({ name }) => name.join(' ')))('%s --help exits 0 and shows an example', async (name) => {
    const { code, stdout } = await line.run(...name.split(' '), '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples?:\\n +x12gw ${name}`));
    expect(stdout).toContain('--json');
  });

  it.each([['nonsense'], ['trace'], ['status', '--no-such-option'], ['partner', 'allow', 'demo', '--usage', 'X']])(
    'exits 2 with a pointer to --help on misuse: %s %s',
    async (...argv) => {
      const { code, stdout, stderr } = await line.run(...argv);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('--help');
    },
  );

  it('exits 2 without a configuration and says last what to do', async () => {
    const { code, stderr } = await line.run('status');
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n').at(-1)).toContain('x12gw init');
  });

  it('takes --json and --config before and after the command', async () => {
    await line.run('init', 'gateway');
    const before = await line.run('--json', '--config', 'gateway/gateway.yaml', 'status');
    const after = await line.run('status', '--json', '--config', 'gateway/gateway.yaml');
    expect(JSON.parse(before.stdout)).toEqual(JSON.parse(after.stdout));
  });
});
