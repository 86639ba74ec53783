import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ledger, LegalHoldKind, RetentionKind } from '../../src/store/ledger.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { applyClaims } from '../handoff/applied-claims.js';
import { applied, arrival, change, entry, LETTER, nextFile, submitted } from './life-material.js';
import {
  ATTEMPT,
  claimBatch,
  daysLater,
  draft,
  examined,
  NOW,
  newLedger,
  priorAuthorization,
  receipt,
  received,
  temporaryFolder,
} from './material.js';

const LATER = daysLater(400);
const BEFORE = daysLater(200);

/** Why each thing of a kind stays, by the file it belongs to. */
function hindrances(ledger: Ledger, kind: RetentionKind): string[] {
  return ledger
    .retentionCandidates(kind, BEFORE, undefined, 100)
    .rows.map(({ submissionNumber, hindrance }) => `${submissionNumber} ${hindrance || 'may go'}`);
}

async function deliverAll(ledger: Ledger, now = NOW): Promise<void> {
  for (const { id } of ledger.answersInState('stored', 0, 100)) {
    await ledger.moveAnswer(id, 'written', now);
    await ledger.moveAnswer(id, 'delivered', now);
  }
}

async function decide(ledger: Ledger, trackingNumber: string, now = NOW): Promise<void> {
  await ledger.changePriorAuthorization(
    change(trackingNumber, { now, to: () => ({ status: 'adjudicated', updatedAt: now, decidedAt: now }) }),
  );
}

describe('an original', () => {
  it('stays until everything that came of its file is at its end', async () => {
    const ledger = newLedger();
    await received(ledger);
    await nextFile(ledger);
    await submitted(ledger, [priorAuthorization()], { letters: [LETTER] });
    expect(hindrances(ledger, 'originals')).toEqual([
      'S00000001 not-finished',
      'S00000002 not-finished',
      'S00000003 answer-not-delivered',
    ]);
    await deliverAll(ledger);
    expect(hindrances(ledger, 'originals')[2]).toBe('S00000003 prior-authorization-open');
    await decide(ledger, '1000000001');
    expect(hindrances(ledger, 'originals')[2]).toBe('S00000003 letter-not-made');
    const [letter] = ledger.letters({}, 0, 1).rows;
    await ledger.storeLetter(letter!.id, { answers: [draft({ type: 'notice' })] }, NOW, '2031-03-01');
    await deliverAll(ledger);
    expect(hindrances(ledger, 'originals')[2]).toBe('S00000003 may go');
  });

  it('of a file in quarantine waits for a decision, and is of another kind', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.quarantine(id, 'died', [], NOW, '2031-03-01');
    expect(hindrances(ledger, 'originals')).toEqual([]);
    expect(hindrances(ledger, 'quarantined')).toEqual(['S00000001 in-quarantine']);
    await ledger.settleQuarantine(id, 'discard', 'ann', NOW);
    expect(hindrances(ledger, 'quarantined')).toEqual(['S00000001 may go']);
  });

  it('that ended lately has its time run from then', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.quarantine(id, 'died', [], NOW, '2031-03-01');
    await ledger.settleQuarantine(id, 'discard', 'ann', daysLater(399));
    expect(hindrances(ledger, 'quarantined')).toEqual(['S00000001 recent']);
  });
});

describe('an original whose claims are handed off', () => {
  it('stays until somebody has confirmed that they were taken', async () => {
    const root = temporaryFolder();
    const path = join(root, 'ledger.db');
    const ledger = newLedger(path);
    mkdirSync(join(root, 'originals'));
    for (let file = 1; file <= 2; file++) {
      await applyClaims(ledger, root);
      await ledger.completeApplication(file, NOW);
    }
    await deliverAll(ledger);
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 may go', 'S00000002 may go']);
    const database = openDatabase(path);
    const settle = (state: string) => database.exec(`UPDATE handoff SET state = '${state}' WHERE id = 1`);
    settle('written');
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 handoff-open', 'S00000002 handoff-open']);
    settle('confirmed');
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 may go', 'S00000002 handoff-open']);
    database.close();
  });
});

