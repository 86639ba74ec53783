import { isDeepStrictEqual } from 'node:util';
import { completeOptions } from '../../partners/options.js';
import type { Allowance, LinkedProvider, PartnerProfile, ProviderLocation } from '../../partners/profile.js';
import type { PartnerDraft } from '../ledger.js';
import type { Audit } from './audit.js';
import type { Database, Statement } from './driver.js';
import { misuse } from './misuse.js';

interface StoredPartner {
  readonly id: string;
  readonly name: string;
  readonly kind: PartnerProfile['kind'];
  readonly interchangeQualifier: string;
  readonly interchangeId: string;
  readonly applicationIds: string;
  readonly options: string;
  readonly defaultAssignment: string | null;
}

type StoredProvider = ProviderLocation & { readonly npis: string };

/** Trading partners. Each change is audited with what changed; a repeated one changes and audits nothing. */
export class Partners {
  readonly #audit: Audit;
  readonly #put: Statement;
  readonly #find: Statement<[string], StoredPartner>;
  readonly #ids: Statement<[], string>;
  readonly #providers: Statement<[string], StoredProvider>;
  readonly #allowances: Statement<[string], Allowance>;
  readonly #putProvider: Statement<[string, string, string, string, number, string]>;
  readonly #dropOwn: Statement<[string]>;
  readonly #dropProvider: Statement<[string, string]>;
  readonly #putAllowance: Statement<[string, string, string, string]>;

  constructor(database: Database, audit: Audit) {
    this.#audit = audit;
    this.#put = database.prepare(`
      INSERT INTO partner VALUES (@id, @name, @kind, @interchangeQualifier, @interchangeId, @applicationIds, @options,
        @defaultAssignment)
      ON CONFLICT (id) DO UPDATE SET name = @name, kind = @kind, interchange_qualifier = @interchangeQualifier,
        interchange_id = @interchangeId, application_ids = @applicationIds, options = @options,
        default_assignment = @defaultAssignment`);
    this.#find = database.prepare(`
      SELECT id, name, kind, interchange_qualifier AS interchangeQualifier, interchange_id AS interchangeId,
        application_ids AS applicationIds, options, default_assignment AS defaultAssignment
      FROM partner WHERE id = ?`);
    this.#ids = database.prepare<[], string>('SELECT id FROM partner ORDER BY id').pluck() as Statement<[], string>;
    this.#providers = database.prepare(`
      SELECT location_id AS id, provider_id AS providerId, service_location AS serviceLocation, npis
      FROM partner_provider WHERE partner_id = ? ORDER BY is_own DESC, location_id`);
    this.#allowances = database.prepare(`
      SELECT transaction_set AS transactionSet, usage, state FROM partner_allowance WHERE partner_id = ?
      ORDER BY transaction_set, usage`);
    this.#putProvider = database.prepare(`
      INSERT INTO partner_provider (partner_id, location_id, provider_id, service_location, is_own, npis)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (partner_id, location_id) DO UPDATE SET provider_id = excluded.provider_id,
        service_location = excluded.service_location, is_own = excluded.is_own, npis = excluded.npis`);
    this.#dropOwn = database.prepare('DELETE FROM partner_provider WHERE partner_id = ? AND is_own = 1');
    this.#dropProvider = database.prepare('DELETE FROM partner_provider WHERE partner_id = ? AND location_id = ?');
    this.#putAllowance = database.prepare(`
      INSERT INTO partner_allowance (partner_id, transaction_set, usage, state) VALUES (?, ?, ?, ?)
      ON CONFLICT (partner_id, transaction_set, usage) DO UPDATE SET state = excluded.state`);
  }

  find(partnerId: string): PartnerProfile | undefined {
    const row = this.#find.get(partnerId);
    if (row === undefined) return undefined;
    const { applicationIds, options, defaultAssignment, ...rest } = row;
    const providers = this.#providers.all(partnerId).map(({ npis, ...location }) => ({ location, npis: parse(npis) }));
    return {
      ...rest,
      applicationIds: parse(applicationIds),
      location: providers[0]!.location,
      providers,
      allowances: this.#allowances.all(partnerId),
      // Options that were not known yet when the partner was stored take their default.
      options: completeOptions(JSON.parse(options)),
      ...(defaultAssignment === null ? {} : { defaultAssignment }),
    };
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

  /** Links a provider the partner may act for, or changes its NPIs. */
  putLink(partnerId: string, provider: LinkedProvider, actor: string, now: string): void {
    const partner = this.#require(partnerId, 'link a provider');
    const before = partner.providers.find(({ location }) => location.id === provider.location.id);
    if (before !== undefined && isDeepStrictEqual(before.npis, provider.npis)) return;
    this.#store(partnerId, provider, partner.location.id === provider.location.id);
    const details = { location: provider.location.id, npis: provider.npis };
    this.#audit.add({ at: now, actor, action: 'put-link', subject: partnerId, details });
  }

  /** Ends a link; an absent one is fine. GatewayError `own-location` for the partner's own. */
  removeLink(partnerId: string, locationId: string, actor: string, now: string): void {
    const partner = this.#require(partnerId, 'unlink a provider');
    if (partner.location.id === locationId) {
      throw misuse(
        'own-location',
        'unlink a provider',
        "This is the partner's own location",
        partnerId,
        'Give the partner another location first.',
        2,
      );
    }
    if (this.#dropProvider.run(partnerId, locationId).changes === 0) return;
    this.#audit.add({ at: now, actor, action: 'remove-link', subject: partnerId, details: { location: locationId } });
  }

  putAllowance(partnerId: string, allowance: Allowance, actor: string, now: string): void {
    const partner = this.#require(partnerId, 'allow a transaction');
    const { transactionSet, usage, state } = allowance;
    const before = partner.allowances.find((a) => a.transactionSet === transactionSet && a.usage === usage);
    if (before?.state === state) return;
    this.#putAllowance.run(partnerId, transactionSet, usage, state);
    const details = { transactionSet, usage, from: before?.state ?? '', to: state };
    this.#audit.add({ at: now, actor, action: 'put-allowance', subject: partnerId, details });
  }

  #store(partnerId: string, { location, npis }: LinkedProvider, isOwn: boolean): void {
    const { id, providerId, serviceLocation } = location;
    this.#putProvider.run(partnerId, id, providerId, serviceLocation, isOwn ? 1 : 0, JSON.stringify(npis));
  }

  #require(partnerId: string, operation: string): PartnerProfile {
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

function parse(json: string): string[] {
  return JSON.parse(json);
}

function draftOf({ providers, allowances: _allowances, ...rest }: PartnerProfile): PartnerDraft {
  return { ...rest, npis: providers[0]!.npis };
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
