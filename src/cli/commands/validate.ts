import { basename, resolve } from 'node:path';
import type { GatewayConfiguration } from '../../config/configuration.js';
import type { Schemas } from '../../guides/load.js';
import { changeOptions } from '../../partners/options.js';
import {
  DEFAULT_OPTIONS,
  type PartnerOptions,
  type PartnerProfile,
  type PayerIdentity,
} from '../../partners/profile.js';
import { replyTime } from '../../respond/reply-envelope.js';
import { withRuleKinds } from '../../rules/load.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import { type ExitCode, worstOf } from '../exit-code.js';
import { foundConfiguration } from '../found-configuration.js';
import { schemasUnder } from '../schemas.js';
import { Acknowledgments, acknowledgmentFiles } from '../validation/acknowledgments.js';
import { fileExaminer } from '../validation/examiner.js';
import { dayFor, NOBODY } from '../validation/nobody.js';
import { type FileVerdict, validateFile } from '../validation/validate-file.js';
import type { Validation } from '../validation/validation.js';

/** The command's options as given. */
export interface ValidateOptions {
  readonly acks?: string;
  readonly html?: string;
  readonly guideOnly?: boolean;
  readonly profile?: string;
  /** `5=warn`: how findings of a SNIP type are treated in this run. */
  readonly snip?: readonly string[];
  /** What a release of a guide beside the adopted one comes to in this run. */
  readonly otherVersions?: PartnerOptions['otherVersions'];
  readonly strict?: boolean;
  readonly showValues?: boolean;
}

/**
 * Checks files without ledger or submission. With `--profile` and a configuration as if that partner had sent them, else
 * against the guides alone. Exit code 1 when one of them has a fault, refused wholly or in part or not; 2 when one is absent. Raises
 * GatewayError (exit code 2) for `-`, for a profile without a configuration, for one that is none, and for files whose
 * acknowledgments or pages would lie over each other or over a file to check; and, after every file has its verdict, what
 * kept one of them from being written (exit code 3).
 */
export async function validate(
  context: CommandContext,
  files: readonly string[],
  options: ValidateOptions,
): Promise<ExitCode> {
  if (files.includes('-')) throw standardInput();
  const { clock, workingDirectory } = context.surroundings;
  const directory = options.acks === undefined ? undefined : resolve(workingDirectory, options.acks);
  if (directory !== undefined) requireOwnNames(files, directory, workingDirectory);
  // What only some runs need is loaded by them: most of the time of a small file is spent on starting.
  const page = options.html === undefined ? undefined : await import('../validation/html-report.js');
  const targets = page?.htmlTargets(options.html ?? '', files, workingDirectory);
  const validation = await prepare(context, options);
  const { payer } = validation;
  const codes: ExitCode[] = [];
  let notWritten: GatewayError | undefined;
  for (const [index, file] of files.entries()) {
    const { profile } = validation;
    const html = page && new page.HtmlReport(targets![index]!, validation, file, clock.now(), payer.timeZone);
    const channel = profile && { payer, profile };
    const acknowledgments =
      directory === undefined
        ? undefined
        : new Acknowledgments(validation.options, replyTime(clock.now(), payer.timeZone), channel);
    const path = resolve(workingDirectory, file);
    try {
      const verdict = await validateFile({ ...validation, label: file }, path, acknowledgments, html);
      tell(context, file, verdict);
      codes.push(codeOf(verdict, options.strict === true));
    } catch (error) {
      // A file that is absent does not keep the others from being checked.
      if (!(error instanceof GatewayError) || error.operation !== 'read a file') throw error;
      context.talk(`x12gw: ${error.message}`);
      codes.push(2);
      continue;
    }
    // A folder that takes nothing keeps neither the other output nor the other files' verdicts from coming.
    for (const write of [
      async () => html && context.talk(`wrote ${await html.write()}`),
      async () => {
        if (directory === undefined || acknowledgments === undefined) return;
        await writeAcknowledgments(context, acknowledgments, directory, file);
      },
    ]) {
      try {
        await write();
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        notWritten ??= error;
      }
    }
  }
  if (notWritten !== undefined) throw notWritten;
  return worstOf(codes);
}

async function writeAcknowledgments(
  context: CommandContext,
  acknowledgments: Acknowledgments,
  directory: string,
  file: string,
): Promise<void> {
  const { unaddressed } = acknowledgments;
  if (unaddressed > 0) {
    const what = unaddressed === 1 ? 'A TA1 is' : `${unaddressed} TA1s are`;
    context.talk(`${file}: ${what} due but cannot be addressed: nothing in ISA06 or ISA08 can be repeated`);
  }
  for (const written of await acknowledgments.write(directory, file)) context.talk(`wrote ${written}`);
}

/** Before anything is checked or written: every file's acknowledgments have names of their own. */
function requireOwnNames(files: readonly string[], directory: string, workingDirectory: string): void {
  const named = new Set<string>();
  for (const file of files) {
    if (named.has(basename(file)))
      throw nameTaken(`Two files are named ${basename(file)}: so would their acknowledgments be`);
    named.add(basename(file));
  }
  const outputs = new Set(files.flatMap((file) => Object.values(acknowledgmentFiles(directory, file))));
  const covered = files.find((file) => outputs.has(resolve(workingDirectory, file)));
  if (covered !== undefined) throw nameTaken(`${covered} is where acknowledgments of another file would be written`);
}

