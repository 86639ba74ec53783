import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryNameOf } from '../../src/sftp/upload.js';
import { contentOfBytes } from '../../src/sftp/upload-content.js';
import { collect } from './collect.js';
import { bytesOf, errorOf, IN_A_HURRY, sha256Of } from './remote-side.js';
import { type Asked, attributesOf, FILE_MODE, RudeServer, STATUS, sendRaw } from './rude-server.js';

const ANSWER = bytesOf(100_000, 3);
const ONCE = { ...IN_A_HURRY, retries: 0 };

let server: RudeServer;
beforeEach(async () => {
  server = await RudeServer.start();
});
afterEach(() => server.close());

/** A packet as SFTP frames it: its length, its type, the request it answers, and the rest. */
function packet(type: number, id: number, rest: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32BE(5 + rest.length, 0);
  head[4] = type;
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, rest]);
}

/** Fetches the only file that is listed. */
async function fetchOne(partner = server.partner({}, { resilience: ONCE })) {
  const { fresh } = await partner.list();
  expect(fresh).toHaveLength(1);
  return partner.download(fresh[0]!, collect);
}

describe('a server whose answers are none of the protocol', () => {
  it.each<[string, (asked: Asked) => void]>([
    ['of no known type', ({ channel, id }) => sendRaw(channel, packet(99, id, Buffer.alloc(4)))],
    ['without a body', ({ channel, id }) => sendRaw(channel, packet(104, id, Buffer.alloc(0)))],
    ['longer than any packet', ({ channel }) => sendRaw(channel, Buffer.from([0x7f, 0xff, 0xff, 0xff, 104]))],
    ['that end in the middle of a name', ({ channel, id }) => sendRaw(channel, packet(104, id, Buffer.alloc(12, 1)))],
    ['that are success where a list belongs', ({ channel, id }) => channel.status(id, STATUS.OK)],
    ['that are a handle where a list belongs', ({ channel, id }) => channel.handle(id, Buffer.from('x'))],
    ['that are data where a list belongs', ({ channel, id }) => channel.data(id, Buffer.from('x'))],
  ])('with packets %s gets a clear error, and is used again when it has come to its senses', async (_what, answer) => {
    server.put('claims.x12', 'ISA');
    const partner = server.partner({}, { resilience: ONCE });
    server.answer = (asked) => {
      if (asked.request !== 'READDIR') return false;
      answer(asked);
      return true;
    };
    expect(await errorOf(partner.list())).toMatchObject({ code: 'sftp-answer-malformed', trouble: 'transport' });
    server.answer = () => false;
    expect((await partner.list()).fresh).toHaveLength(1);
    expect(partner.state).toBe('working');
  });

  // Each answers with what belongs to another request.
  const wrong: [string, (asked: Asked) => void][] = [
    ['success', ({ channel, id }) => channel.status(id, STATUS.OK)],
    ['a handle', ({ channel, id }) => channel.handle(id, Buffer.from('x'))],
    ['attributes', ({ channel, id }) => channel.attrs(id, {})],
    ['a list', ({ channel, id }) => channel.name(id, [])],
    ['too much data', ({ channel, id }) => channel.data(id, Buffer.alloc(40_000))],
    ['a status of another world', ({ channel, id }) => channel.status(id, 4_000_000_000)],
  ];
  it.each(['OPEN', 'FSTAT', 'READ', 'LSTAT', 'REMOVE', 'WRITE', 'RENAME', 'CLOSE', 'OPENDIR'])(
    'that answers %s with something else gets nothing but an SftpError',
    async (request) => {
      const partner = server.partner({ verification: 'stat' }, { resilience: { ...ONCE, failuresToRest: 1_000 } });
      for (const [, answer] of wrong) {
        partner.release();
        server.files.clear();
        server.put('claims.x12', 'ISA');
        server.answer = (asked) => {
          if (asked.request !== request) return false;
          answer(asked);
          return true;
        };
        const listed = await partner.list().catch((error) => error);
        const file = listed.fresh?.[0] ?? { name: 'claims.x12', bytes: 3, modified: 1_700_000_000 };
        const errors = [
          listed,
          await errorOf(partner.download(file, collect)),
          await errorOf(partner.settle(file, sha256Of(Buffer.from('ISA')))),
          await errorOf(partner.upload('S1.999.x12', contentOfBytes(ANSWER))),
        ];
        for (const error of errors) if (error instanceof Error) expect(error.name).toBe('SftpError');
      }
    },
  );

  it('takes the whole for the whole only: a size that is told too small removes nothing', async () => {
    const attributes = { mode: FILE_MODE, size: 3, mtime: 7, atime: 7 };
    server.put('claims.x12', 'ISA and the rest of it', { attributes });
    expect(await errorOf(fetchOne())).toMatchObject({ code: 'sftp-remote-changed', trouble: 'content' });
    server.put('claims.x12', 'ISA');
    expect(await fetchOne()).toMatchObject({ bytes: 3 });
    // And one that tells a size too large gives no whole file either.
    server.put('claims.x12', 'ISA', { attributes: { ...attributes, size: 4 } });
    expect(await errorOf(fetchOne())).toMatchObject({ code: 'sftp-remote-changed' });
  });

  it('that refuses to read beyond the end, in place of telling the end, gives its files', async () => {
    server.put('claims.x12', 'ISA');
    server.answer = ({ request, position, channel, id }) => {
      if (request !== 'READ' || position < 3) return false;
      channel.status(id, STATUS.FAILURE);
      return true;
    };
    expect(await fetchOne()).toMatchObject({ bytes: 3 });
  });
});

