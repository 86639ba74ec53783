import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReviewLine } from './review-line.js';

const SAMPLE = readFileSync(join(import.meta.dirname, '../../fixtures/samples/02-837p-test.x12'), 'latin1');

let line: ReviewLine;
beforeAll(async () => {
  line = await new ReviewLine().prepare();
  // Two claims for the demo provider, then the same two for a stranger, which are refused.
  await line.submit(SAMPLE);
  await line.submit(SAMPLE.replaceAll('000000102', '000000103').replace('XX*1912345679', 'XX*1600005056'));
});
afterAll(() => line.remove());

const TEST = ['--usage', 'T'];

describe('x12gw report', () => {
  it('tells the reasons of refused claims, most frequent first, as table, CSV and page', async () => {
    const [facts] = await line.documents('report-rejections', 'report', 'rejections', ...TEST);
    expect(facts).toMatchObject({
      decided: 4,
      accepted: 2,
      refused: 2,
      refusedCharge: '265.00',
      acceptanceRate: 50,
      reasons: [
        { reason: 'billing-provider-not-linked', claimStatus: 'A8:496:85', claims: 2, share: 100, charge: '265.00' },
      ],
    });
    const files = ['--csv', 'rejections.csv', '--html', 'rejections.html'];
    const { code, stdout } = await line.run('report', 'rejections', ...TEST, ...files);
    expect(code).toBe(0);
    expect(stdout).toContain('2 of 4 refused');
    expect(stdout).toMatch(/^2 +100\.0 % +265\.00 +A8:496:85 +\S.*\(billing-provider-not-linked\)$/m);
    const [heading, row] = readFileSync(join(line.folder, 'rejections.csv'), 'utf8').split('\n');
    expect(heading).toBe('reason,claim_status,title,claims,share,charge');
    expect(row).toMatch(/^billing-provider-not-linked,A8:496:85,.*,2,100,265\.00$/);
    const page = readFileSync(join(line.folder, 'rejections.html'), 'utf8');
    expect(page).toContain('<span class="bar" style="width:100%">');
    for (const protectedValue of ['SAMPLE', 'ADA', '100000000001', 'DEMO-CLAIM'])
      expect(page).not.toContain(protectedValue);
  });

  it('counts by month, provider and kind, and by partner and month', async () => {
    expect(await line.documents('report-claims', 'report', 'claims', ...TEST)).toMatchObject([
      {
        month: '2026-11',
        provider: '110012345A',
        kind: 'professional',
        accepted: 2,
        refused: 0,
        acceptedCharge: '265.00',
      },
      { month: '2026-11', provider: 'not linked', kind: 'professional', accepted: 0, refused: 2, acceptanceRate: 0 },
    ]);
    expect(await line.documents('report-partners', 'report', 'partners', ...TEST)).toMatchObject([
      { partner: 'demo-provider', month: '2026-11', accepted: 2, refused: 2, acceptanceRate: 50 },
    ]);
    const { stdout } = await line.run('report', 'claims', ...TEST, '--provider', '110012345A');
    expect(stdout.split('\n')).toHaveLength(3);
  });

  it('keeps test and production, and days, apart', async () => {
    expect((await line.run('report', 'rejections')).code).toBe(1);
    expect((await line.run('report', 'claims', ...TEST, '--to', '2026-10-31')).code).toBe(1);
    expect(await line.run('report', 'claims', '--from', '2026-11-02', '--to', '2026-11-01')).toMatchObject({ code: 2 });
    expect(await line.run('report', 'rejections', '--top', 'x')).toMatchObject({ code: 2 });
  });
});

describe('x12gw claims import-status', () => {
  const statuses = (...rows: string[]): void =>
    writeFileSync(
      join(line.folder, 'statuses.csv'),
      ['claim_number,category,status,paid_amount,payer_number', ...rows].join('\n'),
    );
  const take = (...options: string[]) =>
    line.documents('claims-import-status', 'claims', 'import-status', 'statuses.csv', ...options);
  const numbers = () =>
    line.withLedger(async (ledger) =>
      ledger.claims({}, 0, 9).rows.flatMap(({ verdict }) => (verdict.accepted ? [verdict.claimNumber] : [])),
    );

  it('keeps what the claim system says, once', async () => {
    const [first, second] = await numbers();
    statuses(`${first},F1,65,120.00,ICN1`, `${second},P1,20,,`);
    expect(await take('--dry-run')).toMatchObject([{ outcome: 'checked', rows: 2, recorded: 0 }]);
    expect(await take()).toMatchObject([{ outcome: 'imported', rows: 2, recorded: 2, problems: [] }]);
    expect(await take()).toMatchObject([{ outcome: 'imported', recorded: 0 }]);
    statuses(`${second},F2,88,,`);
    expect(await take()).toMatchObject([{ recorded: 1 }]);
    const told = await line.withLedger(async (ledger) => ledger.claimStatuses(second!));
    expect(told.map(({ category, status }) => `${category}:${status}`)).toEqual(['P1:20', 'F2:88']);
    expect(await line.withLedger(async (ledger) => ledger.claim(first!)!.payerNumber)).toBe('ICN1');
  });

  it('refuses the whole file for one wrong row, telling the place and never the value', async () => {
    const [first] = await numbers();
    statuses(`${first},F1,65,,`, 'C999,ZZ,65,12.345,');
    const [refused] = await take();
    expect(refused).toMatchObject({
      outcome: 'bad-rows',
      problemCount: 3,
      problems: [
        { line: 3, column: 'category' },
        { line: 3, column: 'paid_amount' },
        { line: 3, column: 'claim_number' },
      ],
    });
    expect(JSON.stringify(refused)).not.toContain('C999');
    expect(await line.withLedger(async (ledger) => ledger.claimStatuses(first!))).toHaveLength(1);
    expect((await line.run('claims', 'import-status', 'absent.csv')).code).toBe(2);
  });
});
