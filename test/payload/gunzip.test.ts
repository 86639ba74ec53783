import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { UnpackedMeter } from '../../src/payload/caps.js';
import { gunzipped } from '../../src/payload/gunzip.js';
import { headed } from '../../src/payload/head.js';
import { kindOf } from '../../src/payload/kind.js';
import { bytesOf, faultOf, Scratch } from './material.js';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const DAMAGED = { code: 'archive-damaged', kind: 'gzip' };
const PACKED = gzipSync('ISA*00*one~');

describe('A gzip file', () => {
  it('gives its content, of several members one after another', async () => {
    const two = Buffer.concat([PACKED, gzipSync('IEA*1*1~')]);
    expect((await bytesOf(gunzipped(scratch.put(two)))).toString()).toBe('ISA*00*one~IEA*1*1~');
  });

  it.each([
    ['cut off', PACKED.subarray(0, PACKED.length - 9)],
    ['cut in its header', PACKED.subarray(0, 4)],
    ['of a wrong checksum', Buffer.from(PACKED.map((byte, at) => (at === PACKED.length - 6 ? byte ^ 1 : byte)))],
    ['with bytes after its end', Buffer.concat([PACKED, Buffer.from('GARBAGE')])],
    ['with zeros after its end', Buffer.concat([PACKED, Buffer.alloc(100_000)])],
    ['that is none', Buffer.from('\u001f\u008bnothing of the kind', 'latin1')],
  ])('%s is damaged', async (_what, bytes) => {
    expect(await faultOf(gunzipped(scratch.put(bytes)))).toEqual(DAMAGED);
  });

  it('is stopped as soon as it has grown too much', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000));
    const meter = new UnpackedMeter({ bytes: 1e9, ratio: 200, files: 1 }, bomb.length);
    const fault = await faultOf(meter.counted(gunzipped(scratch.put(bomb))));
    expect(fault).toEqual({ code: 'archive-too-large', limit: '200 times the size of the file' });
  });

  it('that is not there is our trouble and no fault of the file', async () => {
    await expect(bytesOf(gunzipped(join(scratch.folder, 'absent')))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('What a file is', () => {
  it.each([
    ['gzip', PACKED],
    ['zip', Buffer.from('PK\u0003\u0004rest')],
    ['zip', Buffer.from('PK\u0005\u0006rest')],
    ['pgp', Buffer.from('\r\n-----BEGIN PGP MESSAGE-----\r\n')],
    ['pgp', Buffer.from([0xc1, 0xc0, 0x4c, 3])],
    ['pgp', Buffer.from([0x85, 0x01, 0x0c, 3])],
    ['other', Buffer.from('ISA*00*')],
    ['other', Buffer.from('\ufeffISA*00*')],
    ['other', Buffer.from('\ufeffISA*00*', 'utf16le')],
    ['other', Buffer.from([0xfe, 0xff, 0, 0x49])],
    ['other', Buffer.from('-----BEGIN PGP PUBLIC KEY BLOCK-----')],
    ['other', Buffer.alloc(0)],
  ])('is told by its content: %s', (kind, head) => {
    expect(kindOf(head)).toBe(kind);
  });

  it('is told of a stream that comes byte by byte, and loses none of them', async () => {
    async function* single() {
      for (const byte of PACKED) yield Buffer.from([byte]);
    }
    const { kind, pieces } = await headed(single());
    expect(kind).toBe('gzip');
    expect((await bytesOf(pieces)).equals(PACKED)).toBe(true);
  });
});
