import type { PartnerLedger } from '../../partner-values.js';
import type { Audit } from '../audit.js';
import type { Database } from '../driver.js';
import type { Commit } from '../group-commit.js';
import { Evidence } from './evidence.js';
import { PartnerChanges } from './partner-changes.js';
import type { PartnerVersions } from './partner-versions.js';
import type { Partners } from './partners.js';

/** What trading partners are kept with. */
export interface PartnerParts {
  readonly audit: Audit;
  readonly partners: Partners;
  readonly versions: PartnerVersions;
}

/** Trading partners as the ledger offers them. */
export function partnerOperations(
  database: Database,
  { audit, partners, versions }: PartnerParts,
  commit: Commit,
): PartnerLedger {
  const partnerChanges = new PartnerChanges(database, { partners, versions, audit });
  const evidence = new Evidence(database);
  return {
    putPartner: (partner, actor, now) =>
      commit('store a partner', () => partnerChanges.run([{ kind: 'put', partner }], actor, now)),
    putLink: (id, provider, actor, now) => commit('link a provider', () => partners.putLink(id, provider, actor, now)),
    removeLink: (id, location, actor, now) =>
      commit('unlink a provider', () => partners.removeLink(id, location, actor, now)),
    putAllowance: (id, allowance, actor, now) =>
      commit('allow a transaction', () => partners.putAllowance(id, allowance, actor, now)),
    changePartners: (all, actor, now, expected) =>
      commit('change partners', () => partnerChanges.run(all, actor, now, expected)),
    partnerVersion: (id) => versions.of(id),
    removalObstacle: (id) => partnerChanges.removalObstacle(id),
    partner: (id) => partners.find(id),
    partners: () => partners.all(),
    submissionsBefore: (id) => partnerChanges.submissionsBefore(id),
    outboxFolder: (id) => partners.outboxFolder(id),
    keepOutbox: (id, folder) => commit('keep which folder an outbox is', () => partners.keepOutbox(id, folder)),
    acceptOutbox: (id, folder, actor, now) =>
      commit('take another folder as an outbox', () => partners.acceptOutbox(id, folder, actor, now)),
    partnerState: (id) => partners.state(id),
    heldPartners: () => partners.held(),
    testEvidence: (id, transactionSet) => evidence.of(id, transactionSet),
    approvals: (id, of) => partnerChanges.approvals(id, of),
    endedLinks: (id) => partnerChanges.endedLinks(id),
  };
}
