import type { TestEvidence } from '../../../partners/evidence.js';
import type { ApprovalState } from '../../../partners/profile.js';
import { standingOf } from '../../../partners/states.js';
import type { AllowanceMove, ApprovalRow, EndedLink, ExpectedVersions, PartnerChange } from '../../partner-values.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { PartnerRemoval } from './partner-removal.js';
import type { PartnerVersions } from './partner-versions.js';
import type { Partners } from './partners.js';

type StoredApproval = Omit<ApprovalRow, 'evidence'> & { readonly evidence: string };
type StoredEndedLink = Omit<EndedLink, 'npis' | 'transactions'> & {
  readonly npis: string;
  readonly transactions: string;
};

/** What operators change of trading partners: several changes, one commit, each audited. */
export class PartnerChanges {
  readonly #partners: Partners;
  readonly #audit: Audit;
  readonly #move: Statement<[string, string, string, ApprovalState, ApprovalState | '', string]>;
  readonly #disallow: Statement<[string, string, string]>;
  readonly #approve: Statement<[string, string, string, string, string, string, string]>;
  readonly #approvals: Statement<{ id: string; every: number }, StoredApproval>;
  readonly #endedLinks: Statement<{ id: string }, StoredEndedLink>;
  readonly #hold: Statement<[string, string, string]>;
  readonly #afterSubmission: Statement<[string], number>;
  readonly #removal: PartnerRemoval;
  readonly #versions: PartnerVersions;

