import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { BackupRow } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import { freeBytes } from './free-space.js';
import { addBacklog, addTotals, MOST_PARTNERS } from './ledger-figures.js';
import type { PartnerFolders, PartnerUp, WatchedPartner } from './partner-folders.js';
import type { Watched } from './watched.js';

const DAY_MILLISECONDS = 86_400_000;

/** Figures of the process: made once, since what measures garbage collection cannot be taken down again. */
let ofProcess: Registry | undefined;

/**
 * All metrics in Prometheus's text format, made anew from what is there: totals survive a restart because they are the
 * ledger's, and a partner or an event that is gone leaves no series behind. A ledger that cannot be read shows as
 * `x12gw_ledger_up` 0; the rest is told all the same.
 */
export async function metricsText(watched: Watched, folders: PartnerFolders): Promise<string> {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  const registry = new Registry();
  const gauge = (name: string, help: string, ...labelNames: string[]): Gauge =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const versions = { version: watched.version, node: process.version };
  gauge('x12gw_info', 'Versions of the program and of Node.', 'version', 'node').set(versions, 1);
  const partners = addLedger(registry, watched);
  if (partners.length <= MOST_PARTNERS) {
    addPartners(registry, await folders.look(partners));
    const up = gauge(
      'x12gw_partner_sftp_up',
      '1 when the partner’s SFTP server could be used the last time.',
      'partner',
    );
    for (const { id, isUp } of watched.sftpServers()) up.set({ partner: id }, isUp ? 1 : 0);
  }
  const rounds = gauge('x12gw_loop_last_round_timestamp_seconds', 'When a loop last ended a round well.', 'loop');
  for (const { loop, roundAt } of watched.loops()) rounds.set({ loop }, roundAt / 1_000);
  const troubles = gauge('x12gw_environment_trouble', '1 while a part waits for its environment.', 'part', 'error');
  for (const { part, error } of watched.troubles()) troubles.set({ part, error }, 1);
  const free = await freeBytes(watched.dataDirectory);
  if (free !== undefined) gauge('x12gw_disk_free_bytes', 'Free space on the disk of the data directory.').set(free);
  const alerts = new Counter({
    name: 'x12gw_alerts_total',
    help: 'Alerts by event and outcome (sent, failed) of each channel, since the process began.',
    labelNames: ['event', 'outcome'],
    registers: [registry],
  });
  for (const { event, outcome, count } of watched.alertCounts()) alerts.inc({ event, outcome }, count);
  return `${await registry.metrics()}${await ofProcess.metrics()}`;
}

/** Gives the partners, none when the ledger cannot be read. */
function addLedger(registry: Registry, { ledger, clock, partners }: Watched): readonly WatchedPartner[] {
  const up = new Gauge({ name: 'x12gw_ledger_up', help: '1 while the ledger can be read.', registers: [registry] });
  const now = clock.now();
  try {
    const soon = new Date(now.getTime() + DAY_MILLISECONDS).toISOString();
    const found = { tallies: ledger.tallies(), backlog: ledger.backlog(now.toISOString(), soon), partners: partners() };
    const ids = found.partners.length > MOST_PARTNERS ? [] : found.partners.map(({ id }) => id);
    addTotals(registry, found.tallies, found.partners.length);
    addBacklog(registry, found.backlog, now, ids);
    addBackup(registry, ledger.lastBackup(), now);
    up.set(1);
    return found.partners;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    up.set(0);
    return [];
  }
}

/** Absent before the first backup, so that a rule on its absence tells of an installation that was never backed up. */
function addBackup(registry: Registry, last: BackupRow | undefined, now: Date): void {
  if (last === undefined) return;
  const help = 'Seconds since the last backup that was made and read back.';
  const age = new Gauge({ name: 'x12gw_backup_age_seconds', help, registers: [registry] });
  age.set(Math.max(0, (now.getTime() - Date.parse(last.finishedAt)) / 1_000));
}

function addPartners(registry: Registry, partners: readonly PartnerUp[]): void {
  const gauge = (name: string, help: string): Gauge =>
    new Gauge({ name, help, labelNames: ['partner'], registers: [registry] });
  const inbox = gauge('x12gw_partner_inbox_up', '1 when files can be taken from the partner’s inbox.');
  const outbox = gauge('x12gw_partner_outbox_up', '1 when answers can be put into the partner’s outbox.');
  for (const up of partners) {
    inbox.set({ partner: up.id }, up.inbox ? 1 : 0);
    outbox.set({ partner: up.id }, up.outbox ? 1 : 0);
  }
}
