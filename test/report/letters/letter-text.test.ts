import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LetterDue } from '../../../src/domain/prior-authorization/letters.js';
import type { LetterSource } from '../../../src/report/letters/letter-facts.js';
import { letterText } from '../../../src/report/letters/letter-text.js';
import {
  APPROVED,
  CANCELLED,
  DENIED,
  letterOf,
  line,
  MODIFIED,
  type Overlay,
  requestWith,
  source,
  WANTED,
} from './material.js';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/letters');
const PROVIDER = ['PINERIDGE THERAPY', '4 Clinic Road', 'Northlake, MA 02999'];

const decision = (recipient: LetterDue['recipient'], lines: readonly number[], namesAppeal: boolean): LetterDue => ({
  kind: 'decision',
  recipient,
  lines,
  namesAppeal,
});

/** A request that was deferred in the payer's March, due two weeks later. */
const deferred = requestWith([line(1, { status: 'deferred' })], {
  status: 'deferred',
  paNumber: '',
  deadline: {
    clock: 'deferral',
    dueAt: '2031-03-19T03:59:59.999Z',
    outerLimitAt: '2031-03-23T03:59:59.999Z',
    firstAnswerDueAt: '',
  },
  attachments: [WANTED],
});
const deferral = (recipient: LetterDue['recipient']): Partial<LetterSource> => ({
  due: { kind: 'deferral', recipient, lines: [1], namesAppeal: false },
  priorAuthorization: deferred,
});

const LETTERS: readonly (readonly [name: string, overlay: Overlay, source: LetterSource])[] = [
  ['approved-member', 'neutral', source('neutral', [APPROVED])],
  ['changed-and-denied-member', 'masshealth', source('masshealth', [APPROVED, MODIFIED, DENIED])],
  ['denied-member', 'neutral', source('neutral', [DENIED])],
  [
    'decision-provider',
    'masshealth',
    source('masshealth', [APPROVED, MODIFIED, DENIED, CANCELLED], {
      due: decision('provider', [1, 2, 3, 4], true),
      recipient: PROVIDER,
    }),
  ],
  ['deferral-member', 'masshealth', source('masshealth', [], deferral('member'))],
  ['deferral-provider', 'masshealth', source('masshealth', [], { ...deferral('provider'), recipient: PROVIDER })],
  [
    'cancellation-member',
    'neutral',
    source('neutral', [CANCELLED], {
      due: { kind: 'cancellation', recipient: 'member', lines: [4], namesAppeal: false },
    }),
  ],
];

describe('a letter as text', () => {
  it.each(LETTERS)('reads as %s.txt', async (name, overlay, from) => {
    const text = letterText(letterOf(overlay, from));
    await expect(text).toMatchFileSnapshot(join(FIXTURES, `${name}.txt`));
    expect(text.split('\n').filter((one) => [...one].length > 80)).toEqual([]);
  });
});

describe('a word that is longer than a line', () => {
  const text = (word: string) =>
    letterText({
      title: 'A',
      language: 'en-US',
      sender: [],
      date: '',
      recipient: [],
      blocks: [{ kind: 'paragraph', text: word }],
      pageLine: '',
    });

  it('is cut at the width, and goes on with the words after it', () => {
    expect(text(`${'x'.repeat(170)} end`)).toBe(`${'x'.repeat(80)}\n${'x'.repeat(80)}\n${'x'.repeat(10)} end\n`);
    expect(text('x'.repeat(80))).toBe(`${'x'.repeat(80)}\n`);
  });

  it('takes no longer than its length asks for', { timeout: 5_000 }, () => {
    expect(text('x'.repeat(4_000_000)).length).toBe((4_000_000 / 80) * 81);
  });
});
