import { isDeepStrictEqual } from 'node:util';
import { completeOptions } from '../../../partners/options.js';
import type {
  Allowance,
  ApprovalState,
  LinkedProvider,
  PartnerProfile,
  ProviderLocation,
} from '../../../partners/profile.js';
import type { PartnerDraft } from '../../ledger.js';
import { draftOf } from '../../partner-values.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';

interface StoredPartner {
  readonly id: string;
  readonly name: string;
  readonly kind: PartnerProfile['kind'];
  readonly interchangeQualifier: string;
  readonly interchangeId: string;
  readonly applicationIds: string;
  readonly options: string;
  readonly defaultAssignment: string | null;
  readonly heldSince: string;
  readonly holdReason: string;
}

type StoredProvider = ProviderLocation & {
  readonly npis: string;
  readonly isOwn: number;
  readonly transactions: string;
  readonly from: string;
  readonly to: string;
};

type StoredAllowance = Pick<Allowance, 'transactionSet' | 'usage' | 'state'> & {
  readonly suspendedFrom: ApprovalState | '';
  readonly reason: string;
};

/** Trading partners. Each change is audited with what changed; a repeated one changes and audits nothing. */
export class Partners {
  readonly #audit: Audit;
  readonly #put: Statement;
  readonly #find: Statement<[string], StoredPartner>;
  readonly #ids: Statement<[], string>;
  readonly #providers: Statement<[string], StoredProvider>;
  readonly #ownAndLink: Statement<[string, string], StoredProvider>;
  readonly #held: Statement<[], string>;
  readonly #heldSince: Statement<[string], string>;
  readonly #outbox: Statement<[string], string>;
  readonly #keepOutbox: Statement<{ partnerId: string; folder: string }>;
  readonly #acceptOutbox: Statement<[string, string]>;
  readonly #allowances: Statement<[string], StoredAllowance>;
  readonly #putProvider: Statement<[string, string, string, string, number, string, string, string, string]>;
  readonly #dropOwn: Statement<[string]>;
  readonly #endLink: Statement<[string, string, string, string]>;
  readonly #dropProvider: Statement<[string, string]>;
  readonly #putAllowance: Statement<[string, string, string, string]>;

