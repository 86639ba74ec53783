import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyAndHash } from '../../src/files/copy-and-hash.js';
import { leftovers, sha256Of, temporaryFolder } from './material.js';

describe('copying a received file', () => {
  it('gives digest and size, and a copy nobody writes again', async () => {
    const folder = temporaryFolder();
    const content = Buffer.alloc(3_000_000, 'ISA*');
    writeFileSync(join(folder, 'in.edi'), content);
    const result = await copyAndHash(join(folder, 'in.edi'), join(folder, 'original'));
    expect(result).toEqual({ sha256: sha256Of(content), bytes: 3_000_000, sourceUnchanged: true });
    expect(content.equals(readFileSync(join(folder, 'original')))).toBe(true);
    expect(statSync(join(folder, 'original')).mode & 0o777).toBe(0o440);
    expect(readdirSync(folder).sort()).toEqual(['in.edi', 'original']);
  });

  it('again finds the copy an earlier attempt made', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'in.edi'), 'ISA');
    const first = await copyAndHash(join(folder, 'in.edi'), join(folder, 'original'));
    expect(await copyAndHash(join(folder, 'in.edi'), join(folder, 'original'))).toEqual(first);
  });

  it('publishes nothing when the sender writes on meanwhile', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'in.edi');
    writeFileSync(source, Buffer.alloc(20_000_000));
    const copying = copyAndHash(source, join(folder, 'original'));
    while (leftovers(folder).length === 0) await new Promise((resolve) => setImmediate(resolve));
    appendFileSync(source, 'more');
    expect((await copying).sourceUnchanged).toBe(false);
    expect(existsSync(join(folder, 'original'))).toBe(false);
    expect(leftovers(folder)).toEqual([]);
  });

  it('follows no link and reads no pipe', async () => {
    const folder = temporaryFolder();
    symlinkSync('/etc/hostname', join(folder, 'link'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const name of ['link', 'pipe']) {
      const refused = copyAndHash(join(folder, name), join(folder, 'original'));
      await expect(refused).rejects.toMatchObject({ code: 'not-a-regular-file' });
    }
    expect(existsSync(join(folder, 'original'))).toBe(false);
  });

  it('of a file that is gone fails without naming it', async () => {
    const folder = temporaryFolder();
    const error: unknown = await copyAndHash(join(folder, 'doe-ann.edi'), join(folder, 'original')).catch((e) => e);
    expect(error).toMatchObject({ code: 'disk-failed', subject: join(folder, 'original') });
    expect(String(error) + JSON.stringify(error)).not.toContain('doe-ann');
  });
});
