import { hostname } from 'node:os';
import { isRunnerActive, readRunnerFacts } from '../../gateway/runner-lock.js';
import { DataFolder } from '../../ingest/data-folder.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { configurationOf } from '../ledger.js';

/**
 * Has the gateway that runs here read its configuration again (SIGHUP), after the file was checked: GatewayError of the
 * configuration, exit code 2, with all its problems. Raises `runner-absent` and `runner-not-signalled` (exit code 3).
 */
export async function reload(context: CommandContext): Promise<ExitCode> {
  const { dataDirectory } = configurationOf(context);
  const folder = new DataFolder(dataDirectory);
  const facts = await readRunnerFacts(folder.runnerFacts);
  if (facts === undefined || !isRunnerActive(folder.runnerLock)) {
    throw trouble('runner-absent', 'No gateway runs on this data directory', 'Start it: it reads the file then.');
  }
  if (facts.host !== hostname()) {
    const hint = `Run this command on ${facts.host}.`;
    throw trouble('runner-not-signalled', `The gateway runs on another machine, ${facts.host}`, hint);
  }
  try {
    process.kill(facts.processId, 'SIGHUP');
  } catch (error) {
    const hint = 'Run this command as the user that runs the gateway, or "systemctl reload".';
    const message = `Process ${facts.processId} cannot be signalled: ${systemErrorCode(error)}`;
    throw trouble('runner-not-signalled', message, hint);
  }
  context.surroundings.stderr.write(
    `The configuration is sound. The gateway (process ${facts.processId}) reads it now; its log says what changed.\n`,
  );
  return 0;
}

function trouble(code: string, message: string, hint: string): GatewayError {
  return new GatewayError(message, { code, operation: 'have the gateway read its configuration', hint, exitCode: 3 });
}
