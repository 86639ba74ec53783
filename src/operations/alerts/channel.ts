import type { Alert } from './alert.js';

/** One way to people. */
export interface AlertChannel {
  readonly name: 'command' | 'webhook';
  /**
   * Hands over one alert. Rejects with AlertFailure when it did not arrive, for all it knows: it may arrive twice, never
   * silently not at all. `signal` ends the try at once.
   */
  send(alert: Alert, signal: AbortSignal): Promise<void>;
}

/** Why an alert was not taken, as a word such as `timeout`, `http-500` or `exit-1`: no address, no output, no secret. */
export class AlertFailure extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`The alert was not taken: ${reason}`);
    this.name = 'AlertFailure';
    this.reason = reason;
  }
}
