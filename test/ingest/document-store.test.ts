import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { DocumentStore } from '../../src/ingest/document-store.js';

let root: string;
let folder: DataFolder;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'documents-'));
  folder = new DataFolder(join(root, 'data'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const TAKEN = ['application/pdf', 'image/png', 'text/plain', 'application/xml', 'application/rtf'];
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');

function store(maximumBytes = 1_000_000): DocumentStore {
  return new DocumentStore(folder, { maximumBytes, mediaTypes: TAKEN });
}

/** Puts bytes into a file and keeps all of it, or from `start` up to `end`. */
async function keep(bytes: Buffer | string, documents = store(), start = 0, end = Buffer.byteLength(bytes)) {
  const path = join(root, 'received');
  writeFileSync(path, bytes);
  return documents.keep({ path, start, end });
}

/** Every file below the store, relative to it. */
function kept(): string[] {
  if (!existsSync(folder.documents)) return [];
  return readdirSync(folder.documents, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder.documents, name)).isFile(),
  );
}

describe('the document store', () => {
  it('keeps a document under its digest, read-only and byte for byte', async () => {
    const { kind, document } = await keep(PDF);
    expect(kind).toBe('stored');
    expect(document).toMatchObject({ bytes: PDF.length, mediaType: 'application/pdf' });
    const path = folder.document(document.sha256);
    expect(readFileSync(path)).toEqual(PDF);
    expect(statSync(path).mode & 0o777).toBe(0o440);
  });

  it.each([
    ['a page called a text', '<html><script>alert(1)</script></html>'],
    ['a page behind a comment', ' <!-- order -->\n<!DOCTYPE html><title>Order</title>'],
    ['a drawing that can run a script', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'],
    ['a page in XML', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'],
  ])('does not take %s, which a browser would run', async (_name, text) => {
    expect(await keep(text)).toMatchObject({
      kind: 'refused',
      reason: 'type-not-taken',
      document: { mediaType: 'text/html' },
    });
    expect(kept()).toEqual([]);
  });

  it('takes a text or clinical document in XML that speaks of such things', async () => {
    expect(await keep('Range < html values, body mass > 30, <50 mg')).toMatchObject({ kind: 'stored' });
    const clinical =
      '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Note</title></ClinicalDocument>';
    expect(await keep(clinical)).toMatchObject({ document: { mediaType: 'application/xml' } });
  });

  it('keeps the same document once, however often it comes', async () => {
    const first = await keep(PDF);
    const second = await keep(PDF);
    expect(second).toEqual(first);
    expect(kept()).toHaveLength(1);
  });

  it('makes a copy young that lay there for long, since doctor removes old ones that nobody names', async () => {
    const { document } = await keep(PDF);
    const path = folder.document(document.sha256);
    utimesSync(path, 0, 0);
    await keep(PDF);
    expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(60_000);
  });

  it('takes part of a file, such as the binary data of a transaction set', async () => {
    const around = Buffer.concat([Buffer.from('BIN*45*'), PDF, Buffer.from('~SE*9*0001~')]);
    const { document } = await keep(around, store(), 7, 7 + PDF.length);
    expect(readFileSync(folder.document(document.sha256))).toEqual(PDF);
  });

  it.each([
    ['a picture called lab.pdf', PNG, 'image/png'],
    ['plain text', 'Patient walks again.\r\n', 'text/plain'],
    ['text with accents in latin1', Buffer.from('Se\u00f1ora', 'latin1'), 'text/plain'],
    ['XML', '<?xml version="1.0"?><ClinicalDocument/>', 'application/xml'],
    ['rich text', '{\\rtf1\\ansi hello}', 'application/rtf'],
  ])('finds the type of %s in its content', async (_what, bytes, mediaType) => {
    expect((await keep(bytes)).document.mediaType).toBe(mediaType);
  });

  it.each([
    ['an empty file', '', 'empty'],
    ['a program', Buffer.from('7f454c46020101000000000000000000', 'hex'), 'type-not-taken'],
    ['an archive', Buffer.from('504b0304140000000000000000000000000000000000000000000000', 'hex'), 'type-not-taken'],
    ['bytes that mean nothing', Buffer.from([1, 2, 3, 0, 255]), 'type-not-taken'],
  ])('refuses %s and keeps nothing of it', async (_what, bytes, reason) => {
    expect(await keep(bytes)).toMatchObject({ kind: 'refused', reason });
    expect(kept()).toEqual([]);
  });

  it('refuses a document over the limit without keeping any of it, and says how large it was', async () => {
    const large = Buffer.alloc(1_001, 'a');
    expect(await keep(large, store(1_000))).toMatchObject({
      kind: 'refused',
      reason: 'too-large',
      document: { bytes: 1_001 },
    });
    expect(kept()).toEqual([]);
    expect((await keep(large.subarray(1), store(1_000))).kind).toBe('stored');
  });

  it('refuses a digest that would lead out of its folder', () => {
    expect(() => folder.document('../../etc/passwd')).toThrow(/path in the data directory/);
  });
});
