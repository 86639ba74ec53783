import { missingEvidence } from '../../partners/evidence.js';
import type { Allowance, PartnerProfile } from '../../partners/profile.js';
import { moveProblem, standingOf } from '../../partners/states.js';
import type { ApprovalGround, Ledger, PartnerChange } from '../../store/ledger.js';
import type { AllowanceEntry, PartnerEntry } from './entry.js';
import { evidenceSentence } from './evidence.js';
import type { PartnerFileProblem } from './partner-file.js';

/** What a file means for the transactions of one partner. */
export interface AllowancePlan {
  readonly changes: readonly PartnerChange[];
  /** How they stand afterwards, in the ledger's order. */
  readonly after: readonly Allowance[];
  /** Those that the file does not name and that stay. */
  readonly kept: readonly string[];
}

/** What it is planned against. */
export interface AllowanceSurroundings {
  readonly ledger: Pick<Ledger, 'testEvidence' | 'approvals'>;
  readonly processed: readonly string[];
  readonly prune: boolean;
  readonly payer: { readonly timeZone: string };
}

/**
 * The moves that lead to the states of an entry, under the rules of the commands: an approval needs evidence or `waive`, a
 * suspension a reason; a suspension is lifted by a person (`partner resume`) and never by a file, with `prune` neither, and
 * what was approved and taken back is approved again by a person. What is not possible goes to `problems`, with paths below
 * the partner.
 */
export function planAllowances(
  { id, allowances = [] }: PartnerEntry,
  before: PartnerProfile | undefined,
  { ledger, processed, prune, payer }: AllowanceSurroundings,
  problems: PartnerFileProblem[],
): AllowancePlan {
  const now = before?.allowances ?? [];
  const changes: PartnerChange[] = [];
  const after: Allowance[] = [];
  for (const [at, entry] of allowances.entries()) {
    const { transaction: transactionSet, usage, state: to, reason = '' } = entry;
    const wrong = (message: string) => void problems.push({ path: ['allowances', `${at}`], message });
    if (allowances.findIndex((one) => one.transaction === transactionSet && one.usage === usage) < at) {
      wrong(`${transactionSet} ${usage} stands there twice.`);
    }
    if (!processed.includes(transactionSet)) {
      wrong(`The gateway does not process ${transactionSet}; transactions are ${processed.join(', ')}.`);
    }
    const standing = standingOf({ allowances: now }, transactionSet, usage);
    const recorded = now.find((one) => one.transactionSet === transactionSet && one.usage === usage);
    if (recorded?.state === to) {
      after.push(recorded);
      continue;
    }
    const { state: from } = standing;
    const problem =
      usage === 'P' && to === 'testing' ? NEVER_IN_TEST : moveProblem(transactionSet, usage, standing, to);
    if (problem !== undefined) wrong(problem);
    if (to === 'suspended' && reason === '') wrong('A suspension needs a reason.');
    if (to === 'approved' && wasApproved(id, entry, ledger)) {
      wrong(`${transactionSet} ${usage} was approved and taken back: a person approves it again (partner approve).`);
    }
    const ground = to === 'approved' ? groundOf(id, entry, ledger, payer.timeZone) : undefined;
    if (typeof ground === 'string') wrong(ground);
    const move = { transactionSet, usage, from, to, reason: to === 'suspended' ? reason : '' };
    const grounded = typeof ground === 'object' ? { ...move, ground } : move;
    changes.push({ kind: 'move', partnerId: id, move: grounded });
    after.push({ transactionSet, usage, state: to, ...(move.reason === '' ? {} : { reason }) });
  }
  const unnamed = now.filter((one) => !after.some((other) => isSame(one, other)));
  const dropped = prune ? unnamed.filter(({ state }) => state !== 'suspended') : [];
  const kept = unnamed.filter((one) => !dropped.includes(one));
  changes.push(
    ...dropped.map(({ transactionSet, usage }) => ({
      kind: 'disallow' as const,
      partnerId: id,
      transactionSet,
      usage,
    })),
  );
  const left = [...after, ...kept];
  return {
    changes,
    after: left.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    kept: kept.map((one) => `allowance ${keyOf(one)}`),
  };
}

const NEVER_IN_TEST = 'Production data cannot be in the state testing: say usage T.';

/**
 * True for a transaction that once was approved under this id: a file that is applied every night undoes no decision, not
 * even by way of a partner that was pruned and is made again.
 */
function wasApproved(
  partnerId: string,
  { transaction, usage }: AllowanceEntry,
  ledger: AllowanceSurroundings['ledger'],
): boolean {
  return ledger
    .approvals(partnerId, 'every-life')
    .some((one) => one.transactionSet === transaction && one.usage === usage);
}

/** On what an approval stands, or the sentence that says what is missing. */
function groundOf(
  partnerId: string,
  { transaction, usage, waive = '' }: AllowanceEntry,
  ledger: AllowanceSurroundings['ledger'],
  timeZone: string,
): ApprovalGround | string {
  const evidence = ledger.testEvidence(partnerId, transaction);
  if (evidence !== undefined && missingEvidence(evidence) === undefined) return { evidence };
  if (waive.trim() !== '') return { waiver: waive };
  return `${transaction} ${usage} cannot be approved without evidence: ${evidenceSentence(evidence, timeZone)}. Say waive: REASON if none is needed.`;
}

function isSame(one: Allowance, other: Allowance): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf({ transactionSet, usage }: Allowance): string {
  return `${transactionSet} ${usage}`;
}
