import { resolve } from 'node:path';
import type { FindingCatalogue } from '../../findings/finding.js';
import { describe } from '../../gateway/passes/disposition.js';
import { submitFiles } from '../../gateway/submit.js';
import { findingWords } from '../../report/text.js';
import { withRuleKinds } from '../../rules/load.js';
import type { Ledger } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import { GatewayError } from '../../support/errors.js';
import { createLogger } from '../../support/logger.js';
import type { CommandContext } from '../context.js';
import { type ExitCode, worstOf } from '../exit-code.js';
import { configurationOf, withInstallation } from '../ledger.js';
import { schemasUnder } from '../schemas.js';
import { formatTable } from '../table.js';

/** The command's options as given; `wait` is false under `--no-wait`. */
export interface SubmitCommandOptions {
  readonly partner: string;
  readonly usage?: 'T' | 'P';
  readonly wait: string | false;
}

/** Findings looked at for the first one that refuses; warnings may stand before it. */
const FINDINGS_READ = 1_000;

/**
 * Hands files to the gateway and tells what became of each. Exit codes: 0 accepted, 1 refused wholly or in part, 3 no
 * verdict within `--wait`, 4 received before; of several the worst. `--no-wait` gives 0 once they are recorded.
 */
export async function submit(
  context: CommandContext,
  files: readonly string[],
  options: SubmitCommandOptions,
): Promise<ExitCode> {
  const waitSeconds = secondsOf(options.wait);
  const paths = files.map((file) => resolve(context.surroundings.workingDirectory, file));
  const { submissions } = await submitFiles(configurationOf(context), paths, {
    partner: options.partner,
    waitSeconds,
    actor: context.actor,
    logger: createLogger('error', { write: (line) => void context.surroundings.stderr.write(line) }),
    ...(options.usage === undefined ? {} : { usage: options.usage }),
  });
  return withInstallation(context, async ({ configuration, ledger }) => {
    const { findings } = withRuleKinds(await schemasUnder(configuration));
    // A file that was packed is told by what it held.
    const facts = submissions.flatMap((row, place) => {
      const rows = row.disposition === 'unpacked' ? ledger.unpackedFrom(row.id) : [row];
      return rows.map((one) => submissionFact(one, files[place]!, ledger, findings, waitSeconds));
    });
    if (context.json) for (const fact of facts) context.fact(fact);
    else {
      const rows = facts.map((fact) => [fact.submission, fact.disposition || fact.state, fact.file, fact.why]);
      for (const line of formatTable(['SUBMISSION', 'VERDICT', 'FILE', 'WHY'], rows)) context.line(line);
      for (const { submission, refusedUnits } of facts) {
        if (refusedUnits > 0)
          context.talk(
            `x12gw trace ${submission} tells what became of each; x12gw downloads --submission ${submission} lists the answers.`,
          );
      }
    }
    return worstOf(facts.map((fact) => fact.exitCode));
  });
}

/** As `--json` shows it (`schemas/cli/submit.schema.json`). */
function submissionFact(
  row: SubmissionRow,
  file: string,
  ledger: Ledger,
  catalogue: FindingCatalogue,
  waitSeconds: number,
) {
  const { number: submission, state, disposition } = row;
  const refusedUnits = ledger.refusedUnits(row.id);
  const why = whyOf(row, refusedUnits, ledger, catalogue);
  return {
    file,
    submission,
    state,
    disposition,
    refusedUnits,
    why,
    exitCode: exitCodeOf(row, refusedUnits, waitSeconds),
  };
}

/** TA1 note: duplicate interchange control number. */
const CONTROL_NUMBER_USED = '025';
const NUMBER_USED = 'The interchange control number (ISA13) was used before; take a new one if this is a new batch.';

/** The first thing that refuses, in the report's first sentence on it; else what the disposition says of itself. */
function whyOf(
  { id, disposition }: SubmissionRow,
  refusedUnits: number,
  ledger: Ledger,
  catalogue: FindingCatalogue,
): string {
  if (disposition === 'rejected' || disposition === 'partially-accepted') {
    const first = ledger.findings(id, FINDINGS_READ).find(({ finding }) => finding.severity === 'reject');
    if (first !== undefined) {
      const { message } = findingWords(first.finding, catalogue);
      return message.split(/(?<=\.)\s/, 1)[0] ?? message;
    }
  }
  if (disposition === 'rejected' && ledger.interchanges(id).some(({ note }) => note === CONTROL_NUMBER_USED))
    return NUMBER_USED;
  if (refusedUnits === 0) return describe(disposition);
  const refused = refusedUnits === 1 ? '1 request or claim in it was' : `${refusedUnits} requests or claims in it were`;
  return `${refused} refused; the answers say why.`;
}

function exitCodeOf({ disposition, state }: SubmissionRow, refusedUnits: number, waitSeconds: number): ExitCode {
  switch (disposition) {
    case '':
      return waitSeconds === 0 ? 0 : 3;
    case 'accepted':
    case 'acknowledgments':
      if (state === 'examined' && waitSeconds > 0) return 3;
      return refusedUnits > 0 ? 1 : 0;
    case 'duplicate':
      return 4;
    default:
      return 1;
  }
}

function secondsOf(wait: string | false): number {
  if (wait === false) return 0;
  const seconds = Number(wait);
  if (wait.trim() !== '' && seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new GatewayError(`--wait ${wait} is not a number of seconds`, {
    code: 'wait-invalid',
    operation: 'submit a file',
    hint: 'Give a number above 0, such as --wait 120, or --no-wait.',
    exitCode: 2,
  });
}
