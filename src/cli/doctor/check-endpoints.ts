import { join } from 'node:path';
import { readEndpoints } from '../../gateway/sftp/endpoints.js';
import type { DataFolder } from '../../ingest/data-folder.js';
import { readCredentials } from '../../sftp/credentials.js';
import type { SftpEndpoint } from '../../sftp/endpoint.js';
import { hintOf, isTrouble, type SftpError } from '../../sftp/trouble.js';
import type { Ledger, SftpFileTrouble } from '../../store/ledger.js';
import { localTime } from '../local-time.js';
import type { Result } from './result.js';

/** Endpoints that are not sound, belong to nobody, lack a secret's file or are stopped, and files that rest. Those that are fine have one line. */
export async function checkEndpoints(
  { sftp }: DataFolder,
  ledger: Pick<Ledger, 'partner' | 'sftpServer' | 'sftpFileTroubles'>,
  timeZone: string,
): Promise<Result[]> {
  const { sound, unsound } = readEndpoints(sftp);
  const problems: Result[] = [...unsound].map(([partner, { message, hint }]) => ({
    check: `sftp ${partner}`,
    severity: 'problem',
    problem: message.replaceAll(/\n\s*/g, ' '),
    hint,
  }));
  for (const partner of [...sound.keys(), ...unsound.keys()]) {
    if (ledger.partner(partner) !== undefined) continue;
    const problem = `there is no partner ${partner}: its server is not called`;
    const hint = `Name the file after a partner id, or register it: "x12gw partner add ${partner}".`;
    problems.push({ check: `sftp ${partner}`, severity: 'problem', problem, hint });
  }
  for (const [partner, { endpoint }] of sound) {
    const secret = await secretTrouble(endpoint);
    if (secret !== undefined) {
      const { message: problem, hint } = secret;
      problems.push({ check: `sftp ${partner}`, severity: 'warning', problem, hint });
    }
    problems.push(...ledger.sftpFileTroubles(partner).map((one) => restingFiles(partner, one, timeZone)));
    const row = ledger.sftpServer(partner);
    if (row?.state !== 'stopped') continue;
    const problem = `not called since ${localTime(row.since, timeZone)}: ${row.error}`;
    const hint = `Look at it with "x12gw sftp test ${join(sftp, `${partner}.yaml`)}", mend it, then "x12gw sftp release ${partner}".`;
    problems.push({ check: `sftp ${partner}`, severity: 'warning', problem, hint });
  }
  const isFine = problems.length === 0 && sound.size > 0;
  return isFine ? [{ check: 'sftp endpoints', severity: 'none', problem: '', hint: '' }] : problems;
}

/** What is wrong with the files of an endpoint's secrets. Those of the environment are the gateway's own, and not known here. */
async function secretTrouble(endpoint: SftpEndpoint): Promise<SftpError | undefined> {
  const places = Object.entries(endpoint).filter(([, place]) => typeof place === 'object' && 'environment' in place);
  const withFilesAlone = { ...endpoint, ...Object.fromEntries(places.map(([setting]) => [setting, undefined])) };
  try {
    await readCredentials(withFilesAlone, {});
    return undefined;
  } catch (error) {
    if (!isTrouble(error, 'login')) throw error;
    return error;
  }
}

/** Files of one partner's server that wait because of something about themselves. */
function restingFiles(partner: string, { direction, error, files, since }: SftpFileTrouble, timeZone: string): Result {
  const what = direction === 'in' ? 'not fetched, or not settled there' : 'not uploaded';
  const count = `${files} ${files === 1 ? 'file' : 'files'}`;
  return {
    check: `sftp ${partner}`,
    severity: 'warning',
    problem: `${count} ${what}, since ${localTime(since, timeZone)}: ${error}`,
    hint: hintOf(error) ?? 'The log of the gateway tells which answers: look at them with "x12gw trace".',
  };
}
