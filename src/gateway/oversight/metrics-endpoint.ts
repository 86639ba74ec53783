import type { MetricsSettings } from '../../config/configuration.js';
import { watchPages } from '../../operations/metrics/pages.js';
import { startWatchServer, type WatchServer } from '../../operations/metrics/watch-server.js';
import type { Watched } from '../../operations/metrics/watched.js';
import { systemErrorCode } from '../../support/errors.js';
import type { Logger } from '../../support/logger.js';

/** A port that is taken is tried again after so long: the gateway works without being watched. */
const RETRY_MILLISECONDS = 30_000;

/** Metrics and health where the configuration wants them, and nowhere when it does not. */
export class MetricsEndpoint {
  readonly #watched: Watched;
  readonly #logger: Logger;
  /** Changes are made one after the other. */
  #changing: Promise<void> = Promise.resolve();
  #settings: MetricsSettings | undefined;
  #server: WatchServer | undefined;
  #retry: NodeJS.Timeout | undefined;
  #told = '';

  constructor(watched: Watched, logger: Logger) {
    this.#watched = watched;
    this.#logger = logger;
  }

  /** Shows them as these settings say from now on; undefined: no more. Never rejects: a port that is taken is logged. */
  configure(settings: MetricsSettings | undefined): Promise<void> {
    this.#changing = this.#changing.then(async () => {
      clearTimeout(this.#retry);
      await this.#server?.close();
      this.#server = undefined;
      this.#settings = settings;
      await this.#open();
    });
    return this.#changing;
  }

  async #open(): Promise<void> {
    const settings = this.#settings;
    if (settings === undefined) return;
    const { address, port } = settings;
    try {
      this.#server = await startWatchServer(settings, watchPages(this.#watched, settings), (error) =>
        this.#logger.error('metrics page failed', { error: systemErrorCode(error) || 'unexpected' }),
      );
      this.#told = '';
      this.#logger.info('metrics available', { address, port });
    } catch (error) {
      const code = systemErrorCode(error) || 'unexpected';
      if (this.#told !== code) this.#logger.error('metrics not available', { address, port, error: code });
      this.#told = code;
      this.#retry = setTimeout(() => {
        this.#changing = this.#changing.then(() => (this.#server === undefined ? this.#open() : undefined));
      }, RETRY_MILLISECONDS);
      this.#retry.unref();
    }
  }
}
