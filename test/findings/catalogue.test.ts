import { describe, expect, it } from 'vitest';
import { FindingCatalogue, type FindingKind } from '../../src/findings/finding.js';

const kind = (code: string, title = code): FindingKind => ({
  code,
  scope: 'segment',
  acknowledgment: null,
  severity: 'reject',
  snip: 4,
  title,
  message: 'Wrong.',
  mend: 'Mend it.',
  source: 'a test',
});

describe('the catalogue of findings', () => {
  it('reads further kinds when a code is asked for that it does not hold, and once', () => {
    const catalogue = new FindingCatalogue([kind('here')]);
    let reads = 0;
    catalogue.addSource(() => {
      reads++;
      return [kind('there'), kind('here', 'another')];
    });
    expect(catalogue.kind('here').title).toBe('here');
    expect(reads).toBe(0);
    expect(catalogue.kind('there').code).toBe('there');
    expect(() => catalogue.kind('nowhere')).toThrow('The findings catalogue has no "nowhere"');
    expect(catalogue.find('nowhere')).toBeUndefined();
    expect([...catalogue.kinds()].map((one) => one.title)).toEqual(['here', 'there']);
    expect(reads).toBe(1);
  });
});
