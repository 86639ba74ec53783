import { GatewayError } from '../../support/errors.js';

/** The flag of every command that changes a prior authorization: the version that was looked at. */
export interface VersionFlag {
  readonly ifVersion?: string;
}

/** The version that `--if-version` names, as an order takes it. Raises GatewayError `version-invalid` (exit code 2). */
export function versionOf({ ifVersion }: VersionFlag): { readonly expectedVersion?: number } {
  if (ifVersion === undefined) return {};
  if (/^[1-9]\d{0,8}$/.test(ifVersion)) return { expectedVersion: Number(ifVersion) };
  throw new GatewayError(`--if-version ${ifVersion} is not a version number`, {
    code: 'version-invalid',
    operation: 'read the command line',
    hint: '"x12gw pa show NUMBER" tells the version of a prior authorization.',
    exitCode: 2,
  });
}
