import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureFolder, ensureFolderOnce, foldersRemembered } from '../../src/files/durable-folder.js';
import { hashFile } from '../../src/files/hash-file.js';
import { moveFile } from '../../src/files/move-file.js';
import { removeEmptyFolder, removeFile } from '../../src/files/remove-file.js';
import { spoolOwnerOf, writeSpool } from '../../src/files/spool.js';
import { clearedFoldersRemembered, clearLeftovers } from '../../src/files/temporary-name.js';
import { sha256Of, smallDisk, temporaryFolder } from './material.js';

describe('making a folder', () => {
  it('makes all that is missing with the mode, and again changes nothing', async () => {
    const root = temporaryFolder();
    const path = join(root, 'a', 'b', 'c');
    await Promise.all([ensureFolder(path), ensureFolder(path), ensureFolder(join(root, 'a', 'b', 'd'))]);
    await ensureFolder(path);
    for (const folder of ['a', 'a/b', 'a/b/c', 'a/b/d']) {
      expect(statSync(join(root, folder)).mode & 0o777).toBe(0o750);
    }
  });

  it('makes it again when somebody removed it', async () => {
    const path = join(temporaryFolder(), 'a');
    await ensureFolder(path);
    expect(await removeEmptyFolder(path)).toBe(true);
    await ensureFolder(path);
    expect(existsSync(path)).toBe(true);
  });

  it('below a file fails as trouble of ours', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'file'), '');
    await expect(ensureFolder(join(root, 'file', 'a'))).rejects.toMatchObject({ code: 'disk-failed' });
  });
});

describe('the memory of folders', () => {
  it('does not grow with folders that are used once', async () => {
    const root = temporaryFolder();
    await ensureFolderOnce(join(root, 'claimed', 'first'));
    const remembered = foldersRemembered();
    for (let at = 0; at < 50; at++) await ensureFolderOnce(join(root, 'claimed', String(at)));
    expect(foldersRemembered()).toBe(remembered);
    for (const path of ['claimed', 'claimed/7']) expect(statSync(join(root, path)).mode & 0o777).toBe(0o750);
  });

  it('has an end, and forgets those that were not used for longest', async () => {
    const root = temporaryFolder();
    for (let at = 0; at < 10_100; at++) {
      await clearLeftovers(join(root, String(at)));
      if (at % 20 === 0) await ensureFolder(join(root, 'in-use'));
    }
    expect(clearedFoldersRemembered()).toBe(10_000);
    expect(foldersRemembered()).toBeLessThanOrEqual(10_000);
  });
});

describe('moving a file', () => {
  it('is decided by the rename: the second of two finds it gone', async () => {
    const root = temporaryFolder();
    for (const folder of ['inbox', 'one', 'two']) mkdirSync(join(root, folder));
    const source = join(root, 'inbox', 'a.edi');
    writeFileSync(source, 'ISA');
    const moved = await Promise.all(['one', 'two'].map((folder) => moveFile(source, join(root, folder, 'a.edi'))));
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect(existsSync(source)).toBe(false);
  });

  it('takes names that are no text', async () => {
    const root = temporaryFolder();
    const source = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x61, 0xff, 0x62])]);
    writeFileSync(source, 'ISA');
    expect(await moveFile(source, join(root, 'taken'))).toBe(true);
    expect(readdirSync(root)).toEqual(['taken']);
  });

  it('across file systems, or into no folder, is refused without naming the file', async (test) => {
    const root = temporaryFolder();
    const source = join(root, 'doe-ann.edi');
    writeFileSync(source, 'ISA');
    const nowhere: unknown = await moveFile(source, join(root, 'missing', 'a')).catch((e) => e);
    expect(nowhere).toMatchObject({ code: 'disk-failed' });
    expect(String(nowhere) + JSON.stringify(nowhere)).not.toContain('doe-ann');
    const disk = smallDisk();
    if (disk === undefined) return test.skip('needs the right to mount a small file system');
    await expect(moveFile(source, join(disk, 'a'))).rejects.toMatchObject({ code: 'other-file-system' });
    expect(existsSync(source)).toBe(true);
  });
});

describe('removing', () => {
  it('a file that is not there is a success', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'a'), '');
    expect(await removeFile(join(root, 'a'))).toBe(true);
    expect(await removeFile(join(root, 'a'))).toBe(false);
    expect(await removeFile(join(root, 'missing', 'a'))).toBe(false);
  });

  it('a folder that holds something leaves it', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'a'));
    writeFileSync(join(root, 'a', 'kept'), '');
    expect(await removeEmptyFolder(join(root, 'a'))).toBe(false);
    expect(existsSync(join(root, 'a', 'kept'))).toBe(true);
  });
});

describe('a folder whose name is taken by a link to nowhere or by a file', () => {
  it.each([
    ['link', (path: string) => symlinkSync('/nowhere/at/all', path)],
    ['file', (path: string) => writeFileSync(path, '')],
  ])('is refused at once: %s', async (_what, occupy) => {
    const path = join(temporaryFolder(), 'downloads');
    occupy(path);
    await expect(ensureFolder(join(path, '110012345', 'A'))).rejects.toMatchObject({
      code: 'disk-failed',
      exitCode: 3,
    });
  });
});

describe('the spool', () => {
  it('takes a large answer in pieces and gives its name, which tells whose it is, digest and size', async () => {
    const folder = temporaryFolder();
    async function* pieces() {
      for (let n = 0; n < 1_000; n++) yield `AK2*837*${n}~\xe9`;
    }
    const spooled = await writeSpool(folder, 7, pieces());
    expect([spooled.name, 'other.answer'].map(spoolOwnerOf)).toEqual([7, undefined]);
    const content = readFileSync(join(folder, spooled.name));
    expect(spooled).toMatchObject({ sha256: sha256Of(content), bytes: content.length });
    expect(content.toString('latin1').startsWith('AK2*837*0~\xe9AK2*837*1~')).toBe(true);
    expect(await hashFile(join(folder, spooled.name))).toEqual({ sha256: spooled.sha256, bytes: spooled.bytes });
  });

  it('keeps nothing when the pieces fail', async () => {
    const folder = temporaryFolder();
    function* pieces() {
      yield 'AK2~';
      throw new RangeError('no more');
    }
    await expect(writeSpool(folder, 7, pieces())).rejects.toThrow('no more');
    expect(readdirSync(folder)).toEqual([]);
  });
});
