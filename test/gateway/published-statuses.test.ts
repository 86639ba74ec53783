import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimFile, statusFile } from './claim-files.js';
import { Installation } from './installation.js';
import { publishFile } from './published-files.js';

const SCHEMA = JSON.parse(readFileSync(new URL('../../schemas/published-file.schema.json', import.meta.url), 'utf8'));
let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
  installation.drop('production.x12', claimFile(201, 'P'));
  installation.drop('test.x12', claimFile(202, 'T'));
  await installation.runOnce();
});
afterEach(() => installation.remove());

async function publishAlone(content: string): Promise<void> {
  publishFile(installation, 'SENDER-NAME.file', content);
  await installation.runOnce();
}

/** The report on a file, held against its schema; neither it nor the log names the file. */
function reportOf(number: string) {
  const folder = installation.folder.publishReports;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(number));
  const read = (ending: string) => readFileSync(join(folder, files.find((name) => name.endsWith(ending))!), 'utf8');
  const [text, json] = [read('txt'), read('json')];
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  expect(ajv.validate(SCHEMA, JSON.parse(json)), ajv.errorsText()).toBe(true);
  expect(text + json + installation.log.lines.join('')).not.toContain('SENDER-NAME');
  return { text: text.replaceAll(/\s+/g, ' '), json: JSON.parse(json) };
}

/** Category, status and source of all that was said of a claim. */
const saidOf = (claimNumber: string) =>
  installation.withLedger((ledger) =>
    ledger.claimStatuses(claimNumber).map(({ category, status, source }) => `${category}:${status} ${source}`),
  );

describe('claim statuses as CSV in publish/', () => {
  it('are imported once: nothing goes back when the file comes again after a newer one', async () => {
    const rows =
      '\uFEFF"Claim Number",Category,Status,paid_amount,payer_number,remark\nC1000000001,F1,65,80.00,PCN-1,x\nC9000000001,F2,585,,,x\n';
    const first = Buffer.from(rows, 'utf8').toString('latin1');
    await publishAlone(first);
    expect(await saidOf('C1000000001')).toEqual([expect.stringMatching(/^F1:65 file [0-9a-f]{16}$/)]);
    expect(await saidOf('C9000000001')).toEqual([expect.stringMatching(/^F2:585 /)]);
    const { json, text } = reportOf('S00000003');
    const facts = { rows: 2, news: 2, problems: [], problemCount: 0, unreadColumns: 1, problem: '' };
    expect(json).toMatchObject({ disposition: 'accepted', reason: '', statuses: facts, interchanges: [] });
    expect(text).toContain('Claim statuses: 2 rows, 0 problems, 2 of them news');

    await publishAlone('claim_number,category,status\nC1000000001,P1,20\n');
    await publishAlone(first);
    expect(reportOf('S00000005').json).toMatchObject({ disposition: 'duplicate', reason: 'filed-before' });
    expect((await saidOf('C1000000001')).map((said) => said.split(' ')[0])).toEqual(['F1:65', 'P1:20']);
    await installation.withLedger((ledger) => {
      expect(ledger.claim('C1000000001')?.payerNumber).toBe('PCN-1');
      const ends = [3, 4, 5].flatMap((id) => ledger.publicationsOf(id, 0, 9).rows);
      expect(ends.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
        'claim-status filed',
        'claim-status filed',
        'claim-status duplicate',
      ]);
      const audited = ledger.auditRows({ action: 'import-claim-status' }, 0, 9).rows.map(({ details, ...row }) => {
        return { ...row, details: JSON.parse(details) };
      });
      expect(audited).toMatchObject([
        { actor: 'gateway', subject: 'claims', details: { submission: 'S00000003', rows: 2, sha256: json.sha256 } },
        { actor: 'gateway', details: { submission: 'S00000004', rows: 1 } },
      ]);
      expect([ledger.reconcile(), ledger.check()]).toEqual([[], []]);
    });
  });

  it('with a bad row are refused whole, by line and column and without the cell, until they come mended', async () => {
    const head = 'claim_number,category,status,paid_amount';
    await publishAlone(`${head}\nC1000000001,F1,65,80.00\nC1000000999,F1,65,PRIVATE-CELL\n`);
    expect(await saidOf('C1000000001')).toEqual([]);
    const { json, text } = reportOf('S00000003');
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
    const matters = await installation.withLedger((ledger) => [
      ledger.openPublications(0, 9).rows.map(({ reason }) => reason),
      ledger.reconcile().map(({ kind }) => kind),
    ]);
    expect(matters).toEqual([['rows-refused'], ['publication-refused']]);
  });

  it('that cannot be read as such a file say why, and no name of a column of theirs', async () => {
    await publishAlone('claim_number;PRIVATE-TITLE\nC1000000001;F1\n');
    const { json, text } = reportOf('S00000003');
    expect(json).toMatchObject({ reason: 'statuses-unreadable', statuses: { rows: 0 } });
    expect(text).toContain('its columns are separated by semicolons. Export it again with commas.');
    expect(text + JSON.stringify(json)).not.toMatch(/PRIVATE-TITLE|originals/);
  });
});

