import type { CountedClaim } from '../../domain/claims/figures.js';
import type { Ledger } from '../../store/ledger.js';
import { localDay } from '../../support/wall-clock.js';
import { allRows } from '../pages.js';
import type { Period } from './period.js';

/** What narrows the claims that are counted, as options say it. */
export interface FigureOptions {
  readonly provider?: string;
  readonly partner?: string;
  readonly from?: string;
  readonly to?: string;
  readonly usage?: 'P' | 'T';
  readonly csv?: string;
}

/** The decided claims of a period, page by page, as they are counted. */
export function* countedClaims(
  ledger: Pick<Ledger, 'claimFigures'>,
  { provider, partner, usage = 'P' }: FigureOptions,
  { begins, ends }: Period,
  timeZone: string,
): Generator<CountedClaim> {
  const filter = {
    usage,
    from: begins,
    to: ends,
    ...(provider === undefined ? {} : { location: provider }),
    ...(partner === undefined ? {} : { partnerId: partner }),
  };
  for (const { receivedAt, ...row } of allRows((after, limit) => ledger.claimFigures(filter, after, limit))) {
    yield { ...row, month: localDay(new Date(receivedAt), timeZone).slice(0, 7) };
  }
}
