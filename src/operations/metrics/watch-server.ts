import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConnectionCap } from './connection-cap.js';

/** What one path gives. */
export interface Page {
  readonly status: 200 | 503;
  readonly type: string;
  readonly body: string;
}

/** What is shown: a page by its path. */
export type Pages = Readonly<Record<string, () => Promise<Page>>>;

/** A monitor asks from one or two places; whoever opens more is none, and gives way. */
const MOST_CONNECTIONS = 32;
const REQUEST_MILLISECONDS = 5_000;
/** Nothing went either way for so long: longer than a page may take to be made. A reader that stands still is ended. */
const SILENT_MILLISECONDS = 15_000;
const MOST_HEADER_BYTES = 8_192;

/** An HTTP server that listens, until it is closed. */
export interface WatchServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves pages over plain HTTP to whoever reaches the address: GET and HEAD alone, no request body, few connections, of
 * which the longest idle gives way to a new one, short time limits. A page that fails is a 500 without a reason;
 * `onFailure` hears of it. Rejects with the system's error when the address or port cannot be had.
 */
export function startWatchServer(
  { address, port }: { readonly address: string; readonly port: number },
  pages: Pages,
  onFailure: (error: unknown) => void,
): Promise<WatchServer> {
  const server = createServer({
    maxHeaderSize: MOST_HEADER_BYTES,
    headersTimeout: REQUEST_MILLISECONDS,
    requestTimeout: REQUEST_MILLISECONDS,
    keepAliveTimeout: REQUEST_MILLISECONDS,
    connectionsCheckingInterval: 1_000,
  });
  server.timeout = SILENT_MILLISECONDS;
  const connections = new ConnectionCap(server, MOST_CONNECTIONS);
  server.on('request', (request, response) => {
    const answered = connections.during(request.socket, () => answer(request, response, pages));
    answered.catch((error: unknown) => {
      onFailure(error);
      if (!response.headersSent) send(response, 500, 'text/plain; charset=utf-8', 'The page could not be made\n');
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port }, () => {
      server.off('error', reject);
      server.on('error', onFailure);
      resolve({ port: portOf(server), close: () => close(server) });
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, pages: Pages): Promise<void> {
  const text = 'text/plain; charset=utf-8';
  if (request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) !== 0) {
    response.setHeader('connection', 'close');
    return send(response, 413, text, 'No request body is taken\n');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return send(response, 405, text, 'Only GET and HEAD\n');
  }
  const path = (request.url ?? '').split('?', 1)[0]!;
  if (!Object.hasOwn(pages, path)) return send(response, 404, text, `${Object.keys(pages).join('\n')}\n`);
  const page = await pages[path]!();
  send(response, page.status, page.type, page.body);
}

/** Node leaves the body of an answer to HEAD away. */
function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
