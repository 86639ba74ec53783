import type { Allowance, ApprovalState, PartnerProfile } from './profile.js';

/** Where one transaction and usage stand, with what `suspended` needs to go back. */
export type Standing = Pick<Allowance, 'state' | 'suspendedFrom'>;

type Usage = Allowance['usage'];

/**
 * Which state may follow which. Production is never in test; whatever is approved needs evidence or a waiver, which is the
 * business of who approves. What is suspended can only be resumed.
 */
const MOVES: {
  readonly [U in Usage]: Readonly<Record<Exclude<ApprovalState, 'suspended'>, readonly ApprovalState[]>>;
} = {
  T: {
    registered: ['testing', 'approved', 'suspended'],
    testing: ['registered', 'approved', 'suspended'],
    approved: ['registered', 'testing', 'suspended'],
  },
  P: {
    registered: ['approved', 'suspended'],
    testing: ['registered', 'approved', 'suspended'],
    approved: ['registered', 'suspended'],
  },
};

/** Where a partner stands for a transaction and usage; nothing recorded is `registered`. */
export function standingOf(
  { allowances }: Pick<PartnerProfile, 'allowances'>,
  transactionSet: string,
  usage: Usage,
): Standing {
  return (
    allowances.find((one) => one.transactionSet === transactionSet && one.usage === usage) ?? { state: 'registered' }
  );
}

/** The state that `resume` leads to; without a record of it the one in which nothing is approved. */
export function resumedState(usage: Usage, { suspendedFrom }: Standing): ApprovalState {
  return suspendedFrom ?? (usage === 'T' ? 'testing' : 'registered');
}

/** The states that may follow. */
export function possibleStates(usage: Usage, standing: Standing): readonly ApprovalState[] {
  return standing.state === 'suspended' ? [resumedState(usage, standing)] : MOVES[usage][standing.state];
}

/**
 * A sentence on why a state cannot be given, with those that can; undefined when it can, or is the state already. What is
 * suspended is resumed first, whatever it is to become.
 */
export function moveProblem(
  transactionSet: string,
  usage: Usage,
  standing: Standing,
  to: ApprovalState,
): string | undefined {
  const possible = possibleStates(usage, standing);
  if (to === standing.state || (standing.state !== 'suspended' && possible.includes(to))) return undefined;
  const subject = `${transactionSet} ${usageWord(usage)}`;
  const next =
    standing.state === 'suspended'
      ? `it can only be resumed, to ${possible.join()}`
      : `from there it can become ${possible.join(', ')}`;
  return `${subject} is ${standing.state} and cannot become ${to}: ${next}.`;
}

/** `test` or `production`. */
export function usageWord(usage: Usage): string {
  return usage === 'P' ? 'production' : 'test';
}
