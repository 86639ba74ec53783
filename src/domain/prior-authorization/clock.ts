import { DateTime } from 'luxon';
import type { Classification, Deadline } from './model.js';
import type { ClockSettings } from './settings.js';

/** What a deadline follows from: ISO instants; `deferredAt` is '' while it was never deferred. */
export interface ClockFacts {
  readonly receivedAt: string;
  readonly classification: Classification;
  readonly deferredAt: string;
}

/** No clock runs: in test, and after the end. */
export const NO_DEADLINE: Deadline = Object.freeze({
  clock: 'none',
  dueAt: '',
  outerLimitAt: '',
  firstAnswerDueAt: '',
});

/**
 * When a decision is due. A standard request: at the end of the last of so many calendar days after the day of receipt;
 * deferred, of so many after the day of its last deferral, whatever has been answered since; a request to expedite: so
 * many hours after the instant of receipt, deferred or not (42 CFR 438.210, 440.230; MassHealth All Provider Bulletin
 * 413). Days are those of the payer's time zone and end at 23:59:59.999 there, whatever daylight-saving time makes of their
 * length. Throws nothing for a valid time zone and ISO instants.
 */
export function deadlineOf(facts: ClockFacts, settings: ClockSettings): Deadline {
  const received = DateTime.fromISO(facts.receivedAt, { zone: settings.timeZone });
  const firstAnswerDueAt = instant(endOfBusinessDay(received, settings));
  if (facts.classification === 'request-to-expedite') {
    const dueAt = instant(received.plus({ milliseconds: settings.expediteHours * 3_600_000 }));
    return { clock: 'expedite', dueAt, outerLimitAt: '', firstAnswerDueAt };
  }
  if (facts.deferredAt === '') {
    return { clock: 'standard', dueAt: endOfDay(received, settings.standardDays), outerLimitAt: '', firstAnswerDueAt };
  }
  const deferred = DateTime.fromISO(facts.deferredAt, { zone: settings.timeZone });
  return {
    clock: 'deferral',
    dueAt: endOfDay(deferred, settings.deferralDays),
    outerLimitAt: endOfDay(received, settings.outerLimitDays),
    firstAnswerDueAt,
  };
}

/** End of the nth business day after the day of `from` (CAQH CORE prior authorization infrastructure rule). */
function endOfBusinessDay(from: DateTime, settings: ClockSettings): DateTime {
  const holidays = new Set(settings.holidays);
  let day = from;
  for (let left = settings.firstAnswerBusinessDays; left > 0; ) {
    day = day.plus({ days: 1 });
    if (day.weekday < 6 && !holidays.has(day.toFormat('yyyy-MM-dd'))) left--;
  }
  return day.endOf('day');
}

function endOfDay(from: DateTime, days: number): string {
  return instant(from.plus({ days }).endOf('day'));
}

function instant(at: DateTime): string {
  return at.toUTC().toJSDate().toISOString();
}
