import type { Matter } from '../../operations/alerts/alert.js';
import { deliveryOf } from '../../sftp/endpoint.js';
import type { SignedEndpoint } from '../../sftp/endpoint-file.js';
import type { ResilienceSettings } from '../../sftp/resilience.js';
import type { AnswerRow, SubmissionRow } from '../../store/rows.js';
import { GatewayError } from '../../support/errors.js';
import { type CallingGateway, SftpCall } from './call.js';
import { type EndpointFiles, readEndpoints } from './endpoints.js';

/** What passes sooner than that is no matter for people: a server that is started again, a line that drops. */
const TOLD_AFTER_MILLISECONDS = 300_000;

/** What the calls of all partners tell the gateway. */
export interface CallsParts {
  readonly onReceived: (submission: SubmissionRow) => void;
  /** Answers that were waited for may go to the outboxes here. */
  readonly onUploaded: () => void;
  /** Has a moment told to people. */
  readonly raise: (matter: Matter) => void;
  /** An error nobody expected. */
  readonly onFailure: (error: unknown) => void;
  /** Default: the process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: the gateway's patience. */
  readonly resilience?: ResilienceSettings;
}

/** Whether a partner's server can be used, for metrics. */
export interface ServerUp {
  readonly id: string;
  readonly isUp: boolean;
}

/**
 * The servers of all partners that have an endpoint: each is called on its own, so that one that is slow, gone or not to be
 * trusted delays no other. An endpoint that is not sound when the gateway starts is not called, and its answers wait; the
 * others go on.
 */
export class SftpCalls {
  readonly #gateway: CallingGateway;
  readonly #parts: CallsParts;
  readonly #calls = new Map<string, { readonly call: SftpCall; readonly ended: Promise<void> }>();
  #files: EndpointFiles;
  readonly #unsoundSince: string;

  /** Reads the endpoints and logs what is wrong with them, all at once; calls nobody yet. */
  constructor(gateway: CallingGateway, parts: CallsParts) {
    this.#gateway = gateway;
    this.#parts = parts;
    this.#files = readEndpoints(gateway.folder.sftp);
    this.#unsoundSince = gateway.clock.now().toISOString();
    logProblems(gateway, this.#files.unsound);
  }

  /** Begins to call. */
  start(): void {
    for (const [partnerId, signed] of this.#files.sound) this.#begin(partnerId, signed);
  }

  /**
   * Reads the endpoints again: new ones are called, changed ones anew, those that are gone no more, and whoever was stopped is
   * tried again. When one is not sound, all problems are logged and nothing changes;
   * gives the partners whose endpoint it is, or `sftp/` when the folder cannot be read.
   */
  async reload(): Promise<readonly string[]> {
    const { folder, logger } = this.#gateway;
    let files: EndpointFiles;
    try {
      files = readEndpoints(folder.sftp);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      logger.error('sftp endpoints not reloaded', { error: error.code, hint: error.hint });
      return ['sftp/'];
    }
    if (files.unsound.size > 0) {
      logProblems(this.#gateway, files.unsound);
      logger.error('sftp endpoints not reloaded', { problems: files.unsound.size });
      return [...files.unsound.keys()].sort();
    }
    this.#files = files;
    for (const [partnerId, { call, ended }] of this.#calls) {
      if (files.sound.has(partnerId)) continue;
      this.#calls.delete(partnerId);
      await call.end();
      await ended;
    }
    for (const [partnerId, signed] of files.sound) {
      const known = this.#calls.get(partnerId);
      if (known === undefined) this.#begin(partnerId, signed);
      else await known.call.take(signed);
    }
    this.#parts.onUploaded();
    return [];
  }

  /** Breaks off what is under way, which goes on with the next start. */
  async stop(): Promise<void> {
    await Promise.all(
      [...this.#calls.values()].map(async ({ call, ended }) => {
        await call.end();
        await ended;
      }),
    );
  }

  /** True for an answer that goes to a server, or goes there first, so that it must not go to the outbox here. */
  waitsFor(answer: AnswerRow): boolean {
    return waitsFor(this.#files, answer) && this.#calls.get(answer.partnerId)?.call.waitsFor(answer) !== false;
  }

  /** Servers that were called, by whether they could be used the last time. */
  ups(): readonly ServerUp[] {
    return [...this.#calls].flatMap(
      ([
        id,
        {
          call: { row },
        },
      ]) => (row === undefined ? [] : [{ id, isUp: row.state === 'working' && row.error === '' }]),
    );
  }

  /** What has lasted long enough to be told to people. Stops are told when they happen. */
  matters(): readonly Matter[] {
    const before = this.#gateway.clock.now().getTime() - TOLD_AFTER_MILLISECONDS;
    const event = 'partner-server-unusable';
    const unsound = [...this.#files.unsound.keys()].map(
      (id): Matter => ({ event, key: `${id} unsound`, subject: id, since: this.#unsoundSince }),
    );
    const unreachable = [...this.#calls].flatMap(
      ([
        id,
        {
          call: { row },
        },
      ]): Matter[] => {
        if (row === undefined || row.error === '' || row.state === 'stopped') return [];
        return Date.parse(row.since) > before
          ? []
          : [{ event, key: `${id} ${row.error}`, subject: id, since: row.since }];
      },
    );
    return [...unsound, ...unreachable];
  }

  #begin(partnerId: string, signed: SignedEndpoint): void {
    const { onReceived, onUploaded, raise, onFailure, environment = process.env, resilience } = this.#parts;
    const call = new SftpCall(
      {
        gateway: this.#gateway,
        partnerId,
        environment,
        onReceived,
        onUploaded,
        onStopped: (id, { trouble }) => {
          const event = trouble === 'host-key' ? 'host-key-mismatch' : 'login-failed';
          raise({ event, key: id, subject: id, since: this.#gateway.clock.now().toISOString() });
        },
        ...(resilience === undefined ? {} : { resilience }),
      },
      signed,
    );
    this.#calls.set(partnerId, { call, ended: call.run().catch(onFailure) });
  }
}

/** True for an answer of a partner whose answers go to its server, or whose endpoint is not sound. */
export function waitsFor(files: EndpointFiles, { partnerId }: Pick<AnswerRow, 'partnerId'>): boolean {
  const signed = files.sound.get(partnerId);
  return signed === undefined ? files.unsound.has(partnerId) : deliveryOf(signed.endpoint) !== 'outbox';
}

function logProblems({ logger }: CallingGateway, unsound: ReadonlyMap<string, GatewayError>): void {
  for (const [partner, { code, message, hint }] of unsound) {
    logger.error('sftp endpoint not sound', { partner, error: code, problems: message, hint });
  }
}
