import { describe, expect, it } from 'vitest';
import { lettersFor } from '../../../src/domain/prior-authorization/letters.js';
import type { ServiceLineStatus } from '../../../src/domain/prior-authorization/model.js';
import { submitted } from '../../support/prior-authorization.js';

const lines = (...statuses: readonly ServiceLineStatus[]) =>
  statuses.map((status, at) => ({ ...submitted().lines[0]!, number: at + 1, status }));

describe('the letters that fall due', () => {
  it('on a decision go to both; the member reads only what was decided', () => {
    expect(lettersFor('decision', lines('approved', 'cancelled', 'modified'))).toEqual([
      { kind: 'decision', recipient: 'member', lines: [1, 3], namesAppeal: true },
      { kind: 'decision', recipient: 'provider', lines: [1, 2, 3], namesAppeal: true },
    ]);
  });

  it.each([
    [['approved', 'approved'], false],
    [['approved', 'modified'], true],
    [['denied'], true],
    [['cancelled', 'approved'], false],
  ] as const)('name the right to appeal when a line is modified or denied: %j', (statuses, namesAppeal) => {
    expect(new Set(lettersFor('decision', lines(...statuses)).map((letter) => letter.namesAppeal))).toEqual(
      new Set([namesAppeal]),
    );
  });

  it('on a deferral go to both, on a cancellation to the member, and otherwise to nobody', () => {
    const recipients = (notice: 'deferral' | 'cancellation' | 'none') =>
      lettersFor(notice, lines('deferred')).map((letter) => letter.recipient);
    expect(recipients('deferral')).toEqual(['member', 'provider']);
    expect(recipients('cancellation')).toEqual(['member']);
    expect(recipients('none')).toEqual([]);
  });
});
