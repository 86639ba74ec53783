import type { Schemas } from '../../guides/load.js';
import type { CodeSet } from '../../guides/types.js';
import { checkAnswer, type Explanation, explainCode, explanationText, REQUEST_ANSWER } from '../../report/explain.js';
import { findingAnswer } from '../../report/finding-answer.js';
import { generalWording } from '../../report/general-wording.js';
import { allRuleKinds } from '../../rules/load.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { foundConfiguration } from '../found-configuration.js';
import { schemasOf } from '../schemas.js';

/** Explains a code or a finding; needs no installation. Exit code 1 when nothing has the code. */
export async function explain(context: CommandContext, words: readonly string[]): Promise<ExitCode> {
  const code = words.join(' ');
  const schemas = await schemasOf(context);
  const { findingKinds: kinds } = schemas;
  let explanations = explainCode(code, schemas.codeSets.values(), kinds);
  // Rules are many; they are read when nothing else is called so.
  if (explanations.length === 0) explanations = explainCode(code, [], allRuleKinds(schemas));
  if (explanations.length === 0) explanations = await claimChecks(context, schemas, code);
  if (explanations.length === 0) explanations = await requestProblem(schemas, code.trim());
  if (explanations.length === 0) {
    context.talk(
      `Nothing here is called ${code}. Known are the codes of TA1, 999 and 278 response with their place (IK403:7, TA105:006, HCR01:A4) or a place alone, claim statuses of refused claims (A7:178), codes of shipped lists, and the names of findings, rules, checks of claims and problems of requests. Publishers' lists, such as the adjustment reasons of an 835 (CARC), are not among them: import one, then x12gw codes show LIST CODE.`,
    );
    return 1;
  }
  if (context.json) for (const fact of explanations.flatMap(explanationFacts)) context.fact(fact);
  else context.line(explanationText(explanations).trimEnd());
  return 0;
}

/** The check of this name as the configured payer has it; without a configuration, as shipped for any payer. */
async function claimChecks(context: CommandContext, schemas: Schemas, name: string): Promise<readonly Explanation[]> {
  const { claimOverlay } = await import('../../gateway/handlers.js');
  const { checks } = claimOverlay(schemas, (await foundConfiguration(context))?.overlay ?? 'neutral');
  const check = checks.find(({ id }) => id === name.trim().toLowerCase());
  return check === undefined ? [] : [{ kind: 'claim-check', check }];
}

async function requestProblem(schemas: Schemas, code: string): Promise<readonly Explanation[]> {
  const { requestProblems } = await import('../../gateway/handlers.js');
  const { problems } = requestProblems(schemas);
  return Object.hasOwn(problems, code) ? [{ kind: 'request-problem', code, ...problems[code]! }] : [];
}

/** As `--json` shows it (`schemas/cli/explain.schema.json`): a whole list code by code. */
function explanationFacts(explanation: Explanation): object[] {
  switch (explanation.kind) {
    case 'finding': {
      const { code, title, severity, snip, acknowledgment, source } = explanation.finding;
      const [message, mend] = [explanation.finding.message, explanation.finding.mend].map(generalWording);
      const { kind, element } = explanation;
      const answer = findingAnswer(explanation.finding, element);
      const codes = { severity, snip, acknowledgment: acknowledgment ?? '', answer };
      return [{ kind, code, element, title, message, mend, ...codes, source }];
    }
    case 'claim-check': {
      const { check, kind } = explanation;
      const { id: code, title, severity, wording: message, mend, claimStatus } = check;
      return [{ kind, code, title, severity, message, mend, claimStatus, answer: checkAnswer(check) }];
    }
    case 'request-problem': {
      const { kind, code, wording: message, mend } = explanation;
      return [{ kind, code, message, mend, answer: REQUEST_ANSWER }];
    }
    case 'list-code': {
      const { code, meaning, list } = explanation;
      return [listCodeFact(list, code, meaning)];
    }
    case 'list': {
      const { list } = explanation;
      return list.codes.map(({ code, meaning = '' }) => listCodeFact(list, code, meaning));
    }
    case 'acknowledgment-code': {
      const { kind, element, code, listName, meaning, listSource, findings } = explanation;
      const causes = findings.map((one) => ({ code: one.code, title: one.title, mend: generalWording(one.mend) }));
      return [{ kind, element, code, listName, meaning, source: listSource, findings: causes }];
    }
  }
}

function listCodeFact(list: CodeSet, code: string, meaning: string) {
  return { kind: 'list-code', code, list: list.id, listName: list.name, meaning, source: list.source };
}
