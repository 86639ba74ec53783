import { describe, expect, it } from 'vitest';
import { newBackupKey, Opener, Sealer } from '../../src/backup/encryption.js';

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** Pieces that know whether whoever reads them has let them go. */
class WatchedPieces {
  isClosed = false;

  async *of(content: Uint8Array): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < content.length; at += 10_000) yield content.subarray(at, at + 10_000);
    } finally {
      this.isClosed = true;
    }
  }
}

describe('a file of a backup that is sealed', () => {
  it('is opened by its own key alone, and what it is read from is let go whatever happens', async () => {
    const [{ recipient, identityFile }, other] = [await newBackupKey(), await newBackupKey()];
    const content = Buffer.alloc(300_000, 'content');
    const sealed = await bytesOf(new Sealer([recipient]).seal(new WatchedPieces().of(content)));

    const opened = new WatchedPieces();
    expect((await bytesOf(new Opener(identityFile).open(opened.of(sealed), 'a'))).equals(content)).toBe(true);
    expect(opened.isClosed).toBe(true);

    const damaged = Buffer.from(sealed);
    damaged[150_000]! ^= 1;
    for (const [key, bytes] of [
      [other.identityFile, sealed],
      [identityFile, damaged],
      [identityFile, sealed.subarray(0, 200_000)],
    ] as const) {
      const source = new WatchedPieces();
      await expect(bytesOf(new Opener(key).open(source.of(bytes), 'a'))).rejects.toMatchObject({
        code: 'backup-not-decrypted',
      });
      expect(source.isClosed).toBe(true);
    }
  });
});
