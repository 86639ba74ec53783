import type { ApprovalState } from '../../partners/profile.js';
import { standingOf } from '../../partners/states.js';
import type { AllowanceMove, ApprovalRow, EndedLink, PartnerChange } from '../partner-values.js';
import type { Audit } from './audit.js';
import type { Database, Statement } from './driver.js';
import { misuse } from './misuse.js';
import { IS_OPEN } from './open-authorizations.js';
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
  readonly #approvals: Statement<[string], StoredApproval>;
  readonly #endedLinks: Statement<[string], StoredEndedLink>;
  readonly #hold: Statement<[string, string, string]>;
  readonly #unfinished: Statement<[string], string>;
  readonly #undelivered: Statement<[string], number>;
  readonly #undecided: Statement<[string], number>;
  readonly #remove: readonly Statement<[string]>[];

  constructor(database: Database, partners: Partners, audit: Audit) {
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
      FROM partner_approval WHERE partner_id = ? ORDER BY id`);
    this.#endedLinks = database.prepare(`
      SELECT location_id AS location, npis, transactions, from_day AS "from", to_day AS "to", ended_at AS endedAt, actor
      FROM partner_link_ended WHERE partner_id = ? ORDER BY id`);
    this.#hold = database.prepare('UPDATE partner SET held_since = ?, hold_reason = ? WHERE id = ?');
    this.#unfinished = database
      .prepare<[string], string>(`
        SELECT printf('S%08d', id) FROM submission INDEXED BY submission_by_state
        WHERE state IN ('received', 'examined', 'quarantined') AND partner_id = ? LIMIT 1`)
      .pluck() as Statement<[string], string>;
    this.#undelivered = database
      .prepare<[string], number>(`
        SELECT 1 FROM answer INDEXED BY answer_undelivered
        WHERE partner_id = ? AND state IN ('stored', 'written') LIMIT 1`)
      .pluck() as Statement<[string], number>;
    this.#undecided = database
      .prepare<[string], number>(`
        SELECT 1 FROM prior_authorization INDEXED BY prior_authorization_by_status
        WHERE ${IS_OPEN} AND partner_id = ? LIMIT 1`)
      .pluck() as Statement<[string], number>;
    this.#remove = ['partner_provider WHERE partner_id', 'partner_allowance WHERE partner_id', 'partner WHERE id'].map(
      (rows) => database.prepare<[string]>(`DELETE FROM ${rows} = ?`),
    );
  }

  /** As `Ledger.changePartners` says: what one of them raises undoes all. */
  run(changes: readonly PartnerChange[], actor: string, now: string): void {
    for (const change of changes) this.#run(change, actor, now);
  }

  approvals(partnerId: string): ApprovalRow[] {
    return this.#approvals
      .all(partnerId)
      .map(({ evidence, ...row }) => ({ ...row, evidence: evidence === '' ? undefined : JSON.parse(evidence) }));
  }

  endedLinks(partnerId: string): EndedLink[] {
    return this.#endedLinks
      .all(partnerId)
      .map((row) => ({ ...row, npis: JSON.parse(row.npis), transactions: JSON.parse(row.transactions) }));
  }

  #run(change: PartnerChange, actor: string, now: string): void {
    switch (change.kind) {
      case 'put':
        this.#partners.put(change.partner, actor, now);
        break;
      case 'link':
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
        this.#removePartner(change.partnerId, actor, now);
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

  #moveTo(partnerId: string, move: AllowanceMove, actor: string, now: string): void {
    const { transactionSet, usage, from, to, reason, ground } = move;
    const partner = this.#partners.require(partnerId, 'move a transaction to another state');
    const { state } = standingOf(partner, transactionSet, usage);
    if (state !== from) {
      const message = `${transactionSet} ${usage} is ${state} by now, no longer ${from}`;
      const hint = 'Nothing was changed. Somebody else was faster: look at "x12gw partner show" and decide again.';
      throw misuse('allowance-moved', 'move a transaction to another state', message, partnerId, hint, 3);
    }
    this.#move.run(partnerId, transactionSet, usage, to, to === 'suspended' ? from : '', reason);
    if (ground !== undefined) {
      const [waiver, evidence] = 'waiver' in ground ? [ground.waiver, ''] : ['', JSON.stringify(ground.evidence)];
      this.#approve.run(partnerId, transactionSet, usage, now, actor, waiver, evidence);
    }
    const details = { transactionSet, usage, from, to, ...(reason === '' ? {} : { reason }), ...ground };
    this.#audit.add({ at: now, actor, action: actionOf(from, to), subject: partnerId, details });
  }

  #removePartner(partnerId: string, actor: string, now: string): void {
    const operation = 'remove a partner';
    const partner = this.#partners.require(partnerId, operation);
    const unfinished = this.#unfinished.get(partnerId);
    const isUndecided = this.#undecided.get(partnerId) !== undefined;
    if (unfinished !== undefined || isUndecided || this.#undelivered.get(partnerId) !== undefined) {
      const rest = isUndecided ? 'prior authorizations that are not decided' : 'answers that are not delivered';
      const what = unfinished === undefined ? rest : `the unfinished file ${unfinished}`;
      const hint = isUndecided
        ? 'Nothing was changed. Its mailbox gets the decisions: decide or void them first.'
        : 'Nothing was changed. Let the gateway finish (a held partner must be released), then try again.';
      throw misuse('partner-busy', operation, `${partnerId} has ${what}`, partnerId, hint, 3);
    }
    for (const { location } of partner.providers.slice(1)) {
      this.#partners.removeLink(partnerId, location.id, actor, now);
    }
    for (const statement of this.#remove) statement.run(partnerId);
    this.#audit.add({ at: now, actor, action: 'remove-partner', subject: partnerId, details: { name: partner.name } });
  }
}

function actionOf(from: ApprovalState, to: ApprovalState): string {
  if (to === 'suspended') return 'suspend-allowance';
  if (from === 'suspended') return 'resume-allowance';
  return to === 'approved' ? 'approve-allowance' : 'put-allowance';
}
