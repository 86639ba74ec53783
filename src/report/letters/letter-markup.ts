import type { LetterBlock } from './letter.js';

/** Stand in a value for `|`, and before a character that would begin a block: private use, so no text of anybody's. */
const BAR = '\uE000';
const GUARD = '\uE001';

/**
 * Makes a value safe to stand in a template's text: one line, without control characters, and nothing in it is taken for
 * markup, whatever a reviewer or a sender wrote. `letterBlocks` gives it back as it was.
 */
export function escapeValue(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  const line = text
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .replaceAll('|', BAR);
  return /^[#>-]/.test(line) ? GUARD + line : line;
}

/**
 * What a rendered template says as blocks. A line that begins with `#` is a heading (`##` a lesser one), with `-` an item,
 * with `>` a line that stays by itself, with `|` a row of a table, whose first row is the head. Other lines run on as a
 * paragraph until an empty one. Rows are cut or filled up to
 * the head's cells; columns that are empty in every row go.
 */
export function letterBlocks(markup: string): LetterBlock[] {
  const blocks: LetterBlock[] = [];
  let running: string[] = [];
  let before = '';
  const endParagraph = () => {
    if (running.length > 0) blocks.push({ kind: 'paragraph', text: plain(running.join(' ')) });
    running = [];
  };
  for (const line of markup.split('\n').map((one) => one.trim())) {
    const kind = kindOf(line);
    if (kind !== 'text') endParagraph();
    if (kind === 'text') running.push(line);
    else if (kind !== 'empty') addLine(blocks, kind, line, kind === before);
    before = kind;
  }
  endParagraph();
  return blocks.map((block) => (block.kind === 'table' ? withoutEmptyColumns(block) : block));
}

/** A column that says nothing in any row only takes room. */
function withoutEmptyColumns({ kind, head, rows }: Table): Table {
  const isKept = (_: string, column: number) => rows.some((row) => row[column] !== '');
  return rows.length === 0
    ? { kind, head, rows }
    : { kind, head: head.filter(isKept), rows: rows.map((row) => row.filter(isKept)) };
}

type Table = Extract<LetterBlock, { kind: 'table' }>;

type LineKind = 'empty' | 'heading' | 'item' | 'line' | 'row' | 'text';

const KINDS: Readonly<Record<string, LineKind>> = { '#': 'heading', '-': 'item', '>': 'line', '|': 'row' };

function kindOf(line: string): LineKind {
  return line === '' ? 'empty' : (KINDS[line[0]!] ?? 'text');
}

/** `goesOn`: the line before was of this kind too. */
function addLine(blocks: LetterBlock[], kind: LineKind, line: string, goesOn: boolean): void {
  const last = goesOn ? blocks.at(-1) : undefined;
  if (kind === 'heading') {
    const level = line.startsWith('##') ? 2 : 1;
    blocks.push({ kind, level, text: plain(line.replace(/^#+/, '')) });
  } else if (kind === 'item') {
    blocks.push({ kind, text: plain(line.slice(1)) });
  } else if (kind === 'line') {
    const text = plain(line.slice(1));
    if (last?.kind === 'lines') blocks[blocks.length - 1] = { kind: 'lines', lines: [...last.lines, text] };
    else blocks.push({ kind: 'lines', lines: [text] });
  } else {
    const cells = line.replace(/^\|/, '').replace(/\|$/, '').split('|').map(plain);
    if (last?.kind === 'table') {
      const row = last.head.map((_, at) => cells[at] ?? '');
      blocks[blocks.length - 1] = { ...last, rows: [...last.rows, row] };
    } else {
      blocks.push({ kind: 'table', head: cells, rows: [] });
    }
  }
}

function plain(text: string): string {
  return text.replaceAll(GUARD, '').replaceAll(BAR, '|').replace(/\s+/g, ' ').trim();
}
