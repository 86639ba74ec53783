import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hashFile } from '../../src/files/hash-file.js';
import { contentOfBytes, contentOfFile } from '../../src/sftp/upload-content.js';
import { SlowLink } from '../support/slow-link.js';
import { freePort } from '../support/sshd.js';
import { needs } from '../support/system-part.js';
import { bytesOf, errorOf, IN_A_HURRY, RemoteSide, sha256Of } from './remote-side.js';

const MEGABYTE = 1024 * 1024;
const FILE = bytesOf(6 * MEGABYTE + 123, 5);
/** Enough tries for a server that is away for a second. */
const PATIENT = { ...IN_A_HURRY, retries: 100, firstPause: 50, longestPause: 200, failuresToRest: 1_000 };

describe.skipIf(!needs('sshd'))('a transfer that is disturbed', () => {
  let side: RemoteSide;
  let link: SlowLink;
  beforeAll(async () => {
    side = await RemoteSide.start();
    link = await SlowLink.to(side.server.port);
  });
  afterEach(async () => {
    link.cutAfter = 0;
    link.bytesPerSecond = 0;
    for (const folder of [side.inbox, side.outbox]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    }
    if (!side.server.isRunning) await side.server.restart();
  });
  afterAll(async () => {
    link.close();
    await side.remove();
  });

  const arrived = () => readdirSync(join(side.local, 'arrived'));
  async function listed(partner: ReturnType<RemoteSide['partner']>) {
    writeFileSync(join(side.inbox, 'claims.x12'), FILE);
    const { fresh } = await partner.list();
    return fresh[0]!;
  }

  it('goes on where it stood when the connection breaks during a download, again and again', async () => {
    const partner = side.partner({ port: link.port }, { resilience: PATIENT });
    const file = await listed(partner);
    const before = link.connections;
    link.cutAfter = 2 * MEGABYTE;
    let received = 0;
    const counted = async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        received += piece.length;
        yield piece;
      }
    };
    const written = await partner.download(file, (pieces) => side.write(counted(pieces)));
    expect(written).toMatchObject({ bytes: FILE.length, sha256: sha256Of(FILE) });
    expect(link.connections - before).toBeGreaterThanOrEqual(3);
    expect(received).toBe(FILE.length);
  });

  it('goes on when the server is killed in the middle of a download and comes back', async () => {
    link.bytesPerSecond = 4 * MEGABYTE;
    const partner = side.partner({ port: link.port }, { resilience: PATIENT });
    const file = await listed(partner);
    const download = partner.download(file, side.write);
    await pause(500);
    side.server.kill();
    link.cut();
    await pause(300);
    link.bytesPerSecond = 0;
    await side.server.restart();
    expect(await download).toMatchObject({ bytes: FILE.length, sha256: sha256Of(FILE) });
  });

  it('leaves nothing of ours behind when the server is killed and stays away', async () => {
    link.bytesPerSecond = 4 * MEGABYTE;
    const partner = side.partner({ port: link.port });
    const file = await listed(partner);
    const before = arrived().length;
    const download = errorOf(partner.download(file, side.write));
    await pause(500);
    expect(arrived()).toHaveLength(before + 1);
    side.server.kill();
    link.cut();
    expect(await download).toMatchObject({ trouble: 'transport' });
    expect(arrived()).toHaveLength(before);
  });

  it('gives up a download whose file was replaced while the connection was broken', async () => {
    link.bytesPerSecond = 4 * MEGABYTE;
    const partner = side.partner({ port: link.port });
    const file = await listed(partner);
    const before = arrived().length;
    const download = errorOf(partner.download(file, side.write));
    await pause(500);
    writeFileSync(join(side.inbox, 'claims.x12'), bytesOf(FILE.length + 1, 6));
    link.cut();
    expect(await download).toMatchObject({ code: 'sftp-remote-changed', trouble: 'content' });
    expect(arrived()).toHaveLength(before);
  });

  it('gives up a download whose file grew while it was fetched', async () => {
    link.bytesPerSecond = 4 * MEGABYTE;
    const partner = side.partner({ port: link.port });
    const file = await listed(partner);
    const download = errorOf(partner.download(file, side.write));
    await pause(300);
    writeFileSync(join(side.inbox, 'claims.x12'), 'more', { flag: 'a' });
    expect(await download).toMatchObject({ code: 'sftp-remote-changed', trouble: 'content' });
  });

  it('never shows a part under the final name when the server is killed in the middle of an upload', async () => {
    link.bytesPerSecond = 4 * MEGABYTE;
    const partner = side.partner({ port: link.port }, { resilience: PATIENT });
    await partner.connect();
    const upload = partner.upload('S1.837.x12', contentOfBytes(FILE));
    await pause(500);
    side.server.kill();
    link.cut();
    const [leftover, ...others] = readdirSync(side.outbox);
    expect(leftover).toMatch(/^\.S1\.837\.x12\.[0-9a-f]{16}\.part$/);
    expect(others).toEqual([]);
    expect(statSync(join(side.outbox, leftover!)).size).toBeLessThan(FILE.length);
    link.bytesPerSecond = 0;
    await side.server.restart();
    expect(await upload).toBe('uploaded');
    expect(readdirSync(side.outbox)).toEqual(['S1.837.x12']);
    expect(readFileSync(join(side.outbox, 'S1.837.x12')).equals(FILE)).toBe(true);
  });

  it('is done over when the killed server stays away until the next attempt', async () => {
    link.bytesPerSecond = 4 * MEGABYTE;
    const first = side.partner({ port: link.port });
    await first.connect();
    const upload = errorOf(first.upload('S1.837.x12', contentOfBytes(FILE)));
    await pause(500);
    side.server.kill();
    link.cut();
    expect(await upload).toMatchObject({ trouble: 'transport' });
    await side.server.restart();
    link.bytesPerSecond = 0;
    const next = side.partner();
    expect(await next.upload('S1.837.x12', contentOfBytes(FILE))).toBe('uploaded');
    expect(readdirSync(side.outbox)).toEqual(['S1.837.x12']);
  });

  it('comes to its end over a slow link without being taken for a dead one', async () => {
    const slow = bytesOf(240_000, 4);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(side.inbox, name), slow.subarray(0, 120_000));
    const partner = side.partner({ port: link.port, stallSeconds: 1, leastBytesPerSecond: 50_000 });
    const { fresh } = await partner.list();
    link.bytesPerSecond = 200_000;
    const before = link.connections;
    // One after the other comes over the link: the last one waits for longer than its own bytes would excuse.
    const written = await Promise.all(fresh.map((file) => partner.download(file, side.write)));
    expect(new Set(written.map(({ sha256 }) => sha256))).toEqual(new Set([sha256Of(slow.subarray(0, 120_000))]));
    expect(await partner.upload('slow.x12', contentOfBytes(slow))).toBe('uploaded');
    expect(link.connections).toBe(before);
  });

  it('is given up when the server stops answering without hanging up', async () => {
    const partner = side.partner({ port: link.port, stallSeconds: 1 }, { resilience: { ...IN_A_HURRY, retries: 0 } });
    await partner.connect();
    link.bytesPerSecond = 0.1;
    expect(await errorOf(partner.list())).toMatchObject({ code: 'sftp-timeout', trouble: 'transport' });
    link.cut();
  });

  it('can be ended within seconds while the server does not answer', async () => {
    const partner = side.partner({ port: link.port }, { resilience: PATIENT });
    await partner.connect();
    link.bytesPerSecond = 0.1;
    const listing = errorOf(partner.list());
    const begun = Date.now();
    await partner.close();
    expect(await listing).toMatchObject({ code: 'sftp-ended' });
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(await errorOf(partner.list())).toMatchObject({ code: 'sftp-ended' });
    link.cut();
  });
});

