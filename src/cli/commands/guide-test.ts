import type { Schemas } from '../../guides/load.js';
import { withRuleKinds } from '../../rules/load.js';
import { GatewayError } from '../../support/errors.js';
import { dayOption } from '../code-lists.js';
import type { CommandContext } from '../context.js';
import { type ExitCode, worstOf } from '../exit-code.js';
import { foundConfiguration } from '../found-configuration.js';
import { inputFiles } from '../guide-test/input-files.js';
import { PROPOSED, readProposal } from '../guide-test/proposal.js';
import { type RuleChange, RuleChanges, type RuleExample } from '../guide-test/rule-changes.js';
import { type Judge, noChange, type TrialCounts, tryFile } from '../guide-test/trial.js';
import { schemasUnder } from '../schemas.js';
import { formatTable } from '../table.js';
import { fileExaminer } from '../validation/examiner.js';
import { dayFor, NOBODY } from '../validation/nobody.js';

/** The command's options as given. */
export interface GuideTestOptions {
  /** Overlay to compare with; `none` for the guides alone. */
  readonly against?: string;
  /** CCYYMMDD on which files count as received for the proposed companion guides. */
  readonly on?: string;
  readonly showValues?: boolean;
}

/** Files between two lines of progress where nobody watches a terminal. */
const FILES_A_LINE = 1000;

/**
 * Tells what a changed companion guide would make of files: units and sets newly refused, newly accepted and newly warned
 * of, per file and per rule. Nothing is received and nothing is changed. Exit code 1 when something is newly refused, 2
 * when a file cannot be read. Raises GatewayError (exit code 2) for an overlay that is not there or not sound.
 */
export async function testOverlay(
  context: CommandContext,
  overlay: string,
  files: readonly string[],
  options: GuideTestOptions,
): Promise<ExitCode> {
  const { clock, workingDirectory } = context.surroundings;
  const on = dayOption('--on', options.on);
  const configuration = await foundConfiguration(context);
  const schemas = withRuleKinds(await schemasUnder(configuration));
  const against = presentOverlay(options.against ?? configuration?.overlay ?? 'none', schemas);
  const proposal = readProposal(overlay, workingDirectory, schemas, against);
  const payer = configuration?.payer ?? NOBODY;
  const today = dayFor(payer, clock.now());
  const judge = async (judging: Schemas, name: string | undefined, received: number): Promise<Judge> => ({
    received,
    examiner: await fileExaminer(judging, configuration, { payer, handlers: [], overlay: name }),
  });
  const present = await judge(schemas, against, today);
  const proposed = await judge(proposal.schemas, PROPOSED, on ?? Math.max(today, proposal.begins));
  const find = (code: string) => proposal.schemas.findings.find(code) ?? schemas.findings.find(code);
  const rules = new RuleChanges({ find }, options.showValues === true);
  const total = noChange();
  const progress = new FileProgress(context);
  let unreadable = 0;
  let changed = 0;
  for (const file of inputFiles(files, workingDirectory)) {
    progress.next();
    try {
      const counts = await tryFile(file, present, proposed, rules);
      const isChanged = Object.values(counts).some((count) => count > 0);
      if (isChanged) changed++;
      for (const count of Object.keys(total) as (keyof TrialCounts)[]) total[count] += counts[count];
      if (context.json) context.fact({ kind: 'file', file: file.label, ...counts });
      else if (isChanged) {
        progress.clear();
        context.line(`${file.label}: ${changeText(counts)}`);
      }
    } catch (error) {
      if (!(error instanceof GatewayError) || error.operation !== 'read a file') throw error;
      progress.clear();
      context.talk(`x12gw: ${error.message}`);
      unreadable++;
    }
  }
  progress.clear();
  tell(context, rules.sorted(), { files: progress.count - unreadable, changed, ...total });
  return worstOf([total.refusedSets + total.refusedUnits > 0 ? 1 : 0, unreadable > 0 ? 2 : 0]);
}