describe('a server that gives little', () => {
  it('has no more asked of it at a time, and costs no memory, when every read is short', async () => {
    server.put('claims.x12', bytesOf(60_000, 9));
    let [open, most] = [0, 0];
    server.answer = ({ request, path, position, channel, id }) => {
      if (request !== 'READ' || position >= 60_000) return false;
      most = Math.max(most, ++open);
      // Later, so that all that is asked for at a time is there together.
      setTimeout(() => {
        open--;
        channel.data(id, Buffer.from(server.files.get(path)!.content.subarray(position, position + 100)));
      }, 1);
      return true;
    };
    expect(await fetchOne()).toMatchObject({ bytes: 60_000, sha256: sha256Of(bytesOf(60_000, 9)) });
    expect(most).toBeLessThanOrEqual(64);
  });

  it('is given up when a file trickles, and the next one is fetched', async () => {
    server.put('slow.x12', bytesOf(5_000, 1));
    server.put('good.x12', 'ISA');
    server.answer = ({ request, path, position, channel, id }) => {
      if (request !== 'READ' || path !== '/in/slow.x12') return false;
      setTimeout(() => channel.data(id, Buffer.from([position])), 150);
      return true;
    };
    const partner = server.partner({ stallSeconds: 1 }, { resilience: ONCE });
    const { fresh } = await partner.list();
    const [slow, good] = ['slow.x12', 'good.x12'].map((name) => fresh.find((one) => one.name === name)!);
    const error = await errorOf(partner.download(slow!, collect));
    expect(error).toMatchObject({ code: 'sftp-too-slow', trouble: 'content' });
    expect(await partner.download(good!, collect)).toMatchObject({ bytes: 3 });
    expect(server.logins).toBe(1);
  });

  it('is given up when it takes an upload as slowly', async () => {
    const partner = server.partner({ stallSeconds: 1, leastBytesPerSecond: 1_000_000 }, { resilience: ONCE });
    server.answer = ({ request, channel, id, times }) => {
      if (request === 'WRITE') setTimeout(() => channel.status(id, STATUS.OK), 400 * times);
      return request === 'WRITE';
    };
    const error = await errorOf(partner.upload('S1.999.x12', contentOfBytes(ANSWER)));
    expect(error).toMatchObject({ code: 'sftp-too-slow', trouble: 'content' });
    expect(server.names('/out')).toEqual([]);
  });

  it('is called anew when it never answers one request and all the others', async () => {
    server.put('silent.x12', 'ISA');
    server.answer = ({ request, times }) => request === 'READ' && times === 1;
    const partner = server.partner({ stallSeconds: 1 }, { resilience: ONCE });
    const [file] = (await partner.list()).fresh;
    let isOver = false;
    const download = partner.download(file!, collect).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await errorOf(partner.list());
      await pause(100);
    }
    expect(await download).toMatchObject({ bytes: 3 });
    expect(server.logins).toBe(2);
  });
});

describe('a login', () => {
  it('is not left open when only its channel ends', async () => {
    server.put('claims.x12', 'ISA');
    const partner = server.partner();
    for (let round = 0; round < 3; round++) {
      server.answer = ({ request, times, channel }) => {
        if (request !== 'OPENDIR' || times % 2 === 0) return false;
        channel.end();
        return true;
      };
      expect((await partner.list()).fresh).toHaveLength(1);
    }
    expect(server.logins).toBeGreaterThan(1);
    await expect.poll(() => server.connections.size).toBe(1);
  });

  it('that comes to no channel is given up in time, and can be broken off at once', async () => {
    server.onChannel = () => undefined;
    const slow = server.partner({ connectTimeoutSeconds: 1 }, { resilience: ONCE });
    expect(await errorOf(slow.connect())).toMatchObject({ code: 'sftp-timeout', trouble: 'transport' });
    const patient = server.partner({ connectTimeoutSeconds: 300 });
    const connecting = errorOf(patient.connect());
    await expect.poll(() => server.connections.size).toBe(1);
    await patient.close();
    expect(await connecting).toMatchObject({ code: 'sftp-ended' });
    await expect.poll(() => server.connections.size).toBe(0);
  });
});

