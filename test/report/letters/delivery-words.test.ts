import { describe, expect, it } from 'vitest';
import { deliveryWords } from '../../../src/report/letters/delivery-words.js';
import { templatesOf } from './material.js';

const { words } = templatesOf('neutral');

describe('a delivery pattern', () => {
  it.each([
    ['', ''],
    ['VS*3*WK**34*4', '3 visits per week for 4 months'],
    ['VS*1*DA', '1 visit per day'],
    ['HS*2*WK*2', '2 hours every 2 weeks'],
    ['VS*1*WK**35*6*D*D', '1 visit per week for 6 weeks on Monday in the morning'],
    ['DY*5****', '5 days'],
    ['****7*14', 'for 14 days'],
  ])('%s reads "%s"', (pattern, text) => expect(deliveryWords(pattern, words)).toBe(text));

  it('with codes that have no word loses none of them', () => {
    expect(deliveryWords('XX*2*YY**99*3*SP*B', words)).toBe('2 XX per YY for 3 99 (pattern SP) (pattern B)');
  });
});
