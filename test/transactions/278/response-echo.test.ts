import { describe, expect, it } from 'vitest';
import { ResponseEcho } from '../../../src/transactions/278/response-echo.js';
import type { SegmentNode } from '../../../src/validate/unit-tree.js';
import { writeSegment } from '../../../src/x12/writer.js';
import { tables } from './sets.js';

const guide = new ResponseEcho(tables.responseGuide);
const FOREIGN = { element: 0x7c, repetition: 0x5e, component: 0x3e, segment: 0x0a };

/** What is left of a segment written with | and >, as the answer writes it; undefined when it is left out. */
function repeated(loop: string, text: string): string | undefined {
  const [id = '', ...elements] = text.split('|');
  const segment: SegmentNode = { id, name: '', position: 1, byteOffset: 0, elements };
  const kept = guide.repeat(loop, segment, FOREIGN);
  return kept === undefined ? undefined : writeSegment(kept.id, kept.elements);
}

describe('what an answer repeats of a segment', () => {
  it.each([
    ['is all of it where the guides agree', '2000F', 'SV1|HC>70553>26|950|UN|1', 'SV1*HC:70553:26*950*UN*1~'],
    ['lacks elements only the request has', '2000E', 'UM|HS|I|1|22>B|AA|U|1|1|Y|1', 'UM*HS*I*1*22:B**U~'],
    ['lacks components only the request has', '2000E', 'HI|ABK>G35>>>100', 'HI*ABK:G35~'],
    ['lacks a value that is not in the guide’s list', '2000E', 'UM|HS|I|ZZ', 'UM*HS*I~'],
    ['lacks the id when its qualifier had to go', '2010EA', 'NM1|DK|1|ROSSI|N||||ZZ|123', 'NM1*DK*1*ROSSI*N~'],
    ['lacks a date when its format had to go', '2000E', 'HI|ABK>G35>TM>1200', 'HI*ABK:G35~'],
    [
      'has the delimiters of our own file only',
      '2010C',
      'NM1|IL|1|O*A:K~S|MARTA||||MI|1',
      'NM1*IL*1*OAKS*MARTA****MI*1~',
    ],
  ])('%s', (_name, loop, text, expected) => {
    expect(repeated(loop, text)).toBe(expected);
  });

  it.each([
    ['a segment the response does not know', '2000E', 'CRC|75|Y|AA'],
    ['a provider in a role the response does not know', '2010FA', 'NM1|1T|2|X'],
    ['a date with a qualifier the response does not know', '2000E', 'DTP|999|D8|20250101'],
    ['an institutional service of which nothing is left', '2000F', 'SV2||QQ>123'],
  ])('is nothing of %s', (_name, loop, text) => {
    expect(repeated(loop, text)).toBeUndefined();
  });

  it('has no place for what the guide does not have: that is our mistake', () => {
    expect(() => guide.place('2010B', 'HCR', ['A4'])).toThrow(RangeError);
  });
});
