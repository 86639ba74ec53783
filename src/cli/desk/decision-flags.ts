import { GatewayError } from '../../support/errors.js';
import { type DecisionEntry, decisionEntry } from './decision-entry.js';
import { lineNumbers } from './line-flag.js';

/** A decision as flags say it; exactly one of approve, modify and deny. */
export interface DecisionFlags {
  readonly approve?: boolean;
  readonly modify?: boolean;
  readonly deny?: boolean;
  readonly line?: readonly string[];
  readonly units?: string;
  readonly from?: string;
  readonly to?: string;
  readonly procedure?: string;
  readonly modifier?: readonly string[];
  readonly pattern?: string;
  readonly reason?: readonly string[];
  readonly message?: string;
}

/** Forms of what the domain takes as it is; the rest it judges itself. The same as in `schemas/decision.schema.json`. */
export const PROCEDURE = /^[0-9A-Z]{1,48}$/;
const MODIFIER = /^[0-9A-Z]{2}$/;
const PATTERN = /^[0-9A-Z.*]{1,60}$/;

const OUTCOMES = { approve: 'approved', modify: 'modified', deny: 'denied' } as const;

/**
 * The decision that the flags say: one entry for each line named, or one for all. Raises GatewayError `decision-invalid`
 * (exit code 2) when they name no outcome or several or hold a code that is none, and what `lineNumbers` raises.
 */
export function decisionOfFlags(flags: DecisionFlags): readonly DecisionEntry[] {
  const chosen = (['approve', 'modify', 'deny'] as const).filter((flag) => flags[flag] === true);
  if (chosen.length !== 1) {
    throw new GatewayError('Say one of --approve, --modify and --deny, or give the decision with --file', {
      code: 'decision-invalid',
      operation: 'decide on a prior authorization',
      hint: 'For different outcomes line by line give the command once for each (--line 1 --line 2), or use --file.',
      exitCode: 2,
    });
  }
  requireForms(flags);
  const { units, from, to, procedure, modifier: modifiers, pattern, reason: reasons, message } = flags;
  const outcome = OUTCOMES[chosen[0]!];
  const entry = decisionEntry({ outcome, units, from, to, procedure, modifiers, pattern, reasons, message });
  const lines = lineNumbers(flags.line ?? []);
  return lines.length === 0 ? [entry] : lines.map((lineNumber) => ({ ...entry, lineNumber }));
}

function requireForms({ procedure, modifier = [], pattern }: DecisionFlags): void {
  const problems = [
    ...(procedure === undefined || PROCEDURE.test(procedure)
      ? []
      : ['--procedure is a code of capital letters and digits']),
    ...(modifier.every((one) => MODIFIER.test(one)) ? [] : ['--modifier is two capital letters or digits']),
    ...(pattern === undefined || PATTERN.test(pattern)
      ? []
      : ['--pattern holds the elements of a delivery pattern (HSD), joined with asterisks: VS*2*WK*1']),
  ];
  if (problems.length === 0) return;
  throw new GatewayError(problems.join('; '), {
    code: 'decision-invalid',
    operation: 'decide on a prior authorization',
    hint: 'Nothing was decided. Correct the flags and give the command again.',
    exitCode: 2,
  });
}
