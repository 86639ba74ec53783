import { columnWidths } from './column-widths.js';
import type { Letter, LetterBlock } from './letter.js';

/** Columns a letter as text keeps to. */
export const LETTER_WIDTH = 80;

const GAP = 2;
const INDENT = '  ';

/** A letter as plain text, lines of at most 80 characters, ending with a line feed. */
export function letterText(letter: Letter): string {
  const parts = [
    letter.sender.join('\n'),
    letter.date,
    letter.recipient.join('\n'),
    ...grouped(letter.blocks).map((group) => group.map(blockText).join('\n')),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Items that follow one another stand together; all else has an empty line between. */
function grouped(blocks: readonly LetterBlock[]): LetterBlock[][] {
  const groups: LetterBlock[][] = [];
  for (const block of blocks) {
    const group = groups.at(-1);
    if (block.kind === 'item' && group?.[0]?.kind === 'item') group.push(block);
    else groups.push([block]);
  }
  return groups;
}

function blockText(block: LetterBlock): string {
  if (block.kind === 'table') return tableText(block.head, block.rows);
  if (block.kind === 'lines') {
    return block.lines
      .flatMap((line) => wrapped(line, LETTER_WIDTH - INDENT.length).map((one) => INDENT + one))
      .join('\n');
  }
  if (block.kind === 'item') {
    return wrapped(block.text, LETTER_WIDTH - 2)
      .map((line, at) => `${at === 0 ? '- ' : INDENT}${line}`)
      .join('\n');
  }
  if (block.kind === 'heading')
    return wrapped(block.level === 1 ? block.text.toUpperCase() : block.text, LETTER_WIDTH).join('\n');
  return wrapped(block.text, LETTER_WIDTH).join('\n');
}

function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const natural = head.map((_, column) => Math.max(...all.map((row) => lengthOf(row[column]!))));
  const least = head.map((_, column) => Math.max(...all.flatMap((row) => row[column]!.split(' ').map(lengthOf))));
  const widths = columnWidths(natural, least, LETTER_WIDTH - GAP * (head.length - 1));
  const rule = widths.map((width) => '-'.repeat(width)).join(' '.repeat(GAP));
  const [first, ...others] = all.map((row) => rowText(row, widths));
  return [first!, rule, ...others].join('\n');
}

function rowText(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => wrapped(cell, widths[column]!));
  const height = Math.max(...cells.map((cell) => cell.length));
  const lines = Array.from({ length: height }, (_, at) =>
    cells
      .map((cell, column) => {
        const text = cell[at] ?? '';
        return text + ' '.repeat(widths[column]! - lengthOf(text));
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
  return lines.join('\n');
}

/** Breaks at spaces into lines of at most `width` characters; a longer word is cut. At least one line. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const letters = [...word];
    if (line !== '' && lengthOf(line) + 1 + letters.length <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    let from = 0;
    for (; letters.length - from > width; from += width) lines.push(letters.slice(from, from + width).join(''));
    line = letters.slice(from).join('');
  }
  return [...lines, line];
}

/** Characters, not code units. */
function lengthOf(text: string): number {
  return [...text].length;
}
