import type { GatewayConfiguration } from '../config/configuration.js';
import type { ResilienceSettings } from '../sftp/resilience.js';
import type { GatewayOptions } from './gateway.js';

/** What a run does beside going on until it is stopped. */
export interface RunOptions extends GatewayOptions {
  /** Empty what is there and end. */
  readonly once?: boolean;
  /** Leave the inboxes alone and only work on what the ledger holds; with `once`. */
  readonly withoutInboxes?: boolean;
  /** Ids of submissions that are worked on before all others that wait. */
  readonly first?: readonly number[];
  /** How trouble of partners' SFTP servers is met; default: with the gateway's patience. */
  readonly sftpResilience?: ResilienceSettings;
}

/** A gateway that runs. */
export interface RunningGateway {
  /**
   * Resolves when it has ended: stopped, or with `once` done. Rejects when it had to give up: GatewayError of the
   * environment with `once`, or an error nobody expected.
   */
  readonly finished: Promise<void>;
  /** Takes nothing new, ends what is under way, and resolves when all is closed. */
  stop(): Promise<void>;
  /**
   * Reads the configuration file again and takes on what may change while it runs; work goes on. Gives the configuration
   * as it is then, undefined when the file is not sound: its problems are logged and nothing changes. What came of it is
   * written to `reload.json` beside the ledger, for the command that asked.
   */
  reload(): Promise<GatewayConfiguration | undefined>;
}
