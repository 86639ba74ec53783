import type { ReferenceService } from '../../../domain/reference.js';
import type { Database } from '../driver.js';

/** Rows of the current services file after one of them, by code; see `Ledger.services`. */
export function servicesPage(
  database: Database,
): (after: Pick<ReferenceService, 'from' | 'to'> | undefined, limit: number) => readonly ReferenceService[] {
  const page = database
    .prepare<[string, string, number], string>(`
      SELECT body FROM reference_service
      WHERE edition = (SELECT id FROM reference_edition WHERE kind = 'services' AND state = 'current')
        AND (from_code, to_code) > (?, ?)
      ORDER BY from_code, to_code LIMIT ?`)
    .pluck();
  return (after, limit) =>
    (page.all(after?.from ?? '', after?.to ?? '', limit) as string[]).map((body) => JSON.parse(body));
}
