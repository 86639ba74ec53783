import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Ajv } from 'ajv';
import type { PayerIdentity } from '../partners/profile.js';
import { providerLocationPattern } from '../partners/provider-location.js';
import { checkAlerts, type RawAlertSettings } from './alert-settings.js';
import type {
  AttemptSettings,
  GatewayConfiguration,
  HandoffSettings,
  IntakeSettings,
  MetricsSettings,
  PgpSettings,
} from './configuration.js';
import { type EnvelopeOverlay, envelopeOverlay, overlayProblem } from './overlay.js';
import { checkRetention, type RawRetention } from './retention-settings.js';
import type { RawRoleSettings } from './roles.js';
import { schemaProblems } from './schema-problem.js';

/** One thing wrong with a configuration. `path` leads to the setting: `['intake', 'quietSeconds']`. */
export interface ConfigurationProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** What the file says, defaults filled in, paths as written. */
export interface RawConfiguration {
  readonly dataDirectory: string;
  readonly payer: Omit<PayerIdentity, 'applicationIds' | keyof EnvelopeOverlay> &
    Partial<EnvelopeOverlay> & { readonly applicationIds?: readonly string[] };
  readonly overlay: string;
  readonly intake: IntakeSettings;
  readonly workers?: number;
  readonly attempts: AttemptSettings;
  readonly ledger: { readonly keyFile?: string };
  readonly log: GatewayConfiguration['log'];
  readonly limits: GatewayConfiguration['limits'];
  readonly pgp?: PgpSettings;
  readonly metrics?: MetricsSettings;
  readonly handoff?: HandoffSettings;
  readonly alerts?: RawAlertSettings;
  readonly retention?: RawRetention;
  readonly audit?: { readonly keyFile: string };
  readonly roles?: RawRoleSettings;
}

const SCHEMA_FILE = new URL('../../schemas/config.schema.json', import.meta.url);

/** Checks against `schemas/config.schema.json`, filling its defaults into `raw`. Empty when the shape is right. */
export function checkShape(raw: unknown): ConfigurationProblem[] {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true });
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')));
  return validate(raw) ? [] : schemaProblems(validate.errors ?? [], 'is not a setting');
}

/**
 * What a schema cannot say: time zone and overlay exist, the pattern compiles and names its groups, addresses are some.
 * `dataDirectory`: absolute.
 */
export function checkValues(raw: RawConfiguration, dataDirectory: string): ConfigurationProblem[] {
  const { timeZone, providerLocationPattern: pattern } = raw.payer;
  const isOverlay = envelopeOverlay(raw.overlay, dataDirectory) !== undefined;
  return [
    ...checkTimeZone(timeZone),
    ...(pattern === undefined ? [] : checkPattern(pattern)),
    ...(isOverlay ? [] : [{ path: ['overlay'], message: overlayProblem(raw.overlay, dataDirectory) }]),
    ...(raw.metrics === undefined ? [] : checkAddress(raw.metrics.address)),
    ...(raw.alerts === undefined ? [] : checkAlerts(raw.alerts)),
    ...(raw.retention === undefined ? [] : checkRetention(raw.retention)),
  ];
}

function checkTimeZone(timeZone: string): ConfigurationProblem[] {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return [];
  } catch {
    return [{ path: ['payer', 'timeZone'], message: 'is not an IANA time zone such as America/New_York' }];
  }
}

function checkAddress(address: string): ConfigurationProblem[] {
  if (address === 'localhost' || isIP(address) !== 0) return [];
  return [{ path: ['metrics', 'address'], message: 'is no IP address of this machine such as 127.0.0.1' }];
}

function checkPattern(pattern: string): ConfigurationProblem[] {
  const path = ['payer', 'providerLocationPattern'];
  try {
    providerLocationPattern(pattern);
  } catch {
    return [{ path, message: 'is not a regular expression' }];
  }
  const isAnchored = pattern.startsWith('^') && pattern.endsWith('$');
  const missing = ['provider', 'location'].filter((group) => !pattern.includes(`(?<${group}>`));
  return [
    ...(isAnchored ? [] : [{ path, message: 'must begin with ^ and end with $' }]),
    ...missing.map((group) => ({ path, message: `must have a group named ${group}: (?<${group}>...)` })),
  ];
}
