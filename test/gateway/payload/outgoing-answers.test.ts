import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decrypt, generateKey, type PrivateKey, type PublicKey, readMessage } from 'openpgp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completeRetention, periodOf } from '../../../src/config/retention-settings.js';
import { outgoingAnswersOf } from '../../../src/gateway/payload/outgoing-answers.js';
import { Delivery } from '../../../src/gateway/rounds/delivery.js';
import { beginRetention } from '../../../src/gateway/rounds/retention.js';
import type { PartnerOptions } from '../../../src/partners/profile.js';
import type { Ledger } from '../../../src/store/ledger.js';
import { draftOf } from '../../../src/store/partner-values.js';
import type { AnswerRow } from '../../../src/store/rows.js';
import { systemClock } from '../../../src/support/clock.js';
import { GatewayError } from '../../../src/support/errors.js';
import { Installation } from '../installation.js';

let installation: Installation;
let partner: { privateKey: PrivateKey; publicKey: PublicKey };

/** A report of the payer's, so that no file need be examined for an answer. */
const CONTENT = 'A report for the partner.\n';

beforeAll(async () => {
  partner = await generateKey({ type: 'ecc', userIDs: [{ name: 'Partner' }], format: 'object' });
});
beforeEach(async () => {
  installation = await new Installation().prepare();
  await installation.withLedger(async (ledger) => {
    const receivedAt = new Date().toISOString();
    const arrivalId = '20261102T143000000-0123456789ab';
    const { id: submissionId } = await ledger.recordReceipt({
      arrivalId,
      channel: 'inbox',
      partnerId: installation.partner,
      sha256: '',
      bytes: 0,
      originalPath: installation.folder.originalPath(arrivalId),
      senderFileName: 'claims',
      receivedAt,
      actor: '',
    });
    await addReport(ledger, submissionId);
  });
});
afterEach(() => installation.remove());

async function addReport(ledger: Ledger, submissionId: number): Promise<void> {
  const attempt = await ledger.beginAttempt(submissionId, { now: NOW, alone: false, digests: {} });
  const answers = ['1', '2'].map((digit) => ({
    type: 'report' as const,
    extension: 'txt' as const,
    location: ledger.partner(installation.partner)!.location,
    usage: 'unknown' as const,
    interchange: -1,
    controlNumber: 0,
    content: Buffer.from(CONTENT + digit),
  }));
  const end = { disposition: 'rejected' as const, findings: [], answers, now: NOW, folderDate: '2026-11-02' };
  await ledger.completeExamination({ submissionId, attempt, ...end });
  await ledger.completeApplication(submissionId, NOW);
}

const NOW = '2026-11-02T14:30:00.000Z';

function setOptions(options: Partial<PartnerOptions>): Promise<void> {
  return installation.withLedger(async (ledger) => {
    const draft = draftOf(ledger.partner(installation.partner)!);
    await ledger.putPartner({ ...draft, options: { ...draft.options, ...options } }, 'test', NOW);
  });
}

function importKey(key: PublicKey): void {
  mkdirSync(installation.folder.pgp, { recursive: true });
  writeFileSync(installation.folder.pgpKeys(installation.partner), key.armor());
}

/** One round of delivery; `over` the real ledger, to fail where it is told to. */
function bringOut(over: Partial<Ledger> = {}): Promise<void> {
  return installation.withLedger(async (real) => {
    const { folder, configuration, log: logger } = installation;
    const parts = { ledger: { ...real, ...over }, folder, clock: systemClock };
    const outgoing = outgoingAnswersOf(configuration, parts);
    await new Delivery({ ...parts, logger, observe: () => undefined, outgoing }, () => false).round();
  });
}

function redeliver(): Promise<void> {
  return installation.withLedger((ledger) =>
    ledger.redeliverAnswers(
      answersOf(ledger).map(({ id }) => id),
      'test',
      NOW,
    ),
  );
}

const answersOf = (ledger: Ledger): AnswerRow[] => ledger.answersOf(1);
const answers = () => installation.withLedger(answersOf);
const outbox = (name: string): Buffer => readFileSync(join(installation.outbox, name));

async function opened(name: string): Promise<string> {
  const message = await readMessage({ binaryMessage: new Uint8Array(outbox(name)) });
  const { data } = await decrypt({ message, decryptionKeys: partner.privateKey, format: 'binary' });
  return Buffer.from(data as Uint8Array).toString();
}

