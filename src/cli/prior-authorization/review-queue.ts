import type { Ledger, PriorAuthorizationRow, QueuePosition } from '../../store/ledger.js';

/** Rows asked for at a time. */
const PAGE_SIZE = 500;

/**
 * The review queue in order of due time, page by page: at most one page is held. Of those that no clock runs for only a
 * filter without `dueBefore` gives any.
 */
export function* queueRows(
  ledger: Pick<Ledger, 'reviewQueue'>,
  filter: Parameters<Ledger['reviewQueue']>[0],
): Generator<PriorAuthorizationRow> {
  let after: QueuePosition | undefined;
  do {
    const page = ledger.reviewQueue(filter, after, PAGE_SIZE);
    for (const row of page.rows) if (filter.dueBefore === undefined || row.deadline.dueAt !== '') yield row;
    after = page.next;
  } while (after !== undefined);
}
