import { describe, expect, it } from 'vitest';
import { isSimilarId } from '../../src/validate/similar-ids.js';

describe('a misspelt segment id', () => {
  it.each([
    ['nm1', 'NM1'],
    ['NM', 'NM1'],
    ['NM11', 'NM1'],
    ['CLN', 'CLM'],
    ['CLMX', 'CLM'],
    [' LX', 'LX'],
    ['H1', 'HL'],
    ['\tS.V1', 'SV1'],
  ])('%j looks like %s', (sent, id) => {
    expect(isSimilarId(sent, id)).toBe(true);
  });

  it.each([
    ['ZZZ', 'CLM'],
    ['', 'NM1'],
    ['CML', 'CLM'],
    ['PLEASE CALL US', 'PER'],
    ['N', 'HL'],
    ['NM123', 'NM1'],
  ])('%j does not look like %s', (sent, id) => {
    expect(isSimilarId(sent, id)).toBe(false);
  });
});
