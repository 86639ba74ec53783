import { describe, expect, it } from 'vitest';
import { slownessOf } from '../../src/support/pattern-ways.js';

describe('a pattern is refused as slow when', () => {
  it.each([
    ['what repeats stands inside what repeats', '(a+)+'],
    ['it does so some levels deeper', '((x|(?:[0-9]*))y?){2,}'],
    ['a group that may vary repeats often', '([A-Z]?[0-9]){20}'],
    ['alternatives begin alike', '(a|ab|b)*'],
    ['an alternative may be empty', '(a|b?)*'],
    ['a class and a character overlap', '([A-Z]|B)+'],
    ['several quantifiers can share one text', 'a*a*a*a*b'],
    ['lookahead repeats in what repeats', '(?:(?=a+)a)*'],
    ['groups are nested without end', `${'('.repeat(500)}a${')'.repeat(500)}`],
    ['it refers back', '(A+)B\\1'],
    ['it refers back by name', '(?<one>A)\\k<one>'],
  ])('%s: %s', (_, pattern) => {
    expect(slownessOf(pattern)).toBeTypeOf('string');
  });
});

describe('a pattern is quick when', () => {
  it.each([
    ['it has no quantifier', 'ABC'],
    ['one class repeats', '[0-9A-Z]{9}X'],
    ['two wide ones stand in a row', '.*BOX.*'],
    ['a group of fixed length repeats', '([0-9]{2})+'],
    ['alternatives begin differently', '(A[0-9]|B|[C-F]{3})*'],
    ['an optional group holds a wide one', '([Pp][.]? ?)?BOX( .*)?'],
    ['a varying group repeats within narrow bounds', '(-[A-Z]{1,9}){0,3}'],
    ['signs are escaped or in a class', '\\(a\\+\\)\\+[(a+)+]{1,3}\\\\1'],
  ])('%s: %s', (_, pattern) => {
    expect(slownessOf(pattern)).toBeUndefined();
  });
});

describe('the slowest pattern that passes', () => {
  it('is done with the longest value within a blink', () => {
    const pattern = '.*.*x';
    expect(slownessOf(pattern)).toBeUndefined();
    const from = performance.now();
    expect(new RegExp(`^(?:${pattern})$`).test('a'.repeat(264))).toBe(false);
    expect(performance.now() - from).toBeLessThan(250);
  });
});
