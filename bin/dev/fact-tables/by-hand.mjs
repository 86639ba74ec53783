/**
 * What stands in `schemas/` and no table has: guides written by hand, and the data elements, codes and segments that came
 * with them. A conversion keeps all of it.
 */

/** The elements and composites of the tables, with those that only the file has, and its further codes. */
export function withElementsKept(converted, standing) {
  const elements = { ...standing.elements, ...converted.elements };
  for (const [id, element] of Object.entries(converted.elements)) {
    const further = standing.elements[id]?.codes ?? [];
    if (element.codes === undefined || further.length === 0) continue;
    elements[id] = { ...element, codes: [...new Set([...element.codes, ...further])].sort() };
  }
  return {
    elements: sorted(elements, (a, b) => a.localeCompare(b, 'en', { numeric: true })),
    composites: sorted({ ...standing.composites, ...converted.composites }, inCodeOrder),
  };
}

/** The segments of the tables, with those that only the file has. */
export function withSegmentsKept(converted, standing) {
  return sorted({ ...standing, ...converted }, inCodeOrder);
}

/**
 * The index of the converted guides, with the entries of guides that have no table, by transaction set.
 *
 * @param {Iterable<string>} tableIds Ids of all guides that have a table.
 */
export function withIndexKept(converted, standing, tableIds) {
  const fromTables = new Set(tableIds);
  const kept = standing.filter(({ id }) => !fromTables.has(id));
  const bySet = (a, b) => inCodeOrder(a.transactionSet, b.transactionSet);
  return [...converted, ...kept].sort(bySet);
}

function inCodeOrder(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sorted(record, compare) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compare(a, b)));
}
