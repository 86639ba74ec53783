/** File names of the code lists, by their names in the tables. */
const NAMES = {
  adjustment_reason: 'claim-adjustment-reason',
  cas_group: 'claim-adjustment-group',
  claim_filing: 'claim-filing-indicator',
  claim_frequency: 'claim-frequency',
  claim_status: 'claim-status',
  claim_status_cat: 'claim-status-category',
  country: 'country',
  currency: 'currency',
  entity_id: 'entity-identifier',
  payer_responsibility: 'payer-responsibility',
  pos: 'place-of-service',
  relationship_837: 'individual-relationship',
  remark_code: 'remittance-remark',
  service_type: 'service-type',
  states: 'state-or-province',
  tooth_surface: 'tooth-surface',
};

/** Lists that people keep: the tables lack their days of validity, later additions, or codes that guides take. */
export const KEPT_BY_HAND = new Set(['country', 'currency', 'entity-identifier', 'place-of-service']);

/** Id of a code list of the tables in our files; throws for one without a name here. */
export function codeSetId(name) {
  const id = NAMES[name];
  if (id === undefined) throw new Error(`Code list "${name}" has no file name: add it to code-sets.mjs`);
  return id;
}

/**
 * The lists that these guides use: the shipped ones in the form of `CodeSet`, and those that their owners keep, by name
 * only.
 *
 * @param {{ sets: object, external: object }} tables
 * @param {object[]} guides
 */
export function convertCodeSets(tables, guides) {
  const used = new Set(
    guides.flatMap((guide) => [...JSON.stringify(guide).matchAll(/"codeSet":"([^"]+)"/g)].map(([, id]) => id)),
  );
  const shipped = [];
  const external = [];
  for (const [name, id] of Object.entries(NAMES).sort(([, a], [, b]) => (a < b ? -1 : 1))) {
    if (!used.has(id)) continue;
    const set = tables.sets[name];
    if (set === undefined) {
      const { de, name: title, owner, code_source: source } = tables.external[name];
      external.push({ id, dataElement: de, name: title, owner, source: `X12 external code source ${source}` });
      continue;
    }
    const codes = Array.isArray(set.codes)
      ? set.codes.map((code) => ({ code }))
      : Object.entries(set.codes)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([code, meaning]) => ({ code, meaning }));
    shipped.push({ id, dataElement: set.de, name: set.name, source: set.source, closed: set.closed, codes });
  }
  return { shipped, external };
}
