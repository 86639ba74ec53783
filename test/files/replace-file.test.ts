import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../src/files/replace-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'x12gw-replace-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('replacing a file', () => {
  it('puts the new content where the old one was, with the mode asked for', async () => {
    const target = join(folder, 'answer');
    writeFileSync(target, 'a longer content than the new one', { mode: 0o600 });
    await replaceFile(target, ['new', Buffer.from(' one')]);
    expect(readFileSync(target, 'latin1')).toBe('new one');
    expect(statSync(target).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['answer']);
  });

  it('replaces a link itself and leaves what it points to', async () => {
    const [kept, target] = [join(folder, 'kept'), join(folder, 'answer')];
    writeFileSync(kept, 'kept');
    symlinkSync(kept, target);
    await replaceFile(target, ['new']);
    expect(readFileSync(kept, 'latin1')).toBe('kept');
    expect(lstatSync(target).isSymbolicLink()).toBe(false);
  });

  it('leaves the old file and nothing temporary when the content fails or a folder is in the way', async () => {
    const target = join(folder, 'answer');
    writeFileSync(target, 'old');
    function* failing(): Generator<string> {
      yield 'part';
      throw new RangeError('no more');
    }
    await expect(replaceFile(target, failing())).rejects.toThrow('no more');
    expect(readFileSync(target, 'latin1')).toBe('old');
    mkdirSync(join(folder, 'way'));
    await expect(replaceFile(join(folder, 'way'), ['new'])).rejects.toMatchObject({ code: 'disk-failed' });
    expect(readdirSync(folder).sort()).toEqual(['answer', 'way']);
  });

  it('is trouble with the disk, not a defect, when the folder is absent or a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const name of ['absent/answer', 'file/answer']) {
      await expect(replaceFile(join(folder, name), ['new'])).rejects.toMatchObject({
        code: 'disk-failed',
        exitCode: 3,
      });
    }
  });
});