  constructor(
    database: Database,
    {
      partners,
      versions,
      audit,
    }: { readonly partners: Partners; readonly versions: PartnerVersions; readonly audit: Audit },
  ) {
    this.#partners = partners;
    this.#audit = audit;
    this.#move = database.prepare(`
      INSERT INTO partner_allowance (partner_id, transaction_set, usage, state, suspended_from, reason)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (partner_id, transaction_set, usage) DO UPDATE SET state = excluded.state,
        suspended_from = excluded.suspended_from, reason = excluded.reason`);
    this.#disallow = database.prepare(
      'DELETE FROM partner_allowance WHERE partner_id = ? AND transaction_set = ? AND usage = ?',
    );
    this.#approve = database.prepare(`
      INSERT INTO partner_approval (partner_id, transaction_set, usage, at, actor, waiver, evidence)
      VALUES (?, ?, ?, ?, ?, ?, ?)`);
    this.#approvals = database.prepare(`
      SELECT transaction_set AS transactionSet, usage, at, actor, waiver, evidence
      FROM partner_approval WHERE partner_id = @id AND (@every = 1 OR id > ${inThisLife('after_approval')}) ORDER BY id`);
    this.#endedLinks = database.prepare(`
      SELECT location_id AS location, npis, transactions, from_day AS "from", to_day AS "to", ended_at AS endedAt, actor
      FROM partner_link_ended WHERE partner_id = @id AND id > ${inThisLife('after_ended_link')} ORDER BY id`);
    this.#hold = database.prepare('UPDATE partner SET held_since = ?, hold_reason = ? WHERE id = ?');
    this.#afterSubmission = database
      .prepare<[string], number>('SELECT after_submission FROM partner WHERE id = ?')
      .pluck() as Statement<[string], number>;
    this.#removal = new PartnerRemoval(database, partners, audit);
    this.#versions = versions;
  }

  /** As `Ledger.changePartners` says: what one of them raises undoes all. */
  run(changes: readonly PartnerChange[], actor: string, now: string, expected: ExpectedVersions = new Map()): void {
    this.#versions.requireAsExpected(expected);
    const before = this.#versions.idsBefore(changes);
    for (const change of changes) this.#run(change, actor, now);
    this.#versions.requireUnique(before);
  }

  /** As `PartnerLedger.submissionsBefore` says. */
  submissionsBefore(partnerId: string): number {
    return this.#afterSubmission.get(partnerId) ?? 0;
  }

  /** As `PartnerLedger.removalObstacle` says. */
  removalObstacle(partnerId: string): ReturnType<PartnerRemoval['obstacle']> {
    return this.#removal.obstacle(partnerId);
  }

  approvals(partnerId: string, of?: 'every-life'): ApprovalRow[] {
    return this.#approvals
      .all({ id: partnerId, every: of === undefined ? 0 : 1 })
      .map(({ evidence, ...row }) => ({ ...row, evidence: evidence === '' ? undefined : JSON.parse(evidence) }));
  }

  endedLinks(partnerId: string): EndedLink[] {
    return this.#endedLinks
      .all({ id: partnerId })
      .map((row) => ({ ...row, npis: JSON.parse(row.npis), transactions: JSON.parse(row.transactions) }));
  }

  #run(change: PartnerChange, actor: string, now: string): void {
    switch (change.kind) {
      case 'put':
        this.#partners.put(change.partner, actor, now);
        break;
      case 'link':
        this.#versions.requireLink(change);
        this.#partners.putLink(change.partnerId, change.provider, actor, now);
        break;
      case 'unlink':
        this.#partners.removeLink(change.partnerId, change.locationId, actor, now);
        break;
      case 'move':
        this.#moveTo(change.partnerId, change.move, actor, now);
        break;
      case 'disallow':
        this.#removeAllowance(change, actor, now);
        break;
      case 'hold':
        this.#holdPartner(change.partnerId, change.reason, actor, now);
        break;
      case 'release-hold':
        this.#releaseHold(change.partnerId, actor, now);
        break;
      case 'remove':
        this.#removal.run(change.partnerId, actor, now);
        break;
    }
  }

  #removeAllowance(change: PartnerChange & { kind: 'disallow' }, actor: string, now: string): void {
    const { partnerId, transactionSet, usage } = change;
    if (this.#disallow.run(partnerId, transactionSet, usage).changes === 0) return;
    const details = { transactionSet, usage };
    this.#audit.add({ at: now, actor, action: 'remove-allowance', subject: partnerId, details });
  }

  /** A hold whose reason changes goes on since it began. */
  #holdPartner(partnerId: string, reason: string, actor: string, now: string): void {
    const { hold } = this.#partners.require(partnerId, 'hold a partner');
    if (hold?.reason === reason) return;
    this.#hold.run(hold?.since ?? now, reason, partnerId);
    this.#audit.add({ at: now, actor, action: 'hold-partner', subject: partnerId, details: { reason } });
  }

  #releaseHold(partnerId: string, actor: string, now: string): void {
    const { hold } = this.#partners.require(partnerId, 'release a partner');
    if (hold === undefined) return;
    this.#hold.run('', '', partnerId);
    this.#audit.add({ at: now, actor, action: 'release-hold', subject: partnerId, details: { since: hold.since } });
  }

  /** Evidence of an earlier partner of this id proves nothing. */
  #requireOwnEvidence(partnerId: string, { submission }: TestEvidence): void {
    if (Number(submission.slice(1)) > this.submissionsBefore(partnerId)) return;
    const hint = `Nothing was changed. Look at "x12gw partner evidence ${partnerId}" and decide again.`;
    const message = 'The test file was sent before this partner was registered';
    throw misuse('evidence-not-own', 'approve a transaction', message, partnerId, hint, 3);
  }

  #moveTo(partnerId: string, move: AllowanceMove, actor: string, now: string): void {
    const { transactionSet, usage, from, to, reason, ground } = move;
    const partner = this.#partners.require(partnerId, 'move a transaction to another state');
    const { state } = standingOf(partner, transactionSet, usage);
    if (state !== from) {
      const message = `${transactionSet} ${usage} is ${state} by now, no longer ${from}`;
      const hint = 'Nothing was changed. Somebody else was faster: look at "x12gw partner show" and decide again.';
      throw misuse('allowance-moved', 'move a transaction to another state', message, partnerId, hint, 3);
    }
    if (ground !== undefined && 'evidence' in ground) this.#requireOwnEvidence(partnerId, ground.evidence);
    this.#move.run(partnerId, transactionSet, usage, to, to === 'suspended' ? from : '', reason);
    if (ground !== undefined) {
      const [waiver, evidence] = 'waiver' in ground ? [ground.waiver, ''] : ['', JSON.stringify(ground.evidence)];
      this.#approve.run(partnerId, transactionSet, usage, now, actor, waiver, evidence);
    }
    const details = { transactionSet, usage, from, to, ...(reason === '' ? {} : { reason }), ...ground };
    this.#audit.add({ at: now, actor, action: actionOf(from, to), subject: partnerId, details });
  }
}

/** SQL: the row after which the present life of partner @id began; 0 for one that is gone, whose history is all there is. */
function inThisLife(column: 'after_approval' | 'after_ended_link'): string {
  return `coalesce((SELECT ${column} FROM partner WHERE id = @id), 0)`;
}

function actionOf(from: ApprovalState, to: ApprovalState): string {
  if (to === 'suspended') return 'suspend-allowance';
  if (from === 'suspended') return 'resume-allowance';
  return to === 'approved' ? 'approve-allowance' : 'put-allowance';
}