function presentOverlay(name: string, { files }: Schemas): string | undefined {
  if (name === 'none') return undefined;
  const overlays = files.folders('payers');
  if (overlays.includes(name)) return name;
  throw new GatewayError(`There is no overlay "${name}"`, {
    code: 'overlay-unknown',
    operation: 'compare companion guides',
    subject: name,
    hint: `Give one of: none, ${overlays.join(', ')}.`,
    exitCode: 2,
  });
}

function tell(
  context: CommandContext,
  rules: readonly RuleChange[],
  total: TrialCounts & { readonly files: number; readonly changed: number },
): void {
  if (context.json) {
    for (const rule of rules) context.fact({ kind: 'rule', ...rule });
    context.fact({ kind: 'total', ...total });
    return;
  }
  if (rules.length > 0) {
    const heading = ['RULE', 'REFUSES', 'WARNS', 'GONE', 'FILES', 'TITLE'];
    const rows = rules.map(({ rule, refusals, warnings, gone, files, title }) => [
      ...[rule, ...[refusals, warnings, gone, files].map(String)],
      title,
    ]);
    context.line('');
    for (const line of formatTable(heading, rows)) context.line(line);
    for (const { rule, examples } of rules) {
      if (examples.length === 0) continue;
      context.line(`\n${context.paint('bold', rule)}`);
      for (const example of examples) context.line(`  ${exampleText(example)}`);
    }
    context.line('');
  }
  const { files, changed } = total;
  const verdict = changed === 0 ? 'nothing changes' : `${changed} judged otherwise: ${changeText(total)}`;
  context.line(`${files === 1 ? '1 file' : `${files} files`}, ${verdict}`);
}

/** `3 units and 1 set newly refused, 12 newly warned`. */
function changeText(counts: TrialCounts): string {
  const { refusedSets, refusedUnits, acceptedSets, acceptedUnits, warnings, refusals } = counts;
  const parts = [
    ...counted(refusedUnits, refusedSets, 'newly refused'),
    ...counted(acceptedUnits, acceptedSets, 'newly accepted'),
    ...(warnings > 0 ? [`${warnings} new ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
    ...(refusals > 0 && refusedUnits + refusedSets === 0
      ? [`${refusals} new findings in what was refused before`]
      : []),
  ];
  return parts.length === 0 ? 'nothing newly refused' : parts.join(', ');
}

function counted(units: number, sets: number, what: string): string[] {
  const parts = [
    ...(units > 0 ? [`${units} ${units === 1 ? 'unit' : 'units'}`] : []),
    ...(sets > 0 ? [`${sets} ${sets === 1 ? 'set' : 'sets'}`] : []),
  ];
  return parts.length === 0 ? [] : [`${parts.join(' and ')} ${what}`];
}

function exampleText({ file, line, loop, segment, element, component, value }: RuleExample): string {
  const position = element === undefined ? '' : String(element).padStart(2, '0');
  const place = `${segment}${position}${component === undefined ? '' : `-${component}`}`;
  const where = [loop, place].filter((part) => part !== '').join(' ');
  return `${file} line ${line}: ${where}${value === undefined ? '' : ` "${value}"`}`;
}

/** Tells on stderr how many files were read: a line that is written over on a terminal, a line now and then elsewhere. */
class FileProgress {
  count = 0;
  readonly #context: CommandContext;
  readonly #isWatched: boolean;
  #last = performance.now();

  constructor(context: CommandContext) {
    this.#context = context;
    this.#isWatched = context.surroundings.stderr.isTTY === true;
  }

  next(): void {
    this.count++;
    const now = performance.now();
    if (this.#isWatched && now - this.#last > 500) {
      this.#last = now;
      this.#context.surroundings.stderr.write(`\rfile ${this.count}`);
    } else if (!this.#isWatched && this.count % FILES_A_LINE === 0) this.#context.talk(`${this.count} files read`);
  }

  /** Makes room for a line of data. */
  clear(): void {
    if (this.#isWatched) this.#context.surroundings.stderr.write(`\r${' '.repeat(20)}\r`);
  }
}
