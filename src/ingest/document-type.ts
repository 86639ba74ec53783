import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';

/** Bytes looked at to tell text from other content. */
const SAMPLE = 64 * 1024;

/** What cannot stand in a text that people wrote: control characters but tab, line ends and form feed. */
const NO_TEXT = /[\u0000-\u0008\u000b\u000e-\u001f]/;

/** A page for a browser, which would run what is in it: near the beginning, whatever the file calls itself. */
const PAGE = /<(?:!doctype\s+html|html|head|body|script|iframe|(?:\w{1,20}:)?svg)[\s>/]/i;
/** As far as browsers look. */
const PAGE_SAMPLE = 2_048;

/**
 * The media type of a stored document, found in its content and never taken from its name or sender: what the common
 * signatures say, else `text/html` for a page or drawing that a browser would run, `application/xml`, `application/rtf` or `text/plain` for readable text in UTF-8 or latin1, else
 * `application/octet-stream`. Reads the beginning (for Office files their directory too), whatever the size.
 */
export async function documentType(path: string): Promise<string> {
  const known = await fileTypeFromFile(path);
  if (known !== undefined && known.mime !== 'application/xml') return known.mime;
  const text = await beginningOf(path);
  if (NO_TEXT.test(text)) return 'application/octet-stream';
  if (PAGE.test(text.slice(0, PAGE_SAMPLE))) return 'text/html';
  if (known !== undefined) return known.mime;
  const start = text.trimStart();
  if (start.startsWith('<?xml')) return 'application/xml';
  if (start.startsWith('{\\rtf')) return 'application/rtf';
  return 'text/plain';
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    return buffer.subarray(0, bytesRead).toString('latin1');
  } finally {
    await file.close();
  }
}
