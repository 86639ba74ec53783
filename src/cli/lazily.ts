import type { CommandContext } from './context.js';
import type { ExitCode } from './exit-code.js';

/** What a command's own file exports: gets the command's arguments and options, does it, gives the exit code. */
export type CommandBody = (context: CommandContext, ...given: never[]) => ExitCode | Promise<ExitCode>;

/**
 * Makes a commander action of a command that is imported only when it is called, so that `--help` and short commands
 * start quickly.
 */
export type Lazily = (load: () => Promise<CommandBody>) => (...given: unknown[]) => Promise<void>;
