import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { SCHEMA_ACKNOWLEDGMENTS } from '../../src/store/sqlite/schema/acknowledgments.js';
import { SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5 } from '../../src/store/sqlite/schema/changes.js';
import { SCHEMA_1 } from '../../src/store/sqlite/schema/first-version.js';
import { SCHEMA_PARTNERS } from '../../src/store/sqlite/schema/partners.js';
import { SCHEMA_REDELIVERY } from '../../src/store/sqlite/schema/redelivery.js';
import { SCHEMA_WATCHING } from '../../src/store/sqlite/schema/watching.js';
import { change, nextFile, serviceLine } from './life-material.js';
import {
  daysLater,
  FOLDER_DATE,
  NOW,
  newLedger,
  PARTNER,
  priorAuthorization,
  SEQUENCE,
  temporaryFolder,
} from './material.js';

/** Fields a prior authorization did not have in version 4 of the ledger. */
const LATER = [
  'classification',
  'deadline',
  'reviewer',
  'updateReceivedAt',
  'lastViewedAt',
  'deferredAt',
  'decidedAt',
  'expiresOn',
  'possibleDuplicates',
  'flags',
] as const;

/** A ledger of version 4 with a file that led to one PA, as that version wrote it. */
function versionFour(): { readonly path: string; readonly pa: ReturnType<typeof priorAuthorization> } {
  const path = join(temporaryFolder(), 'ledger.db');
  const database = openDatabase(path);
  for (const step of [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4]) database.exec(step);
  database.pragma('user_version = 4');
  const trace = { number: 'TRACE-1', originator: '1999999999', originatorDivision: '' };
  const announced = {
    reportType: '77',
    transmission: 'EL',
    externalReference: 'MY-DOC-7',
    description: 'Évaluation "initiale"',
    lineNumber: 0,
  };
  const { request, ...rest } = priorAuthorization();
  const pa = {
    ...rest,
    request: { ...request, classification: 'request-to-expedite' as const, traces: [trace], attachments: [announced] },
    lines: [serviceLine({ traces: [{ ...trace, number: 'TRACE-2' }] })],
    attachments: [{ ...announced, controlNumber: 'CN1000000001', state: 'announced' as const }],
  };
  const body = Object.fromEntries(Object.entries(pa).filter(([name]) => !LATER.includes(name as never)));
  database.exec(`
    INSERT INTO submission (arrival_id, channel, partner_id, sha256, bytes, original_path, sender_file_name,
      received_at, state, disposition, attempts, actor)
    VALUES ('a', 'inbox', 'acme', '', 0, '', '', '${NOW}', 'applied', 'accepted', 1, '');
    INSERT INTO answer (submission_id, partner_id, type, extension, ordinal, location_id, provider_id,
      service_location, usage, interchange_index, control_number, sha256, bytes, spool_path, stored_at, folder_date,
      state, content)
    VALUES (1, 'acme', 'report', 'txt', 1, 'L', '1', 'A', 'P', -1, 0, '', 1, '', '${NOW}', '${FOLDER_DATE}',
      'delivered', X'78')`);
  const insert = database.prepare(`
    INSERT INTO prior_authorization (environment, tracking_number, pa_number, status, version, submission_id, partner_id,
      received_at, updated_at, body) VALUES ('production', ?, '', ?, 1, 1, 'acme', ?, ?, ?)`);
  insert.run(pa.trackingNumber, pa.status, NOW, NOW, JSON.stringify(body));
  database.exec(`
    INSERT INTO prior_authorization_history (prior_authorization_id, at, actor, channel, event, details)
    VALUES (1, '${NOW}', 'acme', '278', 'submit', '{}')`);
  database.close();
  const attachments = pa.attachments.map((entry) => ({ ...entry, at: NOW, answers: '' }));
  return { path, pa: { ...pa, classification: 'request-to-expedite', attachments } };
}

