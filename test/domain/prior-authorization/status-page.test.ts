import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STATE_TABLE, type Transition } from '../../../src/domain/prior-authorization/status.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/prior-authorization.md'), 'utf8');
const HEADING = '| in status | event | by | header then | line then | letter | and |';

/** A row of the state table as the page writes it. */
function lineOf(row: Transition): string {
  const cells = [
    row.from.join(', '),
    row.event,
    row.actor,
    row.to ?? '',
    row.lineTo ?? '',
    row.notice === 'none' ? '' : row.notice,
    row.effects.join(', '),
  ];
  return `| ${cells.map((cell) => cell || '·').join(' | ')} |`;
}

describe('the page about prior authorizations', () => {
  it('shows the state table as it is, row by row', () => {
    const lines = page.split('\n');
    const start = lines.indexOf(HEADING) + 2;
    const end = lines.findIndex((line, at) => at >= start && !line.startsWith('|'));
    expect(lines.slice(start, end)).toEqual(STATE_TABLE.map(lineOf));
  });
});
