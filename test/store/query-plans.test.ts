import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ClaimQuestions } from '../../src/store/sqlite/claims/claim-questions.js';
import { ClaimStatuses } from '../../src/store/sqlite/claims/claim-statuses.js';
import { DomainLookups } from '../../src/store/sqlite/domain/domain-lookups.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { ledgerOn } from '../../src/store/sqlite/open.js';
import { migrate } from '../../src/store/sqlite/schema/migrations.js';
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
  ledger.claims({ memberId: 'M1', serviceFrom: '2031-01-01', isAccepted: true }, 0, 1);
  ledger.claims({ submitterClaimId: 'C', from: '2031' }, 0, 1);
  ledger.claims({ payerNumber: 'P' }, 0, 1);
  ledger.claims({ location: 'A', isAccepted: false }, 0, 1);
  ledger.priorAuthorizations({ status: 'testing' }, 0, 1);
  ledger.reviewQueue({ status: 'in-review', memberId: 'M1', location: 'A', dueBefore: '2031' }, undefined, 1);
  ledger.letters({ state: 'due' }, 0, 1);
  ledger.letters({ trackingNumber: '1' }, 0, 1);
  ledger.documents({ state: 'unmatched' }, 0, 1);
  ledger.documents({ trackingNumber: '1', state: 'matched' }, 0, 1);
  ledger.documents({ submissionId: 1 }, 0, 1);
  ledger.handoffs({ state: 'due', environment: 'production' }, 0, 1);
  ledger.handoffs({ submissionId: 1 }, 0, 1);
  const inquiry = { environment: 'production', locations: ['A'] } as const;
  const lookups = new DomainLookups(database);
  lookups.inquire(inquiry, 1);
  lookups.inquire({ ...inquiry, memberId: 'M1' }, 1);
  const claimStatuses = new ClaimStatuses(database, new ClaimQuestions(database));
  claimStatuses.find({ ...inquiry, memberId: 'M1', from: '2031-01-01', to: '2031-01-31' }, 1);
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
        /^SCAN (submission|interchange|transaction_set|answer|unit|prior_auth\w*|conversation|letter|document|redelivery|received_acknowledgment|handoff\w*|publication|published_group|claim\w*|reference_[amps]\w*)\b/.test(
          line,
        ),
      );
      expect(scans, text).toEqual([]);
    }
  });

  it('look for duplicates by their own indexes', () => {
    const all = plans();
    expect(planOf(all, /interchange\.decided_at >=/)).toContain('interchange_by_number');
    expect(planOf(all, /interchange\.partner_id = @partner AND interchange\.sha256/)).toContain('interchange_by_bytes');
  });

  it('find claims by member, by the submitter’s or payer’s number and by provider in their own indexes', () => {
    const all = plans();
    expect(planOf(all, /FROM claim WHERE member_id = \? AND service_to >=/)).toContain('claim_by_member');
    expect(planOf(all, /FROM claim INDEXED BY claim_by_member WHERE .* AND service_to >=/)).toContain(
      'claim_by_member (member_id=? AND location=? AND service_from<?)',
    );
    expect(planOf(all, /frequency = '1' AND superseded_by = ''/)).toContain(
      'claim_by_member (member_id=? AND location=? AND service_from=?)',
    );
    expect(planOf(all, /FROM claim WHERE submitter_claim_id = \? AND received_at/)).toContain(
      'claim_by_submitter_claim',
    );
    expect(planOf(all, /FROM claim WHERE payer_number = \? AND payer_number <> '' AND id/)).toContain('claim_by_payer');
    expect(planOf(all, /FROM claim WHERE location = \? AND \+claim_number IS NULL/)).toContain('claim_by_location');
  });

  it('find the next sets to apply in order, without sorting and without those that are done', () => {
    const plan = planOf(plans(), /AS unitsApplied, transaction_set.refusals FROM submission CROSS JOIN/);
    expect(plan).toContain('transaction_set_awaiting');
    expect(plan).not.toContain('TEMP B-TREE');
  });

  it('page through sets and their findings in key order', () => {
    const all = plans();
    expect(planOf(all, /\(transaction_set\.group_index, transaction_set\.set_index\) >/)).not.toContain('TEMP B-TREE');
    for (const query of [
      /AND group_index = \? AND findings_total > 0 ORDER BY/,
      /findings_total > 0 AND set_index > /,
      /set_index\) > \(\?, \?, \?, \?\) AND findings_total > 0/,
    ]) {
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

  it('find what is to be handed off without what was, and without that of tests', () => {
    const all = plans();
    expect(planOf(all, /handoff\.state = \? AND handoff\.environment = \?/)).toContain(
      'handoff_by_environment (state=? AND environment=? AND id>?)',
    );
    expect(planOf(all, /WHERE handoff\.submission_id = \? AND handoff\.id/)).toContain('handoff_by_submission');
  });

  it('read what is kept for a time from its oldest on, without what was removed', () => {
    const pages = [...plans()].filter(([text]) => text.includes('INDEXED BY') && text.includes('item AS MATERIALIZED'));
    const used = pages.map(([, plan]) => /INDEX (\w+) \((\w+>\? AND \w+<\?)\)/.exec(plan.join('\n'))?.slice(1, 3));
    expect(used.sort()).toEqual([
      ['answer_in_handoff', 'stored_at>? AND stored_at<?'],
      ['answer_in_store', 'stored_at>? AND stored_at<?'],
      ['answer_never_picked_up', 'stored_at>? AND stored_at<?'],
      ['document_in_store', 'received_at>? AND received_at<?'],
      ['submission_original', 'received_at>? AND received_at<?'],
      ['submission_set_aside', 'received_at>? AND received_at<?'],
      ['submission_with_content', 'received_at>? AND received_at<?'],
    ]);
  });

  it('empty the rows of one file in order of their keys, without reading those of others', () => {
    const all = plans();
    const expected = [
      [/SET content = NULL, content_removed_at/, 'answer_by_set (submission_id=?)'],
      [/SELECT id, body, verdict FROM claim/, 'claim_by_submission (submission_id=? AND id>?)'],
      [
        /SELECT id, body FROM prior_authorization INDEXED/,
        'prior_authorization_by_submission (submission_id=? AND id>?)',
      ],
      [/SELECT spool_path FROM answer/, 'answer_in_spool (spool_path=?)'],
    ] as const;
    for (const [query, index] of expected) {
      expect(planOf(all, query)).toContain(index);
      if (!String(query).includes('spool')) expect(planOf(all, query)).not.toContain('TEMP B-TREE');
    }
  });

  it('read the review queue in order of its due time, whatever it is narrowed by', () => {
    const plan = planOf(plans(), /due_at AS dueAt FROM prior_authorization INDEXED/);
    expect(plan).toContain('prior_authorization_queue (due_at');
    expect(plan).not.toContain('TEMP B-TREE');
  });

  it('find possible duplicates, names, letters and documents by their own indexes', () => {
    const all = plans();
    const expected = [
      [
        /procedure_code = @procedureCode/,
        'prior_authorization_line_alike (member_id=? AND location=? AND procedure_code=?)',
      ],
      [/kind = 'external' AND environment/, 'prior_authorization_name USING PRIMARY KEY (name=? AND kind=?)'],
      [/WHERE letter.state = \? AND letter.id/, 'letter_by_state (state=? AND id>?)'],
      [/WHERE tracking_number = \? AND letter.id/, 'letter_of (prior_authorization_id=? AND id>?)'],
      [/FROM document WHERE state = \? AND/, 'document_by_state (state=? AND id>?)'],
      [/FROM document WHERE tracking_number = \? AND/, 'document_by_tracking_number (tracking_number=? AND id>?)'],
      [/FROM document WHERE submission_id = \? AND/, 'document_by_submission (submission_id=? AND id>?)'],
      [
        /WHERE location = \? AND environment = \? AND content_removed_at = \? ORDER BY id DESC/,
        'prior_authorization_by_location (location=?)',
      ],
      [/\+location = \? AND member_id = \?/, 'prior_authorization_by_member (member_id=?)'],
      [/decided_at <> '' AND id > \?/, 'prior_authorization_decided (id>?)'],
      [/FROM reference_member WHERE .*AND member_id = \?$/, 'PRIMARY KEY (edition=? AND member_id=?)'],
      [/AND npi = \? ORDER BY location/, 'reference_provider_by_npi (edition=? AND npi=?)'],
      [/AS step/, 'reference_service_range (edition=? AND from_code<?)'],
    ] as const;
    for (const [query, index] of expected) expect(planOf(all, query)).toContain(index);
  });
});
