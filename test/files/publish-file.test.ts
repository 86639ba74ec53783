import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishFile } from '../../src/files/publish-file.js';
import { isTemporaryName, newTemporaryName } from '../../src/files/temporary-name.js';
import { leftovers, sha256Of, smallDisk, temporaryFolder } from './material.js';

const CONTENT = Buffer.from('ISA*00~');
const SHA256 = sha256Of(CONTENT);

describe('publishing a file', () => {
  it('puts the bytes under the name with exactly the mode, and leaves nothing else', async () => {
    const folder = temporaryFolder();
    const target = join(folder, 'answer.x12');
    expect(await publishFile(target, CONTENT, { sha256: SHA256 })).toBe(true);
    expect(readFileSync(target)).toEqual(CONTENT);
    expect(statSync(target).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['answer.x12']);
    const other = join(folder, 'other.x12');
    await publishFile(other, CONTENT, { sha256: SHA256, mode: 0o660 });
    expect(statSync(other).mode & 0o777).toBe(0o660);
  });

  it('again is a success that changes nothing', async () => {
    const target = join(temporaryFolder(), 'answer.x12');
    await publishFile(target, CONTENT, { sha256: SHA256 });
    const before = statSync(target, { bigint: true });
    expect(await publishFile(target, CONTENT, { sha256: SHA256 })).toBe(false);
    expect(statSync(target, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
  });

  it('never overwrites other bytes of that name', async () => {
    const folder = temporaryFolder();
    const target = join(folder, 'answer.x12');
    writeFileSync(target, 'somebody else');
    const taken = publishFile(target, CONTENT, { sha256: SHA256 });
    await expect(taken).rejects.toMatchObject({ code: 'file-differs', subject: target, exitCode: 3 });
    expect(readFileSync(target, 'utf8')).toBe('somebody else');
    expect(leftovers(folder)).toEqual([]);
  });

  it.each([
    ['a link, which is not followed', (path: string) => symlinkSync('/dev/zero', path)],
    ['a link to a file with the same bytes', (path: string) => symlinkSync('same', path)],
    ['a folder', (path: string) => void mkdirSync(path)],
    ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
  ])('finds a name taken by %s', { timeout: 5_000 }, async (_what, put) => {
    const folder = temporaryFolder();
    const target = join(folder, 'answer.x12');
    writeFileSync(join(folder, 'same'), CONTENT);
    put(target);
    const taken = publishFile(target, CONTENT, { sha256: SHA256 });
    await expect(taken).rejects.toMatchObject({ code: 'file-differs', subject: target });
    expect(leftovers(folder)).toEqual([]);
  });

  it('copies another file as an independent one', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'large.answer');
    const content = Buffer.alloc(1_000_000, 'abc');
    writeFileSync(source, content);
    const target = join(folder, 'copy.x12');
    await publishFile(target, { copyOf: source }, { sha256: sha256Of(content) });
    expect(content.equals(readFileSync(target))).toBe(true);
    expect(statSync(target).ino).not.toBe(statSync(source).ino);
  });

  it('refuses bytes that are not those that were recorded', async () => {
    const folder = temporaryFolder();
    const damaged = publishFile(join(folder, 'answer.x12'), Buffer.from('changed'), { sha256: SHA256 });
    await expect(damaged).rejects.toMatchObject({ code: 'file-damaged' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('by many at once under one name: one writes, the others find it', async () => {
    const folder = temporaryFolder();
    const target = join(folder, 'answer.x12');
    const results = await Promise.all(
      Array.from({ length: 20 }, () => publishFile(target, CONTENT, { sha256: SHA256 })),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['answer.x12']);
  });

  it('after a crash between link and unlink is a success, and clears the leftover of the process that is gone', async () => {
    const folder = temporaryFolder();
    const target = join(folder, 'answer.x12');
    const gone = newTemporaryName().replace(/^\.x12gw-\d+-/, '.x12gw-4194999-');
    const leftover = gone.replace(/-[0-9a-f]{8}-/, '-00000000-');
    const inUse = newTemporaryName();
    expect([leftover, inUse, '.hidden.part'].map(isTemporaryName)).toEqual([true, true, false]);
    for (const name of [leftover, inUse]) writeFileSync(join(folder, name), CONTENT);
    linkSync(join(folder, leftover), target);
    expect(await publishFile(target, CONTENT, { sha256: SHA256 })).toBe(false);
    expect(leftovers(folder)).toEqual([inUse]);
  });

  it('into a folder that is not there fails as trouble of ours', async () => {
    const target = join(temporaryFolder(), 'missing', 'answer.x12');
    const failed = publishFile(target, CONTENT, { sha256: SHA256 });
    await expect(failed).rejects.toMatchObject({ code: 'disk-failed', message: expect.stringContaining('ENOENT') });
  });

  it('of another file that is not there fails as trouble of ours, and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const failed = publishFile(join(folder, 'answer.x12'), { copyOf: join(folder, 'missing') }, { sha256: SHA256 });
    const message = expect.stringContaining('ENOENT');
    await expect(failed).rejects.toMatchObject({ code: 'disk-failed', message, subject: join(folder, 'missing') });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('on a full disk says so, and leaves nothing behind', async (test) => {
    const disk = smallDisk();
    if (disk === undefined) return test.skip('needs the right to mount a small file system');
    const content = Buffer.alloc(200_000, 'x');
    const full = publishFile(join(disk, 'answer.x12'), content, { sha256: sha256Of(content) });
    await expect(full).rejects.toMatchObject({
      code: 'disk-full',
      exitCode: 3,
      hint: expect.stringContaining('Free space'),
    });
    expect(readdirSync(disk)).toEqual([]);
    expect(await publishFile(join(disk, 'answer.x12'), CONTENT, { sha256: SHA256 })).toBe(true);
  });
});
