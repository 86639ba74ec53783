import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive, and what its headers claim where that is to differ. */
export interface ZipFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly isStored?: boolean;
  readonly method?: number;
  readonly flags?: number;
  /** Unix mode. */
  readonly mode?: number;
  readonly crc?: number;
  readonly size?: number;
  /** Place of its local header: that of another file to overlap it. */
  readonly offset?: number;
}

/** A zip with these files; headers say what the files are told to say. */
export function zip(files: readonly ZipFile[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const content = Buffer.from(file.content as Uint8Array);
    const name = Buffer.from(file.name);
    const packed = file.isStored === true ? content : deflateRawSync(content);
    const facts = Buffer.alloc(22);
    facts.writeUInt16LE(file.flags ?? 0x0800, 0);
    facts.writeUInt16LE(file.method ?? (file.isStored === true ? 0 : 8), 2);
    facts.writeUInt32LE(file.crc ?? crc32(content), 8);
    facts.writeUInt32LE(packed.length, 12);
    facts.writeUInt32LE(file.size ?? content.length, 16);
    facts.writeUInt16LE(name.length, 20);
    const head = Buffer.concat([Buffer.from('PK\u0003\u0004\u0014\u0000', 'latin1'), facts, Buffer.alloc(2), name]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(((file.mode ?? 0) << 16) >>> 0, 6);
    end.writeUInt32LE(file.offset ?? offset, 10);
    const made = Buffer.from([0x50, 0x4b, 1, 2, 20, file.mode === undefined ? 0 : 3, 20, 0]);
    central.push(Buffer.concat([made, facts, Buffer.alloc(2), end, name]));
    local.push(head, packed);
    offset += head.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const last = Buffer.alloc(22);
  last.write('PK\u0005\u0006', 0, 'latin1');
  last.writeUInt16LE(files.length, 8);
  last.writeUInt16LE(files.length, 10);
  last.writeUInt32LE(directory.length, 12);
  last.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, last]);
}

/** A folder for one test file. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'x12gw-payload-'));
  #files = 0;

  /** The path of a new file with this content. */
  put(content: Uint8Array): string {
    const path = join(this.folder, `file-${++this.#files}`);
    writeFileSync(path, content);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** All of a stream. */
export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(new Uint8Array(piece));
  return Buffer.concat(pieces);
}

/** The code and parameters a stream ends with; undefined when it ends well. */
export async function faultOf(stream: AsyncIterable<Uint8Array>): Promise<object | undefined> {
  try {
    await bytesOf(stream);
    return undefined;
  } catch (error) {
    const { code, parameters } = error as { code?: string; parameters?: object };
    if (parameters === undefined) throw error;
    return { code, ...parameters };
  }
}
