import { afterAll, describe, expect, it } from 'vitest';
import { UnpackedMeter } from '../../src/payload/caps.js';
import { unzipped } from '../../src/payload/unzip.js';
import { bytesOf, faultOf, Scratch, type ZipFile, zip } from './material.js';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const CAPS = { bytes: 5_000_000, ratio: 100, files: 3 };

/** Names and contents of an archive's files. */
async function read(archive: Uint8Array, caps = CAPS): Promise<string[]> {
  const meter = new UnpackedMeter(caps, archive.length);
  const members: string[] = [];
  for await (const { name, pieces } of unzipped(scratch.put(archive), meter)) {
    members.push(`${name} ${(await bytesOf(meter.counted(pieces))).toString('latin1')}`);
  }
  return members;
}

/** What an archive is refused for. */
async function refusal(archive: Uint8Array | readonly ZipFile[], caps = CAPS): Promise<object | undefined> {
  const bytes = archive instanceof Uint8Array ? archive : zip(archive);
  const meter = new UnpackedMeter(caps, bytes.length);
  async function* all() {
    for await (const { pieces } of unzipped(scratch.put(bytes), meter)) yield* meter.counted(pieces);
  }
  return faultOf(all());
}

describe('A zip', () => {
  it('gives its files in order, packed or stored, without folders and what macOS adds', async () => {
    const archive = zip([
      { name: 'out/', content: '', mode: 0o040755 },
      { name: 'out/one.x12', content: 'ISA one', mode: 0o100644 },
      { name: '__MACOSX/out/._one.x12', content: 'fork' },
      { name: 'out/.DS_Store', content: 'desktop' },
      { name: 'two.x12', content: 'ISA two', isStored: true },
    ]);
    expect(await read(archive)).toEqual(['one.x12 ISA one', 'two.x12 ISA two']);
  });

  it.each([['../../etc/passwd'], ['/etc/passwd'], ['C:\\temp\\passwd'], ['a/../passwd']])(
    'has names that lead elsewhere shown without their folders: %s',
    async (name) => {
      expect(await read(zip([{ name, content: 'ISA' }]))).toEqual(['passwd ISA']);
    },
  );

  it.each([
    ['with a wrong checksum', { crc: 1 }],
    ['with a stored file of a wrong checksum', { crc: 1, isStored: true }],
    ['with more content than it says', { size: 3 }],
    ['with less content than it says', { size: 3_000 }],
  ])('is damaged: %s', async (_what, claim) => {
    expect(await refusal([{ name: 'a.x12', content: 'ISA*00* content', ...claim }])).toEqual({
      code: 'archive-damaged',
      kind: 'zip',
    });
  });

  it('is damaged when it is cut off, and when its files share bytes', async () => {
    const whole = zip([{ name: 'a.x12', content: 'ISA*00*' }]);
    for (const length of [10, 50, whole.length - 5]) {
      expect(await refusal(whole.subarray(0, length))).toEqual({ code: 'archive-damaged', kind: 'zip' });
    }
    const overlapping = [
      { name: 'a.x12', content: 'ISA*00*' },
      { name: 'b.x12', content: 'ISA*00*', offset: 0 },
    ];
    expect(await refusal(overlapping)).toEqual({ code: 'archive-damaged', kind: 'zip' });
  });

  it.each([
    ['archive-encrypted', { flags: 1 }],
    ['archive-unsupported', { method: 12 }],
    ['archive-not-plain', { mode: 0o120777 }],
    ['archive-not-plain', { mode: 0o020666 }],
  ])('is refused as %s for %o', async (code, claim) => {
    expect(await refusal([{ name: 'a.x12', content: 'ISA', ...claim }])).toEqual({ code });
  });

  it('is refused without files, and with more of them than allowed', async () => {
    expect(await refusal([])).toEqual({ code: 'archive-empty' });
    expect(await refusal([{ name: 'folder/', content: '' }])).toEqual({ code: 'archive-empty' });
    const four = ['a', 'b', 'c', 'd'].map((name) => ({ name, content: 'ISA' }));
    expect(await refusal(four)).toEqual({ code: 'archive-too-many', limit: 3 });
  });

  it('is refused when it grows too much, whether it says so or not', async () => {
    const bomb = [{ name: 'bomb', content: Buffer.alloc(4_000_000, 'A') }];
    expect(await refusal(bomb)).toEqual({ code: 'archive-too-large', limit: '100 times the size of the file' });
    const most = { ...CAPS, bytes: 1_000, ratio: 100_000 };
    expect(await refusal(bomb, most)).toEqual({ code: 'archive-too-large', limit: '1000 bytes' });
    const understated = [{ name: 'bomb', content: Buffer.alloc(4_000_000, 'A'), size: 10 }];
    expect(await refusal(understated)).toEqual({ code: 'archive-damaged', kind: 'zip' });
  });
});
