import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type ReloadOutcome, readReloadOutcome } from '../../gateway/reload-outcome.js';
import { isRunnerActive, readRunnerFacts } from '../../gateway/runner-lock.js';
import { DataFolder } from '../../ingest/data-folder.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { configurationOf } from '../ledger.js';

const OPERATION = 'have the gateway read its configuration';
/** How long the gateway may take to answer; reading the file takes it moments, ending a partner's transfers more. */
const ANSWER_MILLISECONDS = 20_000;
const LOOK_MILLISECONDS = 50;

/**
 * Has the gateway that runs here read its configuration again (SIGHUP), after the file was checked, and tells what changed
 * and what needs a restart. Raises GatewayError of the configuration, and `not-reloaded` when the gateway refused it (exit
 * code 2, with all its problems), `runner-absent`, `runner-not-signalled` and `reload-not-answered` (exit code 3). Exit
 * code 2 too when endpoints of partners were not taken on.
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
  const before = await readReloadOutcome(folder.reloadOutcome);
  const signalledAt = Date.now();
  signal(facts.processId);
  const isOurs = ({ id, at }: ReloadOutcome) => id !== before?.id && Date.parse(at) >= signalledAt;
  const outcome = await answer(folder.reloadOutcome, isOurs, facts.processId);
  if (outcome.refusal !== undefined) {
    const { message, hint } = outcome.refusal;
    const text = `The gateway goes on with the configuration it has: ${message}`;
    throw new GatewayError(text, { code: 'not-reloaded', operation: OPERATION, hint, exitCode: 2 });
  }
  tell(context, outcome);
  return outcome.unsoundEndpoints.length === 0 ? 0 : 2;
}

function signal(processId: number): void {
  try {
    process.kill(processId, 'SIGHUP');
  } catch (error) {
    const hint = 'Run this command as the user that runs the gateway, or "systemctl reload x12gw".';
    const message = `Process ${processId} cannot be signalled: ${systemErrorCode(error)}`;
    throw trouble('runner-not-signalled', message, hint);
  }
}

/** Waits for the outcome that is ours: another command may have asked just before, of a file that has changed since. */
async function answer(
  file: string,
  isOurs: (outcome: ReloadOutcome) => boolean,
  processId: number,
): Promise<ReloadOutcome> {
  for (const end = Date.now() + ANSWER_MILLISECONDS; Date.now() < end; await pause(LOOK_MILLISECONDS)) {
    const outcome = await readReloadOutcome(file);
    if (outcome !== undefined && isOurs(outcome)) return outcome;
  }
  const text = `The gateway (process ${processId}) was told to read its configuration, and has not said what came of it`;
  const hint = 'If it has only just started, it read this file then. Else its log says more: look for "reloaded".';
  throw trouble('reload-not-answered', text, hint);
}

function tell(context: CommandContext, { processId, changed, needRestart, unsoundEndpoints }: ReloadOutcome): void {
  if (context.json) {
    context.fact({ processId, changed, needRestart, unsoundEndpoints });
    return;
  }
  context.talk(`The gateway (process ${processId}) has read its configuration.`);
  if (changed.length > 0) context.line(`in effect now    ${changed.join(', ')}`);
  if (needRestart.length > 0) context.line(`needs a restart  ${needRestart.join(', ')}`);
  if (changed.length + needRestart.length === 0) context.line('No setting differs from what it runs with.');
  if (unsoundEndpoints.length > 0) {
    const what = `no endpoint was read again: ${unsoundEndpoints.join(', ')} cannot be used as it is`;
    context.line(`${context.paint('red', 'problem')}          ${what}`);
    context.talk(context.asCalled('Look at it with "x12gw doctor"; the others go on as they were.'));
  }
}

function trouble(code: string, message: string, hint: string): GatewayError {
  return new GatewayError(message, { code, operation: OPERATION, hint, exitCode: 3 });
}
