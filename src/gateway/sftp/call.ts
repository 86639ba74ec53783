import { FetchedSource } from '../../ingest/fetched-source.js';
import type { SignedEndpoint } from '../../sftp/endpoint-file.js';
import { readSignedEndpoint } from '../../sftp/endpoint-file.js';
import type { ResilienceSettings } from '../../sftp/resilience.js';
import { SftpPartner } from '../../sftp/sftp-partner.js';
import { SftpError } from '../../sftp/trouble.js';
import type { SftpServerRow } from '../../store/ledger.js';
import type { AnswerRow, SubmissionRow } from '../../store/rows.js';
import { GatewayError } from '../../support/errors.js';
import { isEnvironmentTrouble, isLedgerTrouble } from '../../support/trouble.js';
import type { Gateway } from '../gateway.js';
import { Backoff } from '../loops/backoff.js';
import { Sleeper } from '../loops/sleeper.js';
import { endpointFile } from './endpoints.js';
import { Fetching } from './fetching.js';
import { LedgerMemory } from './memory.js';
import { Putting } from './putting.js';

type LoopName = 'fetch' | 'put';

/** How often it is looked for answers to upload, and for what people have done about a stopped server. */
const ANSWERS_MILLISECONDS = 1_000;

/** What of a gateway partners' servers are called with. */
export type CallingGateway = Pick<Gateway, 'ledger' | 'folder' | 'clock' | 'logger' | 'observe' | 'outgoing'>;

/** What the calls of one partner tell the gateway. */
export interface CallParts {
  readonly gateway: CallingGateway;
  readonly partnerId: string;
  /** Default: the gateway's patience. */
  readonly resilience?: ResilienceSettings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onReceived: (submission: SubmissionRow) => void;
  /** An answer that was uploaded may go on to the outbox here. */
  readonly onUploaded: () => void;
  /** The server was stopped by this trouble, once for each time. */
  readonly onStopped: (partnerId: string, error: SftpError) => void;
}

/** One partner's server in the running gateway: a loop that fetches and one that uploads, over one login. */
export class SftpCall {
  readonly #parts: CallParts;
  readonly #source: FetchedSource;
  readonly #fetchSleep = new Sleeper();
  readonly #putSleep = new Sleeper();
  #signed: SignedEndpoint;
  #server: SftpPartner;
  #fetching: Fetching;
  #putting: Putting;
  #isEnding = false;
  #row: SftpServerRow | undefined;
  /** What each loop is in trouble with. */
  readonly #troubles = new Map<LoopName, GatewayError>();
  /** What the ledger was told of files with trouble, as text. */
  #toldOfFiles: string | undefined;

