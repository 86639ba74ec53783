import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryNameOf } from '../../src/sftp/upload.js';
import { contentOfBytes, contentOfFile } from '../../src/sftp/upload-content.js';
import { needs } from '../support/system-part.js';
import { bytesOf, errorOf, RemoteSide, sha256Of } from './remote-side.js';

const ANSWER = bytesOf(200_000, 7);

describe.skipIf(!needs('sshd'))('an upload to a real sshd', () => {
  let side: RemoteSide;
  beforeAll(async () => {
    side = await RemoteSide.start();
  });
  afterAll(() => side.remove());
  afterEach(() => {
    rmSync(side.outbox, { recursive: true, force: true });
    mkdirSync(side.outbox);
  });
  const there = (name = 'S1.999.x12') => readFileSync(join(side.outbox, name));
  /** Compares digests: `toEqual` looks at every byte of a buffer by itself, which takes a second. */
  const expectThere = (content: Uint8Array) => expect(sha256Of(there())).toBe(sha256Of(content));
  const leave = (name: string, content: Uint8Array) => writeFileSync(join(side.outbox, name), content);

  for (const rename of ['posix-rename', 'rename', 'direct']) {
    for (const verification of ['size-before-rename', 'stat', 'none']) {
      it(`arrives whole with ${rename} and ${verification}, and once more is success`, async () => {
        const partner = side.partner({ rename, verification });
        const content = contentOfBytes(ANSWER);
        expect(await partner.upload('S1.999.x12', content)).toBe('uploaded');
        expectThere(ANSWER);
        expect(readdirSync(side.outbox)).toEqual(['S1.999.x12']);
        expect(await partner.upload('S1.999.x12', content)).toBe('already-there');
        expectThere(ANSWER);
      });
    }

    it(`does not touch another file of the same name with ${rename}`, async () => {
      const partner = side.partner({ rename });
      for (const other of [bytesOf(200_000, 8), Buffer.from('other'), bytesOf(300_000, 7)]) {
        leave('S1.999.x12', other);
        expect(await errorOf(partner.upload('S1.999.x12', contentOfBytes(ANSWER)))).toMatchObject({
          code: 'sftp-remote-differs',
          trouble: 'content',
        });
        expectThere(other);
      }
      expect(readdirSync(side.outbox)).toEqual(['S1.999.x12']);
      expect(partner.state).toBe('working');
    });
  }

  it('finishes what an attempt that was killed before the rename left whole', async () => {
    const content = contentOfBytes(ANSWER);
    leave(temporaryNameOf('S1.999.x12', content), ANSWER);
    expect(await side.partner().upload('S1.999.x12', content)).toBe('finished');
    expect(readdirSync(side.outbox)).toEqual(['S1.999.x12']);
    expectThere(ANSWER);
  });

  it.each([
    ['a part', ANSWER.subarray(0, 70_000)],
    ['more than the whole', Buffer.concat([ANSWER, ANSWER])],
    ['other bytes of the same size', bytesOf(200_000, 9)],
  ])('writes anew what a killed attempt left as %s', async (_what, leftover) => {
    const content = contentOfBytes(ANSWER);
    leave(temporaryNameOf('S1.999.x12', content), leftover);
    expect(await side.partner().upload('S1.999.x12', content)).toBe('uploaded');
    expect(readdirSync(side.outbox)).toEqual(['S1.999.x12']);
    expectThere(ANSWER);
  });

  it('goes on over a part of its own under the final name where the mailbox allows no renaming', async () => {
    leave('S1.999.x12', ANSWER.subarray(0, 70_001));
    expect(await side.partner({ rename: 'direct' }).upload('S1.999.x12', contentOfBytes(ANSWER))).toBe('uploaded');
    expectThere(ANSWER);
  });

  it('streams a file of ours, and gives no final name to one that does not hold what is on record', async () => {
    const path = join(side.local, 'answer');
    writeFileSync(path, ANSWER);
    const partner = side.partner();
    await partner.upload('S1.999.x12', contentOfFile(path, { bytes: ANSWER.length, sha256: sha256Of(ANSWER) }));
    expectThere(ANSWER);
    writeFileSync(path, bytesOf(200_000, 3));
    const damaged = contentOfFile(path, { bytes: ANSWER.length, sha256: sha256Of(ANSWER) });
    expect(await errorOf(partner.upload('S2.999.x12', damaged))).toMatchObject({ code: 'file-damaged' });
    expect(readdirSync(side.outbox)).toEqual(['S1.999.x12']);
  });

  it('takes an empty answer', async () => {
    await side.partner().upload('empty', contentOfBytes(Buffer.alloc(0)));
    expect(there('empty')).toHaveLength(0);
  });

  it('stops the partner when there is no such folder', async () => {
    const partner = side.partner({ outbox: join(side.server.files, 'nowhere') });
    expect(await errorOf(partner.upload('a', contentOfBytes(ANSWER)))).toMatchObject({
      code: 'sftp-folder-unusable',
      trouble: 'login',
    });
  });

  it.each(['../escaped', '..', 'a/b', ''])('does not use the name %j', async (name) => {
    expect(await errorOf(side.partner().upload(name, contentOfBytes(ANSWER)))).toMatchObject({
      code: 'sftp-name-refused',
    });
    expect(existsSync(join(side.server.files, 'escaped'))).toBe(false);
  });

  it('removes what it is told to, and does not mind when it is gone', async () => {
    const partner = side.partner();
    await partner.upload('probe', contentOfBytes(ANSWER));
    await partner.withdraw('probe');
    await partner.withdraw('probe');
    expect(readdirSync(side.outbox)).toEqual([]);
  });
});

describe.skipIf(!needs('sshd'))('a mailbox that shows and renames nothing', () => {
  it('takes an upload under its final name at once, unverified', async () => {
    const refused = 'readdir,opendir,lstat,stat,fstat,rename,posix-rename@openssh.com,read,fsync@openssh.com';
    const side = await RemoteSide.start({
      configuration: ['Match all', `  ForceCommand internal-sftp -P ${refused}`],
    });
    try {
      const partner = side.partner({ rename: 'direct', verification: 'none' });
      await partner.upload('S1.999.x12', contentOfBytes(ANSWER));
      expect(readFileSync(join(side.outbox, 'S1.999.x12')).equals(ANSWER)).toBe(true);
    } finally {
      await side.remove();
    }
  });

  it('is told from one that does as the endpoint says', async () => {
    const side = await RemoteSide.start({
      configuration: ['Match all', '  ForceCommand internal-sftp -P rename,posix-rename'],
    });
    try {
      const error = await errorOf(side.partner().upload('S1.999.x12', contentOfBytes(ANSWER)));
      expect(error).toMatchObject({ code: 'sftp-remote-denied', trouble: 'content' });
      expect(existsSync(join(side.outbox, 'S1.999.x12'))).toBe(false);
    } finally {
      await side.remove();
    }
  });

  it('is renamed in plainly where the server has no posix-rename', async () => {
    const side = await RemoteSide.start({
      configuration: ['Match all', '  ForceCommand internal-sftp -P posix-rename'],
    });
    try {
      chmodSync(side.outbox, 0o755);
      expect(await side.partner().upload('S1.999.x12', contentOfBytes(ANSWER))).toBe('uploaded');
    } finally {
      await side.remove();
    }
  });
});