describe.skipIf(!needs('sshd'))('large files', () => {
  it('of 140 MB are streamed both ways in less memory than that', async () => {
    const side = await RemoteSide.start();
    try {
      const piece = bytesOf(20 * MEGABYTE, 11);
      for (let part = 0; part < 7; part++) writeFileSync(join(side.inbox, 'large.x12'), piece, { flag: 'a' });
      const partner = side.partner();
      const [file] = (await partner.list()).fresh;
      let most = 0;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss);
      }, 50);
      const before = process.memoryUsage().rss;
      const { path, ...written } = await partner.download(file!, side.write);
      expect(written).toEqual(await hashFile(join(side.inbox, 'large.x12')));
      await partner.upload('large.x12', contentOfFile(path, written));
      clearInterval(watch);
      expect(await hashFile(join(side.outbox, 'large.x12'))).toEqual(written);
      expect(most - before).toBeLessThan(100 * MEGABYTE);
    } finally {
      await side.remove();
    }
  }, 180_000);
});

/** Starts sshd with a bound of one megabyte on every file it writes. */
const SMALL_FILES_ONLY = ['sh', '-c', 'trap "" XFSZ; ulimit -f 2048; exec "$@"', 'sh'];

/** A server whose outbox is a small disk of its own, or, where this user may not mount one, takes small files only. */
async function sideWithSmallDisk(): Promise<RemoteSide> {
  const side = await RemoteSide.start();
  const mount = ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', side.outbox];
  if (spawnSync('mount', mount, { stdio: 'ignore' }).status === 0) return side;
  await side.remove();
  return RemoteSide.start({ prefix: SMALL_FILES_ONLY });
}

