import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../src/domain/prior-authorization/problems.js';
import { problemWith } from '../../../src/domain/prior-authorization/problems.js';
import { AAA_BY_PROBLEM, aaaEntries, problemEntries } from '../../../src/transactions/278/refusals.js';
import { ResponseEcho } from '../../../src/transactions/278/response-echo.js';
import { tables } from './sets.js';

describe('the AAA for a refusal', () => {
  const guide = new ResponseEcho(tables.responseGuide);

  it.each(Object.entries(AAA_BY_PROBLEM))('%s stands in the lists of its loop', (_name, [loop, reason, followUp]) => {
    expect(guide.codesOf(loop, 'AAA', 1)).toContain('N');
    expect(guide.codesOf(loop, 'AAA', 3)).toContain(reason);
    expect(guide.codesOf(loop, 'AAA', 4)).toContain(followUp);
  });

  it('speaks only of the highest level at fault', () => {
    const refusals = [problemWith('line.dates', 'missing', 1), problemWith('diagnosis', 'missing')];
    expect(aaaEntries(problemEntries(refusals))).toEqual([{ loop: '2000E', reason: 'AF', followUp: 'C', line: 0 }]);
  });

  it('says each reason once for a loop, and at most nine', () => {
    const twice: Refusal[] = [problemWith('line.dates', 'missing', 2), problemWith('line.dates', 'invalid', 2)];
    expect(aaaEntries(problemEntries(twice))).toHaveLength(1);
    const both = [problemWith('line.dates', 'missing', 1), problemWith('line.dates', 'missing', 2)];
    expect(aaaEntries(problemEntries(both)).map((entry) => entry.line)).toEqual([1, 2]);
  });
});
