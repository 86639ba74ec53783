import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProcessMemory } from '../../src/sftp/remote-memory.js';
import { collect } from './collect.js';
import { errorOf, IN_A_HURRY } from './remote-side.js';
import { FILE_MODE, RudeServer } from './rude-server.js';

const ONCE = { ...IN_A_HURRY, retries: 0 };

let server: RudeServer;
beforeEach(async () => {
  server = await RudeServer.start();
});
afterEach(() => server.close());

describe('a listing of a server that misbehaves', () => {
  it('leaves names alone that lead elsewhere, and files that the server tells too little of', async () => {
    server.put('good', 'ISA');
    server.put('../../etc/shadow', 'ISA');
    server.put('sizeless', 'ISA', { attributes: { mode: FILE_MODE, mtime: 1, atime: 1 } });
    server.put('timeless', 'ISA', { attributes: { mode: FILE_MODE, size: 3 } });
    server.put('typeless', 'ISA', { attributes: { size: 3, mtime: 1, atime: 1 } });
    server.put('pipe', 'ISA', { attributes: { mode: 0o010644, size: 3, mtime: 1, atime: 1 } });
    server.put('folder', '', { attributes: { mode: 0o040755, size: 3, mtime: 1, atime: 1 } });
    server.put('x'.repeat(2_000), 'ISA');
    const { fresh, leftAlone } = await server.partner().list();
    expect(fresh.map(({ name }) => name)).toEqual(['good']);
    expect(leftAlone).toEqual({ 'unsafe-name': 2, untold: 2, special: 2, folder: 1 });
  });

  it('takes any time and any size as they are told', async () => {
    server.put('never', 'ISA', { modified: 0 });
    server.put('future', 'ISA', { modified: 4_294_967_295 });
    server.put('vast', 'ISA', { attributes: { mode: FILE_MODE, size: 2 ** 52, mtime: 1, atime: 1 } });
    const partner = server.partner({ largestFileBytes: 1_000 }, { resilience: ONCE });
    const { fresh } = await partner.list();
    const found = (name: string) => fresh.find((one) => one.name === name)!;
    expect(await partner.download(found('never'), collect)).toMatchObject({ bytes: 3 });
    expect(await partner.download(found('future'), collect)).toMatchObject({ bytes: 3 });
    expect(found('vast').bytes).toBe(2 ** 52);
    const error = await errorOf(partner.download(found('vast'), collect));
    expect(error).toMatchObject({ code: 'sftp-file-too-large', trouble: 'content' });
    // Refused before a byte of it was asked for.
    expect(server.count('OPEN', '/in/vast')).toBe(0);
    expect(server.names('/in')).toContain('vast');
  });

  it('that shows a name twice while the folder changes gives one file', async () => {
    server.answer = ({ request, times, channel, id }) => {
      if (request !== 'READDIR' || times > 1) return false;
      const attrs = { mode: FILE_MODE, size: 3, mtime: 1, atime: 1 };
      channel.name(
        id,
        ['a', 'b', 'a'].map((filename) => ({ filename, longname: '', attrs })),
      );
      return true;
    };
    expect((await server.partner().list()).fresh.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('that goes on for ever without an entry comes to an end with an error', async () => {
    server.answer = ({ request, channel, id }) => {
      if (request === 'READDIR') channel.name(id, []);
      return request === 'READDIR';
    };
    const error = await errorOf(server.partner({}, { resilience: ONCE }).list());
    expect(error).toMatchObject({ code: 'sftp-remote-failed', trouble: 'transport' });
    expect(error.message).toContain('comes to no end');
    expect(server.count('READDIR')).toBeLessThan(2_000);
  });

  it('with names of megabytes comes to an end with an error', async () => {
    const attrs = { mode: FILE_MODE, size: 3, mtime: 1, atime: 1 };
    server.answer = ({ request, channel, id }) => {
      if (request === 'READDIR') channel.name(id, [{ filename: 'x'.repeat(2_000_000), longname: '', attrs }]);
      return request === 'READDIR';
    };
    const error = await errorOf(server.partner({}, { resilience: ONCE }).list());
    expect(error).toMatchObject({ code: 'sftp-answer-malformed', trouble: 'transport' });
  });

  it('that misses files, all or some of them, does not have them fetched again in keep mode', async () => {
    const memory = new ProcessMemory();
    const partner = server.partner({ afterDownload: 'keep' }, { memory });
    for (const name of ['a', 'b', 'c']) server.put(name, name);
    await partner.poll(0);
    for (const file of (await partner.poll(1)).ready) await partner.remember(file, 'digest');
    expect(memory.size).toBe(3);
    const all = new Map(server.files);
    for (const shown of [[], [], ['/in/a'], [...all.keys()]]) {
      server.files.clear();
      for (const path of shown) server.files.set(path, all.get(path)!);
      await partner.poll(2);
    }
    expect(memory.size).toBe(3);
    expect((await partner.poll(3)).ready).toEqual([]);
    // Two listings in a row that do not show a file: it is gone, and the memory does not grow.
    server.files.delete('/in/c');
    await partner.poll(4);
    await partner.poll(5);
    expect(memory.size).toBe(2);
  });
});
