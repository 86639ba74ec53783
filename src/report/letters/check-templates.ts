import type { SchemaFiles } from '../../guides/schema-files.js';
import { exampleFacts } from './example-facts.js';
import type { LetterFacts, LetterWording } from './letter-facts.js';
import { LetterTemplateError, LetterTemplates, type TemplateProblem } from './letter-templates.js';

const FOLDER = /^payers\/([a-z0-9-]+)\/letters\//;
/** The letters that there are, as `lettersFor` of the domain tells them. */
const LETTERS: readonly Pick<LetterFacts, 'kind' | 'recipient'>[] = [
  { kind: 'decision', recipient: 'member' },
  { kind: 'decision', recipient: 'provider' },
  { kind: 'deferral', recipient: 'member' },
  { kind: 'deferral', recipient: 'provider' },
  { kind: 'cancellation', recipient: 'member' },
];

/**
 * Tries every letter of the payers that an operator has letters of his own for, with invented facts. Gives each problem
 * once; [] when all is well or there are none. Throws what the shipped schemas throw when they cannot be read.
 */
export function checkLetterTemplates(files: SchemaFiles): TemplateProblem[] {
  const overlays = new Set([...(files.own?.files.keys() ?? [])].flatMap((name) => FOLDER.exec(name)?.[1] ?? []));
  const problems = new Map<string, TemplateProblem>();
  for (const overlay of overlays) {
    const wording = wordingOf(files, overlay);
    const templates = new LetterTemplates(files, overlay);
    for (const { kind, recipient } of LETTERS) {
      for (const facts of exampleFacts(kind, recipient, wording)) {
        const problem = problemOf(() => templates.render(facts));
        if (problem !== undefined) problems.set(JSON.stringify(problem), problem);
      }
    }
  }
  return [...problems.values()];
}

function problemOf(render: () => unknown): TemplateProblem | undefined {
  try {
    render();
    return undefined;
  } catch (error) {
    if (error instanceof LetterTemplateError) return error.fault;
    throw error;
  }
}

/** What the payer fills in; the neutral payer's for one that has nothing of its own. */
function wordingOf(files: SchemaFiles, overlay: string): LetterWording {
  const own = `payers/${overlay}/prior-authorization.json`;
  const settings = files.json<{ letters?: LetterWording }>(
    files.has(own) ? own : 'payers/neutral/prior-authorization.json',
  );
  return settings.letters ?? { appealDays: 0, presumedReceiptDays: 0, values: {} };
}
