import type { FindingKind } from '../findings/finding.js';
import { parsePath, parsePaths } from './parse.js';
import type { Rule } from './rule.js';

/**
 * The kinds of finding that rules make, for the catalogue: the rule's id is the code; it is about an element when its
 * place is one, else about a segment. A rule that ships switched off warns when somebody asks what it is.
 */
export function ruleKinds(rules: readonly Rule[]): FindingKind[] {
  return rules.map((rule) => ({
    code: rule.id,
    scope: namesElement(rule) ? 'element' : 'segment',
    acknowledgment: rule.acknowledgment,
    severity: rule.severity === 'reject' ? 'reject' : 'warn',
    snip: rule.snip,
    title: rule.title,
    message: rule.message,
    mend: rule.mend,
    source: rule.source,
    parameters: Object.keys(rule.parameters ?? {}),
    ...(rule.claimStatus === undefined ? {} : { claimStatus: rule.claimStatus }),
    ...(rule.rejectReason === undefined ? {} : { rejectReason: rule.rejectReason }),
  }));
}

/** True when the rule's finding is about an element (IK403), false when about a segment or loop (IK304). */
export function namesElement(rule: Pick<Rule, 'id' | 'at' | 'each'>): boolean {
  if (rule.at !== undefined) return parsePath(rule.at, `${rule.id} at`).element !== 0;
  return rule.each !== undefined && parsePaths(rule.each, `${rule.id} each`).some((path) => path.element !== 0);
}