describe('An answer for a partner whose answers are encrypted', () => {
  it('lies encrypted in the outbox and plain in the download store, and comes again byte by byte', async () => {
    importKey(partner.publicKey);
    await setOptions({ encrypt: 'encrypt' });
    await bringOut();
    expect(installation.outboxNames()).toEqual(['S00000001.report.2.txt.pgp', 'S00000001.report.txt.pgp']);
    expect(await opened('S00000001.report.txt.pgp')).toBe(`${CONTENT}1`);
    const stored = readdirSync(installation.folder.downloads, { recursive: true, encoding: 'utf8' });
    const plain = stored.find((name) => name.endsWith('S00000001.report.txt'))!;
    expect(readFileSync(join(installation.folder.downloads, plain), 'utf8')).toBe(`${CONTENT}1`);

    const before = outbox('S00000001.report.txt.pgp');
    rmSync(join(installation.outbox, 'S00000001.report.txt.pgp'));
    await setOptions({ encrypt: 'off', outboxName: 'other-{name}' });
    await redeliver();
    await bringOut();
    expect(outbox('S00000001.report.txt.pgp').equals(before)).toBe(true);
    expect(installation.outboxNames()).toHaveLength(2);
  });

  it('waits without a key, and never goes out plain', async () => {
    await setOptions({ encrypt: 'encrypt' });
    await bringOut();
    const date = new Date(Date.now() - 10 * 86_400_000);
    const expired = await generateKey({
      type: 'ecc',
      userIDs: [{}],
      format: 'object',
      date,
      keyExpirationTime: 86_400,
    });
    importKey(expired.publicKey);
    await bringOut();
    expect(installation.outboxNames()).toEqual([]);
    expect((await answers()).map(({ state }) => state)).toEqual(['written', 'written']);
    expect(installation.log.lines.join()).toContain('pgp-partner-key-unusable');
  });

  it('is encrypted once and for all, also when the process ends between its steps', async () => {
    importKey(partner.publicKey);
    await setOptions({ encrypt: 'encrypt' });
    const facts = { code: 'ledger-full', operation: 'commit', hint: '', exitCode: 3 as const };
    const full = () => Promise.reject(new GatewayError('Nothing is committed', facts));
    await expect(bringOut({ settleDeliveryForm: full })).rejects.toMatchObject(facts);
    expect(installation.outboxNames()).toEqual([]);
    expect((await answers()).map(({ state }) => state)).toEqual(['written', 'written']);
    await expect(bringOut({ moveAnswer: full })).rejects.toMatchObject(facts);
    const before = outbox('S00000001.report.txt.pgp');
    await bringOut();
    expect(outbox('S00000001.report.txt.pgp').equals(before)).toBe(true);
    expect((await answers()).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect(await opened('S00000001.report.2.txt.pgp')).toBe(`${CONTENT}2`);
  });

  it('that went out plain before is encrypted when it is asked for again', async () => {
    await bringOut();
    importKey(partner.publicKey);
    await setOptions({ encrypt: 'encrypt' });
    await redeliver();
    rmSync(join(installation.outbox, 'S00000001.report.txt'));
    await bringOut();
    expect(installation.outboxNames()).not.toContain('S00000001.report.txt');
    expect(await opened('S00000001.report.txt.pgp')).toBe(`${CONTENT}1`);
  });
});

describe("An answer's name in the outbox", () => {
  it('follows the template, and what has gone out keeps its name', async () => {
    await setOptions({ outboxName: '{type}_{date}_{submission}_{ordinal}.{extension}' });
    await bringOut();
    const names = installation.outboxNames();
    expect(names).toEqual([
      expect.stringMatching(/^report_2026110[12]_S00000001_1\.txt$/),
      expect.stringMatching(/^report_2026110[12]_S00000001_2\.txt$/),
    ]);
    await setOptions({ outboxName: 'new_{name}' });
    await redeliver();
    await bringOut();
    expect(installation.outboxNames()).toEqual(names);
  });

  it('stays the plain one of an answer that had it before there was a template', async () => {
    await bringOut();
    await setOptions({ outboxName: 'new_{name}' });
    await redeliver();
    await bringOut();
    expect(installation.outboxNames()).toEqual(['S00000001.report.2.txt', 'S00000001.report.txt']);
  });

  it('is told by the ledger, and never given to two answers of a partner', async () => {
    await setOptions({ outboxName: 'to_{name}' });
    await bringOut();
    await installation.withLedger(async (ledger) => {
      const [one, other] = answersOf(ledger);
      expect(ledger.answerSentAs(installation.partner, 'to_S00000001.report.txt')).toEqual(one);
      expect(ledger.answerSentAs('somebody', 'to_S00000001.report.txt')).toBeUndefined();
      expect(await ledger.settleDeliveryForm(other!.id, { name: 'later' })).toEqual(other);
      const sealed = { path: 'sealed/x', sha256: 'x', bytes: 1 };
      const taken = ledger.settleDeliveryForm(other!.id, { name: one!.deliveryName, sealed });
      await expect(taken).rejects.toMatchObject({ code: 'delivery-name-taken' });
    });
  });

  it('is recognized when the partner takes the file', async () => {
    await setOptions({ outboxName: 'to_{name}' });
    await bringOut();
    rmSync(join(installation.outbox, 'to_S00000001.report.txt'));
    await installation.runOnce();
    expect((await answers()).map(({ state }) => state)).toEqual(['picked_up', 'delivered']);
  });

  it('that cannot be keeps the gateway from starting, and says whose it is', async () => {
    await setOptions({ outboxName: '../{name}' });
    await expect(installation.runOnce()).rejects.toMatchObject({
      code: 'outbox-name-invalid',
      exitCode: 2,
      message: expect.stringContaining(installation.partner),
    });
  });
});

describe('Retention of the outbox', () => {
  const KEEP = completeRetention({
    downloads: 'keep',
    ledger: 'keep',
    ledgerMayBeShorter: false,
    outbox: 'keep',
    originals: 'keep',
    quarantined: 'keep',
    documents: 'keep',
    letters: 'keep',
  });

  it('removes a copy under the name it went out under', async () => {
    importKey(partner.publicKey);
    await setOptions({ encrypt: 'encrypt', outboxName: 'to-{partner}-{name}' });
    await bringOut();
    expect(installation.outboxNames()).toHaveLength(2);
    await installation.withLedger(async (ledger) => {
      const locked = beginRetention({
        configuration: { retention: { ...KEEP, outbox: periodOf('1 day') } },
        folder: installation.folder,
        ledger,
        clock: { now: () => new Date(Date.now() + 10 * 86_400_000) },
        actor: 'test',
        onFailure: (_kind, error) => {
          throw error;
        },
      })!;
      while (!locked.run.isDone) await locked.run.step();
      locked.release();
    });
    expect(installation.outboxNames()).toEqual([]);
  });
});
