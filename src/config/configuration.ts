import type { PayerIdentity } from '../partners/profile.js';
import type { LogLevel } from '../support/logger.js';
import type { AlertSettings } from './alert-settings.js';
import type { RetentionSettings } from './retention-settings.js';
import type { RoleSettings } from './roles.js';
import type { SecretSource } from './secret.js';

/** How files are taken from the inboxes. */
export interface IntakeSettings {
  /** Seconds a file's size and time must stay the same. */
  readonly quietSeconds: number;
  /** Seconds after which a file that begins with ISA and does not end with IEA is taken as cut off. */
  readonly cutOffSeconds: number;
  /** Seconds between two scans. */
  readonly scanSeconds: number;
  /** Files taken in at the same time. */
  readonly concurrency: number;
}

/** When an attempt to check a file counts as failed: after baseSeconds + secondsPerMegabyte for each megabyte. */
export interface AttemptSettings {
  /** Failed attempts before the file is quarantined. */
  readonly limit: number;
  readonly baseSeconds: number;
  readonly secondsPerMegabyte: number;
}

/** Where metrics and health are shown, and when the gateway counts as not ready. */
export interface MetricsSettings {
  readonly port: number;
  /** An IP address or `localhost`. */
  readonly address: string;
  /** Figures are at most so old. */
  readonly cacheSeconds: number;
  /** Free space of the data directory's disk below which the gateway is not ready. */
  readonly minimumFreeMegabytes: number;
}

/** How accepted claims leave for the payer's claim system. */
export interface HandoffSettings {
  readonly formats: readonly ('x12' | 'ndjson')[];
  /** Test claims leave too, into a folder of their own: for the consumer's test system. */
  readonly testClaims: boolean;
  /** `doctor` and `reconcile` tell of what nobody has confirmed for so long. */
  readonly confirmWithinHours: number;
}

/** What keeps one file from using up the machine. */
export interface LimitSettings {
  readonly findingsPerSet: number;
  /** Bytes of what one packed or encrypted file holds, all its files together. */
  readonly unpackedBytes: number;
  /** Bytes unpacked for each byte received. */
  readonly unpackedRatio: number;
  /** Files in one zip. */
  readonly unpackedFiles: number;
}

/** Our OpenPGP key. Paths are absolute; without `passphrase` the key has none. */
export interface PgpSettings {
  readonly privateKeyFile: string;
  readonly passphrase?: SecretSource;
}

/** One installation's configuration: checked, complete, deeply frozen. `schemas/config.schema.json` says the same. */
export interface GatewayConfiguration {
  /** The file it came from, absolute. */
  readonly file: string;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly payer: PayerIdentity;
  /** The payer's own rules: a folder in `schemas/payers/`. */
  readonly overlay: string;
  readonly intake: IntakeSettings;
  /** Worker threads. */
  readonly workers: number;
  readonly attempts: AttemptSettings;
  /** `keyFile` is absolute; absent when the ledger is not encrypted. */
  readonly ledger: { readonly keyFile?: string };
  readonly log: { readonly level: LogLevel };
  readonly limits: LimitSettings;
  /** Absent: no key, so that nothing can be decrypted or signed. */
  readonly pgp?: PgpSettings;
  /** Absent: neither metrics nor health are shown. */
  readonly metrics?: MetricsSettings;
  /** Absent: accepted claims are registered and leave for nowhere. */
  readonly handoff?: HandoffSettings;
  /** Absent: nobody is told. */
  readonly alerts?: AlertSettings;
  /** Absent: nothing is ever removed. */
  readonly retention?: RetentionSettings;
  /** `keyFile`: absolute, signs the audit trail's seals; absent: they are not signed. */
  readonly audit?: { readonly keyFile: string };
  /** Absent: whoever can open the data directory is an operator. */
  readonly roles?: RoleSettings;
}