describe.skipIf(!needs('sshd'))('a remote disk that is full', () => {
  it('takes no part under the final name, keeps no leftover, and takes the next upload once there is room', async () => {
    const side = await sideWithSmallDisk();
    try {
      const patient = side.partner({}, { resilience: { ...IN_A_HURRY, failuresToRest: 100 } });
      const error = await errorOf(patient.upload('S1.837.x12', contentOfBytes(FILE)));
      expect(error).toMatchObject({ code: 'sftp-remote-refused', trouble: 'content' });
      expect(readdirSync(side.outbox)).toEqual([]);
      expect(await patient.upload('S2.999.x12', contentOfBytes(bytesOf(100_000)))).toBe('uploaded');
      expect(readdirSync(side.outbox)).toEqual(['S2.999.x12']);
    } finally {
      spawnSync('umount', [side.outbox], { stdio: 'ignore' });
      await side.remove();
    }
  });

  it('is told also when the bound is on the size of a file', async () => {
    const side = await RemoteSide.start({ prefix: SMALL_FILES_ONLY });
    try {
      const error = await errorOf(side.partner().upload('S1.837.x12', contentOfBytes(FILE)));
      expect(error).toMatchObject({ code: 'sftp-remote-refused', trouble: 'content' });
      expect(readdirSync(side.outbox)).toEqual([]);
    } finally {
      await side.remove();
    }
  });
});

describe.skipIf(!needs('sshd'))('two partners, one of them dead', () => {
  it('do not wait for each other', async () => {
    const side = await RemoteSide.start();
    try {
      const resilience = { ...IN_A_HURRY, retries: 1_000, firstPause: 200, longestPause: 500, failuresToRest: 10_000 };
      const dead = side.partner({ port: await freePort() }, { resilience });
      const alive = side.partner();
      const stuck = errorOf(dead.list());
      let isDeadDone = false;
      void stuck.then(() => {
        isDeadDone = true;
      });
      for (let index = 0; index < 30; index++)
        await alive.upload(`S${index}.999.x12`, contentOfBytes(bytesOf(2_000, index)));
      expect(readdirSync(side.outbox)).toHaveLength(30);
      expect(isDeadDone).toBe(false);
      expect(alive.state).toBe('working');
      await dead.close();
      expect(await stuck).toMatchObject({ code: 'sftp-ended' });
    } finally {
      await side.remove();
    }
  });
});
