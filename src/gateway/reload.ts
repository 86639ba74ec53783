import type { GatewayConfiguration } from '../config/configuration.js';
import { loadConfiguration } from '../config/load.js';
import { GatewayError } from '../support/errors.js';
import type { Gateway } from './gateway.js';
import { type LiveChange, withLiveSettings } from './live-settings.js';
import { type ReloadOutcome, writeReloadOutcome } from './reload-outcome.js';

/**
 * Reads the configuration file again and has the gateway use of it what may change while it runs. The file is checked as a
 * whole first: when anything is wrong with it, `check` included, all problems are logged and nothing changes; gives the
 * error then. What differs and needs a restart is logged by name.
 */
export function reloadConfiguration(
  gateway: Pick<Gateway, 'configuration' | 'configure' | 'logger'>,
  check: (configuration: GatewayConfiguration) => void,
): LiveChange | GatewayError {
  const { logger } = gateway;
  let change: LiveChange;
  try {
    const next = loadConfiguration(gateway.configuration.file);
    check(next);
    change = withLiveSettings(gateway.configuration, next);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    logger.error('configuration not reloaded', { error: error.code, problems: error.message, hint: error.hint });
    return error;
  }
  gateway.configure(change.configuration);
  const { changed, needRestart } = change;
  if (needRestart.length > 0) logger.warn('settings wait for a restart', { settings: needRestart.join(', ') });
  logger.info('configuration reloaded', { changed: changed.join(', ') || 'nothing' });
  return change;
}

/** What a reload came to: what it changed, or the error for which it was refused. */
type Reloaded =
  | Pick<ReloadOutcome, 'changed' | 'needRestart' | 'unsoundEndpoints'>
  | { readonly refusal: GatewayError };

/** Leaves what a reload that began `at` came to for the command that asked. Where the disk has no room for it, the log says that. */
export async function tellReloaded(
  { folder, logger }: Pick<Gateway, 'folder' | 'logger'>,
  at: string,
  reloaded: Reloaded,
): Promise<void> {
  const facts = { processId: process.pid, at };
  const outcome = 'refusal' in reloaded ? refused(reloaded.refusal) : reloaded;
  await writeReloadOutcome(folder.reloadOutcome, { ...facts, ...outcome }).catch((error: unknown) => {
    if (!(error instanceof GatewayError)) throw error;
    logger.warn('reload not told', { error: error.code });
  });
}

function refused({ code, message, hint }: GatewayError) {
  return { refusal: { code, message, hint }, changed: [], needRestart: [], unsoundEndpoints: [] };
}
