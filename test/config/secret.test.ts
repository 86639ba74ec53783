import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSecret, Secret } from '../../src/config/secret.js';

function secretFile(content: string, mode = 0o600): string {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'token');
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

describe('a secret', () => {
  it('is read without the line end an editor puts there, and with every other byte', () => {
    expect(readSecret({ file: secretFile('a b\n') }).secret.reveal()).toBe('a b');
    expect(readSecret({ file: secretFile('a b\r\n') }).secret.reveal()).toBe('a b');
    expect(readSecret({ file: secretFile(' a\n\n') }).secret.reveal()).toBe(' a\n');
    expect(readSecret({ environment: 'TOKEN' }, { TOKEN: 'xyz\n' }).secret.reveal()).toBe('xyz');
  });

  it('never shows itself as text, in JSON or when it is inspected', () => {
    const secret = new Secret('hunter2');
    const shown = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), inspect(secret, { showHidden: true })];
    for (const text of shown) expect(text).not.toContain('hunter2');
  });

  it('in a file that others may read is used and warned about, by the name of the file alone', () => {
    const open = secretFile('hunter2', 0o644);
    const { secret, warning } = readSecret({ file: open });
    expect(secret.reveal()).toBe('hunter2');
    expect(warning).toContain(`chmod 600 ${open}`);
    expect(warning).not.toContain('hunter2');
    for (const mode of [0o600, 0o400]) expect(readSecret({ file: secretFile('x', mode) }).warning).toBe('');
  });

  it.each([
    ['a file that is not there', () => ({ file: '/nowhere/token' })],
    ['a folder', () => ({ file: tmpdir() })],
    ['an empty file', () => ({ file: secretFile('\n') })],
    ['a file far too large', () => ({ file: secretFile('x'.repeat(1_000_001)) })],
    ['a variable that is not set', () => ({ environment: 'TOKEN' })],
    ['an empty variable', () => ({ environment: 'EMPTY' })],
  ])('that is %s is an error that says where to look', (_what, source) => {
    expect(() => readSecret(source(), { EMPTY: '' })).toThrow(
      expect.objectContaining({ code: 'secret-unreadable', exitCode: 2, hint: expect.stringMatching(/\w/) }),
    );
  });
});
