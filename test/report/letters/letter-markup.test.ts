import { describe, expect, it } from 'vitest';
import { escapeValue, letterBlocks } from '../../../src/report/letters/letter-markup.js';

describe('the markup of a template', () => {
  it('gives headings, paragraphs, items, lines and tables', () => {
    const markup = [
      '# Title',
      'One',
      'paragraph.',
      '',
      '## Lesser',
      '- first',
      '- second',
      '> Street 1',
      '> City',
      '| A | B |',
      '| 1 | 2 |',
      'Another.',
    ];
    expect(letterBlocks(markup.join('\n'))).toEqual([
      { kind: 'heading', level: 1, text: 'Title' },
      { kind: 'paragraph', text: 'One paragraph.' },
      { kind: 'heading', level: 2, text: 'Lesser' },
      { kind: 'item', text: 'first' },
      { kind: 'item', text: 'second' },
      { kind: 'lines', lines: ['Street 1', 'City'] },
      { kind: 'table', head: ['A', 'B'], rows: [['1', '2']] },
      { kind: 'paragraph', text: 'Another.' },
    ]);
  });

  it('keeps rows to the cells of the head and drops columns in which nothing stands', () => {
    const [table] = letterBlocks('| A | B | C |\n| 1 |\n| 2 | | 3 | 4 |');
    expect(table).toEqual({
      kind: 'table',
      head: ['A', 'C'],
      rows: [
        ['1', ''],
        ['2', '3'],
      ],
    });
  });
});

describe('a value', () => {
  it.each(['# no heading', '- no item', '> no line', '| no | table', 'a | b'])('%j stays text', (value) => {
    expect(letterBlocks(`${escapeValue(value)}\n`)).toEqual([{ kind: 'paragraph', text: value }]);
    expect(letterBlocks(`| Said |\n| ${escapeValue(value)} |`)).toEqual([
      { kind: 'table', head: ['Said'], rows: [[value]] },
    ]);
  });

  it('of several lines cannot begin a block, and brings no control character', () => {
    expect(escapeValue('one\r\n# two\u0007\u001b[31m')).toBe('one # two [31m');
  });
});
