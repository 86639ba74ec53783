import { join, resolve } from 'node:path';
import { restoreError } from '../../backup/backup-error.js';
import { checkSet } from '../../backup/check-set.js';
import { CONFIGURATION_PATH } from '../../backup/contents.js';
import { Opener } from '../../backup/encryption.js';
import { type RestoredSet, restoreSet } from '../../backup/restore-set.js';
import type { GatewayConfiguration } from '../../config/configuration.js';
import { loadConfiguration } from '../../config/load.js';
import { readSecret } from '../../config/secret.js';
import { paNumberSkip } from '../../domain/numbers.js';
import { checkInstallation } from '../../gateway/check-installation.js';
import { openLedger } from '../../store/sqlite/open.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { localTime } from '../local-time.js';
import { SteadyTalk } from '../steady-talk.js';

/** The command's options as given. */
export interface RestoreOptions {
  readonly check?: boolean;
  readonly keyFile?: string;
  readonly ledgerKeyFile?: string;
  readonly force?: boolean;
  readonly skipNumbers: number;
}

/** Makes an installation of a set and looks it over as doctor does, or with `--check` only reads the set. */
export async function restore(
  context: CommandContext,
  set: string,
  directory: string | undefined,
  options: RestoreOptions,
): Promise<ExitCode> {
  if ((directory === undefined) !== (options.check === true)) throw directoryOrCheck();
  const absolute = (path: string): string => resolve(context.surroundings.workingDirectory, path);
  const opener = options.keyFile === undefined ? undefined : openerOf(context, absolute(options.keyFile));
  if (directory === undefined) return check(context, absolute(set), opener);
  const root = absolute(directory);
  const ledgerKey = (): { readonly keyFile?: string } => {
    if (options.ledgerKeyFile !== undefined) return { keyFile: absolute(options.ledgerKeyFile) };
    return configurationIn(root)?.ledger ?? {};
  };
  const talk = new SteadyTalk(context);
  const restored = await restoreSet({
    set: absolute(set),
    directory: root,
    opener,
    ledgerKey,
    force: options.force === true,
    skip: { numbers: options.skipNumbers, paNumbers: paNumberSkip(options.skipNumbers), actor: context.actor },
    clock: context.surroundings.clock,
    onFile: ({ files }) => talk.say(() => `${files} files restored`),
  }).catch((error: unknown) => {
    throw restoreError(error, root);
  });
  const ledger = openLedger(restored.folder.ledgerFile, { ...ledgerKey(), create: false });
  try {
    const timeZone = configurationIn(root)?.payer.timeZone ?? 'UTC';
    const checks = await checkInstallation(restored.folder, ledger, { repair: true, actor: context.actor, timeZone });
    const problems = checks.filter(({ problem }) => problem !== '');
    tell(context, restored, options.skipNumbers, problems);
    return problems.length === 0 ? 0 : 3;
  } finally {
    ledger.close();
  }
}

async function check(context: CommandContext, set: string, opener: Opener | undefined): Promise<ExitCode> {
  const talk = new SteadyTalk(context);
  const found = await checkSet(set, opener, (files) => talk.say(() => `${files} files read`));
  if (context.json) context.fact({ kind: 'check', set, ...found });
  else {
    for (const problem of found.problems) context.line(`${context.paint('red', 'problem')}  ${problem}`);
    if (found.problemCount > found.problems.length) context.line(`... ${found.problemCount} in all`);
    const verdict = found.problemCount === 0 ? context.paint('green', 'sound') : context.paint('red', 'damaged');
    context.line(`${verdict}: ${found.files} files as of ${localTime(found.takenAt, 'UTC')} UTC`);
    if (found.isEncrypted && opener === undefined) {
      context.talk('Encrypted: compared as it is stored. With --key-file the content is compared too.');
    }
  }
  return found.problemCount === 0 ? 0 : 3;
}

