import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseInput, Installation, numbered, SOURCE_WORKER, until } from './installation.js';

const worker = { ...SOURCE_WORKER, script: new URL('./poison-worker.ts', import.meta.url) };

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

describe('a file that ends whatever examines it', () => {
  it('is set aside after three attempts alone, tells its sender, and harms no other', async () => {
    for (let at = 1; at <= 20; at++) {
      installation.drop(`good-${at}.x12`, numbered(caseInput('278-clean'), at));
      if (at === 10) installation.drop('bad.x12', 'POISON');
    }
    await installation.runOnce({ worker });

    await installation.withLedger((ledger) => {
      const rows = Array.from({ length: 21 }, (_, at) => ledger.submission({ id: at + 1 })!);
      expect(rows.filter((row) => row.disposition === 'accepted')).toHaveLength(20);
      const [bad] = rows.filter((row) => row.disposition !== 'accepted');
      expect(bad).toMatchObject({ state: 'quarantined', disposition: 'quarantined', failures: 3 });
      const report = ledger.answersOf(bad!.id);
      expect(report.map((answer) => answer.type)).toEqual(['report']);
      const text = readFileSync(join(installation.outbox, `${bad!.number}.report.txt`), 'utf8');
      expect(text).toContain('held for a person');
    });
  });

  it('is processed when an operator releases it and the cause is gone', async () => {
    installation.drop('bad.x12', caseInput('278-clean').replace(/NM1\*IL\*1\*[^*]+/, 'NM1*IL*1*POISON'));
    await installation.runOnce({ worker });
    const running = await installation.start();
    const now = new Date().toISOString();
    await installation.withLedger((ledger) => ledger.settleQuarantine(1, 'release', 'operator', now));
    await until(() => installation.withLedger((ledger) => ledger.submission({ id: 1 })!.state === 'applied'));
    await running.stop();
  });
});
