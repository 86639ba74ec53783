import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { columnWidths } from './column-widths.js';
import type { Letter, LetterBlock } from './letter.js';

type Document = PDFKit.PDFDocument;

export type PageSize = 'letter' | 'a4';

/** How a letter is put on paper. */
export interface LetterPdfOptions {
  readonly pageSize: PageSize;
  /** What the document says of its making; the same letter and instant give the same bytes. */
  readonly madeAt: Date;
}

/** Points, 72 to the inch. Address and body fit the windows of a #10 envelope and of a DIN C6/5 one, both folded in three. */
const MARGIN = 72;
const FOOT = 64;
const ADDRESS_TOP = 153;
const BODY_TOP = 250;
const TEXT_SIZE = 10.5;
const SMALL_SIZE = 9;
const HEADING_SIZES = { 1: 14, 2: 11.5 } as const;
const CELL_PADDING = 4;
const INDENT = 14;

const REGULAR = 'regular';
const BOLD = 'bold';
const FILES = { [REGULAR]: 'DejaVuSans.ttf', [BOLD]: 'DejaVuSans-Bold.ttf' };

const fonts = new Map<string, Buffer>();

/** A font of the package, read once. */
function fontBytes(file: string): Buffer {
  let bytes = fonts.get(file);
  if (bytes === undefined) {
    bytes = readFileSync(createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`));
    fonts.set(file, bytes);
  }
  return bytes;
}

/**
 * A letter as PDF: the recipient in the window of an envelope, tagged for screen readers, only the glyphs it needs
 * embedded (Latin, Greek, Cyrillic and what else DejaVu Sans holds), its pages numbered.
 */
export async function letterPdf(
  letter: Letter,
  { pageSize, madeAt }: LetterPdfOptions,
): Promise<{ readonly bytes: Uint8Array; readonly pages: number }> {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    size: pageSize === 'a4' ? 'A4' : 'LETTER',
    margins: { top: MARGIN, bottom: FOOT, left: MARGIN, right: MARGIN },
    info: { Title: letter.title, Author: letter.sender[0] ?? '', CreationDate: madeAt, ModDate: madeAt },
    lang: letter.language,
    displayTitle: true,
    tagged: true,
    pdfVersion: '1.7',
    bufferPages: true,
    font: '',
  });
  const written = buffer(document);
  for (const [name, file] of Object.entries(FILES)) document.registerFont(name, fontBytes(file));
  new LetterPage(document).put(letter);
  const pages = numberPages(document, letter.pageLine);
  document.end();
  return { bytes: await written, pages };
}

/** Draws one letter onto its document, from the top. */
class LetterPage {
  readonly #document: Document;
  readonly #root: PDFKit.PDFStructureElement;
  readonly #width: number;

  constructor(document: Document) {
    this.#document = document;
    this.#root = document.struct('Document');
    this.#width = document.page.width - 2 * MARGIN;
    document.addStructure(this.#root);
  }

  put(letter: Letter): void {
    const document = this.#document;
    const [payer = '', ...rest] = letter.sender;
    this.#tag('P', () => {
      document.y = MARGIN - 24;
      this.#text(payer, { font: BOLD, size: 12 });
      for (const line of rest) this.#text(line, { size: SMALL_SIZE });
    });
    this.#tag('P', () => {
      document.y = ADDRESS_TOP;
      for (const line of letter.recipient) this.#text(line, {});
    });
    document.y = Math.max(document.y + TEXT_SIZE, BODY_TOP);
    this.#tag('P', () => this.#text(letter.date, {}));
    document.moveDown(1);
    for (const block of letter.blocks) this.#block(block);
    this.#root.end();
  }

  #block(block: LetterBlock): void {
    const document = this.#document;
    if (block.kind === 'heading') {
      const size = HEADING_SIZES[block.level];
      // A heading at the foot of a page goes with what follows it.
      this.#keepTogether(size * 2 + TEXT_SIZE * 4);
      this.#tag(block.level === 1 ? 'H1' : 'H2', () => this.#text(block.text, { font: BOLD, size }));
      document.moveDown(0.4);
    } else if (block.kind === 'table') {
      this.#table(block.head, block.rows);
      document.moveDown(0.8);
    } else if (block.kind === 'lines') {
      this.#keepTogether(block.lines.length * TEXT_SIZE * 1.5);
      this.#tag('P', () => {
        for (const line of block.lines) this.#text(line, { indent: INDENT });
      });
      document.moveDown(0.6);
    } else if (block.kind === 'item') {
      // Before the tag: what is marked must end on the page it began on.
      this.#keepTogether(TEXT_SIZE * 1.5);
      this.#tag('P', () => {
        const top = document.y;
        this.#text('\u2022', {});
        document.y = top;
        this.#text(block.text, { indent: INDENT });
      });
      document.moveDown(0.3);
    } else {
      this.#tag('P', () => this.#text(block.text, {}));
      document.moveDown(0.6);
    }
  }

  #table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    const document = this.#document;
    const all = [head, ...rows];
    const widthOf = (text: string) => document.font(BOLD, SMALL_SIZE).widthOfString(text) + 2 * CELL_PADDING + 1;
    const natural = head.map((_, column) => Math.max(...all.map((row) => widthOf(row[column]!))));
    const least = head.map((_, column) => Math.max(...all.flatMap((row) => row[column]!.split(' ').map(widthOf))));
    const widths = columnWidths(natural, least, this.#width);
    const table = document.struct('Table');
    this.#root.add(table);
    const bottom = document.page.height - FOOT;
    const first = rows[0] ?? [];
    this.#keepTogether(this.#rowHeight(head, widths, BOLD) + this.#rowHeight(first, widths, REGULAR));
    this.#row(table, 'TH', head, widths);
    for (const row of rows) {
      if (document.y + this.#rowHeight(row, widths, REGULAR) > bottom) {
        document.addPage();
        this.#row(undefined, 'TH', head, widths);
      }
      this.#row(table, 'TD', row, widths);
    }
    table.end();
    document.x = MARGIN;
  }

  /** One row; without a table it repeats the head on a new page, which a screen reader passes over. */
  #row(
    table: PDFKit.PDFStructureElement | undefined,
    kind: 'TH' | 'TD',
    cells: readonly string[],
    widths: readonly number[],
  ): void {
    const document = this.#document;
    const font = kind === 'TH' ? BOLD : REGULAR;
    const top = document.y;
    const height = this.#rowHeight(cells, widths, font);
    const row = table === undefined ? undefined : document.struct('TR');
    if (row !== undefined) table?.add(row);
    let left = MARGIN;
    for (const [column, cell] of cells.entries()) {
      const width = widths[column]! - 2 * CELL_PADDING;
      const at = left + CELL_PADDING;
      const draw = () => void document.font(font, SMALL_SIZE).text(cell, at, top + CELL_PADDING, { width });
      if (row === undefined) artifact(document, draw);
      else row.add(document.struct(kind, {}, draw));
      left += widths[column]!;
    }
    row?.end();
    artifact(document, () => {
      const line = top + height;
      document
        .moveTo(MARGIN, line)
        .lineTo(left, line)
        .lineWidth(kind === 'TH' ? 1 : 0.3)
        .stroke();
    });
    document.x = MARGIN;
    document.y = top + height;
  }

  #rowHeight(cells: readonly string[], widths: readonly number[], font: string): number {
    const document = this.#document.font(font, SMALL_SIZE);
    const heights = cells.map((cell, column) =>
      document.heightOfString(cell, { width: widths[column]! - 2 * CELL_PADDING }),
    );
    return Math.max(0, ...heights) + 2 * CELL_PADDING;
  }

  /** Goes to a new page when less than this is left. */
  #keepTogether(height: number): void {
    const document = this.#document;
    if (document.y + height > document.page.height - FOOT) document.addPage();
  }

  #tag(kind: string, draw: () => void): void {
    this.#root.add(this.#document.struct(kind, {}, draw));
  }

  #text(
    text: string,
    { font = REGULAR, size = TEXT_SIZE, indent = 0 }: { font?: string; size?: number; indent?: number },
  ): void {
    const document = this.#document.font(font, size);
    document.text(text, MARGIN + indent, document.y, { width: this.#width - indent, lineGap: 1.5 });
    document.x = MARGIN;
  }
}

/** Writes the page line at the foot of every page. Returns how many there are. */
function numberPages(document: Document, pageLine: string): number {
  const { start, count } = document.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    document.switchToPage(start + page);
    const { margins, height, width } = document.page;
    // Below the margin pdfkit would begin a new page.
    margins.bottom = 0;
    const line = pageLine.replace('{page}', String(page + 1)).replace('{pages}', String(count));
    artifact(document, () => {
      const options = { width: width - 2 * MARGIN, align: 'center' as const, lineBreak: false };
      document.font(REGULAR, 8).text(line, MARGIN, height - 40, options);
    });
    margins.bottom = FOOT;
  }
  return count;
}

/** What is drawn is decoration to a screen reader. */
function artifact(document: Document, draw: () => void): void {
  document.markContent('Artifact');
  draw();
  document.endMarkedContent();
}