  constructor(parts: CallParts, signed: SignedEndpoint) {
    this.#parts = parts;
    const { ledger, folder, clock, observe } = parts.gateway;
    this.#source = new FetchedSource({ ledger, folder, clock, observe });
    this.#signed = signed;
    this.#server = this.#serverOf(signed);
    [this.#fetching, this.#putting] = this.#transfersOf(this.#server);
  }

  /** How the server is; undefined before it was called. */
  get row(): SftpServerRow | undefined {
    return this.#row;
  }

  waitsFor(answer: AnswerRow): boolean {
    return this.#putting.waitsFor(answer);
  }

  /** Calls the server until `end`. Rejects with an error that nobody expected. */
  async run(): Promise<void> {
    const loops = [
      this.#loop('fetch', this.#fetchSleep, () => this.#fetchRound()),
      this.#loop('put', this.#putSleep, () => this.#putRound()),
    ];
    await Promise.all(loops);
  }

  /** Breaks off what is under way; `run` resolves. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#wake();
    await this.#server.close();
  }

  /** Calls the server by what its file says now, stopped or not: after a reload. */
  async take(signed: SignedEndpoint): Promise<void> {
    if (signed.signature !== this.#signed.signature) {
      const before = this.#server;
      this.#signed = signed;
      this.#server = this.#serverOf(signed);
      [this.#fetching, this.#putting] = this.#transfersOf(this.#server);
      await before.close();
    }
    this.#beginAnew();
  }

  /** Somebody has mended something: all is tried at once, files that rest too. */
  #beginAnew(): void {
    this.#row = undefined;
    this.#troubles.clear();
    for (const { troubles } of [this.#fetching, this.#putting]) troubles.tryNow();
    this.#server.release();
    this.#wake();
  }

  #wake(): void {
    this.#fetchSleep.wake();
    this.#putSleep.wake();
  }

  #serverOf({ endpoint }: SignedEndpoint): SftpPartner {
    const { gateway, partnerId, environment, resilience } = this.#parts;
    const memory = new LedgerMemory(gateway.ledger, partnerId);
    return new SftpPartner(endpoint, { environment, memory, ...(resilience === undefined ? {} : { resilience }) });
  }

  #transfersOf(server: SftpPartner): [Fetching, Putting] {
    const { gateway, partnerId, onReceived } = this.#parts;
    const { endpoint } = this.#signed;
    // Asked before each file: a round of thousands takes a while, and a hold counts from the next one on.
    const isOver = (): boolean => this.#isEnding || this.#server !== server || !this.#isActive();
    const parts = { gateway, partnerId, endpoint, server, isOver };
    const memory = new LedgerMemory(gateway.ledger, partnerId);
    return [new Fetching({ ...parts, memory, source: this.#source, onReceived }), new Putting(parts)];
  }

  async #loop(name: LoopName, sleeper: Sleeper, round: () => Promise<number>): Promise<void> {
    const backoff = new Backoff();
    while (!this.#isEnding) {
      let pause: number;
      try {
        pause = await round();
        backoff.reset();
      } catch (error) {
        if (!(error instanceof SftpError) && !isEnvironmentTrouble(error) && !isLedgerTrouble(error)) throw error;
        pause = backoff.next();
        await this.#see(name, error);
      }
      await this.#tellOfFiles();
      if (!this.#isEnding) await sleeper.sleep(pause);
    }
  }

  async #fetchRound(): Promise<number> {
    if (!this.#mayCall()) return ANSWERS_MILLISECONDS;
    const pause = await this.#fetching.round();
    await this.#see('fetch', undefined);
    return pause;
  }

  async #putRound(): Promise<number> {
    await this.#noticeMending();
    if (!this.#mayCall()) return ANSWERS_MILLISECONDS;
    const { hasMore, isTelling } = await this.#putting.round();
    if (isTelling) await this.#see('put', undefined);
    if (hasMore) this.#parts.onUploaded();
    return ANSWERS_MILLISECONDS;
  }

  /** False while the server is stopped, the partner is held, or nobody has made the partner yet. */
  #mayCall(): boolean {
    return !this.#isEnding && this.#server.state !== 'stopped' && this.#isActive();
  }

  /** False for a partner that is held, and for one that nobody has made yet. */
  #isActive(): boolean {
    const { gateway, partnerId } = this.#parts;
    return gateway.ledger.partnerState(partnerId) === 'active';
  }

  /** A stopped server is called again once somebody has released it, or its file or a secret's file has changed. */
  async #noticeMending(): Promise<void> {
    const { gateway, partnerId } = this.#parts;
    if (this.#server.state !== 'stopped' || this.#row?.state !== 'stopped') return;
    if (gateway.ledger.sftpServer(partnerId)?.state !== 'stopped') {
      gateway.logger.info('sftp server released', { partner: partnerId });
      this.#beginAnew();
      return;
    }
    try {
      const signed = readSignedEndpoint(endpointFile(gateway.folder.sftp, partnerId));
      if (signed.signature !== this.#signed.signature) await this.take(signed);
    } catch (error) {
      // Somebody is just writing it; a file that stays unsound is what reload and doctor tell of.
      if (!(error instanceof GatewayError)) throw error;
    }
  }

  /** Keeps what became of a round: in the ledger and the log when it is news, and to be told when it stops the server. */
  async #see(loop: LoopName, latest: unknown): Promise<void> {
    if (this.#isEnding || !(latest === undefined || latest instanceof GatewayError)) return;
    const { gateway, partnerId, onStopped } = this.#parts;
    const { state, stoppedBy } = this.#server;
    if (latest?.code === 'sftp-ended') return;
    if (latest === undefined) this.#troubles.delete(loop);
    else this.#troubles.set(loop, latest);
    // What works in one direction does not end the trouble of the other.
    const error = this.#troubles.get('fetch') ?? this.#troubles.get('put');
    const code = stoppedBy?.code ?? error?.code ?? '';
    // A rest follows trouble that was told with its own code.
    const isSame = this.#row?.state === state && (this.#row.error === code || code === 'sftp-resting');
    if (isSame) return;
    const before = this.#row?.error ?? '';
    const shown = code === 'sftp-resting' && before !== '' ? before : code;
    this.#row = { partnerId, state, error: shown, since: gateway.clock.now().toISOString() };
    const facts = { partner: partnerId, state, error: shown, hint: (stoppedBy ?? error)?.hint };
    if (stoppedBy !== undefined) {
      gateway.logger.error('sftp server stopped', facts);
      onStopped(partnerId, stoppedBy);
    } else if (error !== undefined) gateway.logger.warn('sftp server in trouble', facts);
    else if (before !== '') gateway.logger.info('sftp server works', { partner: partnerId });
    try {
      await gateway.ledger.putSftpServer(this.#row);
    } catch (trouble) {
      if (!(trouble instanceof GatewayError)) throw trouble;
      // Written with the next news; a server that is stopped meanwhile is released by its file or a reload.
      gateway.logger.warn('state of an sftp server not kept', { partner: partnerId, error: trouble.code });
    }
  }

  /** Keeps in the ledger how many files rest with which trouble, when that has changed. */
  async #tellOfFiles(): Promise<void> {
    if (this.#isEnding) return;
    const { gateway, partnerId } = this.#parts;
    const troubles = [
      ...this.#fetching.troubles.all().map((one) => ({ ...one, direction: 'in' as const })),
      ...this.#putting.troubles.all().map((one) => ({ ...one, direction: 'out' as const })),
    ];
    const text = JSON.stringify(troubles);
    if (text === this.#toldOfFiles) return;
    try {
      await gateway.ledger.putSftpFileTroubles(partnerId, troubles);
      this.#toldOfFiles = text;
    } catch (trouble) {
      // Told with the next round.
      if (!(trouble instanceof GatewayError)) throw trouble;
    }
  }
}
