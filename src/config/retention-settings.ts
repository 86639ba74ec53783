/** How long something is kept: whole days, months or years of the calendar, or for ever. */
export type RetentionPeriod = 'keep' | { readonly count: number; readonly unit: 'day' | 'month' | 'year' };

/** The periods of what is removed after its time, by kind (`schemas/config.schema.json`, docs/retention.md). */
export interface RetentionSettings {
  readonly downloads: RetentionPeriod;
  readonly outbox: RetentionPeriod;
  readonly originals: RetentionPeriod;
  readonly quarantined: RetentionPeriod;
  readonly documents: RetentionPeriod;
  readonly letters: RetentionPeriod;
  /** Protected content of the ledger's rows. */
  readonly ledger: RetentionPeriod;
}

/** As the file says it, defaults filled in: `6 months`, `keep`. */
export type RawRetention = Readonly<Record<keyof RetentionSettings, string>> & {
  /** Lets the ledger's period be shorter than `LEAST_LEDGER_YEARS`. */
  readonly ledgerMayBeShorter: boolean;
};

/** One thing wrong, as `ConfigurationProblem`. */
type Problem = { readonly path: readonly string[]; readonly message: string };

/** Longer than anybody keeps anything, and short enough to count back from today. */
const MOST_YEARS = 100;
/** Documentation is kept six years (HIPAA, 45 CFR 164.316(b)(2), 164.530(j)). */
const LEAST_LEDGER_YEARS = 6;
const IN_A_YEAR = { day: 365, month: 12, year: 1 } as const;

/** What a schema cannot say: a period counts back to a day there was, and the ledger's is no shorter than the law's. */
export function checkRetention({ ledgerMayBeShorter, ...raw }: RawRetention): Problem[] {
  const tooLong = Object.entries(raw).flatMap(([kind, text]) => {
    const period = periodOf(text);
    if (period === 'keep' || period.count <= MOST_YEARS * IN_A_YEAR[period.unit]) return [];
    return [{ path: ['retention', kind], message: `is more than ${MOST_YEARS} years; write keep for ever` }];
  });
  return ledgerMayBeShorter || isLongEnough(periodOf(raw.ledger)) ? tooLong : [...tooLong, TOO_SHORT];
}

const TOO_SHORT: Problem = {
  path: ['retention', 'ledger'],
  message: `is less than ${LEAST_LEDGER_YEARS} years, which HIPAA has documentation kept; with ledgerMayBeShorter: true it is taken`,
};

/** In days a year has one more each fourth time. */
function isLongEnough(period: RetentionPeriod): boolean {
  if (period === 'keep') return true;
  const least =
    period.unit === 'day' ? Math.ceil(LEAST_LEDGER_YEARS * 365.25) : LEAST_LEDGER_YEARS * IN_A_YEAR[period.unit];
  return period.count >= least;
}

/** The settings with their periods read. */
export function completeRetention({ ledgerMayBeShorter: _may, ...raw }: RawRetention): RetentionSettings {
  return Object.fromEntries(
    Object.entries(raw).map(([kind, text]) => [kind, periodOf(text)]),
  ) as unknown as RetentionSettings;
}

/** `6 months` as its count and unit; the schema lets nothing else through. */
export function periodOf(text: string): RetentionPeriod {
  const [count = '', unit = ''] = text.split(' ');
  if (text === 'keep') return 'keep';
  return { count: Number(count), unit: unit.replace(/s$/, '') as 'day' | 'month' | 'year' };
}

/** `6 months`, `1 year`, `keep`: as the configuration writes it. */
export function periodText(period: RetentionPeriod): string {
  if (period === 'keep') return 'keep';
  return `${period.count} ${period.unit}${period.count === 1 ? '' : 's'}`;
}

/**
 * The instant before which things are older than a period; undefined for `keep`. Months and years are those of the
 * calendar (UTC): six months before August 31 is the last day of February.
 */
export function periodBegin(period: RetentionPeriod, now: Date): Date | undefined {
  if (period === 'keep') return undefined;
  const begin = new Date(now);
  if (period.unit === 'day') begin.setUTCDate(begin.getUTCDate() - period.count);
  else {
    const day = begin.getUTCDate();
    begin.setUTCMonth(begin.getUTCMonth() - period.count * (period.unit === 'year' ? 12 : 1));
    // A day that month does not have ran over into the next one.
    if (begin.getUTCDate() !== day) begin.setUTCDate(0);
  }
  return begin;
}
