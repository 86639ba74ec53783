import { defaultSchemasRoot, loadSchemas } from '../../guides/load.js';
import { type Explanation, explainCode, explanationText } from '../../report/explain.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';

/** Explains a code or a finding; needs no installation. Exit code 1 when nothing has the code. */
export function explain(context: CommandContext, code: string): ExitCode {
  const schemas = loadSchemas(defaultSchemasRoot());
  const explanations = explainCode(code, schemas.codeSets.values(), schemas.findingKinds);
  if (explanations.length === 0) {
    context.talk(`Nothing here is called ${code}. Try a code with its place, such as IK403:7, TA105:006 or AK905:5.`);
    return 1;
  }
  if (context.json) for (const explanation of explanations) context.fact(explanationFact(explanation));
  else context.line(explanationText(explanations).trimEnd());
  return 0;
}

/** As `--json` shows it (`schemas/cli/explain.schema.json`). */
function explanationFact(explanation: Explanation) {
  switch (explanation.kind) {
    case 'finding': {
      const { code, title, message, mend, severity, acknowledgment, source } = explanation.finding;
      const { kind, element } = explanation;
      return { kind, code, element, title, message, mend, severity, acknowledgment: acknowledgment ?? '', source };
    }
    case 'list-code': {
      const { kind, code, meaning, list } = explanation;
      return { kind, code, list: list.id, listName: list.name, meaning, source: list.source };
    }
    case 'acknowledgment-code': {
      const { kind, element, code, listName, meaning, listSource, findings } = explanation;
      const causes = findings.map((finding) => ({ code: finding.code, title: finding.title, mend: finding.mend }));
      return { kind, element, code, listName, meaning, source: listSource, findings: causes };
    }
  }
}
