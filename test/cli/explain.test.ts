import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

describe('x12gw explain', () => {
  it('needs no installation', async () => {
    const { code, stdout } = await line.run('explain', '006');
    expect(code).toBe(0);
    expect(stdout).toContain('TA105 006');
    expect(stdout).toContain('To mend it:');
  });

  it.each(['006', 'IK403:7', 'element-too-long', 'AK905 5'])('gives documents for %s', async (code) => {
    expect((await line.documents('explain', 'explain', code)).length).toBeGreaterThan(0);
  });

  it('keeps to the place that is named', async () => {
    const documents = await line.documents('explain', 'explain', 'IK403:7');
    expect(documents.map(({ element }) => element)).toEqual(['IK403']);
  });

  it('exits 1 for a code nothing has', async () => {
    expect(await line.run('explain', 'no-such-code')).toMatchObject({ code: 1, stdout: '' });
  });
});