describe('the original of a published file', () => {
  it('stays until what was not filed of it is settled', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    const { id } = await examined(ledger);
    const [set] = ledger.pendingSets(id, 1);
    await ledger.applyBatch(claimBatch(set!, 0, 1, true));
    await ledger.completeApplication(id, NOW);
    await deliverAll(ledger);
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 may go']);
    const database = openDatabase(path);
    database.exec(`INSERT INTO publication (submission_id, interchange_index, at, outcome, reason, type, usage, partner_id,
      location, sender_id, control_number, is_number_ours, sha256)
      VALUES (${id}, 0, '${NOW}', 'refused', 'receiver-unknown', '835', 'P', '', '', '', 1, 0, '')`);
    database.close();
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 publication-open']);
    await ledger.settlePublication(1, 'seen to', 'ann', NOW);
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 may go']);
  });
});

describe('an answer', () => {
  it('stays in the download store until it is delivered, and from its last redelivery on', async () => {
    const ledger = newLedger();
    await nextFile(ledger);
    expect(hindrances(ledger, 'downloads')).toEqual(['S00000001 answer-not-delivered']);
    await deliverAll(ledger);
    expect(hindrances(ledger, 'downloads')).toEqual(['S00000001 may go']);
    await ledger.redeliverAnswers([1], 'ann', daysLater(399));
    await deliverAll(ledger, daysLater(399));
    expect(hindrances(ledger, 'downloads')).toEqual(['S00000001 recent']);
  });

  it('that was picked up has no copy in an outbox to be removed', async () => {
    const ledger = newLedger();
    await nextFile(ledger);
    await deliverAll(ledger);
    expect(hindrances(ledger, 'outbox')).toEqual(['S00000001 may go']);
    await ledger.moveAnswer(1, 'picked_up', NOW);
    expect(hindrances(ledger, 'outbox')).toEqual([]);
  });

  it('whose copy we removed from the outbox does not count as picked up', async () => {
    const ledger = newLedger();
    await nextFile(ledger);
    await deliverAll(ledger);
    const round = await ledger.beginRetention('outbox', BEFORE, 'gateway', LATER);
    await ledger.markForRemoval(round, undefined, 10, LATER);
    expect(ledger.answersInOutbox('acme', 0, 10)).toEqual([]);
    expect(ledger.answersOf(1)[0]!.state).toBe('delivered');
  });

  it('that is marked is not delivered again before its file is gone, and then it is', async () => {
    const ledger = newLedger();
    await nextFile(ledger);
    await deliverAll(ledger);
    const round = await ledger.beginRetention('downloads', BEFORE, 'gateway', LATER);
    const { removals } = await ledger.markForRemoval(round, undefined, 10, LATER);
    expect(ledger.answersOf(1)[0]!.removedAt).toBe(LATER);
    await expect(ledger.redeliverAnswers([1], 'ann', LATER)).rejects.toMatchObject({ code: 'answer-being-removed' });
    await ledger.confirmRemovals(round.id, removals);
    await ledger.redeliverAnswers([1], 'ann', LATER);
    expect(ledger.answersOf(1)[0]).toMatchObject({ state: 'stored', removedAt: '' });
  });
});

describe('a document', () => {
  it('stays while its prior authorization is open, and goes with all rows that name its bytes', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    await ledger.changePriorAuthorization(change('1000000001', { with: { documents: [arrival(), arrival()] } }));
    const document = { ...arrival().document, controlNumber: 'CN1000000001' };
    await ledger.changePriorAuthorization(
      change('1000000001', { to: () => ({ attachments: [{ document, controlNumber: 'CN1000000001' } as never] }) }),
    );
    expect(hindrances(ledger, 'documents')).toEqual(Array(2).fill('S00000001 prior-authorization-open'));
    await decide(ledger, '1000000001');
    expect(hindrances(ledger, 'documents')).toEqual(Array(2).fill('S00000001 may go'));

    const round = await ledger.beginRetention('documents', BEFORE, 'gateway', LATER);
    const { removals } = await ledger.markForRemoval(round, undefined, 10, LATER);
    expect(removals).toHaveLength(1);
    expect(ledger.isDocumentKept(document.sha256)).toBe(false);
    expect(ledger.documents({}, 0, 9).rows.map(({ removedAt }) => removedAt)).toEqual([LATER, LATER]);
    await ledger.withdrawRemoval(removals[0]!);
    expect(ledger.isDocumentKept(document.sha256)).toBe(true);
  });

  it('that nobody has given a place stays', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    const unmatched = arrival({ state: 'unmatched', trackingNumber: '', controlNumber: '' });
    await ledger.changePriorAuthorization(change('1000000001', { with: { documents: [unmatched] } }));
    expect(hindrances(ledger, 'documents')).toEqual(['S00000001 document-unmatched']);
  });
});

