import type { ExpectedVersions, Ledger } from '../../store/ledger.js';

/**
 * What a change of these partners is to be committed with, so that it undoes nothing that somebody else changes
 * meanwhile. Ask before the partners are read: a change in between is then noticed too.
 */
export function expectedVersions(ledger: Pick<Ledger, 'partnerVersion'>, ids: readonly string[]): ExpectedVersions {
  return new Map(ids.map((id) => [id, ledger.partnerVersion(id)]));
}
