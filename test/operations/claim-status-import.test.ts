import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { importClaimStatuses, isClaimStatusFile } from '../../src/operations/claim-status-import.js';
import type { ClaimStatusReport } from '../../src/store/claim-status-values.js';
import { temporaryFolder } from '../store/material.js';

const HEAD = 'claim_number,category,status,paid_amount';

describe('a file of claim statuses is told by its first row', () => {
  it.each([
    ['its own names', `${HEAD}\n`, true],
    ['a mark of UTF-8, quotes, blanks and capitals', '\uFEFF"Category", "Claim Number" ,STATUS\r\nF1', true],
    ['another separator', 'claim-number;category\n', true],
    ['no row of names', 'C1000000001,F1,65\n', false],
    ['the name further down', 'export\nclaim_number,category,status\n', false],
    ['an interchange', 'ISA*00*          *00*          *ZZ*NLHP00042~claim_number,', false],
    ['nothing', '', false],
  ])('%s', (_what, text, isOne) => expect(isClaimStatusFile(Buffer.from(text))).toBe(isOne));

  it('but not by bytes of anything else', () => expect(isClaimStatusFile(Buffer.alloc(9_000, 0xff))).toBe(false));
});

describe('an import that was cut off', () => {
  let kept: ClaimStatusReport[];
  let file: string;
  beforeEach(() => {
    kept = [];
    file = join(temporaryFolder(), 'statuses.csv');
    const rows = Array.from({ length: 1_200 }, (_, at) => `C${1_000_000_001 + at},F1,65,${at}.5`);
    writeFileSync(file, `${HEAD}\n${rows.join('\n')}\n`);
  });
  it('is gone through again, batch by batch, and keeps every status once', async () => {
    let batches = 0;
    const ledger = {
      claim: () => ({}) as never,
      async recordClaimStatuses(reports: readonly ClaimStatusReport[]) {
        if (++batches === 2) throw new Error('killed');
        const news = reports.filter(({ claimNumber }) => !kept.some((one) => one.claimNumber === claimNumber));
        kept.push(...news);
        return news.length;
      },
    };
    const parts = { ledger, categories: new Set(['F1']), today: '2026-11-22', now: '2026-11-22T12:00:00.000Z' };
    await expect(importClaimStatuses(parts, file, { isDryRun: false })).rejects.toThrow('killed');
    expect(kept).toHaveLength(500);
    expect(await importClaimStatuses(parts, file, { isDryRun: false })).toMatchObject({
      outcome: 'imported',
      rows: 1_200,
      recorded: 700,
    });
    expect(new Set(kept.map(({ claimNumber }) => claimNumber)).size).toBe(1_200);
    expect(kept).toHaveLength(1_200);
  });
});
