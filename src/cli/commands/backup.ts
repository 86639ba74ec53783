import { resolve } from 'node:path';
import { type MadeBackup, makeBackup } from '../../backup/make-backup.js';
import type { Progress } from '../../backup/write-set.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { SteadyTalk } from '../steady-talk.js';

/** The command's options as given. */
export interface BackupOptions {
  readonly recipient?: readonly string[];
  readonly verify: boolean;
}

const STEPS = {
  ledger: 'Copying the ledger',
  files: 'Copying files',
  again: 'Files were removed meanwhile: once more',
} as const;

/** Makes a backup set, also beside a gateway that runs. Exit code 3 when the installation turned out not to be sound. */
export function backup(context: CommandContext, target: string, options: BackupOptions): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    const talk = new SteadyTalk(context);
    const made = await makeBackup({
      folder: data,
      configurationFile: configuration.file,
      ledgerKey: configuration.ledger,
      ledger,
      target: resolve(context.surroundings.workingDirectory, target),
      recipients: options.recipient ?? [],
      verify: options.verify,
      clock: context.surroundings.clock,
      onStep: (step) => context.talk(STEPS[step]),
      onFile: (progress) => talk.say(() => reached(progress)),
    });
    if (context.json) context.fact(factsOf(made));
    else tell(context, made);
    return made.problemCount === 0 ? 0 : 3;
  });
}

function factsOf({ setName: _, ...facts }: MadeBackup): object {
  return facts;
}

function reached({ files, bytes }: Progress): string {
  return `${files} files, ${megabytes(bytes)}`;
}

function tell(context: CommandContext, made: MadeBackup): void {
  context.line(made.folder);
  const encrypted = made.isEncrypted ? ', encrypted' : '';
  const read = made.isVerified ? 'read back' : 'not read back';
  context.talk(`${reached(made)}, ${made.linked} unchanged${encrypted}; ${read}`);
  if (made.problemCount === 0) return;
  context.talk(context.paint('red', `The installation is not sound (${made.problemCount}):`));
  for (const problem of made.problems) context.talk(`  ${problem}`);
  context.talk(
    'The backup holds it as it is. Look at it with "x12gw doctor", and keep older backups until it is mended.',
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
