import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ensureFolder } from '../../files/durable-folder.js';
import { replaceFile } from '../../files/replace-file.js';
import { type HostFile, hostFiles } from '../../sftp/host/host-files.js';
import { type HostChoices, problemsOfChoices } from '../../sftp/host/names.js';
import { type HostPlan, type PlanOutcome, planHost } from '../../sftp/host/plan.js';
import { planLines } from '../../sftp/host/plan-text.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/** The command's options as given. */
export interface HostConfigOptions extends HostChoices {
  /** Folder of `<partner id>.pub` files. */
  readonly keys?: string;
  /** Folder the files are written to. */
  readonly out?: string;
}

/** A public key file holds a few lines; anything larger is another file. */
const LARGEST_KEY_FILE = 64 * 1024;

/**
 * Plans the host on which partners log in by SFTP and, with `--out`, writes the files that make it; changes nothing on
 * the host itself. Exit code 1 when a key or a partner is refused, then nothing is written; GatewayError (2) for options.
 */
export function writeHostConfig(context: CommandContext, options: HostConfigOptions): Promise<ExitCode> {
  const { userPrefix, group, root } = options;
  const choices = { userPrefix, group, root };
  const wrong = problemsOfChoices(choices);
  if (wrong.length > 0) throw refused('host-choices-invalid', wrong.join('\n'));
  return withInstallation(context, async ({ data, ledger }) => {
    const partnerIds = ledger.partners().map(({ id }) => id);
    const keyTexts = options.keys === undefined ? undefined : await readKeyFolder(context, options.keys);
    const outcome = planHost({ choices, dataDirectory: data.root, partnerIds, keyTexts });
    const { plan } = outcome;
    const files = plan === undefined ? [] : hostFiles(plan);
    const out = options.out === undefined ? '' : resolve(context.surroundings.workingDirectory, options.out);
    if (out !== '' && plan !== undefined) await writeFiles(out, files);
    if (context.json) context.fact(factOf(choices, outcome, files, plan === undefined ? '' : out));
    else tell(context, outcome, files, out);
    return plan === undefined ? 1 : 0;
  });
}

async function readKeyFolder(context: CommandContext, given: string): Promise<Map<string, string>> {
  const folder = resolve(context.surroundings.workingDirectory, given);
  const texts = new Map<string, string>();
  try {
    for (const name of (await readdir(folder)).sort()) {
      if (!name.endsWith('.pub')) continue;
      const status = await stat(join(folder, name));
      const isKeyFile = status.isFile() && status.size <= LARGEST_KEY_FILE;
      texts.set(name.slice(0, -'.pub'.length), isKeyFile ? await readFile(join(folder, name), 'utf8') : '');
    }
  } catch (error) {
    if (systemErrorCode(error) === '') throw error;
    throw refused('keys-unreadable', `The folder of keys ${folder} cannot be read (${systemErrorCode(error)})`);
  }
  return texts;
}

async function writeFiles(out: string, files: readonly HostFile[]): Promise<void> {
  await ensureFolder(out, 0o755);
  for (const { name, mode, content } of files) await replaceFile(join(out, name), [Buffer.from(content)], mode);
}

function factOf(
  choices: HostChoices,
  { plan, problems, warnings }: PlanOutcome,
  files: readonly HostFile[],
  out: string,
) {
  return {
    ...choices,
    partnersGroup: plan?.partnersGroup ?? '',
    dataDirectory: plan?.dataDirectory ?? '',
    partners: (plan?.partners ?? []).map(({ partner, user, chroot, keys }) => ({
      partner,
      user,
      chroot,
      keys: keys.map(({ type, fingerprint }) => ({ type, fingerprint })),
    })),
    hasKeys: plan?.hasKeys ?? false,
    problems,
    warnings,
    out,
    files: files.map(({ name, mode, content }) => ({ name, mode: mode.toString(8).padStart(4, '0'), content })),
  };
}

function tell(
  context: CommandContext,
  { plan, problems, warnings }: PlanOutcome,
  files: readonly HostFile[],
  out: string,
) {
  for (const problem of problems) context.talk(`${context.paint('red', 'refused')}: ${problem}`);
  for (const warning of warnings) context.talk(`warning: ${warning}`);
  if (plan === undefined) context.talk('Nothing was written. Mend what is refused and run this again.');
  else tellPlan(context, plan, files, out);
}

function tellPlan(context: CommandContext, plan: HostPlan, files: readonly HostFile[], out: string): void {
  for (const line of planLines(plan)) context.line(line);
  if (out === '') {
    context.talk('Nothing was written. Next: the same with --out DIR, which writes the files to read and to run.');
    return;
  }
  for (const { name } of files) context.talk(`written: ${join(out, name)}`);
  context.talk(
    `Next, on the host and as root: read ${join(out, 'apply.sh')}, then run it. docs/sftp.md says the rest.`,
  );
}

function refused(code: string, message: string): GatewayError {
  return new GatewayError(message, {
    code,
    operation: 'plan the SFTP host',
    hint: 'See "x12gw sftp host-config --help".',
    exitCode: 2,
  });
}