describe('a server that changes its mind', () => {
  it('about its host key, in the middle of a connection, is stopped before it is called again', async () => {
    const partner = server.partner({}, { resilience: ONCE });
    await partner.connect();
    server.answer = ({ request }) => {
      if (request === 'OPENDIR') server.changeHostKey();
      return request === 'OPENDIR';
    };
    expect(await errorOf(partner.list())).toMatchObject({ code: 'sftp-host-key-not-pinned', trouble: 'host-key' });
    expect(partner.state).toBe('stopped');
  });

  it('takes nothing for delivered that vanished after it was verified, where that can be seen', async () => {
    const partner = server.partner({ verification: 'stat' }, { resilience: ONCE });
    server.answer = ({ request, path, channel, id }) => {
      // It has renamed it, and at once it is gone.
      if (request !== 'LSTAT' || path !== '/out/S1.999.x12') return false;
      channel.status(id, STATUS.MISSING);
      return true;
    };
    const error = await errorOf(partner.upload('S1.999.x12', contentOfBytes(ANSWER)));
    expect(error).toMatchObject({ code: 'sftp-upload-unverified', trouble: 'content' });
  });

  it('about a leftover of ours, which it has closed, holds that answer up alone', async () => {
    const partner = server.partner({}, { resilience: ONCE });
    const content = contentOfBytes(ANSWER);
    const leftover = `/out/${temporaryNameOf('S1.999.x12', content)}`;
    server.files.set(leftover, { content: Buffer.from('a part'), modified: 1 });
    server.answer = ({ request, path, channel, id }) => {
      if (!['OPEN', 'REMOVE'].includes(request) || path !== leftover) return false;
      channel.status(id, STATUS.DENIED);
      return true;
    };
    const error = await errorOf(partner.upload('S1.999.x12', content));
    expect(error).toMatchObject({ code: 'sftp-remote-denied', trouble: 'content' });
    expect(await partner.upload('S2.999.x12', content)).toBe('uploaded');
  });

  it('does not lose what is there when a folder, a pipe or another file has the name', async () => {
    const partner = server.partner({}, { resilience: ONCE });
    for (const mode of [0o040755, 0o010644, FILE_MODE]) {
      const attributes = { mode, size: ANSWER.length, mtime: 1, atime: 1 };
      const other = { content: bytesOf(ANSWER.length, 4), modified: 1, attributes };
      server.files.set('/out/S1.999.x12', other);
      const error = await errorOf(partner.upload('S1.999.x12', contentOfBytes(ANSWER)));
      expect(error).toMatchObject({ code: 'sftp-remote-differs', trouble: 'content' });
      expect(server.files.get('/out/S1.999.x12')).toBe(other);
    }
  });

  it('counts a file that goes between list and open as that file’s trouble', async () => {
    server.put('claims.x12', 'ISA');
    const partner = server.partner({}, { resilience: ONCE });
    const [file] = (await partner.list()).fresh;
    server.answer = ({ request, path, channel, id }) => {
      if (request === 'LSTAT') channel.attrs(id, attributesOf(server.files.get(path)!));
      if (request === 'OPEN') channel.status(id, STATUS.MISSING);
      return request === 'LSTAT' || request === 'OPEN';
    };
    expect(await errorOf(partner.download(file!, collect))).toMatchObject({ code: 'sftp-remote-missing' });
  });

  it('has no open file left behind, whatever it answers', async () => {
    server.put('claims.x12', 'ISA');
    const partner = server.partner({}, { resilience: ONCE });
    const [file] = (await partner.list()).fresh;
    for (const request of ['FSTAT', 'READ', 'none']) {
      server.answer = ({ request: asked, channel, id }) => {
        if (asked === request) channel.status(id, STATUS.FAILURE);
        return asked === request;
      };
      await errorOf(partner.download(file!, collect));
      await errorOf(partner.upload('S1.999.x12', contentOfBytes(ANSWER)));
    }
    expect(server.count('OPEN')).toBeGreaterThan(5);
    expect(server.count('CLOSE')).toBe(server.count('OPEN') + server.count('OPENDIR'));
  });

  it('says whether a file holds the bytes that were fetched, whatever it looks like', async () => {
    server.put('claims.x12', 'one');
    const partner = server.partner();
    const [file] = (await partner.list()).fresh;
    expect(await partner.holds(file!, sha256Of(Buffer.from('one')))).toBe(true);
    server.put('claims.x12', 'two');
    expect(await partner.holds(file!, sha256Of(Buffer.from('one')))).toBe(false);
  });
});
