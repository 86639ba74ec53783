import { cached } from './cached.js';
import { type Health, liveness, readiness } from './health.js';
import { PartnerFolders } from './partner-folders.js';
import type { Page, Pages } from './watch-server.js';
import type { Watched } from './watched.js';

/** How fresh the pages are, and what readiness asks for. */
export interface PageSettings {
  readonly cacheSeconds: number;
  readonly minimumFreeMegabytes: number;
}

/** `/metrics` for Prometheus, `/healthz` and `/readyz` as JSON (`schemas/health.schema.json`): 200, or 503 when unsound. */
export function watchPages(watched: Watched, { cacheSeconds, minimumFreeMegabytes }: PageSettings): Pages {
  const milliseconds = cacheSeconds * 1_000;
  const folders = new PartnerFolders();
  return {
    '/metrics': cached(milliseconds, async () => {
      // Loaded when it is asked for: most gateways and every other command do without.
      const { metricsText } = await import('./figures.js');
      const type = 'text/plain; version=0.0.4; charset=utf-8';
      return { status: 200, type, body: await metricsText(watched, folders) };
    }),
    '/healthz': async () => healthPage(liveness(watched)),
    '/readyz': cached(milliseconds, async () => healthPage(await readiness(watched, minimumFreeMegabytes))),
  };
}

function healthPage(health: Health): Page {
  return { status: health.isSound ? 200 : 503, type: 'application/json', body: `${JSON.stringify(health)}\n` };
}
