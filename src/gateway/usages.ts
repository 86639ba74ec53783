import { createReadStream } from 'node:fs';
import type { HeaderToken } from '../x12/header.js';
import { type TokenHandler, Tokenizer } from '../x12/tokenizer.js';

/** The ISA15 of every readable header of a file, as sent. Streams; never throws on content. */
export async function usagesOf(path: string): Promise<ReadonlySet<string>> {
  const usages = new Set<string>();
  const handler: TokenHandler = {
    header(header: HeaderToken) {
      if (header.form !== 'unreadable') usages.add(header.elements[14] ?? '');
    },
    segment() {},
    stray() {},
    oversize() {},
    cut() {},
  };
  const tokenizer = new Tokenizer(handler);
  for await (const chunk of createReadStream(path)) tokenizer.push(chunk);
  tokenizer.end();
  return usages;
}
