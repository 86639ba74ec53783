import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StableFiles } from '../../src/sftp/inbox-poll.js';
import { isSafeName, type RemoteFile, remoteFileKey } from '../../src/sftp/remote-file.js';
import { ProcessMemory } from '../../src/sftp/remote-memory.js';
import { needs } from '../support/system-part.js';
import { bytesOf, errorOf, RemoteSide, sha256Of } from './remote-side.js';

const file = (name: string, bytes = 10, modified = 1_000): RemoteFile => ({ name, bytes, modified });

describe('the stable-file rule', () => {
  it('takes a file that two polls saw alike, not one that was seen once', () => {
    const stable = new StableFiles(0);
    expect(stable.observe([file('a')], 1_000)).toEqual([]);
    expect(stable.observe([file('a')], 2_000)).toEqual([file('a')]);
  });

  it('waits for the quiet time, counted from the first poll that saw the file so', () => {
    const stable = new StableFiles(30);
    stable.observe([file('a')], 0);
    expect(stable.observe([file('a')], 29_999)).toEqual([]);
    expect(stable.observe([file('a')], 30_000)).toEqual([file('a')]);
  });

  it('begins anew when size or time changes, or the file was away for one poll', () => {
    const stable = new StableFiles(0);
    stable.observe([file('a')], 0);
    expect(stable.observe([file('a', 11)], 1)).toEqual([]);
    expect(stable.observe([file('a', 11, 1_001)], 2)).toEqual([]);
    expect(stable.observe([], 3)).toEqual([]);
    expect(stable.observe([file('a', 11, 1_001)], 4)).toEqual([]);
    expect(stable.observe([file('a', 11, 1_001)], 5)).toHaveLength(1);
  });
});

