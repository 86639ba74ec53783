import { setTimeout as pause } from 'node:timers/promises';
import SftpClient, { type Done, type SftpChannel } from 'ssh2-sftp-client';
import type { Credentials } from './credentials.js';
import type { SftpEndpoint } from './endpoint.js';
import { describeHostKey, fingerprintOf, HOST_KEY_KINDS, kindOf } from './host-keys.js';
import { type Line, Pace } from './pace.js';
import { timeLimit } from './time-limit.js';
import { connectError, SftpError, type SftpFault } from './trouble.js';

/** Signs of life that may stay unanswered before a connection counts as lost. */
const KEEPALIVES_UNANSWERED = 3;
const FAREWELL_MILLISECONDS = 2_000;
const CONNECT = 'connect to an SFTP server';

/** A request on its way. */
interface Waiting {
  /** Ends the wait when the connection goes. */
  readonly fail: (error: SftpError) => void;
  readonly sent: number;
  /** Since when a request that was sent later has its answer. */
  overtakenAt: number | undefined;
}

/** A login at a partner's server, over which many requests may run at a time. */
export class SftpConnection {
  readonly #client: SftpClient;
  readonly #channel: SftpChannel;
  readonly #endpoint: SftpEndpoint;
  readonly #stallMilliseconds: number;
  /** What waits for an answer, in the order it was sent. */
  readonly #waiting = new Set<Waiting>();
  #sent = 0;
  readonly #line: Line = { bytes: 0 };
  #stall: NodeJS.Timeout | undefined;
  #isOpen = true;