describe('a 277 in publish/', () => {
  it('goes to its receiver byte for byte, and says where claims of its environment stand', async () => {
    const content = statusFile(301, 'P', [
      'STC*P1:20*20261120**100~STC*F1:65*20261121**100*80*20261118**20261121*EFT-9~REF*1K*C1000000001',
      'STC*F2:585:85*20261121**250.5~REF*1K*PCN-2~REF*EJ*PRC-C-9002',
      'STC*F1:65*20261121**75*75*20261118~REF*EJ*PRC-UNKNOWN',
      'STC*F1:65*20261121**75*75*20261118~REF*1K*C9000000001~REF*EJ*PRC-C-9003',
      'STC*D0:35*20261121~REF*1K*C1000000003',
    ]);
    const before = installation.outboxNames();
    await publishAlone(content);
    const [name, ...others] = installation.outboxNames().filter((one) => !before.includes(one));
    expect(others).toEqual([]);
    expect(readFileSync(join(installation.outbox, name!), 'latin1')).toBe(content);
    const { json, text } = reportOf('S00000003');
    const counts = { claims: 5, kept: 2, unknown: 2 };
    expect(json).toMatchObject({ interchanges: [{ outcome: 'filed', type: '277', claimStatuses: counts }] });
    expect(text).toContain('Claims it names: 5; status kept of 2; not registered here: 2; 1 only about the inquiry.');
    await installation.withLedger((ledger) => {
      expect(ledger.claimStatuses('C1000000001')).toEqual([
        {
          at: expect.any(String),
          source: '277 of S00000003',
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
      for (const number of ['C1000000003', 'C9000000001', 'C9000000003'])
        expect(ledger.claimStatuses(number)).toEqual([]);
    });
    // From now on the payer's number alone names it; a test file finds only claims of test files by it.
    await publishAlone(statusFile(302, 'P', ['STC*F1:65*20261122**250.5*9*20261122~REF*1K*PCN-2']));
    await publishAlone(statusFile(303, 'T', ['STC*F1:65*20261122**250.5*9*20261122~REF*1K*PCN-2']));
    expect(reportOf('S00000005').json.interchanges[0].claimStatuses).toEqual({ claims: 1, kept: 0, unknown: 1 });
    expect((await saidOf('C1000000002')).at(-1)).toBe('F1:65 277 of S00000004');
  });

  it('is gone through again when the gateway dies half-way, and says nothing twice', async () => {
    const claims = ['STC*F1:65*20261121**100*80*20261118~REF*1K*C1000000001'];
    publishFile(installation, 'a.x12', statusFile(304, 'P', claims));
    let verdicts = 0;
    const stopping = await installation
      .start({
        once: true,
        observe: (step) => {
          if (step === 'verdict' && ++verdicts === 1) throw new Error('gone');
        },
      })
      .catch(() => undefined);
    await stopping?.finished.catch(() => undefined);
    expect(verdicts).toBeGreaterThan(0);
    await installation.runOnce();
    expect(await saidOf('C1000000001')).toHaveLength(1);
    expect(reportOf('S00000003').json.interchanges[0].claimStatuses).toEqual({ claims: 1, kept: 1, unknown: 0 });
  });

  it('that breaks its guide goes to nobody and says nothing of any claim', async () => {
    const content = statusFile(305, 'P', ['STC*F1:65*20261121**100*80*20261118~REF*1K*C1000000001']);
    await publishAlone(content.replace('STC*F1:65*20261121', 'STC*F1:65*'));
    expect(reportOf('S00000003').json.interchanges).toMatchObject([{ reason: 'sets-refused' }]);
    expect(await saidOf('C1000000001')).toEqual([]);
  });
});
