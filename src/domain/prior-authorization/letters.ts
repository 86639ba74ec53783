import type { ServiceLine } from './model.js';
import type { Notice } from './status.js';

/** A letter or notice that is due: who gets which kind, about which lines. What it says is made from the PA as it stood. */
export interface LetterDue {
  readonly kind: Exclude<Notice, 'none'>;
  readonly recipient: 'member' | 'provider';
  /** Lines it speaks of, 1 to n. */
  readonly lines: readonly number[];
  /** True when it must name the member's right to appeal: a line was modified or denied. */
  readonly namesAppeal: boolean;
}

/**
 * The letters that follow from a transition's notice. `lines`: those it is about, as they are afterwards. A deferral goes
 * to provider and member; a cancellation to the member, with the reason; the decision to both: the member reads of the
 * lines that were decided (of a cancelled one it has a letter already), the provider of every line. No letter is about no
 * line.
 */
export function lettersFor(notice: Notice, lines: readonly ServiceLine[]): readonly LetterDue[] {
  if (notice === 'none') return [];
  const namesAppeal = lines.some((line) => line.status === 'modified' || line.status === 'denied');
  const letter = (recipient: LetterDue['recipient'], about: readonly ServiceLine[]): readonly LetterDue[] => {
    return about.length === 0
      ? []
      : [{ kind: notice, recipient, lines: about.map((line) => line.number), namesAppeal }];
  };
  if (notice === 'cancellation') return letter('member', lines);
  if (notice === 'deferral') return [...letter('member', lines), ...letter('provider', lines)];
  const decided = lines.filter((line) => line.status !== 'cancelled');
  return [...letter('member', decided), ...letter('provider', lines)];
}
