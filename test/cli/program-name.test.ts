import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asCalled, programName } from '../../src/cli/program-name.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

describe('the name of the program in what it says', () => {
  it.each([
    ['/usr/local/bin/x12gw', '/home/me', 'x12gw'],
    ['/home/me/clone/bin/x12gw.js', '/home/me/clone', 'node bin/x12gw.js'],
    ['/home/me/clone/bin/x12gw.js', '/home/me/clone/gateway', 'node ../bin/x12gw.js'],
    ['/product/x12gw.js', '/elsewhere/a/b/c', 'node /product/x12gw.js'],
    ['/home/me/my clone/bin/x12gw.js', '/home/me', 'node "my clone/bin/x12gw.js"'],
    [undefined, '/home/me', 'x12gw'],
  ])('is what calls it again: %s in %s', (script, folder, name) => {
    expect(programName(script, folder)).toBe(name);
  });

  it('replaces commands and nothing else', () => {
    expect(asCalled('Run "x12gw doctor --repair".', 'node bin/x12gw.js')).toBe(
      'Run "node bin/x12gw.js doctor --repair".',
    );
    expect(asCalled('x12gw: no /x12gw/gateway.yaml', 'node x')).toBe('x12gw: no /x12gw/gateway.yaml');
  });

  it('stands in help, in next steps and in the hints of errors', async () => {
    line.program = 'node bin/x12gw.js';
    expect((await line.run('trace', '--help')).stdout).toContain('\n  node bin/x12gw.js trace S12\n');
    expect((await line.run('status')).stderr).toContain('"node bin/x12gw.js init DIR"');
    const { stderr } = await line.run('init', 'gateway', '--demo');
    expect(stderr).toContain('  node bin/x12gw.js run --config gateway/gateway.yaml\n');
  });
});
