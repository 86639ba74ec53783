import { type FindingPolicy, treat } from '../findings/policy.js';
import type { CodeLists } from '../guides/code-lists.js';
import { compiledGuide } from '../guides/compiled-guides.js';
import type { Schemas } from '../guides/load.js';
import { companionRules, isInForce } from '../rules/companion.js';
import { compileRules } from '../rules/compile.js';
import { loadCompanions, loadRules } from '../rules/load.js';
import type { RuleProgram } from '../rules/program.js';
import type { Rule } from '../rules/rule.js';
import { ruleKinds } from '../rules/rule-kinds.js';

/** A rule and the days (CCYYMMDD) on which received files are held against it. */
interface DatedRule {
  readonly rule: Rule;
  readonly from?: string;
  readonly to?: string;
}

interface LastAnswer {
  readonly guideId: string;
  readonly policy: FindingPolicy;
  readonly received: number;
  readonly program: RuleProgram | undefined;
}

/**
 * The rules of guides and of one payer's companion guides, compiled. Rules that a policy switches off are left out, so
 * that they cost nothing; programs with the same rules are one object.
 */
export class RulePrograms {
  readonly #schemas: Schemas;
  readonly #overlay: string | undefined;
  readonly #lists: CodeLists;
  readonly #rules = new Map<string, readonly DatedRule[]>();
  readonly #programs = new Map<string, RuleProgram>();
  /** What was answered for a policy, by guide and day. */
  #answers = new WeakMap<FindingPolicy, Map<string, RuleProgram | undefined>>();
  /** The last answer: it is asked for every set, and the sets of a file mostly ask for the same. */
  #last: LastAnswer | undefined;

  /** Without an overlay there are no companion guides: rules of SNIP types 2 to 6 only. */
  constructor(schemas: Schemas, overlay: string | undefined, lists: CodeLists) {
    this.#schemas = schemas;
    this.#overlay = overlay;
    this.#lists = lists;
  }

  /** Forgets what was compiled: a code list came, went or was replaced. */
  forget(): void {
    this.#programs.clear();
    this.#answers = new WeakMap();
    this.#last = undefined;
  }

  /**
   * The rules in force for a guide under a policy for files received on a day (CCYYMMDD, 0 unknown); undefined when there
   * are none. Throws GatewayError `schemas-unreadable`, and RangeError for a rule that does not compile.
   */
  program(guideId: string, policy: FindingPolicy, received: number): RuleProgram | undefined {
    const last = this.#last;
    if (last?.guideId === guideId && last.policy === policy && last.received === received) return last.program;
    const answers = this.#answers.get(policy) ?? new Map<string, RuleProgram | undefined>();
    this.#answers.set(policy, answers);
    const key = `${guideId} ${received}`;
    if (!answers.has(key)) answers.set(key, this.#compiled(guideId, policy, received));
    const program = answers.get(key);
    this.#last = { guideId, policy, received, program };
    return program;
  }

  #compiled(guideId: string, policy: FindingPolicy, received: number): RuleProgram | undefined {
    const rules = this.#rulesOf(guideId);
    if (rules.length === 0) return undefined;
    const used = rules
      .filter((dated) => isInForce(dated, received))
      .map(({ rule }) => rule)
      .filter((rule) => isJudged(rule, policy));
    if (used.length === 0) return undefined;
    const key = `${guideId} ${used.map((rule) => rule.id).join(' ')}`;
    let program = this.#programs.get(key);
    if (program === undefined) {
      program = compileRules(compiledGuide(this.#schemas, guideId), used, this.#lists);
      this.#programs.set(key, program);
    }
    return program;
  }

  #rulesOf(guideId: string): readonly DatedRule[] {
    let rules = this.#rules.get(guideId);
    if (rules === undefined) {
      rules = this.#read(guideId);
      this.#rules.set(guideId, rules);
    }
    return rules;
  }

  #read(guideId: string): DatedRule[] {
    const { files, guideIndex } = this.#schemas;
    if (!guideIndex.some((entry) => entry.id === guideId)) return [];
    const rules: DatedRule[] = loadRules(files, guideId).map((rule) => ({ rule }));
    if (this.#overlay === undefined) return rules;
    for (const companion of loadCompanions(files, this.#overlay, guideId)) {
      const { from, to } = companion;
      for (const rule of companionRules(companion, compiledGuide(this.#schemas, guideId))) {
        rules.push({ rule, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
      }
    }
    return rules;
  }
}

/** A rule that ships switched off is judged only where a setting names it. */
function isJudged(rule: Rule, policy: FindingPolicy): boolean {
  if (rule.severity === 'off' && policy.severities[rule.id] === undefined) return false;
  return treat(ruleKinds([rule])[0]!, policy) !== undefined;
}