  private constructor(client: SftpClient, channel: SftpChannel, endpoint: SftpEndpoint) {
    this.#client = client;
    this.#channel = channel;
    this.#endpoint = endpoint;
    this.#stallMilliseconds = endpoint.stallSeconds * 1_000;
    const lost = (error?: Error & { readonly level?: string }) => {
      if (!this.#isOpen) return;
      this.#lose(whyLost(error));
      // The channel may have ended alone: a login that nobody uses would stay, and the next one beside it.
      client.client.destroy();
    };
    client.on('close', lost);
    client.on('end', lost);
    client.on('error', lost);
    channel.on('close', lost);
    channel.on('error', lost);
  }

  /**
   * Logs in. The server must show one of the endpoint's pinned keys: where it has keys of several kinds and shows another
   * one first, it is asked for the next kind, and no secret is sent before a pinned one is shown and proved.
   * `signal` breaks it off. Raises SftpError, `transport`, `login` or `host-key`.
   */
  static async open(endpoint: SftpEndpoint, credentials: Credentials, signal: AbortSignal): Promise<SftpConnection> {
    let kinds = HOST_KEY_KINDS;
    while (true) {
      const shown: { type?: string } = {};
      try {
        return await SftpConnection.#openWith(endpoint, credentials, kinds.flat(), shown, signal);
      } catch (error) {
        const others = shown.type === undefined ? kinds : kinds.filter((kind) => kind !== kindOf(shown.type!));
        if (others.length < kinds.length && others.length > 0) {
          kinds = others;
          continue;
        }
        // All kinds the server has were shown, and none of the keys is pinned.
        const isExhausted = kinds !== HOST_KEY_KINDS && (error as SftpError).code === 'sftp-no-common-algorithm';
        throw isExhausted ? new SftpError('sftp-host-key-not-pinned', CONNECT) : error;
      }
    }
  }

  static async #openWith(
    endpoint: SftpEndpoint,
    credentials: Credentials,
    serverHostKey: readonly string[],
    shown: { type?: string },
    signal: AbortSignal,
  ): Promise<SftpConnection> {
    const client = new SftpClient('sftp', { error: () => {}, end: () => {}, close: () => {} });
    let failure: Error | undefined;
    // The package's own errors lose the level that tells a refused login from a lost connection.
    client.on('error', (error) => {
      failure ??= error;
    });
    const { password } = credentials;
    if (password !== undefined) {
      client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) =>
        finish(prompts.map(() => password)),
      );
    }
    const limit = timeLimit(endpoint.connectTimeoutSeconds * 1_000, signal, CONNECT);
    try {
      const connected = client.connect({
        ...credentials,
        host: endpoint.host,
        port: endpoint.port,
        username: endpoint.user,
        tryKeyboard: password !== undefined,
        readyTimeout: endpoint.connectTimeoutSeconds * 1_000,
        keepaliveInterval: endpoint.keepaliveSeconds * 1_000,
        keepaliveCountMax: KEEPALIVES_UNANSWERED,
        algorithms: { serverHostKey },
        hostVerifier: (key) => {
          if (endpoint.hostKeys.includes(fingerprintOf(key))) return true;
          shown.type = describeHostKey(key).type;
          return false;
        },
      });
      // ssh2's own timeout ends with the login; a server may take that and never give the channel.
      const channel = await Promise.race([connected, limit.passed]);
      // A request is two small writes, of which the second would wait for the server's word on the first: 40 ms each time.
      client.client.setNoDelay(true);
      return new SftpConnection(client, channel, endpoint);
    } catch (error) {
      // `end` leaves a login open that has come to no SFTP channel.
      client.client.destroy();
      throw error instanceof SftpError ? error : connectError(failure ?? error);
    } finally {
      limit.clear();
    }
  }

  /** False once the connection is lost or closed. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What holds a transfer or listing over this connection against the endpoint's least rate. */
  newPace(windows?: number): Pace {
    return new Pace(this.#endpoint, this.#line, windows);
  }

  /**
   * Sends one request and waits for its answer. Fails with the server's status as ssh2 gives it (an Error with a number
   * as `code`), with SftpError `sftp-answer-malformed`, or with `sftp-connection-lost` or `sftp-timeout` when no answer can
   * come any more.
   */
  request<Result>(send: (channel: SftpChannel, done: Done<Result>) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) return reject(new SftpError('sftp-connection-lost', 'ask an SFTP server'));
      const waiting: Waiting = { fail: reject, sent: ++this.#sent, overtakenAt: undefined };
      this.#waiting.add(waiting);
      this.#watch();
      const answered = (): void => {
        this.#waiting.delete(waiting);
        this.#seeOvertaken(waiting);
        this.#watch();
      };
      try {
        send(this.#channel, (error, result) => {
          answered();
          if (error) reject(plainly(error));
          else resolve(result);
        });
      } catch (error) {
        answered();
        reject(plainly(error));
      }
    });
  }

  /** Logs out. What still waits for an answer fails. */
  async close(): Promise<void> {
    const wasOpen = this.#isOpen;
    this.#lose('sftp-connection-lost');
    if (!wasOpen) return;
    // A server that does not answer the farewell is left without one.
    await Promise.race([this.#client.end(), pause(FAREWELL_MILLISECONDS, undefined, { ref: false })]).catch(
      () => undefined,
    );
    this.#client.client.destroy();
  }

  /** Every answer buys the next one its time; no request, no clock. */
  #watch(): void {
    clearTimeout(this.#stall);
    if (this.#waiting.size === 0 || !this.#isOpen) return;
    this.#stall = setTimeout(() => {
      this.#lose('sftp-timeout');
      this.#client.client.destroy();
    }, this.#stallMilliseconds);
  }

  /**
   * Servers answer in order, or nearly so. A request that stays without an answer while later ones get theirs is never
   * answered, and would wait for ever while there is anything else to do.
   */
  #seeOvertaken({ sent }: Waiting): void {
    const now = performance.now();
    for (const waiting of this.#waiting) {
      if (waiting.sent > sent) return;
      waiting.overtakenAt ??= now;
      if (now - waiting.overtakenAt < this.#stallMilliseconds) continue;
      this.#lose('sftp-timeout');
      this.#client.client.destroy();
      return;
    }
  }

  #lose(fault: SftpFault): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#stall);
    for (const { fail } of this.#waiting) fail(new SftpError(fault, 'ask an SFTP server'));
    this.#waiting.clear();
  }
}

/** Why a connection that worked has ended. */
function whyLost(error: (Error & { readonly level?: string }) | undefined): SftpFault {
  if (error === undefined) return 'sftp-connection-lost';
  // ssh2 tells a packet it cannot read so, or stumbles over it.
  const isNonsense = error.level === 'sftp-protocol' || error instanceof TypeError || error instanceof RangeError;
  if (isNonsense) return 'sftp-answer-malformed';
  // Keys are exchanged anew now and then, and the host key is shown again.
  const { code, trouble } = connectError(error);
  return trouble === 'host-key' ? code : 'sftp-connection-lost';
}

/** What a request failed with: a status as it came, or a fault of ours; ssh2's own complaints are about a bad answer. */
function plainly(error: unknown): unknown {
  if (error instanceof SftpError || typeof (error as { code?: unknown }).code === 'number') return error;
  const isLost = error instanceof Error && error.message === 'No response from server';
  return new SftpError(isLost ? 'sftp-connection-lost' : 'sftp-answer-malformed', 'ask an SFTP server');
}
