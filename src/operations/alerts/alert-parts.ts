import type { Ledger } from '../../store/ledger.js';
import type { Clock } from '../../support/clock.js';
import type { Logger } from '../../support/logger.js';
import type { Matter } from './alert.js';
import type { AlertChannel } from './channel.js';

/** Whom to tell what. */
export interface AlertTargets {
  /** At most one of a name. */
  readonly channels: readonly AlertChannel[];
  readonly minimumSeverity: 'warning' | 'critical';
  readonly repeatHours: number;
  /** Age at which an unmatched document is told. */
  readonly unmatchedDocumentDays: number;
}

/** What alerts are made from. */
export interface AlertParts {
  readonly ledger: Pick<Ledger, 'attention' | 'toldAlerts' | 'recordAlerts'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Id of this installation. */
  readonly installation: string;
  /** What else holds at this moment, beside what the ledger knows. */
  readonly holding: () => readonly Matter[];
  /** Before the second and the third try of a channel; default: 1 and 4 seconds. */
  readonly pausesMilliseconds?: readonly number[];
}
