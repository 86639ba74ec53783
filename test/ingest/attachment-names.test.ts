import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachmentNamesIn, claimedAttachmentName, numberOfAttachment } from '../../src/ingest/attachment-names.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attachments-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), 'content');
}

async function names(): Promise<string[]> {
  return (await attachmentNamesIn(folder)).map((name) => name.toString('latin1')).sort();
}

describe('the document folder of a partner', () => {
  it('gives the files of each PA, and those that lie beside the folders', async () => {
    put('1000000042/lab.pdf');
    put('1000000042/x-ray.png');
    put('P26005A1B2/note.txt');
    put('lost.pdf');
    expect(await names()).toEqual(['./lost.pdf', '1000000042/lab.pdf', '1000000042/x-ray.png', 'P26005A1B2/note.txt']);
  });

  it('leaves alone what a sender is still writing, folders that are no number, and links', async () => {
    put('1000000042/lab.pdf.part');
    put('1000000042/.hidden');
    put('..odd name/lab.pdf');
    mkdirSync(join(folder, 'elsewhere'), { recursive: true });
    symlinkSync('/etc', join(folder, '1000000099'));
    expect(await names()).toEqual(['./1000000099']);
  });

  it.each([
    ['1000000042/lab.pdf', '1000000042~lab.pdf', '1000000042'],
    ['./lost.pdf', '~lost.pdf', ''],
    ['1000000042/a~b.pdf', '1000000042~a~b.pdf', '1000000042'],
    ['PA 1000000042/x.pdf', '~x.pdf', ''],
  ])('claims %s as %s, whose PA is told by its name alone', (name, claimed, number) => {
    expect(claimedAttachmentName(Buffer.from(name)).toString()).toBe(claimed);
    expect(numberOfAttachment(claimed)).toBe(number);
  });

  it('finds no number in a name that never was in a folder', () => {
    expect(numberOfAttachment('../../x~y')).toBe('');
    expect(numberOfAttachment('plain.pdf')).toBe('');
  });
});
