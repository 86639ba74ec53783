/** Columns that text of ours keeps to, on a terminal and in mail. */
export const TEXT_WIDTH = 100;

const BULLET = '•';

/** Bullets in place of a protected value, as many as it has characters, so that carets under it still fit. */
export function mask(value: string): string {
  return BULLET.repeat(value.length);
}

/**
 * Text from a file made safe to print: what is not printable ASCII becomes a middle dot, one for each character, so that
 * columns stay and no control sequence reaches a terminal.
 */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '·');
}

/** Breaks a text at spaces into lines of at most TEXT_WIDTH columns, each after `indent`. Longer words stay whole. */
export function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > TEXT_WIDTH) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(indent + line);
  return lines;
}
