import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { authorize } from './authorize.js';
import { CommandContext, type GlobalOptions, type Surroundings } from './context.js';
import { defineAnswers } from './define/answers.js';
import { defineAudit } from './define/audit.js';
import { defineBackup } from './define/backup.js';
import { defineClaims } from './define/claims.js';
import { defineCodes } from './define/codes.js';
import { defineFiles } from './define/files.js';
import { defineGuides } from './define/guides.js';
import { defineHandoff } from './define/handoff.js';
import { defineInstallation } from './define/installation.js';
import { definePartners } from './define/partners.js';
import { definePgp } from './define/pgp.js';
import { definePriorAuthorizations } from './define/prior-authorizations.js';
import { definePublish } from './define/publish.js';
import { defineReference } from './define/reference.js';
import { defineReport } from './define/report.js';
import { defineRetention } from './define/retention.js';
import { defineSftp } from './define/sftp.js';
import type { ExitCode } from './exit-code.js';
import type { Lazily } from './lazily.js';
import { NEEDS } from './needs.js';
import { asCalled } from './program-name.js';

/** The whole command line. `finish` is told the exit code of the command that ran. */
export function buildProgram(surroundings: Surroundings, finish: (code: ExitCode) => void): Command {
  const name = surroundings.program ?? 'x12gw';
  const program = new Command('x12gw')
    .description('X12 batch gateway: files in, acknowledgments and business answers out.')
    .version(packageVersion())
    .option('--config <file>', 'configuration file (else X12GW_CONFIG, else ./gateway.yaml)')
    .option('--json', 'print facts as JSON, lists as one JSON document per line')
    .option('--no-color', 'no colors (also: NO_COLOR=1, and whenever the output is no terminal)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(asCalled(text, name)),
      writeErr: (text) => surroundings.stderr.write(asCalled(text, name)),
    })
    .showHelpAfterError('Add --help for what this command takes, with examples.')
    .addHelpText('after', PROGRAM_HELP);

  const lazily: Lazily =
    (need, load) =>
    async (...given) => {
      // Commander passes the arguments, the command's options, then the command itself.
      const command = given.at(-1) as Command;
      const context = new CommandContext(surroundings, command.optsWithGlobals<GlobalOptions>());
      const typed = { name: nameOf(command), arguments: given.slice(0, -2), options: command.opts() };
      context.partner = await authorize(context, NEEDS[need], typed);
      const body = await load();
      finish(await body(context, ...(given.slice(0, -1) as never[])));
    };
  defineCommands(program, lazily);
  return program;
}

/** Adds every command; `lazily` is told of each who may run it. */
export function defineCommands(program: Command, lazily: Lazily): void {
  for (const [heading, sections] of SECTIONS) {
    program.commandsGroup(heading);
    for (const define of sections) define(program, lazily);
  }
  program.commandsGroup('More:').helpCommand(true);
}

/** The parts of `--help`, in the order in which an operator meets them. */
const SECTIONS: readonly (readonly [string, readonly ((program: Command, lazily: Lazily) => void)[]])[] = [
  ['The installation:', [defineInstallation, defineBackup]],
  ['Files and their answers:', [defineFiles, defineAnswers, definePublish]],
  ['Trading partners:', [definePartners, defineSftp, definePgp]],
  ['Claims and prior authorizations:', [defineClaims, defineHandoff, defineReport, definePriorAuthorizations]],
  ['What files are checked against:', [defineGuides, defineCodes, defineReference]],
  ['The record:', [defineAudit, defineRetention]],
];

/** The words of a command: `pa decide`. */
function nameOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${nameOf(parent)} ${command.name()}`;
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

const PROGRAM_HELP = `
Examples:
  x12gw init gateway --demo                         an installation to try, in ./gateway
  x12gw validate claims.x12                         check a file without sending it
  x12gw explain 006                                 what a code in an acknowledgment means
  x12gw status --config gateway/gateway.yaml        what happened so far

Exit codes: 0 all accepted, 1 anything refused or nothing found, 2 usage or configuration, 3 environment or no verdict
in time, 4 all duplicates.`;
