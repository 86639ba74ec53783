import { describe, expect, it } from 'vitest';
import { numberFindings } from '../../src/report/finding-id.js';
import { catalogue } from './catalogue.js';

const at = (byteOffset: number) =>
  catalogue.make('segment-missing', {
    place: { byteOffset, byteLength: 0, segmentPosition: 1, segmentId: 'N3', loopPath: '' },
  });

describe('the id of a finding', () => {
  it('names interchange, group and set from 1, then counts in the order of the bytes', () => {
    const numbered = numberFindings({ interchange: 0, group: 1, set: 2 }, [at(30), at(10), at(20)]);
    expect(numbered.map(({ id, finding }) => [id, finding.place.byteOffset])).toEqual([
      ['F1.2.3-1', 10],
      ['F1.2.3-2', 20],
      ['F1.2.3-3', 30],
    ]);
  });

  it('is another one for an interchange, a group and the file', () => {
    const idOf = (owner: Parameters<typeof numberFindings>[0]) => numberFindings(owner, [at(0)])[0]?.id;
    expect(idOf({ interchange: 4, group: 0 })).toBe('F5.1-1');
    expect(idOf({ interchange: 0 })).toBe('F1-1');
    expect(idOf({})).toBe('F0-1');
  });

  it('keeps findings of one place in the order they were found', () => {
    const [first, second] = [at(5), { ...at(5), code: 'loop-missing' }];
    const numbered = numberFindings({}, [first, second]);
    expect(numbered.map(({ finding }) => finding.code)).toEqual(['segment-missing', 'loop-missing']);
  });
});
