import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Alert, composeAlert, type Matter } from '../../../src/operations/alerts/alert.js';
import { type AlertChannel, AlertFailure } from '../../../src/operations/alerts/channel.js';

export const NOW = new Date('2031-03-01T12:00:00.000Z');

export function matter(change: Partial<Matter> = {}): Matter {
  return { event: 'file-quarantined', key: '1.3', subject: 'S00000001', since: '2031-03-01T11:00:00.000Z', ...change };
}

export function alertAbout(matters: readonly Matter[] = [matter()]): Alert {
  return composeAlert(matters, { now: NOW, installation: 'abc123', total: matters.length, isRepeat: false });
}

/** A channel that keeps what it is given, and fails as often as it is told. */
export class KeptChannel implements AlertChannel {
  readonly name: 'command' | 'webhook';
  readonly alerts: Alert[] = [];
  failures = 0;
  tries = 0;
  /** What a failed try raises. */
  failure: Error = new AlertFailure('http-503');

  constructor(name: 'command' | 'webhook' = 'command') {
    this.name = name;
  }

  async send(alert: Alert): Promise<void> {
    this.tries++;
    if (this.failures > 0) {
      this.failures--;
      throw this.failure;
    }
    this.alerts.push(alert);
  }

  /** `event: text` of each alert, and forgets them. */
  take(): string[] {
    return this.alerts.splice(0).map(({ event, text }) => `${event}: ${text}`);
  }
}

/** One request an endpoint got. */
export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real endpoint on a free port of this machine. `status` undefined: it never answers. */
export async function endpoint(
  status: (path: string) => number | undefined,
): Promise<{ readonly url: string; readonly got: Got[] }> {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      got.push({ method: request.method!, path: request.url!, headers: request.headers, body });
      const code = status(request.url!);
      if (code === undefined) return;
      response.writeHead(code, code === 302 ? { location: '/elsewhere' } : {}).end('an answer nobody reads');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got };
}
