import type { GatewayConfiguration } from '../config/configuration.js';
import { loadConfiguration } from '../config/load.js';
import { GatewayError } from '../support/errors.js';
import type { Gateway } from './gateway.js';
import { type LiveChange, withLiveSettings } from './live-settings.js';

/**
 * Reads the configuration file again and has the gateway use of it what may change while it runs. The file is checked as a
 * whole first: when anything is wrong with it, `check` included, all problems are logged and nothing changes; undefined
 * then. What differs and needs a restart is logged by name.
 */
export function reloadConfiguration(
  gateway: Pick<Gateway, 'configuration' | 'configure' | 'logger'>,
  check: (configuration: GatewayConfiguration) => void,
): LiveChange | undefined {
  const { logger } = gateway;
  let change: LiveChange;
  try {
    const next = loadConfiguration(gateway.configuration.file);
    check(next);
    change = withLiveSettings(gateway.configuration, next);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    logger.error('configuration not reloaded', { error: error.code, problems: error.message, hint: error.hint });
    return undefined;
  }
  gateway.configure(change.configuration);
  const { changed, needRestart } = change;
  if (needRestart.length > 0) logger.warn('settings wait for a restart', { settings: needRestart.join(', ') });
  logger.info('configuration reloaded', { changed: changed.join(', ') || 'nothing' });
  return change;
}
