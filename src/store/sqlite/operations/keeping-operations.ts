import type { BackupLedger } from '../../backup-values.js';
import type { HandoffLedger } from '../../handoff-values.js';
import type { RetentionLedger } from '../../retention-values.js';
import type { Audit } from '../audit.js';
import { Handoffs } from '../claims/handoffs.js';
import type { Database } from '../driver.js';
import type { Commit } from '../group-commit.js';
import { LegalHolds } from '../retention/legal-holds.js';
import type { Retention } from '../retention/retention.js';
import { RetentionRounds } from '../retention/retention-rounds.js';
import { Backups } from './backups.js';

/** What leaves for the claim system, what is removed in time and what is copied, as the ledger offers it. */
export function keepingOperations(
  database: Database,
  { audit, retention }: { readonly audit: Audit; readonly retention: Retention },
  commit: Commit,
): BackupLedger & HandoffLedger & RetentionLedger {
  const handoffs = new Handoffs(database, audit);
  const retentionRounds = new RetentionRounds(database, audit);
  const legalHolds = new LegalHolds(database, audit);
  const backups = new Backups(database, audit);
  return {
    handoffs: (filter, after, limit) => handoffs.page(filter, after, limit),
    handoff: (number) => handoffs.find(number),
    claimsOfHandoff: (handoff, after, limit) => handoffs.claims(handoff, after, limit),
    handoffEvents: (id) => handoffs.events(id),
    recordHandoffContent: (id, content) => commit('record a hand-off', () => handoffs.record(id, content)),
    handoffWritten: (id, now) => commit('write a hand-off', () => handoffs.written(id, now)),
    confirmHandoff: (id, actor, now) => commit('confirm a hand-off', () => handoffs.confirm(id, actor, now)),
    repeatHandoff: (id, actor, now) => commit('repeat a hand-off', () => handoffs.repeat(id, actor, now)),
    retentionCandidates: (kind, before, after, limit) => retention.candidates(kind, before, after, limit),
    beginRetention: (kind, before, actor, now) =>
      commit('begin a retention round', () => retentionRounds.begin(kind, before, actor, now)),
    markForRemoval: (round, after, limit, now) =>
      commit('mark what is to be removed', () => retention.mark(round, after, limit, now)),
    removalsLeft: (kind, after, limit) => retention.left(kind, after, limit),
    confirmRemovals: (roundId, removals) =>
      commit('record what was removed', () => retentionRounds.confirm(roundId, removals)),
    removeContent: (submissionId, after, now) =>
      commit('remove content', () => retention.removeContent(submissionId, after, now)),
    contentFiles: (submissionId) => retention.contentFiles(submissionId),
    withdrawRemoval: (removal) => commit('keep what was to be removed', () => retention.withdraw(removal)),
    endRetention: (roundId, facts, now) =>
      commit('end a retention round', () => retentionRounds.end(roundId, facts, now)),
    lastRetentions: () => retentionRounds.last(),
    isDocumentKept: (sha256) => retention.isDocumentKept(sha256),
    addLegalHold: (hold, actor, now) => commit('add a legal hold', () => legalHolds.add(hold, actor, now)),
    releaseLegalHold: (id, reason, actor, now) =>
      commit('release a legal hold', () => legalHolds.release(id, reason, actor, now)),
    legalHolds: ({ withReleased }, after, limit) => legalHolds.page(withReleased, after, limit),
    recordBackup: (row) => commit('record a backup', () => backups.record(row)),
    lastBackup: () => backups.last(),
    namedFiles: (kind) => backups.named(kind),
    skipNumbers: (skip) => commit('leave out numbers after a restore', () => backups.skip(skip)),
  };
}
