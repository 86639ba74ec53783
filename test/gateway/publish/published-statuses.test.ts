import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/store/ledger.js';
import { openLedger } from '../../../src/store/sqlite/open.js';
import { claimFile, statusFile } from '../claim-files.js';
import { Installation, until } from '../installation.js';
import { publishFile } from '../published-files.js';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../schemas/published-file.schema.json', import.meta.url), 'utf8'),
);
let installation: Installation;
/** Kept open: opening it again and again would be in the gateway's way. */
let reader: Ledger;

/** One gateway runs for all tests; each publishes about claims of its own. */
beforeAll(async () => {
  installation = await new Installation().prepare();
  reader = openLedger(installation.folder.ledgerFile);
  await installation.start();
  for (const [at, usage] of (['P', 'P', 'T'] as const).entries()) {
    installation.drop(`${at}.x12`, claimFile(201 + at, usage).replaceAll('PRC-C-', `PRC-${'ABC'[at]}-`));
    await until(() => endOf(at + 1) === 'applied');
  }
});
afterAll(async () => {
  reader.close();
  await installation.remove();
});

const endOf = (id: number) => reader.submission({ id })?.state;

/** Gives the number of the file once it has ended. */
async function publishAlone(content: string): Promise<string> {
  const id = reader.submissions({}, 0, 100).rows.length + 1;
  publishFile(installation, 'SENDER-NAME.file', content);
  const number = `S${String(id).padStart(8, '0')}`;
  await until(() => endOf(id) === 'applied' && reportFiles(number).length === 2);
  return number;
}

const reportFiles = (number: string): string[] =>
  readdirSync(installation.folder.publishReports, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes(number),
  );

/** The report on a file, held against its schema; neither it nor the log names the file. */
function reportOf(number: string) {
  const read = (ending: string) =>
    readFileSync(
      join(installation.folder.publishReports, reportFiles(number).find((name) => name.endsWith(ending))!),
      'utf8',
    );
  const [text, json] = [read('txt'), read('json')];
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  expect(ajv.validate(SCHEMA, JSON.parse(json)), ajv.errorsText()).toBe(true);
  expect(text + json + installation.log.lines.join('')).not.toContain('SENDER-NAME');
  return { text: text.replaceAll(/\s+/g, ' '), json: JSON.parse(json) };
}

/** Category, status and source of all that was said of a claim. */
const saidOf = (claimNumber: string, ledger = reader) =>
  ledger.claimStatuses(claimNumber).map(({ category, status, source }) => `${category}:${status} ${source}`);

describe('claim statuses as CSV in publish/', () => {
  it('are imported once: nothing goes back when the file comes again after a newer one', async () => {
    const head = '\uFEFF"Claim Number",Category,Status,paid_amount,payer_number,remark';
    const rows = `${head}\nC1000000004,F1,65,80.00,PCN-4,x\nC9000000001,F2,585,,,x\n`;
    const content = Buffer.from(rows, 'utf8').toString('latin1');
    const first = await publishAlone(content);
    expect(saidOf('C1000000004')).toEqual([expect.stringMatching(/^F1:65 file [0-9a-f]{16}$/)]);
    expect(saidOf('C9000000001')).toEqual([expect.stringMatching(/^F2:585 /)]);
    const { json, text } = reportOf(first);
    const facts = { rows: 2, news: 2, problems: [], problemCount: 0, unreadColumns: 1, problem: '' };
    expect(json).toMatchObject({ disposition: 'accepted', reason: '', statuses: facts, interchanges: [] });
    expect(text).toContain('Claim statuses: 2 rows, 0 problems, 2 of them news');

    const newer = await publishAlone('claim_number,category,status\nC1000000004,P1,20\n');
    const again = await publishAlone(content);
    expect(reportOf(again).json).toMatchObject({ disposition: 'duplicate', reason: 'filed-before' });
    expect(saidOf('C1000000004').map((said) => said.split(' ')[0])).toEqual(['F1:65', 'P1:20']);
    await installation.withLedger((ledger) => {
      expect(ledger.claim('C1000000004')?.payerNumber).toBe('PCN-4');
      const ends = [first, newer, again].flatMap((file) => ledger.publicationsOf(Number(file.slice(1)), 0, 9).rows);
      expect(ends.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
        'claim-status filed',
        'claim-status filed',
        'claim-status duplicate',
      ]);
      const audited = ledger.auditRows({ action: 'import-claim-status' }, 0, 9).rows;
      expect(audited.map(({ actor }) => actor)).toEqual(['gateway', 'gateway']);
      expect(JSON.parse(audited[0]!.details)).toEqual({ submission: first, rows: 2, sha256: json.sha256 });
      expect(ledger.check()).toEqual([]);
    });
    await until(() => reader.reconcile().length === 0);
  });

  it('with a bad row are refused whole, by line and column and without the cell, until they come mended', async () => {
    const head = 'claim_number,category,status,paid_amount';
    const file = await publishAlone(`${head}\nC1000000005,F1,65,80.00\nC1000000999,F1,65,PRIVATE-CELL\n`);
    expect(saidOf('C1000000005')).toEqual([]);
    const { json, text } = reportOf(file);
    expect(json).toMatchObject({
      disposition: 'rejected',
      reason: 'rows-refused',
      statuses: {
        rows: 2,
        news: 0,
        problemCount: 2,
        problems: [
          { line: 3, column: 'paid_amount' },
          { line: 3, column: 'claim_number' },
        ],
      },
    });
    expect(text).toContain('line 3, claim_number: is no claim registered here');
    expect(text + JSON.stringify(json)).not.toMatch(/PRIVATE-CELL|C1000000999/);
    await installation.withLedger((ledger) => {
      expect(ledger.openPublications(0, 9).rows.map(({ reason }) => reason)).toEqual(['rows-refused']);
      expect(ledger.reconcile().map(({ kind }) => kind)).toContain('publication-refused');
    });
  });

  it('that cannot be read as such a file say why, and no name of a column of theirs', async () => {
    const file = await publishAlone('claim_number;PRIVATE-TITLE\nC1000000001;F1\n');
    const { json, text } = reportOf(file);
    expect(json).toMatchObject({ reason: 'statuses-unreadable', statuses: { rows: 0 } });
    expect(text).toContain('its columns are separated by semicolons. Export it again with commas.');
    expect(text + JSON.stringify(json)).not.toMatch(/PRIVATE-TITLE|originals/);
  });
});

