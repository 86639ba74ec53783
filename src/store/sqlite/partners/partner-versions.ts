import { isDeepStrictEqual } from 'node:util';
import { judgedBy } from '../../../partners/judgement.js';
import type { ExpectedVersions, PartnerChange, SeenPartner } from '../../ledger.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import type { Partners } from './partners.js';

const OPERATION = 'change partners';

/**
 * Keeps a change of partners from undoing somebody else's. A partner's version is the audit line of its latest change:
 * every change has one, and none comes twice, not even for a partner that was removed and made again.
 */
export class PartnerVersions {
  readonly #partners: Partners;
  readonly #version: Statement<[string], number>;
  readonly #twin: Statement<[string, string, string], string>;

  constructor(database: Database, partners: Partners) {
    this.#partners = partners;
    this.#version = database
      .prepare<[string], number>('SELECT coalesce(max(id), 0) FROM audit WHERE subject = ?')
      .pluck() as Statement<[string], number>;
    this.#twin = database
      .prepare<[string, string, string], string>(`
        SELECT id FROM partner INDEXED BY partner_by_interchange_id
        WHERE interchange_id = ? AND interchange_qualifier = ? AND id <> ? LIMIT 1`)
      .pluck() as Statement<[string, string, string], string>;
  }

  /** 0 for a partner nobody ever changed. */
  of(partnerId: string): number {
    return this.#version.get(partnerId) ?? 0;
  }

  /** Whether a file of the partner would be judged now as it was by the profile that was seen. */
  isInForce({ version, profile }: SeenPartner): boolean {
    if (this.of(profile.id) === version) return true;
    const now = this.#partners.find(profile.id);
    return now !== undefined && isDeepStrictEqual(judgedBy(now), judgedBy(profile));
  }

  /** GatewayError `partner-moved` unless each partner is as it was when its change was decided. */
  requireAsExpected(expected: ExpectedVersions): void {
    for (const [partnerId, version] of expected) if (this.of(partnerId) !== version) throw moved(partnerId);
  }

  /** GatewayError `partner-moved` unless the link that is replaced is the one that was seen. */
  requireLink({ partnerId, provider, replaces }: PartnerChange & { readonly kind: 'link' }): void {
    if (replaces === undefined) return;
    const now = this.#partners.find(partnerId)?.providers.find(({ location }) => location.id === provider.location.id);
    if (!isDeepStrictEqual(now ?? 'nothing', replaces)) throw moved(partnerId);
  }

  /** What `requireUnique` is to look at afterwards: the ISA05 and ISA06 of the partners that are put. */
  idsBefore(changes: readonly PartnerChange[]): ReadonlyMap<string, string> {
    const puts = changes.flatMap((change) => (change.kind === 'put' ? [change.partner.id] : []));
    return new Map(puts.map((id) => [id, this.#idOf(id)]));
  }

  /**
   * GatewayError `interchange-id-taken` when a partner whose ISA05 and ISA06 are not those from before now shares them:
   * two partners with one ISA06 could speak for each other. Asked at the end, so that one commit may swap two.
   */
  requireUnique(before: ReadonlyMap<string, string>): void {
    for (const [id, old] of before) {
      const partner = this.#partners.find(id);
      if (partner === undefined || this.#idOf(id) === old) continue;
      const { interchangeId, interchangeQualifier } = partner;
      const twin = this.#twin.get(interchangeId, interchangeQualifier, id);
      if (twin === undefined) continue;
      const message = `The partner ${twin} has the interchange id ${interchangeQualifier} ${interchangeId} already`;
      const hint = `Nothing was changed. Ask the partner for its own ISA06, or look at "x12gw partner show ${twin}".`;
      throw misuse('interchange-id-taken', OPERATION, message, id, hint, 2);
    }
  }

  #idOf(partnerId: string): string {
    const partner = this.#partners.find(partnerId);
    return partner === undefined ? '' : `${partner.interchangeQualifier} ${partner.interchangeId}`;
  }
}

function moved(partnerId: string): Error {
  const message = `The partner ${partnerId} was changed by somebody else meanwhile`;
  const hint = `Nothing was changed. Look at "x12gw partner show ${partnerId}", then type the command again.`;
  return misuse('partner-moved', OPERATION, message, partnerId, hint, 3);
}