describe('a ledger of version 4', () => {
  it('gives its prior authorizations what they lacked, and keeps the rest as it was', () => {
    const { path, pa } = versionFour();
    const ledger = newLedger(path);
    expect(ledger.priorAuthorization(pa.trackingNumber)!.row).toEqual({ ...pa, submissionId: 1, partnerId: 'acme' });
    expect(ledger.check()).toEqual([]);
  });

  it('finds them in queue and filters, and by every number somebody may ask for', () => {
    const { path, pa } = versionFour();
    const ledger = newLedger(path);
    const filter = { classification: 'request-to-expedite', memberId: 'M1', location: '110012345A', reviewer: '' };
    expect(ledger.priorAuthorizations(filter, 0, 9).rows).toHaveLength(1);
    expect(ledger.reviewQueue({}, undefined, 9).rows).toHaveLength(1);
    for (const name of ['T1', 'TRACE-1', 'TRACE-2', 'CN1000000001', 'MY-DOC-7', pa.trackingNumber]) {
      expect(
        ledger.trace(name).map(({ what }) => what),
        name,
      ).toEqual(['received', 'answer stored', 'submit']);
    }
  });

  it('goes on: they are found as possible duplicates and can be changed, its answers lie in their outbox', async () => {
    const { path, pa } = versionFour();
    const ledger = newLedger(path);
    expect(ledger.answersInOutbox('acme', 0, 9)).toMatchObject([{ type: 'report', target: 'mailbox' }]);
    const conversations: unknown[] = [];
    await ledger.changePriorAuthorization(
      change(pa.trackingNumber, { seen: (conversation) => conversations.push(conversation) }),
    );
    expect(conversations).toEqual([undefined]);
    const { id } = await nextFile(ledger);
    let found: readonly string[] = [];
    await ledger.applyBatch({
      set: ledger.pendingSets(id, 1)[0]!,
      sequence: SEQUENCE,
      now: NOW,
      folderDate: FOLDER_DATE,
      firstUnit: 0,
      isLast: true,
      build: (transaction) => {
        const lines = [{ procedureCode: '97110', from: '2031-04-30', to: '' }];
        const of = { environment: 'production', memberId: 'M1', location: '110012345A', except: '' } as const;
        found = transaction.possibleDuplicates({ ...of, lines });
        return { results: [], answers: [] };
      },
    });
    expect(found).toEqual([pa.trackingNumber]);
  });
});

describe('a ledger of version 6', () => {
  it('tells no channel again what was told', () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const database = openDatabase(path);
    for (const step of [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_WATCHING]) database.exec(step);
    database.pragma('user_version = 6');
    database.exec(`INSERT INTO told_alert VALUES ('file-quarantined', '1.3', '${NOW}')`);
    database.close();
    const told = { event: 'file-quarantined', key: '1.3', toldAt: NOW };
    expect(newLedger(path).toldAlerts()).toEqual([
      { ...told, channel: 'command' },
      { ...told, channel: 'webhook' },
    ]);
  });

  it('keeps its partners: links without bounds, states without reasons, nobody held, and takes changes', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const database = openDatabase(path);
    for (const step of [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_WATCHING]) database.exec(step);
    database.pragma('user_version = 6');
    database.exec(`
      INSERT INTO partner VALUES ('acme', 'Acme', 'provider', 'ZZ', '110012345A', '["110012345A"]', '{}', NULL);
      INSERT INTO partner_provider VALUES ('acme', '110012345A', '110012345', 'A', 1, '["1234567893"]'),
        ('acme', '110012346B', '110012346', 'B', 0, '[]');
      INSERT INTO partner_allowance VALUES ('acme', '837', 'P', 'approved'), ('acme', '278', 'T', 'suspended')`);
    database.close();
    const ledger = newLedger(path);
    expect(ledger.partner('acme')).toMatchObject({
      providers: [{ npis: ['1234567893'] }, { npis: [], transactions: [], from: '', to: '' }],
      allowances: [
        { transactionSet: '278', usage: 'T', state: 'suspended' },
        { transactionSet: '837', usage: 'P', state: 'approved' },
      ],
    });
    expect(ledger.partner('acme')).not.toHaveProperty('hold');
    expect(ledger.approvals('acme')).toEqual([]);
    const move = { transactionSet: '278', usage: 'T', from: 'suspended', to: 'testing', reason: '' } as const;
    await ledger.changePartners([{ kind: 'move', partnerId: 'acme', move }], 'ann', NOW);
    expect(ledger.check()).toEqual([]);
  });
});

