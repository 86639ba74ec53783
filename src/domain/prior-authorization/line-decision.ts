import { compareDecimals, isPositiveDecimal } from '../units.js';
import { wordProblems } from './admission.js';
import { isIsoDay } from './checks.js';
import type { CommandFacts, CommandProblem, LineDecisionDraft } from './command.js';
import type { LineDecision, ServiceLine } from './model.js';
import { reasonProblems } from './reasons.js';
import type { ReviewSettings } from './settings.js';

/** What a line authorizes by a draft: what the draft leaves out is as it was requested. */
export function decisionOf(draft: LineDecisionDraft, line: ServiceLine, facts: CommandFacts): LineDecision {
  return {
    outcome: draft.outcome,
    ...(draft.outcome === 'denied' ? NOTHING_AUTHORIZED : authorizedBy(draft, line)),
    reasons: draft.reasons ?? [],
    message: draft.message ?? '',
    cause: '',
    duplicateOf: '',
    decidedAt: facts.at.toISOString(),
    decidedBy: facts.actor,
  };
}

type Authorized = Omit<
  LineDecision,
  'outcome' | 'reasons' | 'message' | 'cause' | 'duplicateOf' | 'decidedAt' | 'decidedBy'
>;

/** What a refused line authorizes. */
export const NOTHING_AUTHORIZED: Authorized = Object.freeze({
  authorizedUnits: '',
  unitBasis: '',
  authorizedFrom: '',
  authorizedTo: '',
  authorizedProcedureCode: '',
  authorizedModifiers: [],
  authorizedDeliveryPattern: '',
});

function authorizedBy(draft: LineDecisionDraft, line: ServiceLine): Authorized {
  const differs = differencesOf(draft, line);
  return {
    authorizedUnits: differs.units ? draft.authorizedUnits! : line.requestedUnits,
    unitBasis: line.unitBasis,
    authorizedFrom: draft.authorizedFrom ?? line.requestedFrom,
    authorizedTo: draft.authorizedTo ?? line.requestedTo,
    authorizedProcedureCode: differs.procedure ? draft.authorizedProcedureCode! : '',
    authorizedModifiers: draft.authorizedModifiers ?? line.modifiers,
    authorizedDeliveryPattern: differs.pattern ? draft.authorizedDeliveryPattern! : '',
  };
}

/** In what a draft differs from the request. An empty procedure or pattern stands for the one requested. */
function differencesOf(
  draft: LineDecisionDraft,
  line: ServiceLine,
): Readonly<Record<'units' | 'dates' | 'procedure' | 'modifiers' | 'pattern', boolean>> {
  const { authorizedUnits: units, authorizedProcedureCode: procedure, authorizedDeliveryPattern: pattern } = draft;
  const isComparable = isPositiveDecimal(units ?? '') && isPositiveDecimal(line.requestedUnits);
  return {
    units:
      units !== undefined &&
      (isComparable ? compareDecimals(units, line.requestedUnits) !== 0 : units !== line.requestedUnits),
    dates:
      (draft.authorizedFrom ?? line.requestedFrom) !== line.requestedFrom ||
      (draft.authorizedTo ?? line.requestedTo) !== line.requestedTo,
    procedure: (procedure ?? '') !== '' && procedure !== line.procedureCode,
    modifiers:
      draft.authorizedModifiers !== undefined && draft.authorizedModifiers.join('*') !== line.modifiers.join('*'),
    pattern: (pattern ?? '') !== '' && pattern !== line.deliveryPattern,
  };
}

/** What is wrong with a draft for its line: reasons, units, days, and whether it does what its outcome says. */
export function draftProblems(
  draft: LineDecisionDraft,
  line: ServiceLine,
  settings: ReviewSettings,
): readonly CommandProblem[] {
  const { number } = line;
  const differs = Object.values(differencesOf(draft, line)).includes(true);
  const problems = [
    ...reasonProblems(number, draft.reasons ?? [], draft.outcome !== 'approved', settings),
    ...wordProblems(draft.message ?? '', number),
  ];
  if (draft.outcome !== 'modified') {
    if (differs) problems.push({ problem: 'outcome-contradicted', line: number });
    return problems;
  }
  if (!differs) problems.push({ problem: 'nothing-modified', line: number });
  const units = draft.authorizedUnits ?? line.requestedUnits;
  if (!isPositiveDecimal(units) && (draft.authorizedUnits !== undefined || units !== '')) {
    problems.push({ problem: 'units-invalid', line: number });
  } else if (!settings.mayExceedRequest && isAbove(units, line.requestedUnits)) {
    problems.push({ problem: 'units-above-request', line: number });
  }
  const [from, to] = [draft.authorizedFrom ?? line.requestedFrom, draft.authorizedTo ?? line.requestedTo];
  if (!isIsoDay(from) || !isIsoDay(to) || to < from) problems.push({ problem: 'dates-invalid', line: number });
  return problems;
}

function isAbove(units: string, requested: string): boolean {
  return isPositiveDecimal(units) && isPositiveDecimal(requested) && compareDecimals(units, requested) > 0;
}