describe('the memory of fetched files', () => {
  it('forgets what is not listed any more, so that it does not grow', async () => {
    const memory = new ProcessMemory();
    for (let day = 0; day < 50; day++) {
      const today = new Set(Array.from({ length: 20 }, (_, index) => remoteFileKey(file(`day ${day} file ${index}`))));
      for (const key of today) await memory.remember(key, 'digest');
      await memory.keepOnly(today);
      expect(memory.size).toBe(20);
    }
  });

  it('holds no file name', () => {
    expect(remoteFileKey(file('CANARY'))).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('names that a server may list', () => {
  it.each(['..', '.', '', 'a/b', '../up', '/etc/passwd', 'a\0b', '..\\up', 'a\\..\\b', 'a\\b\\..'])(
    '%j leads elsewhere',
    (name) => {
      expect(isSafeName(name)).toBe(false);
    },
  );
  it.each(['a', '-rf', ' a', 'a\nb', '"a"', "a'b", '...', 'a..b', '..a', 'a\\b', 'ä', '*'])('%j stays', (name) => {
    expect(isSafeName(name)).toBe(true);
  });
});

describe.skipIf(!needs('sshd'))('the inbox of a real sshd', () => {
  let side: RemoteSide;
  beforeAll(async () => {
    side = await RemoteSide.start();
  });
  afterAll(() => side.remove());
  afterEach(() => {
    for (const folder of [side.inbox, side.archive]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    }
  });
  const put = (name: string | Buffer, content: string | Buffer = 'ISA') =>
    writeFileSync(
      typeof name === 'string' ? join(side.inbox, name) : Buffer.concat([Buffer.from(`${side.inbox}/`), name]),
      content,
    );

  it('shows 3,000 files, no more in one poll than the endpoint allows', async () => {
    for (let index = 0; index < 3_000; index++) put(`claims-${index}.x12`);
    const all = side.partner();
    expect((await all.list()).fresh).toHaveLength(3_000);
    const some = await side.partner({ mostFiles: 1_000 }).list();
    expect([some.fresh.length, some.beyond]).toEqual([1_000, 2_000]);
  });

  it('shows regular files with finished names, and counts what is left alone', async () => {
    put('good.x12');
    for (const name of ['a.tmp', 'b.part', 'c.FILEPART', 'd.writing', '.hidden']) put(name);
    mkdirSync(join(side.inbox, 'folder'));
    symlinkSync('/etc/passwd', join(side.inbox, 'link.x12'));
    symlinkSync('good.x12', join(side.inbox, 'link-to-good.x12'));
    const { fresh, leftAlone } = await side.partner().list();
    expect(fresh.map(({ name }) => name)).toEqual(['good.x12']);
    expect(leftAlone).toEqual({ unfinished: 5, folder: 1, link: 2 });
  });

  it('fetches and removes files with odd names', async () => {
    const names = [
      'with space',
      '"quoted"',
      "it's",
      'two\nlines',
      '-rf',
      'star*',
      'ünï',
      'tab\t',
      'back\\slash',
      '日本',
    ];
    for (const name of names) put(name, `content of ${name}`);
    const partner = side.partner();
    const { fresh } = await partner.list();
    expect(fresh.map(({ name }) => name).sort()).toEqual([...names].sort());
    for (const one of fresh) {
      const written = await partner.download(one, side.write);
      expect(readFileSync(written.path, 'utf8')).toBe(`content of ${one.name}`);
      expect(await partner.settle(one, written.sha256)).toBe('deleted');
    }
    expect((await partner.list()).fresh).toEqual([]);
  });

  it('leaves a name alone that is no UTF-8, since it cannot be asked for', async () => {
    put(Buffer.from([0x66, 0xfc, 0x72]));
    put('good');
    const { fresh, leftAlone } = await side.partner().list();
    expect(fresh.map(({ name }) => name)).toEqual(['good']);
    expect(leftAlone).toEqual({ 'unreadable-name': 1 });
  });

  it('stops the partner when the folder is missing', async () => {
    const partner = side.partner({ inbox: join(side.server.files, 'nowhere') });
    expect(await errorOf(partner.list())).toMatchObject({ code: 'sftp-folder-unusable', trouble: 'login' });
    expect(partner.state).toBe('stopped');
  });

  it('does not take what a slow sender is still writing', async () => {
    const partner = side.partner({ quietSeconds: 10 });
    put('slow.x12', 'ISA');
    expect((await partner.poll(0)).ready).toEqual([]);
    put('slow.x12', 'ISA and more');
    expect((await partner.poll(20_000)).ready).toEqual([]);
    put('slow.x12', 'ISA and more and IEA');
    expect((await partner.poll(40_000)).ready).toEqual([]);
    expect((await partner.poll(49_999)).ready).toEqual([]);
    expect((await partner.poll(50_000)).ready).toMatchObject([{ name: 'slow.x12', bytes: 20 }]);
  });

  it('takes a file that was renamed while we looked under its new name only', async () => {
    const partner = side.partner();
    put('old.x12');
    await partner.poll(0);
    const { ready } = await partner.poll(1);
    renameSync(join(side.inbox, 'old.x12'), join(side.inbox, 'new.x12'));
    expect(await errorOf(partner.download(ready[0]!, side.write))).toMatchObject({
      code: 'sftp-remote-missing',
      trouble: 'content',
    });
    expect(partner.state).toBe('working');
    expect((await partner.poll(2)).ready).toEqual([]);
    expect((await partner.poll(3)).ready).toMatchObject([{ name: 'new.x12' }]);
  });

  it('refuses a file that became a link, or another file, after it was listed', async () => {
    const partner = side.partner();
    put('swapped.x12');
    put('grown.x12');
    const { fresh } = await partner.list();
    const found = (name: string) => fresh.find((one) => one.name === name)!;
    rmSync(join(side.inbox, 'swapped.x12'));
    symlinkSync('/etc/passwd', join(side.inbox, 'swapped.x12'));
    put('grown.x12', 'ISA and more');
    for (const name of ['swapped.x12', 'grown.x12']) {
      expect(await errorOf(partner.download(found(name), side.write))).toMatchObject({ code: 'sftp-remote-changed' });
    }
  });

  it('archives a fetched file, twice under the same name without losing the first', async () => {
    const partner = side.partner({ afterDownload: 'archive' });
    for (const content of ['first', 'second!']) {
      put('daily.x12', content);
      const [one] = (await partner.list()).fresh;
      const { sha256 } = await partner.download(one!, side.write);
      expect(await partner.settle(one!, sha256)).toBe('archived');
      expect(await partner.settle(one!, sha256)).toBe('gone');
    }
    expect(readFileSync(join(side.archive, 'daily.x12'), 'utf8')).toBe('first');
    expect(readFileSync(join(side.archive, `daily.x12.${sha256Of(Buffer.from('second!'))}`), 'utf8')).toBe('second!');
  });

  it('does not remove what has taken the name of a fetched file since', async () => {
    const partner = side.partner({ afterDownload: 'delete' });
    put('daily.x12', 'first');
    const [one] = (await partner.list()).fresh;
    const { sha256 } = await partner.download(one!, side.write);
    put('daily.x12', 'second!');
    expect(await partner.settle(one!, sha256)).toBe('changed');
    expect(readFileSync(join(side.inbox, 'daily.x12'), 'utf8')).toBe('second!');
  });

  it('tells of fetched files that were not settled, so that a crash in between fetches nothing twice', async () => {
    put('cut-off.x12');
    const before = side.partner();
    const [one] = (await before.list()).fresh;
    const { sha256 } = await before.download(one!, side.write);
    await before.remember(one!, sha256);
    const after = side.partner();
    const polls = [await after.poll(0), await after.poll(1)];
    expect(polls.map(({ ready }) => ready)).toEqual([[], []]);
    expect(polls[1]!.unsettled).toEqual([{ file: one, sha256 }]);
    expect(await after.settle(one!, sha256)).toBe('deleted');
    expect((await after.poll(2)).unsettled).toEqual([]);
  });

  it('keeps a file and does not fetch it again, until it is another one', async () => {
    const partner = side.partner({ afterDownload: 'keep' });
    put('kept.x12', 'first');
    await partner.poll(0);
    const [one] = (await partner.poll(1)).ready;
    const { sha256 } = await partner.download(one!, side.write);
    await partner.remember(one!, sha256);
    expect(await partner.settle(one!, sha256)).toBe('kept');
    for (const now of [2, 3, 4]) expect(await partner.poll(now)).toMatchObject({ ready: [], unsettled: [] });
    utimesSync(join(side.inbox, 'kept.x12'), 2_000, 2_000);
    await partner.poll(5);
    expect((await partner.poll(6)).ready).toHaveLength(1);
  });

  it('gives an empty file', async () => {
    put('empty.x12', '');
    const partner = side.partner();
    const [one] = (await partner.list()).fresh;
    expect(await partner.download(one!, side.write)).toMatchObject({ bytes: 0, sha256: sha256Of(Buffer.alloc(0)) });
  });

  it('gives several files at a time, each whole', async () => {
    const contents = Array.from({ length: 12 }, (_, index) => bytesOf(300_000 + index, index + 1));
    for (const [index, content] of contents.entries()) put(`file-${index}`, content);
    const partner = side.partner({ parallelTransfers: 3 });
    const { fresh } = await partner.list();
    const written = await Promise.all(fresh.map((one) => partner.download(one, side.write)));
    expect(written.map(({ sha256 }) => sha256).sort()).toEqual(contents.map(sha256Of).sort());
  });
});

describe.skipIf(!needs('sshd'))('a file that may be listed and not be read', () => {
  it('is that file’s trouble, and does not stop the partner', async () => {
    const side = await RemoteSide.start({ configuration: ['Match all', '  ForceCommand internal-sftp -P open'] });
    try {
      writeFileSync(join(side.inbox, 'closed.x12'), 'ISA');
      const partner = side.partner();
      const [one] = (await partner.list()).fresh;
      const error = await errorOf(partner.download(one!, side.write));
      expect(error).toMatchObject({ code: 'sftp-remote-denied', trouble: 'content' });
      expect(partner.state).toBe('working');
    } finally {
      await side.remove();
    }
  });
});