function openerOf(context: CommandContext, file: string): Opener {
  const { secret, warning } = readSecret({ file });
  if (warning !== '') context.talk(`warning: ${warning}`);
  return new Opener(secret.reveal());
}

/** What the restored configuration says; undefined when it cannot be used as it is. */
function configurationIn(root: string): GatewayConfiguration | undefined {
  try {
    return loadConfiguration(join(root, CONFIGURATION_PATH));
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

/** In the payer's time zone; of a configuration that cannot be used as it is nobody knows it. */
function timeOf(root: string, instant: string): string {
  const configuration = configurationIn(root);
  return configuration === undefined
    ? `${localTime(instant, 'UTC')} UTC`
    : localTime(instant, configuration.payer.timeZone);
}

function tell(
  context: CommandContext,
  restored: RestoredSet,
  skipped: number,
  problems: readonly { readonly check: string; readonly problem: string; readonly hint: string }[],
): void {
  const { folder, takenAt, files, bytes, movedAside } = restored;
  const next = nextSteps(context, restored, skipped);
  if (context.json) {
    const facts = {
      kind: 'restored',
      directory: folder.root,
      takenAt,
      files,
      bytes,
      movedAside,
      skippedNumbers: skipped,
    };
    context.fact({ ...facts, problems, next });
    return;
  }
  context.line(`Restored as of ${timeOf(folder.root, takenAt)}: ${files} files in ${folder.root}`);
  if (movedAside !== '') context.line(`What was there lies in ${movedAside} now.`);
  for (const { check: what, problem, hint } of problems) {
    context.line(`${context.paint('red', 'problem')}  ${what}: ${problem}\n         ${context.asCalled(hint)}`);
  }
  context.line('What you must do now:');
  for (const [index, step] of next.entries()) context.line(`  ${index + 1}. ${step}`);
}

/** What only people can do. The order matters: before the start nothing may go out that should not. */
function nextSteps(context: CommandContext, { folder, takenAt }: RestoredSet, skipped: number): string[] {
  const file = join(folder.root, CONFIGURATION_PATH);
  const configuration = configurationIn(folder.root);
  const since = timeOf(folder.root, takenAt);
  const steps: string[] = [];
  if (configuration === undefined) {
    steps.push(`Look at ${file}: it cannot be used as it is. Its paths are relative to the folder it lies in.`);
  } else if (resolve(configuration.dataDirectory) !== resolve(folder.root)) {
    steps.push(
      `Set dataDirectory in ${file}: it names ${configuration.dataDirectory}, and a command with this file would work there, not on what was restored.`,
    );
  }
  steps.push(
    'Put key files and passwords back where the configuration and sftp/*.yaml look for them; none is in a backup.',
  );
  steps.push(
    skipped === 0
      ? 'You left out no numbers. If anything was taken in or sent since the backup, stop here and restore again without --skip-numbers 0: partners would see control numbers twice.'
      : `Tell partners that watch ISA13 that it jumps by ${skipped}, once.`,
  );
  steps.push(
    `Have partners send again what they sent since ${since}: the restored ledger knows none of it. What still lies in inboxes and claimed folders of the lost installation goes back into the inboxes.`,
    `Have the systems that write into publish/ publish again what they published since ${since}.`,
  );
  steps.push(
    'Look through handoff/letters: what was mailed since the backup lies there again. Take it away, so that no member gets it twice.',
  );
  steps.push('Decisions made since the backup are lost: make them again, by the papers you have.');
  steps.push(
    'Where partners log in here by SFTP, run apply.sh of "x12gw sftp host-config" again: it sets their folders’ rights.',
  );
  steps.push(`Then: x12gw doctor --config ${file}, and start the gateway. Never start the lost one again.`);
  return steps.map((step) => context.asCalled(step));
}

function directoryOrCheck(): GatewayError {
  return new GatewayError('Say where to restore to', {
    code: 'restore-where',
    operation: 'restore a backup',
    hint: 'Give a data directory to make, or --check and none.',
    exitCode: 2,
  });
}
