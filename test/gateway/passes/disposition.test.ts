import { describe, expect, it } from 'vitest';
import {
  DispositionCount,
  type InterchangeEnd,
  describe as sentence,
} from '../../../src/gateway/passes/disposition.js';

const clean: InterchangeEnd = {
  acknowledgment: 'A',
  isAcknowledgmentOnly: false,
  groups: 1,
  groupsRefused: 0,
  setsReceived: 3,
  setsAccepted: 3,
};
const refused: InterchangeEnd = { ...clean, acknowledgment: 'R', groups: 0, setsReceived: 0, setsAccepted: 0 };
const partly: InterchangeEnd = { ...clean, setsAccepted: 1 };
const duplicate: InterchangeEnd = { ...clean, acknowledgment: 'duplicate' };
const acknowledgments: InterchangeEnd = { ...clean, isAcknowledgmentOnly: true, setsReceived: 0, setsAccepted: 0 };
const groupRefused: InterchangeEnd = { ...clean, groupsRefused: 1, setsAccepted: 0 };

function end(interchanges: readonly InterchangeEnd[], hasFileFault = false): string {
  const count = new DispositionCount();
  for (const interchange of interchanges) count.add(interchange);
  return count.disposition(hasFileFault);
}

describe('a file ends as', () => {
  it.each<[string, readonly InterchangeEnd[], boolean]>([
    ['accepted', [clean, clean], false],
    ['accepted', [clean, duplicate], false],
    ['partially-accepted', [clean, refused], false],
    ['partially-accepted', [partly], false],
    ['partially-accepted', [clean], true],
    ['partially-accepted', [duplicate, refused], false],
    ['rejected', [], true],
    ['rejected', [], false],
    ['rejected', [refused, refused], true],
    ['rejected', [groupRefused], false],
    ['duplicate', [duplicate, duplicate], false],
    ['acknowledgments', [acknowledgments], false],
    ['accepted', [acknowledgments, clean], false],
  ])('%s', (disposition, interchanges, hasFileFault) => {
    expect(end(interchanges, hasFileFault)).toBe(disposition);
    expect(sentence(disposition as 'accepted')).toMatch(/^The|^Every|^Part|^Nothing|^An/);
  });
});