function nameTaken(message: string): GatewayError {
  return new GatewayError(message, {
    code: 'acknowledgment-name-taken',
    operation: 'check files',
    hint: 'Check these files one at a time, each with a folder of its own for --acks.',
    exitCode: 2,
  });
}

async function prepare(
  context: CommandContext,
  options: ValidateOptions,
): Promise<Omit<Validation, 'label'> & { readonly payer: PayerIdentity }> {
  const configuration = await foundConfiguration(context);
  const schemas = withRuleKinds(await schemasUnder(configuration));
  const payer = configuration?.payer ?? NOBODY;
  const given = await profileOf(context, options, configuration, schemas);
  const treated = judgedBy(given?.options ?? DEFAULT_OPTIONS, options.snip ?? [], schemas);
  const judged = { ...treated, otherVersions: options.otherVersions ?? treated.otherVersions };
  const profile = given && { ...given, options: judged };
  return {
    context,
    schemas,
    payer,
    profile,
    options: judged,
    received: dayFor(payer, context.surroundings.clock.now()),
    examiner: await fileExaminer(schemas, configuration, {
      payer,
      ...(await applied(schemas, configuration, profile)),
    }),
    showValues: options.showValues === true,
  };
}

/** The options with the treatments the person wants to try. Raises GatewayError `snip-invalid` (exit code 2). */
function judgedBy(options: PartnerOptions, snip: readonly string[], schemas: Schemas): PartnerOptions {
  const changed = changeOptions(options, { snip }, schemas.findings);
  if (changed.problems.length === 0) return changed.options;
  throw new GatewayError(changed.problems.join('\n'), {
    code: 'snip-invalid',
    operation: 'check files',
    hint: 'Write a type and a treatment, such as --snip 5=warn --snip 6=off.',
    exitCode: 2,
  });
}

async function profileOf(
  context: CommandContext,
  options: ValidateOptions,
  configuration: GatewayConfiguration | undefined,
  schemas: Schemas,
) {
  if (options.guideOnly) return undefined;
  if (options.profile === undefined) {
    context.talk('No --profile: checking against the guides alone, as --guide-only does.');
    return undefined;
  }
  if (configuration === undefined) {
    throw new GatewayError('A profile is no use without a configuration, from which the ids of the payer come', {
      code: 'configuration-absent',
      operation: 'check files as a partner',
      hint: "Name the installation's file with --config DIR/gateway.yaml or X12GW_CONFIG, or leave --profile out.",
      exitCode: 2,
    });
  }
  const file = resolve(context.surroundings.workingDirectory, options.profile);
  const { readProfile } = await import('../validation/profile-file.js');
  return readProfile(file, configuration.payer, schemas.findings);
}

function standardInput(): GatewayError {
  return new GatewayError('validate reads files, not its standard input', {
    code: 'standard-input',
    operation: 'check a file',
    hint: 'Write the data into a file and name that.',
    exitCode: 2,
  });
}

/** The payer's companion guides and handlers count only where a partner's profile does: else the guides alone. */
async function applied(
  schemas: Schemas,
  configuration: GatewayConfiguration | undefined,
  profile: PartnerProfile | undefined,
) {
  if (configuration === undefined || profile === undefined) return { handlers: [], overlay: undefined };
  const { overlay } = configuration;
  const { transactionHandlers } = await import('../../gateway/handlers.js');
  return { handlers: transactionHandlers(schemas, overlay).map(({ name, guideIds }) => ({ name, guideIds })), overlay };
}

function tell(context: CommandContext, file: string, verdict: FileVerdict): void {
  const { disposition, rejections, warnings, units, refusedUnits } = verdict;
  if (context.json) context.fact({ kind: 'file', file, disposition, rejections, warnings, units, refusedUnits });
  else {
    const style = isRefused(verdict) ? 'red' : 'green';
    const counts = `${rejections} to mend, ${warnings} to look at`;
    context.line(`${file}: ${context.paint(style, outcomeText(verdict))}; ${counts}`);
  }
}

/** What would happen to the file, what is refused first. */
function outcomeText({ disposition, rejections, units, refusedUnits, unitsName }: FileVerdict): string {
  const refused = `${refusedUnits} of ${units} ${unitsName} would be refused`;
  if (disposition !== 'accepted')
    return refusedUnits === 0 ? disposition : `${disposition}; ${refused} in accepted sets`;
  if (refusedUnits > 0) return `${refused}, although the 999 accepts the file`;
  return rejections > 0 ? 'accepted with errors, which refuse nothing in it' : disposition;
}

/** Faults that refuse nothing count too: the file is not as it should be. Refused units count like refused sets. */
function isRefused({ disposition, rejections, refusedUnits }: FileVerdict): boolean {
  return rejections > 0 || refusedUnits > 0 || (disposition !== 'accepted' && disposition !== 'acknowledgments');
}

function codeOf(verdict: FileVerdict, isStrict: boolean): ExitCode {
  const { warnings } = verdict;
  if (isRefused(verdict)) return 1;
  return isStrict && warnings > 0 ? 1 : 0;
}