describe('a legal hold', () => {
  it.each<[LegalHoldKind, string]>([
    ['submission', 'S00000001'],
    ['prior-authorization', '1000000001'],
    ['partner', 'acme'],
    ['member', 'M1'],
  ])('on a %s keeps everything of the file until it is released', async (kind, subject) => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    await deliverAll(ledger);
    await decide(ledger, '1000000001');
    const hold = await ledger.addLegalHold({ kind, subject, reason: 'Matter 7' }, 'ann', NOW);
    for (const one of ['originals', 'downloads', 'outbox'] as const) {
      expect(hindrances(ledger, one)).toEqual(['S00000001 legal-hold']);
    }
    await ledger.releaseLegalHold(hold.id, 'closed', 'ann', NOW);
    for (const one of ['originals', 'downloads', 'outbox'] as const) {
      expect(hindrances(ledger, one)).toEqual(['S00000001 may go']);
    }
    expect(ledger.legalHolds({ withReleased: false }, 0, 9).rows).toEqual([]);
    expect(ledger.legalHolds({ withReleased: true }, 0, 9).rows).toMatchObject([
      { kind, subject, reason: 'Matter 7', releasedBy: 'ann', releaseReason: 'closed' },
    ]);
  });

  it.each<[LegalHoldKind, (claimNumber: string) => string]>([
    ['claim', (claimNumber) => claimNumber],
    ['member', () => 'M1'],
  ])('on a %s covers the file of the claim', async (kind, subjectOf) => {
    const ledger = newLedger();
    const { id } = await nextFile(ledger);
    const [set] = ledger.pendingSets(id, 1);
    await ledger.applyBatch(claimBatch(set!, 0, 2, true));
    await ledger.completeApplication(id, NOW);
    await deliverAll(ledger);
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 may go']);
    const { verdict } = ledger.claims({}, 0, 1).rows[0]!;
    const subject = subjectOf(verdict.accepted ? verdict.claimNumber : '');
    await ledger.addLegalHold({ kind, subject, reason: 'Matter 7' }, 'ann', NOW);
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 legal-hold']);
  });

  it('on a packed file covers what came out of it, and on that the packed file', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    const attempt = await ledger.beginAttempt(id, ATTEMPT);
    const members = ['a', 'b'].map((one) => receipt({ arrivalId: `member-${one}`, originalPath: `originals/${one}` }));
    await ledger.recordUnpacked({ submissionId: id, attempt, members, now: NOW });
    for (const member of [2, 3]) {
      const of = await ledger.beginAttempt(member, ATTEMPT);
      const end = { disposition: 'rejected', findings: [], answers: [], now: NOW, folderDate: '2031-03-01' } as const;
      await ledger.completeExamination({ submissionId: member, attempt: of, ...end });
      await ledger.completeApplication(member, NOW);
    }
    const free = ['S00000001 may go', 'S00000002 may go', 'S00000003 may go'];
    expect(hindrances(ledger, 'originals')).toEqual(free);
    const whole = await ledger.addLegalHold(
      { kind: 'submission', subject: 'S00000001', reason: 'Matter 7' },
      'ann',
      NOW,
    );
    expect(hindrances(ledger, 'originals')).toEqual(free.map((one) => one.replace('may go', 'legal-hold')));
    await ledger.releaseLegalHold(whole.id, 'closed', 'ann', NOW);
    await ledger.addLegalHold({ kind: 'submission', subject: 'S00000003', reason: 'Matter 7' }, 'ann', NOW);
    expect(hindrances(ledger, 'originals')).toEqual([
      'S00000001 legal-hold',
      'S00000002 may go',
      'S00000003 legal-hold',
    ]);
  });

  it('covers files that come later and touch the same prior authorization', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    await ledger.addLegalHold({ kind: 'prior-authorization', subject: '1000000001', reason: 'Matter 7' }, 'ann', NOW);
    const update = { kind: 'prior-authorization', unit: 0, isNew: false, history: [entry()] } as const;
    const changed = { ...priorAuthorization(), version: 2, status: 'adjudicated' as const };
    await applied(ledger, [{ ...update, priorAuthorization: changed }]);
    await deliverAll(ledger);
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 legal-hold', 'S00000002 legal-hold']);
  });

  it('leaves alone what it is not on', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    await deliverAll(ledger);
    await decide(ledger, '1000000001');
    await ledger.addLegalHold({ kind: 'member', subject: 'M2', reason: 'Matter 7' }, 'ann', NOW);
    expect(hindrances(ledger, 'originals')).toEqual(['S00000001 may go']);
  });

  it('is refused on what nobody knows, and released once', async () => {
    const ledger = newLedger();
    for (const kind of ['submission', 'prior-authorization', 'claim', 'partner'] as const) {
      const hold = { kind, subject: 'S00000009', reason: 'r' };
      await expect(ledger.addLegalHold(hold, 'ann', NOW)).rejects.toMatchObject({ code: 'legal-hold-subject-unknown' });
    }
    await expect(ledger.releaseLegalHold(1, 'r', 'ann', NOW)).rejects.toMatchObject({ code: 'legal-hold-not-open' });
  });

  it('on a member is audited without the member id', async () => {
    const path = `${temporaryFolder()}/ledger.db`;
    const ledger = newLedger(path);
    await ledger.addLegalHold({ kind: 'member', subject: 'CANARY-MEMBER', reason: 'Matter 7' }, 'ann', NOW);
    const database = openDatabase(path, { readonly: true });
    const lines = database.prepare<[], { subject: string; details: string }>('SELECT * FROM audit').all();
    database.close();
    expect(lines).toMatchObject([{ action: 'legal-hold', subject: 'legal hold 1', actor: 'ann' }]);
    expect(JSON.stringify(lines)).not.toContain('CANARY');
  });
});