describe('a ledger of version 7', () => {
  it('keeps its answers, which can be asked for again, and takes acknowledgments of them', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const database = openDatabase(path);
    const steps = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_WATCHING, SCHEMA_PARTNERS];
    for (const step of steps) database.exec(step);
    database.pragma('user_version = 7');
    database.exec(`
      INSERT INTO submission (arrival_id, channel, partner_id, sha256, bytes, original_path, sender_file_name,
        received_at, state, disposition, attempts, actor)
      VALUES ('a', 'inbox', 'acme', '', 0, '', '', '${NOW}', 'applied', 'accepted', 1, '');
      INSERT INTO answer (submission_id, partner_id, type, extension, ordinal, location_id, provider_id,
        service_location, usage, interchange_index, control_number, sequence_our_id, sequence_partner_id, sha256, bytes,
        spool_path, stored_at, folder_date, state, picked_up_at, content)
      VALUES (1, 'acme', '278', 'x12', 1, 'L', '1', 'A', 'P', -1, 1, 'PAYER', 'acme', '', 1, '', '${NOW}',
        '${FOLDER_DATE}', 'picked_up', '${NOW}', X'78');
      INSERT INTO control_sequence VALUES ('PAYER', 'acme', 2)`);
    database.close();
    const ledger = newLedger(path);
    expect(ledger.answersOf(1)).toMatchObject([{ state: 'picked_up', redeliveredAt: '' }]);
    await ledger.redeliverAnswers([1], 'ann', NOW);
    for (const state of ['written', 'delivered', 'picked_up'] as const) await ledger.moveAnswer(1, state, NOW);
    const counted = ledger.tallies().filter(({ name, second }) => name === 'answer' && second !== 'stored');
    expect(Object.fromEntries(counted.map(({ second, count }) => [second, count]))).toEqual({
      picked_up: 2,
      redelivered: 1,
    });
    await ledger.recordAcknowledgments({
      interchange: { submissionId: 1, index: 0, usage: 'P' },
      position: 0,
      acknowledgments: [
        {
          kind: 'ta1',
          controlNumber: 1,
          group: '',
          code: 'A',
          notes: ['000'],
          sets: [],
          setsRefused: 0,
          isTaken: true,
          isDamaged: false,
        },
      ],
      sequence: { ourId: 'PAYER', partnerId: 'acme' },
      now: NOW,
    });
    expect(ledger.acknowledgments('matched', 0, 9).rows).toMatchObject([{ answerSubmission: 'S00000001' }]);
    expect(ledger.check()).toEqual([]);
  });
});

describe('a ledger of version 9', () => {
  it('keeps its files, and remembers from now on what was fetched', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const database = openDatabase(path);
    const steps = [
      SCHEMA_1,
      SCHEMA_2,
      SCHEMA_3,
      SCHEMA_4,
      SCHEMA_5,
      SCHEMA_WATCHING,
      SCHEMA_PARTNERS,
      SCHEMA_REDELIVERY,
      SCHEMA_ACKNOWLEDGMENTS,
    ];
    for (const step of steps) database.exec(step);
    database.pragma('user_version = 9');
    database.exec(`INSERT INTO submission (arrival_id, channel, partner_id, sha256, bytes, original_path, sender_file_name,
      received_at, actor) VALUES ('old', 'inbox', 'acme', 'ab', 1, 'originals/old', 'a.x12', '${NOW}', '')`);
    database.close();
    const ledger = newLedger(path);
    expect(ledger.submission({ arrivalId: 'old' })).toMatchObject({ channel: 'inbox' });
    expect(ledger.sftpServers()).toEqual([]);
    expect(ledger.sftpFileTroubles('acme')).toEqual([]);
    const receipt = { ...ledger.submission({ arrivalId: 'old' })!, arrivalId: 'new', channel: 'sftp' as const };
    await ledger.recordFetched(receipt, 'key');
    expect(ledger.fetchedKeys('acme')).toEqual(['key']);
    expect(ledger.check()).toEqual([]);
  });
});

describe('a ledger of before partners had lives', () => {
  it('knows of a partner that was removed and made again what it did since', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    await ledger.putPartner(PARTNER, 'ann', NOW);
    const move = { transactionSet: '278', usage: 'P', from: 'registered', to: 'approved', reason: '' } as const;
    const approve = (waiver: string, now: string) =>
      ledger.changePartners([{ kind: 'move', partnerId: 'acme', move: { ...move, ground: { waiver } } }], 'ann', now);
    await approve('before', NOW);
    await ledger.changePartners([{ kind: 'remove', partnerId: 'acme' }], 'ann', daysLater(1));
    await ledger.putPartner(PARTNER, 'ann', daysLater(2));
    await approve('since', daysLater(3));
    ledger.close();
    const earlier = openDatabase(path);
    earlier.exec('DROP INDEX partner_by_interchange_id');
    for (const column of ['after_submission', 'after_approval', 'after_ended_link', 'outbox_folder']) {
      earlier.exec(`ALTER TABLE partner DROP COLUMN ${column}`);
    }
    earlier.pragma('user_version = 24');
    earlier.close();
    const later = openLedger(path);
    onTestFinished(() => later.close());
    expect(later.approvals('acme').map(({ waiver }) => waiver)).toEqual(['since']);
    expect(later.approvals('acme', 'every-life')).toHaveLength(2);
  });
});