  constructor(database: Database, audit: Audit) {
    this.#audit = audit;
    this.#put = database.prepare(`
      INSERT INTO partner (id, name, kind, interchange_qualifier, interchange_id, application_ids, options,
        default_assignment, after_submission, after_approval, after_ended_link)
      VALUES (@id, @name, @kind, @interchangeQualifier, @interchangeId, @applicationIds, @options,
        @defaultAssignment, ${newest('submission')}, ${newest('partner_approval')}, ${newest('partner_link_ended')})
      ON CONFLICT (id) DO UPDATE SET name = @name, kind = @kind, interchange_qualifier = @interchangeQualifier,
        interchange_id = @interchangeId, application_ids = @applicationIds, options = @options,
        default_assignment = @defaultAssignment`);
    this.#find = database.prepare(`
      SELECT id, name, kind, interchange_qualifier AS interchangeQualifier, interchange_id AS interchangeId,
        application_ids AS applicationIds, options, default_assignment AS defaultAssignment,
        held_since AS heldSince, hold_reason AS holdReason
      FROM partner WHERE id = ?`);
    this.#held = database
      .prepare<[], string>("SELECT id FROM partner WHERE held_since <> '' ORDER BY id")
      .pluck() as Statement<[], string>;
    this.#heldSince = database
      .prepare<[string], string>('SELECT held_since FROM partner WHERE id = ?')
      .pluck() as Statement<[string], string>;
    this.#outbox = database
      .prepare<[string], string>('SELECT outbox_folder FROM partner WHERE id = ?')
      .pluck() as Statement<[string], string>;
    this.#keepOutbox = database.prepare(`
      UPDATE partner SET outbox_folder = @folder
      WHERE id = @partnerId AND (outbox_folder = '' OR @folder LIKE outbox_folder || ' %')`);
    this.#acceptOutbox = database.prepare('UPDATE partner SET outbox_folder = ? WHERE id = ?');
    this.#ids = database.prepare<[], string>('SELECT id FROM partner ORDER BY id').pluck() as Statement<[], string>;
    const provider = `
      SELECT location_id AS id, provider_id AS providerId, service_location AS serviceLocation, npis, is_own AS isOwn,
        transactions, from_day AS "from", to_day AS "to"
      FROM partner_provider WHERE partner_id = ?`;
    this.#providers = database.prepare(`${provider} ORDER BY is_own DESC, location_id`);
    this.#ownAndLink = database.prepare(`${provider} AND (is_own = 1 OR location_id = ?) ORDER BY is_own DESC`);
    this.#allowances = database.prepare(`
      SELECT transaction_set AS transactionSet, usage, state, suspended_from AS suspendedFrom, reason
      FROM partner_allowance WHERE partner_id = ?
      ORDER BY transaction_set, usage`);
    this.#putProvider = database.prepare(`
      INSERT INTO partner_provider (partner_id, location_id, provider_id, service_location, is_own, npis, transactions,
        from_day, to_day)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (partner_id, location_id) DO UPDATE SET provider_id = excluded.provider_id,
        service_location = excluded.service_location, is_own = excluded.is_own, npis = excluded.npis,
        transactions = excluded.transactions, from_day = excluded.from_day, to_day = excluded.to_day`);
    this.#dropOwn = database.prepare('DELETE FROM partner_provider WHERE partner_id = ? AND is_own = 1');
    this.#endLink = database.prepare(`
      INSERT INTO partner_link_ended (partner_id, location_id, npis, transactions, from_day, to_day, ended_at, actor)
      SELECT partner_id, location_id, npis, transactions, from_day, to_day, ?, ? FROM partner_provider
      WHERE partner_id = ? AND location_id = ? AND is_own = 0`);
    this.#dropProvider = database.prepare('DELETE FROM partner_provider WHERE partner_id = ? AND location_id = ?');
    this.#putAllowance = database.prepare(`
      INSERT INTO partner_allowance (partner_id, transaction_set, usage, state) VALUES (?, ?, ?, ?)
      ON CONFLICT (partner_id, transaction_set, usage) DO UPDATE SET state = excluded.state, suspended_from = '',
        reason = ''`);
  }

  find(partnerId: string): PartnerProfile | undefined {
    const row = this.#find.get(partnerId);
    if (row === undefined) return undefined;
    const { applicationIds, options, defaultAssignment, heldSince, holdReason, ...rest } = row;
    const providers = this.#providers.all(partnerId).map(toProvider);
    return {
      ...rest,
      applicationIds: parse(applicationIds),
      location: providers[0]!.location,
      providers,
      allowances: this.#allowances.all(partnerId).map(toAllowance),
      // Options that were not known yet when the partner was stored take their default.
      options: completeOptions(JSON.parse(options)),
      ...(defaultAssignment === null ? {} : { defaultAssignment }),
      ...(heldSince === '' ? {} : { hold: { since: heldSince, reason: holdReason } }),
    };
  }

  /** The ids of those that are held. */
  held(): string[] {
    return this.#held.all();
  }

  /** As `PartnerLedger.partnerState` says. */
  state(partnerId: string): 'active' | 'held' | 'absent' {
    const heldSince = this.#heldSince.get(partnerId);
    if (heldSince === undefined) return 'absent';
    return heldSince === '' ? 'active' : 'held';
  }

  /** As `PartnerLedger.outboxFolder` says. */
  outboxFolder(partnerId: string): string {
    return this.#outbox.get(partnerId) ?? '';
  }

  keepOutbox(partnerId: string, folder: string): void {
    this.#keepOutbox.run({ partnerId, folder });
  }

  acceptOutbox(partnerId: string, folder: string, actor: string, now: string): void {
    this.require(partnerId, 'take another folder as an outbox');
    this.#acceptOutbox.run(folder, partnerId);
    this.#audit.add({ at: now, actor, action: 'accept-outbox', subject: partnerId, details: {} });
  }

  all(): PartnerProfile[] {
    return this.#ids.all().map((id) => this.find(id)!);
  }

  /** Adds a partner or changes its own facts; links and allowances stay as they are. */
  put(partner: PartnerDraft, actor: string, now: string): void {
    const before = this.find(partner.id);
    const changes = before === undefined ? partner : changed(draftOf(before), partner);
    if (Object.keys(changes).length === 0) return;
    this.#put.run({
      id: partner.id,
      name: partner.name,
      kind: partner.kind,
      interchangeQualifier: partner.interchangeQualifier,
      interchangeId: partner.interchangeId,
      applicationIds: JSON.stringify(partner.applicationIds),
      options: JSON.stringify(partner.options),
      defaultAssignment: partner.defaultAssignment ?? null,
    });
    this.#dropOwn.run(partner.id);
    this.#store(partner.id, { location: partner.location, npis: partner.npis }, true);
    this.#audit.add({ at: now, actor, action: 'put-partner', subject: partner.id, details: { ...changes } });
  }

  /** Links a provider the partner may act for, or changes its NPIs and terms. Its own location takes no terms. */
  putLink(partnerId: string, provider: LinkedProvider, actor: string, now: string): void {
    const known = this.#requireOwnAndLink(partnerId, provider.location.id, 'link a provider');
    const isOwn = known[0]!.location.id === provider.location.id;
    const { npis, transactions = [], from = '', to = '' } = provider;
    const terms = isOwn ? {} : { transactions, from, to };
    const before = known.find(({ location }) => location.id === provider.location.id);
    const after = { location: before?.location ?? provider.location, npis, ...terms };
    if (before !== undefined && isDeepStrictEqual(before, after)) return;
    this.#store(partnerId, { location: provider.location, npis, ...terms }, isOwn);
    const details = { location: provider.location.id, npis, ...terms };
    this.#audit.add({ at: now, actor, action: 'put-link', subject: partnerId, details });
  }

  /** Ends a link at once, keeping what it was; an absent one is fine. GatewayError `own-location` for the partner's own. */
  removeLink(partnerId: string, locationId: string, actor: string, now: string): void {
    const [own] = this.#requireOwnAndLink(partnerId, locationId, 'unlink a provider');
    if (own!.location.id === locationId) {
      throw misuse(
        'own-location',
        'unlink a provider',
        "This is the partner's own location",
        partnerId,
        'Give the partner another location first.',
        2,
      );
    }
    if (this.#endLink.run(now, actor, partnerId, locationId).changes === 0) return;
    this.#dropProvider.run(partnerId, locationId);
    this.#audit.add({ at: now, actor, action: 'remove-link', subject: partnerId, details: { location: locationId } });
  }

  /** Records a state as it is told, whatever it was before; commands go by `PartnerChanges.move`. */
  putAllowance(partnerId: string, allowance: Allowance, actor: string, now: string): void {
    const partner = this.require(partnerId, 'allow a transaction');
    const { transactionSet, usage, state } = allowance;
    const before = partner.allowances.find((a) => a.transactionSet === transactionSet && a.usage === usage);
    if (before?.state === state) return;
    this.#putAllowance.run(partnerId, transactionSet, usage, state);
    const details = { transactionSet, usage, from: before?.state ?? '', to: state };
    this.#audit.add({ at: now, actor, action: 'put-allowance', subject: partnerId, details });
  }

  /** Its own location and this link of it alone: a partner of thousands of links is linked link by link. */
  #requireOwnAndLink(partnerId: string, locationId: string, operation: string): LinkedProvider[] {
    const rows = this.#ownAndLink.all(partnerId, locationId);
    if (rows.length === 0) this.require(partnerId, operation);
    return rows.map(toProvider);
  }

  #store(partnerId: string, provider: LinkedProvider, isOwn: boolean): void {
    const { location, npis, transactions = [], from = '', to = '' } = provider;
    const { id, providerId, serviceLocation } = location;
    const [ids, sets] = [JSON.stringify(npis), JSON.stringify(transactions)];
    this.#putProvider.run(partnerId, id, providerId, serviceLocation, isOwn ? 1 : 0, ids, sets, from, to);
  }

  /** The partner. Raises GatewayError `partner-unknown` (exit code 2). */
  require(partnerId: string, operation: string): PartnerProfile {
    const partner = this.find(partnerId);
    if (partner !== undefined) return partner;
    throw misuse(
      'partner-unknown',
      operation,
      'There is no such partner',
      partnerId,
      'Look at `x12gw partner list`, or add it with `x12gw partner add`.',
      2,
    );
  }
}

/** SQL: the newest row of a table, so that a partner made again inherits nothing of an earlier one of its id. */
function newest(table: string): string {
  return `(SELECT coalesce(max(id), 0) FROM ${table})`;
}

function parse(json: string): string[] {
  return JSON.parse(json);
}

function toProvider({ npis, isOwn, transactions, from, to, ...location }: StoredProvider): LinkedProvider {
  const own = { location, npis: parse(npis) };
  return isOwn === 1 ? own : { ...own, transactions: parse(transactions), from, to };
}

function toAllowance({ suspendedFrom, reason, ...allowance }: StoredAllowance): Allowance {
  return {
    ...allowance,
    ...(suspendedFrom === '' ? {} : { suspendedFrom }),
    ...(reason === '' ? {} : { reason }),
  };
}

/** The fields that differ, with their new values; of the options those that differ. */
function changed(before: PartnerDraft, after: PartnerDraft): Readonly<Record<string, unknown>> {
  const fields = differing(before, after);
  return 'options' in fields ? { ...fields, options: differing(before.options, after.options) } : fields;
}

function differing<Fields extends object>(before: Fields, after: Fields): Readonly<Record<string, unknown>> {
  const names = Object.keys({ ...before, ...after }) as (keyof Fields & string)[];
  return Object.fromEntries(
    names.filter((name) => !isDeepStrictEqual(before[name], after[name])).map((name) => [name, after[name] ?? null]),
  );
}
