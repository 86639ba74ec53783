import { startGateway } from '../../gateway/runner.js';
import { createLogger } from '../../support/logger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { configurationOf } from '../ledger.js';

/** Runs the gateway until it is told to stop, or with `--once` until nothing is left to do. */
export async function runGateway(context: CommandContext, options: { readonly once?: boolean }): Promise<ExitCode> {
  const configuration = configurationOf(context);
  const logger = createLogger(configuration.log.level, {
    write: (line) => void context.surroundings.stderr.write(line),
  });
  const gateway = await startGateway(configuration, { logger, once: options.once === true });
  const stop = (): void => {
    // A rejection reaches us through `finished`.
    gateway.stop().catch(() => undefined);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  try {
    await gateway.finished;
    return 0;
  } finally {
    process.off('SIGTERM', stop).off('SIGINT', stop);
  }
}