describe('candidates', () => {
  it('are read in pages of a bounded size, each once, held back or not', async () => {
    const ledger = newLedger();
    for (let file = 0; file < 5; file++) await received(ledger, { receivedAt: daysLater(file) });
    const seen: string[] = [];
    let after: Parameters<Ledger['retentionCandidates']>[2];
    do {
      const page = ledger.retentionCandidates('originals', BEFORE, after, 2);
      expect(page.rows.length).toBeLessThanOrEqual(2);
      seen.push(...page.rows.map(({ submissionNumber }) => submissionNumber));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual([1, 2, 3, 4, 5].map((id) => `S0000000${id}`));
  });

  it('are what is older than the limit alone', async () => {
    const ledger = newLedger();
    await received(ledger, { receivedAt: BEFORE });
    expect(hindrances(ledger, 'originals')).toEqual([]);
  });
});

describe('a round', () => {
  it('counts what went once, is gone on with when it was cut off, and leaves one audit line', async () => {
    const path = `${temporaryFolder()}/ledger.db`;
    const ledger = newLedger(path);
    await nextFile(ledger);
    await deliverAll(ledger);
    const round = await ledger.beginRetention('downloads', BEFORE, 'gateway', LATER);
    const { removals } = await ledger.markForRemoval(round, undefined, 10, LATER);
    expect(await ledger.beginRetention('downloads', daysLater(300), 'ann', LATER)).toEqual(round);
    expect(ledger.removalsLeft('downloads', 0, 10)).toEqual(removals);
    await ledger.confirmRemovals(round.id, removals);
    await ledger.confirmRemovals(round.id, removals);
    const facts = { heldBack: { 'legal-hold': 2 }, failed: 0 };
    const ended = await ledger.endRetention(round.id, facts, LATER);
    await ledger.endRetention(round.id, facts, LATER);
    expect(ended).toMatchObject({ removed: 1, bytes: ledger.answersOf(1)[0]!.bytes, oldest: NOW, newest: NOW });
    const database = openDatabase(path, { readonly: true });
    const lines = database.prepare<[], { details: string }>("SELECT * FROM audit WHERE action = 'retention'").all();
    database.close();
    expect(lines).toMatchObject([{ subject: 'downloads', actor: 'gateway', at: LATER }]);
    expect(JSON.parse(lines[0]!.details)).toMatchObject({ before: BEFORE, removed: 1, oldest: NOW, ...facts });
  });

  it('that is gone on with takes the longer of two periods', async () => {
    const ledger = newLedger();
    await ledger.beginRetention('downloads', BEFORE, 'gateway', LATER);
    expect((await ledger.beginRetention('downloads', daysLater(100), 'gateway', LATER)).before).toBe(daysLater(100));
  });
});
