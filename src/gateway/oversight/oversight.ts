import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { AlertSettings } from '../../config/alert-settings.js';
import type { GatewayConfiguration } from '../../config/configuration.js';
import type { Matter } from '../../operations/alerts/alert.js';
import { Alerts } from '../../operations/alerts/alerts.js';
import { GatewayError } from '../../support/errors.js';
import type { Gateway } from '../gateway.js';
import { Pulses } from '../loops/pulses.js';
import { Sleeper } from '../loops/sleeper.js';
import { tellOfKeys } from '../payload/checks.js';
import type { SftpCalls } from '../sftp/calls.js';
import { alertTargets, checkAlertSecrets } from './alert-targets.js';
import { MetricsEndpoint } from './metrics-endpoint.js';
import { Troubles } from './troubles.js';

/** How often it is looked whether people are to be told of anything. */
const ALERT_MILLISECONDS = 15_000;
/** Inboxes that were not scanned for so long, or for three times their own pause, are not looked at any more. */
const SCANNED_LATELY_MILLISECONDS = 60_000;

/** What of a gateway is watched. */
export type OverseenGateway = Pick<
  Gateway,
  'configuration' | 'ledger' | 'folder' | 'clock' | 'keyring' | 'logger' | 'installation'
>;

/**
 * Watches a running gateway and tells: metrics and health to whoever asks, alerts to people. It has its own pace, and what
 * goes wrong with it is logged; the work goes on.
 */
export class Oversight {
  readonly pulses: Pulses;
  readonly troubles: Troubles;
  readonly alerts: Alerts;
  readonly #gateway: OverseenGateway;
  readonly #endpoint: MetricsEndpoint;
  readonly #sleep = new Sleeper();
  readonly #stopping = new AbortController();
  #alertLoop: Promise<void> = Promise.resolve();

  /** `workTrouble`: what the work on files waits for, undefined for nothing. `sftp`: the partners' servers. */
  constructor(
    gateway: OverseenGateway,
    workTrouble: () => GatewayError | undefined,
    sftp: Pick<SftpCalls, 'matters' | 'ups'>,
  ) {
    const { ledger, folder, clock, logger, installation } = gateway;
    this.#gateway = gateway;
    this.pulses = new Pulses(clock);
    this.troubles = new Troubles(clock);
    const seen = (): Troubles => {
      this.troubles.see('files', workTrouble());
      return this.troubles;
    };
    this.alerts = new Alerts({
      ledger,
      clock,
      logger,
      installation,
      holding: () => [...seen().matters(), ...sftp.matters()],
    });
    const lock = inodeOf(folder.runnerLock);
    this.#endpoint = new MetricsEndpoint(
      {
        ledger,
        clock,
        version: JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version,
        dataDirectory: folder.root,
        partners: () =>
          ledger.partners().map(({ id }) => ({ id, ...folder.partner(id), outboxFolder: ledger.outboxFolder(id) })),
        sftpServers: () => sftp.ups(),
        loops: () => this.pulses.all(),
        troubles: () => seen().all(),
        alertCounts: () => this.alerts.counts(),
        holdsLock: async () => (await lock) !== undefined && (await inodeOf(folder.runnerLock)) === (await lock),
        scanMilliseconds: () =>
          Math.max(SCANNED_LATELY_MILLISECONDS, 3_000 * this.#gateway.configuration.intake.scanSeconds),
      },
      logger,
    );
  }

  /** Begins. Keys that are missing are logged. A secret that cannot be read is logged, and looked for again with each alert. */
  async start(): Promise<void> {
    const { configuration, logger } = this.#gateway;
    await tellOfKeys(this.#gateway);
    try {
      this.#noteSecrets(configuration.alerts);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      logger.error('alerts cannot be sent', { error: error.code, subject: error.subject, hint: error.hint });
    }
    this.#setAlerts(configuration.alerts);
    await this.#endpoint.configure(configuration.metrics);
    this.#alertLoop = this.#tell();
  }

  /** Raises GatewayError when the settings of this configuration could not be used: a secret that cannot be read. */
  check({ alerts }: GatewayConfiguration): void {
    this.#noteSecrets(alerts);
  }

  /** Takes on what changed in the gateway's configuration. */
  async configure(changed: readonly string[]): Promise<void> {
    const { alerts, metrics } = this.#gateway.configuration;
    if (changed.includes('alerts')) this.#setAlerts(alerts);
    if (changed.includes('metrics')) await this.#endpoint.configure(metrics);
  }

  /** Has a moment told to people as soon as may be. */
  raise(matter: Matter): void {
    this.alerts.raise(matter);
    this.#sleep.wake();
  }

  /** Tells once what is due: for a gateway that does not go on. */
  async tellOnce(): Promise<void> {
    this.#setAlerts(this.#gateway.configuration.alerts);
    await this.#round();
  }

  /** Tells nothing more, and ends a command or request that is under way. What was not told is told after the next start. */
  endTelling(): void {
    this.#stopping.abort();
    this.#sleep.wake();
  }

  /** Ends the telling and the server; resolves when nothing of them is left. */
  async stop(): Promise<void> {
    this.endTelling();
    await this.#alertLoop;
    await this.#endpoint.configure(undefined);
  }

  async #tell(): Promise<void> {
    const rounds = new Set<Promise<void>>();
    while (!this.#stopping.signal.aborted) {
      // Not waited for: a command that takes its time does not keep the endpoint from telling what comes meanwhile.
      const round = this.#round().finally(() => rounds.delete(round));
      rounds.add(round);
      await this.#sleep.sleep(ALERT_MILLISECONDS);
    }
    await Promise.all(rounds);
  }

  async #round(): Promise<void> {
    try {
      await this.alerts.round(this.#stopping.signal);
    } catch (error) {
      // A fault of ours in telling people must not end the work.
      this.#gateway.logger.error('alerts failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  #setAlerts(settings: AlertSettings | undefined): void {
    this.alerts.configure(settings === undefined ? undefined : alertTargets(settings));
    this.#sleep.wake();
  }

  #noteSecrets(settings: AlertSettings | undefined): void {
    for (const warning of settings === undefined ? [] : checkAlertSecrets(settings)) {
      this.#gateway.logger.warn('a secret lies open', { warning });
    }
  }
}

/** Device and inode of a file, undefined when it is gone. Looked at by name: opening it could give the lock away. */
async function inodeOf(path: string): Promise<string | undefined> {
  return stat(path).then(
    ({ dev, ino }) => `${dev} ${ino}`,
    () => undefined,
  );
}