describe('a 277 in publish/', () => {
  it('goes to its receiver byte for byte, and says where claims of its environment stand', async () => {
    const content = statusFile(301, 'P', [
      'STC*P1:20*20261120**100~STC*F1:65*20261121**100*80*20261118**20261121*EFT-9~REF*1K*C1000000001',
      'STC*F2:585:85*20261121**250.5~REF*1K*PCN-2~REF*EJ*PRC-A-9002',
      'STC*F1:65*20261121**75*75*20261118~REF*EJ*PRC-UNKNOWN',
      'STC*F1:65*20261121**75*75*20261118~REF*1K*C9000000002~REF*EJ*PRC-A-9003',
      'STC*D0:35*20261121~REF*1K*C1000000003',
    ]);
    const file = await publishAlone(content);
    const delivered = () => installation.outboxNames().filter((one) => one.startsWith(file));
    await until(() => delivered().length > 0);
    const [name, ...others] = delivered();
    expect(others).toEqual([]);
    expect(readFileSync(join(installation.outbox, name!), 'latin1')).toBe(content);
    const { json, text } = reportOf(file);
    const counts = { claims: 5, kept: 2, unknown: 2 };
    expect(json).toMatchObject({ interchanges: [{ outcome: 'filed', type: '277', claimStatuses: counts }] });
    expect(text).toContain('Claims it names: 5; status kept of 2; not registered here: 2; 1 only about the inquiry.');
    await installation.withLedger((ledger) => {
      expect(ledger.claimStatuses('C1000000001')).toEqual([
        {
          at: expect.any(String),
          source: `277 of ${file}`,
          category: 'F1',
          status: '65',
          entity: '',
          effectiveOn: '2026-11-21',
          paidAmount: '80',
          finalizedOn: '2026-11-18',
          paidOn: '2026-11-21',
          paymentNumber: 'EFT-9',
        },
      ]);
      expect(ledger.claimStatuses('C1000000002')).toMatchObject([{ category: 'F2', status: '585', entity: '85' }]);
      expect(ledger.claim('C1000000002')?.payerNumber).toBe('PCN-2');
      for (const number of ['C1000000003', 'C9000000002', 'C9000000003'])
        expect(ledger.claimStatuses(number)).toEqual([]);
    });
    // From now on the payer's number alone names it; a test file finds only claims of test files by it.
    const second = await publishAlone(statusFile(302, 'P', ['STC*F1:65*20261122**250.5*9*20261122~REF*1K*PCN-2']));
    const third = await publishAlone(statusFile(303, 'T', ['STC*F1:65*20261122**250.5*9*20261122~REF*1K*PCN-2']));
    expect(reportOf(third).json.interchanges[0].claimStatuses).toEqual({ claims: 1, kept: 0, unknown: 1 });
    expect(saidOf('C1000000002').at(-1)).toBe(`F1:65 277 of ${second}`);
  });

  it('is gone through again when the gateway dies half-way, and says nothing twice', async () => {
    const dying = await new Installation().prepare();
    dying.drop('claims.x12', claimFile(204, 'P'));
    let verdicts = 0;
    const observe = (step: string): void => {
      if (step === 'verdict' && ++verdicts === 2) throw new Error('gone');
    };
    const ledger = openLedger(dying.folder.ledgerFile);
    const running = await dying.start({ observe });
    await until(() => ledger.submission({ id: 1 })?.state === 'applied');
    publishFile(dying, 'a.x12', statusFile(304, 'P', ['STC*F1:65*20261121**100*80*20261118~REF*1K*C1000000001']));
    await until(() => ledger.submission({ id: 2 })?.state === 'applied');
    await running.stop();
    expect(verdicts).toBe(3);
    expect(saidOf('C1000000001', ledger)).toEqual(['F1:65 277 of S00000002']);
    ledger.close();
    await dying.remove();
  });

  it('that breaks its guide goes to nobody and says nothing of any claim', async () => {
    const content = statusFile(305, 'P', ['STC*F1:65*20261121**100*80*20261118~REF*1K*C1000000006']);
    const file = await publishAlone(content.replace('STC*F1:65*20261121', 'STC*F1:65*'));
    expect(reportOf(file).json.interchanges).toMatchObject([{ reason: 'sets-refused' }]);
    expect(saidOf('C1000000006')).toEqual([]);
  });
});
