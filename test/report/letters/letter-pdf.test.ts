import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Letter } from '../../../src/report/letters/letter.js';
import { letterPdf } from '../../../src/report/letters/letter-pdf.js';
import { temporaryFolder } from '../../store/material.js';
import { needs } from '../../support/system-part.js';
import { APPROVED, DENIED, decided, letterOf, line, MODIFIED, source } from './material.js';

const MADE_AT = new Date('2031-03-05T16:00:00.000Z');
const ON_LETTER = { pageSize: 'letter', madeAt: MADE_AT } as const;

const short = letterOf('masshealth', source('masshealth', [APPROVED, MODIFIED, DENIED]));
const long = letterOf(
  'neutral',
  source(
    'neutral',
    Array.from({ length: 60 }, (_, at) => line(at + 1, decided())),
  ),
);

/** What a program of the system reads in a PDF. */
async function paper(letter: Letter, program: 'pdftotext' | 'pdfinfo', ...options: readonly string[]): Promise<string> {
  const path = join(temporaryFolder(), 'letter.pdf');
  writeFileSync(path, (await letterPdf(letter, ON_LETTER)).bytes);
  const output = program === 'pdftotext' ? ['-'] : [];
  return execFileSync(program, [...options, path, ...output], { encoding: 'utf8' });
}

describe('a letter as PDF', () => {
  it('is the same, byte for byte, for the same letter and instant, and small', async () => {
    const [first, second] = [await letterPdf(short, ON_LETTER), await letterPdf(short, ON_LETTER)];
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
    expect(first.bytes.length).toBeLessThan(100_000);
    expect(first.pages).toBe(2);
  });

  it('goes on over as many pages as it takes', async () => {
    expect((await letterPdf(long, ON_LETTER)).pages).toBe(4);
    expect((await letterPdf(long, ON_LETTER)).bytes.length).toBeLessThan(100_000);
  });
});

describe.skipIf(!needs('pdftotext'))('a letter on paper', () => {
  it('says what the text says', async () => {
    const read = await paper(short, 'pdftotext', '-layout');
    const text = read.replace(/Page \d of \d/g, '').replace(/\s+/g, ' ');
    for (const block of short.blocks) {
      const parts = block.kind === 'lines' ? block.lines : block.kind === 'table' ? block.head : [block.text];
      for (const part of parts) expect(text).toContain(part);
    }
    expect(text).toContain('2 97110-GP Changed 20 units');
  });

  it('is tagged soundly wherever an item of a list begins a page', async () => {
    for (let items = 20; items < 50; items++) {
      const blocks = Array.from({ length: items }, (_, at) => ({ kind: 'item', text: `Reason ${at + 1}` }) as const);
      const path = join(temporaryFolder(), 'list.pdf');
      writeFileSync(path, (await letterPdf({ ...short, blocks }, ON_LETTER)).bytes);
      const { stderr } = spawnSync('pdftotext', [path, '-'], { encoding: 'utf8' });
      expect(stderr).toBe('');
    }
  });

  it('shows names in other letters than ours', async () => {
    const name = 'Žofia Þórsdóttir Nguyễn Ольга Ελένη';
    const letter = { ...short, recipient: [name, '12 Mill Street', 'Northlake, MA 02999'] };
    expect(await paper(letter, 'pdftotext')).toContain(name);
  });

  it('has the recipient in the window of an envelope', async () => {
    const words = await paper(short, 'pdftotext', '-bbox', '-f', '1', '-l', '1');
    const [, left, top] = /xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>Mill</.exec(words) ?? [];
    // 7/8 inch from the left, and in the middle third of a page that is folded in three.
    expect(Number(left)).toBeGreaterThan(63);
    expect(Number(top)).toBeGreaterThan(144);
    expect(Number(top)).toBeLessThan(234);
  });

  it('numbers its pages and repeats the head of a table on each', async () => {
    const pages = (await paper(long, 'pdftotext', '-layout')).split('\f').slice(0, -1);
    expect(pages.map((page) => /Page (\d of \d)/.exec(page)?.[1])).toEqual(['1 of 4', '2 of 4', '3 of 4', '4 of 4']);
    for (const page of pages.slice(0, 3)) expect(page).toMatch(/Line +Service +Decision/);
    const numbers = pages.flatMap((page) => [...page.matchAll(/^ *(\d+) +97110-GP/gm)].map(([, number]) => number));
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, at) => String(at + 1)));
  });

  it('says in its properties what it is, when it was made and in which language, and nobody’s name', async () => {
    const facts = await paper(short, 'pdfinfo');
    expect(facts).toMatch(/Title: +Decision on a request for prior authorization\n/);
    expect(facts).toMatch(/Author: +MassHealth\n/);
    expect(facts).toMatch(/Tagged: +yes/);
    expect(facts).toMatch(/Page size: +612 x 792 pts \(letter\)/);
    expect(facts).not.toContain('Doe');
    expect(await paper(short, 'pdfinfo', '-struct')).toMatch(/Document[\s\S]+H1[\s\S]+Table[\s\S]+TH[\s\S]+TD/);
    const { bytes } = await letterPdf(short, { ...ON_LETTER, pageSize: 'a4' });
    expect(Buffer.from(bytes).toString('latin1')).toMatch(
      /\/Lang \(en-US\)[\s\S]*595.28 841.89|595.28 841.89[\s\S]*\/Lang \(en-US\)/,
    );
  });
});
