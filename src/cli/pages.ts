import type { Page } from '../store/ledger.js';

/** Rows asked for at a time. */
const PAGE_SIZE = 500;

/** Every row of a paged question, page by page: at most one page is held. */
export function* allRows<Row>(ask: (after: number, limit: number) => Page<Row>): Generator<Row> {
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: Page<Row> = ask(after, PAGE_SIZE);
    yield* page.rows;
    after = page.next;
  }
}
