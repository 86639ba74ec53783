import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { GatewayError } from '../support/errors.js';
import { completeAlerts } from './alert-settings.js';
import type { GatewayConfiguration, PgpSettings } from './configuration.js';
import { envelopeOverlay } from './overlay.js';
import { type ConfigurationProblem, checkShape, checkValues, type RawConfiguration } from './problems.js';
import { completeRetention } from './retention-settings.js';
import { completeRoles } from './roles.js';

/**
 * Reads and checks a configuration file (YAML; JSON is YAML too). Missing settings take the defaults of
 * `schemas/config.schema.json`, paths become absolute, the result is deeply frozen.
 * Raises GatewayError with exit code 2: `configuration-unreadable`, `configuration-not-yaml`, or
 * `configuration-invalid` with every problem at once, each with its line and setting.
 */
export function loadConfiguration(file: string): GatewayConfiguration {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: true });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    throw failure('configuration-not-yaml', file, `${file} is not valid YAML: ${syntax.message.trimEnd()}`);
  }
  const raw: unknown = document.toJS() ?? {};
  const shape = checkShape(raw);
  const problems =
    shape.length > 0 ? shape : checkValues(raw as RawConfiguration, dataDirectoryOf(raw as RawConfiguration, file));
  if (problems.length > 0) {
    const listed = problems.map((problem) => `  ${lineOf(problem, document, lines)}${sentence(problem)}`);
    throw failure('configuration-invalid', file, [`${file} has ${count(problems.length)}:`, ...listed].join('\n'));
  }
  return deepFreeze(complete(raw as RawConfiguration, file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw failure('configuration-unreadable', file, `${file} cannot be read: ${(cause as Error).message}`, cause);
  }
}

/** Fills in what the schema cannot default: absolute paths, our application ids, the number of workers. */
function complete(raw: RawConfiguration, file: string): GatewayConfiguration {
  const folder = dirname(file);
  const dataDirectory = dataDirectoryOf(raw, file);
  return {
    file,
    dataDirectory,
    payer: {
      ...envelopeOverlay(raw.overlay, dataDirectory)!,
      ...raw.payer,
      applicationIds: raw.payer.applicationIds ?? [raw.payer.id],
    },
    overlay: raw.overlay,
    intake: raw.intake,
    workers: raw.workers ?? Math.max(1, availableParallelism() - 1),
    attempts: raw.attempts,
    ledger: raw.ledger.keyFile === undefined ? {} : { keyFile: resolve(folder, raw.ledger.keyFile) },
    log: raw.log,
    limits: raw.limits,
    ...(raw.pgp === undefined ? {} : { pgp: completePgp(raw.pgp, folder) }),
    ...(raw.metrics === undefined ? {} : { metrics: raw.metrics }),
    ...(raw.handoff === undefined ? {} : { handoff: raw.handoff }),
    ...(raw.alerts === undefined ? {} : { alerts: completeAlerts(raw.alerts, folder) }),
    ...(raw.retention === undefined ? {} : { retention: completeRetention(raw.retention) }),
    ...(raw.audit === undefined ? {} : { audit: { keyFile: resolve(folder, raw.audit.keyFile) } }),
    ...(raw.roles === undefined ? {} : { roles: completeRoles(raw.roles) }),
  };
}

function completePgp({ privateKeyFile, passphrase }: PgpSettings, folder: string): PgpSettings {
  return {
    privateKeyFile: resolve(folder, privateKeyFile),
    ...(passphrase === undefined
      ? {}
      : { passphrase: 'file' in passphrase ? { file: resolve(folder, passphrase.file) } : passphrase }),
  };
}

function dataDirectoryOf(raw: RawConfiguration, file: string): string {
  return resolve(dirname(file), raw.dataDirectory);
}

/** `line 12, ` for the setting, or for the nearest one above it that the file names. */
function lineOf(problem: ConfigurationProblem, document: Document, lines: LineCounter): string {
  for (let depth = problem.path.length; depth > 0; depth--) {
    const node = document.getIn(problem.path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return `line ${lines.linePos(node.range[0]).line}, `;
  }
  return '';
}

function sentence(problem: ConfigurationProblem): string {
  return problem.path.length === 0 ? problem.message : `${problem.path.join('.')}: ${problem.message}`;
}

function count(problems: number): string {
  return problems === 1 ? 'a problem' : `${problems} problems`;
}

function failure(code: string, file: string, message: string, cause?: unknown): GatewayError {
  return new GatewayError(message, {
    code,
    operation: 'load the configuration',
    subject: file,
    hint: 'Correct the file; docs/configuration.md lists every setting with its default.',
    exitCode: 2,
    cause,
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
