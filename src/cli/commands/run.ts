import { type RunningGateway, startGateway } from '../../gateway/runner.js';
import { createLogger } from '../../support/logger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { configurationOf } from '../ledger.js';

/**
 * Runs the gateway until it is told to stop, or with `--once` until nothing is left to do. SIGHUP has it read its
 * configuration again.
 */
export async function runGateway(context: CommandContext, options: { readonly once?: boolean }): Promise<ExitCode> {
  const configuration = configurationOf(context);
  const logger = createLogger(configuration.log.level, {
    write: (line) => void context.surroundings.stderr.write(line),
  });
  let running: RunningGateway | undefined;
  const reload = (): void => {
    // One that is still starting has only just read the file.
    running?.reload().then(
      (changed) => {
        if (changed !== undefined) logger.setLevel(changed.log.level);
      },
      // An error nobody expected; the gateway goes on as it was.
      (error: unknown) => logger.error('configuration not reloaded', { error: (error as Error).name }),
    );
  };
  // Told twice: at once, as by a kill, which loses nothing; but alert commands that run are ended.
  const leave = (): void => process.exit(1);
  const stop = (): void => {
    // A rejection reaches us through `finished`.
    running?.stop().catch(() => undefined);
    process.once('SIGTERM', leave).once('SIGINT', leave);
  };
  // Before the start: whoever finds this process named as the runner may signal it, and that must not end it.
  process.on('SIGHUP', reload);
  try {
    running = await startGateway(configuration, { logger, once: options.once === true });
    process.once('SIGTERM', stop).once('SIGINT', stop);
    await running.finished;
    return 0;
  } finally {
    for (const listener of [stop, leave]) process.off('SIGTERM', listener).off('SIGINT', listener);
    process.off('SIGHUP', reload);
  }
}
