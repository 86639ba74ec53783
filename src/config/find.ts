import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GatewayError, systemErrorCode } from '../support/errors.js';

/** Name of the configuration file that is looked for when none is named. */
export const CONFIGURATION_FILE = 'gateway.yaml';

/**
 * Environment variable that names the only configuration a command may use: `--config` is refused then, and the other places
 * are not looked at. For a program that people run as another user, so that they cannot bring a configuration of their own.
 */
export const FIXED_CONFIGURATION = 'X12GW_FIXED_CONFIG';

/** Where a command may learn which configuration to use. */
export interface ConfigurationPlaces {
  /** `--config`, as given. */
  readonly flag?: string | undefined;
  /** The process environment; `X12GW_CONFIG` and `X12GW_FIXED_CONFIG` are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative paths are resolved against it. */
  readonly workingDirectory: string;
}

/**
 * The configuration file's absolute path, undefined when nothing names one: `--config`, else `X12GW_CONFIG`, else
 * `gateway.yaml` in the working directory; with `X12GW_FIXED_CONFIG` that one alone. Raises GatewayError
 * `configuration-absent` (exit code 2) for a named file that is not there, `configuration-closed` for one behind a folder that
 * is closed to this user, `configuration-fixed` for `--config` beside a fixed
 * one.
 */
export function findConfiguration(places: ConfigurationPlaces): string | undefined {
  const fixed = places.environment[FIXED_CONFIGURATION] ?? '';
  if (fixed !== '' && places.flag !== undefined) throw configurationFixed();
  const named = [
    { path: fixed, by: FIXED_CONFIGURATION },
    { path: places.flag, by: '--config' },
    { path: places.environment.X12GW_CONFIG, by: 'X12GW_CONFIG' },
  ].find(({ path }) => path !== undefined && path !== '');
  const file = resolve(places.workingDirectory, named?.path ?? join('.', CONFIGURATION_FILE));
  const trouble = troubleWith(file);
  if (trouble === '') return file;
  if (named === undefined) return undefined;
  if (trouble === 'EACCES') throw configurationClosed(file);
  throw new GatewayError(`The configuration file ${file}, named by ${named.by}, does not exist`, {
    code: 'configuration-absent',
    operation: 'find the configuration',
    subject: file,
    hint: 'Correct the path, or make an installation with "x12gw init DIR".',
    exitCode: 2,
  });
}

/** '' for a file that is there; `EACCES` where the way to it is closed to this operating system user. */
function troubleWith(file: string): string {
  try {
    statSync(file);
    return '';
  } catch (error) {
    return systemErrorCode(error) || 'ENOENT';
  }
}

function configurationClosed(file: string): GatewayError {
  return new GatewayError(`This operating system user may not look at ${file}`, {
    code: 'configuration-closed',
    operation: 'find the configuration',
    subject: file,
    hint: "Run x12gw as the gateway's own account (docs/roles.md says how people do).",
    exitCode: 2,
  });
}

function configurationFixed(): GatewayError {
  return new GatewayError('Here the configuration is fixed: --config is not taken', {
    code: 'configuration-fixed',
    operation: 'find the configuration',
    hint: 'Leave --config out. For another installation run x12gw as yourself.',
    exitCode: 2,
  });
}

/** Like `findConfiguration`, for commands that cannot do without: raises `configuration-absent` when nothing names one. */
export function requireConfiguration(places: ConfigurationPlaces): string {
  const file = findConfiguration(places);
  if (file !== undefined) return file;
  throw new GatewayError(`There is no ${CONFIGURATION_FILE} in ${places.workingDirectory}`, {
    code: 'configuration-absent',
    operation: 'find the configuration',
    subject: places.workingDirectory,
    hint: 'Go to the installation\'s folder, name its file with "--config DIR/gateway.yaml" or X12GW_CONFIG, or make one with "x12gw init DIR".',
    exitCode: 2,
  });
}
