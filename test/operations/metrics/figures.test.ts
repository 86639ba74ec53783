import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricsText as textOf } from '../../../src/operations/metrics/figures.js';
import { PartnerFolders } from '../../../src/operations/metrics/partner-folders.js';
import type { Watched } from '../../../src/operations/metrics/watched.js';
import { GatewayError } from '../../../src/support/errors.js';
import {
  claimBatch,
  daysLater,
  examined,
  FOLDER_DATE,
  NOW as NOW_TEXT,
  newLedger,
  PARTNER,
  receipt,
  received,
  temporaryFolder,
} from '../../store/material.js';
import { makeFolders, samplesOf, watched } from './material.js';

const metricsText = (all: Watched) => textOf(all, new PartnerFolders());

describe('the metrics', () => {
  it('tell what came, what became of it and what waits', async () => {
    const folder = temporaryFolder();
    const ledger = newLedger();
    await ledger.putPartner(PARTNER, 'ann', NOW_TEXT);
    makeFolders(folder, 'acme', 'inbox');
    writeFileSync(join(folder, 'acme', 'outbox'), 'no folder');
    const { id } = await examined(ledger);
    await ledger.applyBatch(claimBatch(ledger.pendingSets(id, 1)[0]!, 0, 3, true));
    const { id: poison } = await received(ledger, { receivedAt: daysLater(-1) });
    await ledger.failAttempt(poison, 1, 'died', NOW_TEXT);
    await ledger.quarantine(poison, 'died', [], NOW_TEXT, FOLDER_DATE);
    await ledger.recordReceipt(
      receipt({ receivedAt: new Date(Date.parse(NOW_TEXT) - 90_000).toISOString(), bytes: 5 }),
    );
    const samples = samplesOf(await metricsText(watched(ledger, folder)));
    const expected = {
      'x12gw_info{version="9.9.9",node="VERSION"}': 1,
      x12gw_ledger_up: 1,
      'x12gw_files_received_total{partner="acme",channel="inbox"}': 3,
      'x12gw_received_bytes_total{partner="acme",channel="inbox"}': 2_005,
      'x12gw_files_total{partner="acme",channel="inbox",disposition="accepted"}': 1,
      'x12gw_files_total{partner="acme",channel="inbox",disposition="quarantined"}': 1,
      'x12gw_file_bytes_total{partner="acme",channel="inbox",disposition="accepted"}': 1_000,
      'x12gw_interchanges_total{partner="acme",verdict="A",usage="P"}': 1,
      'x12gw_units_total{kind="claim"}': 3,
      'x12gw_answers_total{type="999",state="stored"}': 1,
      'x12gw_answers_total{type="277ca",state="stored"}': 1,
      x12gw_attempts_failed_total: 1,
      'x12gw_files_waiting{state="received"}': 1,
      'x12gw_files_waiting{state="examined"}': 1,
      x12gw_files_quarantined: 1,
      x12gw_oldest_waiting_file_seconds: 90,
      'x12gw_oldest_undelivered_answer_seconds{partner="acme"}': 0,
      'x12gw_prior_authorizations_open{clock="expedite",urgency="late"}': 0,
      'x12gw_letters_waiting{state="due"}': 0,
      x12gw_documents_unmatched: 0,
      'x12gw_partner_inbox_up{partner="acme"}': 1,
      'x12gw_partner_outbox_up{partner="acme"}': 0,
      'x12gw_loop_last_round_timestamp_seconds{loop="inboxes"}': Date.parse(NOW_TEXT) / 1_000 - 2,
    };
    for (const [name, value] of Object.entries(expected)) {
      expect(samples.get(name.replace('VERSION', process.version)), name).toBe(value);
    }
    expect(samples.get('x12gw_disk_free_bytes')).toBeGreaterThan(0);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('are the same in the next process, and can be made again and again', async () => {
    const folder = temporaryFolder();
    const ledger = newLedger();
    await examined(ledger);
    const first = samplesOf(await metricsText(watched(ledger, folder)));
    const again = samplesOf(await metricsText(watched(ledger, folder)));
    for (const [name, value] of first) if (/^x12gw_.*_total/.test(name)) expect(again.get(name), name).toBe(value);
  });

  it('tell how old the last backup is, and nothing before the first', async () => {
    const folder = temporaryFolder();
    const ledger = newLedger();
    expect(await metricsText(watched(ledger, folder))).not.toContain('x12gw_backup_age_seconds');
    const finishedAt = new Date(Date.parse(NOW_TEXT) - 90_000).toISOString();
    await ledger.recordBackup({ setName: 'backup-1', finishedAt, files: 3, bytes: 10, isEncrypted: false });
    expect(samplesOf(await metricsText(watched(ledger, folder))).get('x12gw_backup_age_seconds')).toBe(90);
  });

  it('tell of trouble and alerts, and of a ledger that cannot be read', async () => {
    const broken = () => {
      throw new GatewayError('busy', { code: 'ledger-busy', operation: '', hint: '', exitCode: 3 });
    };
    const folder = temporaryFolder();
    const text = await metricsText(
      watched(newLedger(), folder, {
        ledger: { tallies: broken, backlog: broken, lastBackup: broken, tryToCommit: broken },
        troubles: () => [{ part: 'files', error: 'disk-full', since: NOW_TEXT }],
        alertCounts: () => [{ event: 'file-quarantined', outcome: 'sent', count: 2 }],
      }),
    );
    const samples = samplesOf(text);
    expect(samples.get('x12gw_ledger_up')).toBe(0);
    expect(samples.get('x12gw_environment_trouble{part="files",error="disk-full"}')).toBe(1);
    expect(samples.get('x12gw_alerts_total{event="file-quarantined",outcome="sent"}')).toBe(2);
    expect(text).not.toContain('x12gw_files_waiting');
  });

  it('tell more than a thousand partners as one, without losing a file', async () => {
    const folder = temporaryFolder();
    const ledger = newLedger();
    const partners = Array.from({ length: 1_001 }, (_, at) => `p${at}`);
    await ledger.recordReceipts(partners.map((partnerId) => receipt({ partnerId, bytes: 2 })));
    const nowhere = { inbox: folder, outbox: folder };
    const text = await metricsText(
      watched(ledger, folder, { partners: () => partners.map((id) => ({ id, ...nowhere })) }),
    );
    const samples = samplesOf(text);
    expect(samples.get('x12gw_files_received_total{partner="all",channel="inbox"}')).toBe(1_001);
    expect(samples.get('x12gw_received_bytes_total{partner="all",channel="inbox"}')).toBe(2_002);
    expect(text).not.toContain('partner="p');
    expect(text).not.toContain('x12gw_partner_inbox_up');
  });
});
