import { readEndpoints } from '../../gateway/sftp/endpoints.js';
import { deliveryOf } from '../../sftp/endpoint.js';
import type { SftpFileTrouble, SftpServerRow } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { partnerOf } from '../partners/partner-of.js';
import { formatTable } from '../table.js';

/** How one partner's server is. */
interface ServerStatus {
  readonly partner: string;
  /** `unsound`: its endpoint cannot be used. `not-called`: the gateway has not called it yet. */
  readonly state: SftpServerRow['state'] | 'unsound' | 'not-called';
  /** '' for none, as `since` when it was never called. */
  readonly error: string;
  readonly since: string;
  readonly deliver: 'sftp' | 'both' | 'outbox' | '';
  /** Answers that wait to be uploaded, counted up to a thousand. */
  readonly answersWaiting: number;
  /** Files and answers that rest with trouble of their own, by direction and code. */
  readonly filesResting: readonly SftpFileTrouble[];
}

const MOST_COUNTED = 1_000;

/** The servers of all partners that have an endpoint, and how each was the last time. Exit code 1 when there is none. */
export function sftpStatus(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    const { sound, unsound } = readEndpoints(data.sftp);
    const statuses = [...sound.keys(), ...unsound.keys()].sort().map((partner): ServerStatus => {
      const signed = sound.get(partner);
      const deliver = signed === undefined ? '' : deliveryOf(signed.endpoint);
      const row = ledger.sftpServer(partner);
      const waiting = deliver === 'outbox' ? 0 : ledger.answersToUpload(partner, 0, MOST_COUNTED).length;
      return {
        partner,
        state: signed === undefined ? 'unsound' : (row?.state ?? 'not-called'),
        error: unsound.get(partner)?.code ?? row?.error ?? '',
        since: row?.since ?? '',
        deliver,
        answersWaiting: waiting,
        filesResting: ledger.sftpFileTroubles(partner),
      };
    });
    if (context.json) for (const status of statuses) context.fact(status);
    else if (statuses.length > 0) tell(context, statuses, configuration.payer.timeZone);
    if (statuses.length > 0) return 0;
    context.talk(`No partner has an endpoint in ${data.sftp}. docs/sftp.md tells how to set one up.`);
    return 1;
  });
}

/**
 * Has the running gateway call a stopped server again, within seconds; one that is started later calls it anyway. Exit code 1
 * when it is not stopped.
 */
export function releaseSftp(context: CommandContext, partnerId: string): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    partnerOf(ledger, partnerId);
    const isReleased = await ledger.releaseSftpServer(partnerId, context.actor, context.now);
    if (context.json) context.fact({ partner: partnerId, isReleased });
    context.talk(
      isReleased ? `The server of ${partnerId} is called again.` : `The server of ${partnerId} is not stopped.`,
    );
    return isReleased ? 0 : 1;
  });
}

function tell(context: CommandContext, statuses: readonly ServerStatus[], timeZone: string): void {
  const rows = statuses.map(({ partner, state, error, since, deliver, answersWaiting, filesResting }) => [
    partner,
    state,
    error,
    localTime(since, timeZone),
    deliver,
    String(answersWaiting),
    filesResting.map(({ direction, error: code, files }) => `${files} ${direction} (${code})`).join(', '),
  ]);
  const heading = ['PARTNER', 'STATE', 'ERROR', 'SINCE', 'ANSWERS TO', 'WAITING', 'FILES RESTING'];
  for (const line of formatTable(heading, rows)) context.line(line);
}
