import type { CommandContext } from './context.js';
import type { ExitCode } from './exit-code.js';
import type { NeedName } from './needs.js';

/** What a command's own file exports: gets the command's arguments and options, does it, gives the exit code. */
export type CommandBody = (context: CommandContext, ...given: never[]) => ExitCode | Promise<ExitCode>;

/**
 * Makes a commander action of a command that is imported only when it is called, so that `--help` and short commands
 * start quickly. `need`: who may run it (`needs.ts`), asked before it is imported.
 */
export type Lazily = (need: NeedName, load: () => Promise<CommandBody>) => (...given: unknown[]) => Promise<void>;
