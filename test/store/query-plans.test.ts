import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { migrate } from '../../src/store/sqlite/migrations.js';
import { ledgerOn } from '../../src/store/sqlite/open.js';
import { temporaryFolder } from './material.js';

/** Every statement the ledger prepares when it opens, and for some filtered questions, with the plan the database makes for it. */
function plans(): Map<string, string[]> {
  const database = openDatabase(join(temporaryFolder(), 'ledger.db'));
  onTestFinished(() => void database.close());
  migrate(database, true);
  const texts: string[] = [];
  const prepare = database.prepare.bind(database);
  database.prepare = ((text: string) => {
    texts.push(text);
    return prepare(text);
  }) as typeof database.prepare;
  const ledger = ledgerOn(database);
  ledger.downloads({ providerId: '1', serviceLocation: 'A', from: '2031-01-01' }, 0, 1);
  ledger.submissions({ state: 'received' }, 0, 1);
  ledger.claims({ submissionId: 1 }, 0, 1);
  ledger.priorAuthorizations({ status: 'testing' }, 0, 1);
  database.prepare = prepare;
  const explainable = texts.filter((text) => /^\s*(SELECT|WITH|UPDATE|DELETE|INSERT)/.test(text));
  return new Map(
    explainable.map((text) => {
      const plan = prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text.replace(/[?]|@\w+/g, 'NULL')}`);
      return [text, plan.all().map((row) => row.detail)];
    }),
  );
}

function planOf(all: Map<string, string[]>, part: RegExp): string {
  const found = [...all].filter(([text]) => part.test(text.replace(/\s+/g, ' ')));
  expect(found, String(part)).toHaveLength(1);
  return found[0]![1].join('\n');
}

describe('the plans of the ledger’s statements', () => {
  it('never read a whole table that grows', () => {
    for (const [text, plan] of plans()) {
      const scans = plan.filter((line) =>
        /^SCAN (submission|interchange|transaction_set|answer|unit|claim)\b/.test(line),
      );
      expect(scans, text).toEqual([]);
    }
  });

  it('look for duplicates by their own indexes', () => {
    const all = plans();
    expect(planOf(all, /interchange\.decided_at >=/)).toContain('interchange_by_number');
    expect(planOf(all, /interchange\.partner_id = @partner AND interchange\.sha256/)).toContain('interchange_by_bytes');
  });

  it('find the next sets to apply in order, without sorting and without those that are done', () => {
    const plan = planOf(plans(), /AS unitsApplied, transaction_set.refusals FROM submission CROSS JOIN/);
    expect(plan).toContain('transaction_set_awaiting');
    expect(plan).not.toContain('TEMP B-TREE');
  });

  it('page through sets and their findings in key order', () => {
    const all = plans();
    expect(planOf(all, /\(transaction_set\.group_index, transaction_set\.set_index\) >/)).not.toContain('TEMP B-TREE');
    for (const query of [/findings_total > 0 ORDER BY/, /findings_total > 0 AND set_index > /]) {
      expect(planOf(all, query)).toContain('transaction_set_with_findings');
      expect(planOf(all, query)).not.toContain('TEMP B-TREE');
    }
  });

  it('answer filtered questions by the index of their filter', () => {
    const all = plans();
    expect(planOf(all, /WHERE provider_id = \?/)).toContain('answer_by_location');
    expect(planOf(all, /FROM submission WHERE state = \? AND id >/)).toContain('submission_by_state');
    expect(planOf(all, /FROM claim WHERE submission_id = \?/)).toContain('claim_by_submission');
    expect(planOf(all, /FROM prior_authorization WHERE status = \?/)).toContain('prior_authorization_by_status');
  });

  it('find work for delivery by state', () => {
    expect(planOf(plans(), /FROM answer WHERE state = \? AND id > \?/)).toContain('answer_by_state (state=? AND id>?)');
  });

  it('find what lies in one partner’s outbox without that of the others', () => {
    const plan = planOf(plans(), /FROM answer WHERE partner_id = \? AND state = 'delivered'/);
    expect(plan).toContain('answer_in_outbox (partner_id=? AND id>?)');
  });
});
