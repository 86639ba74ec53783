import { isCalendarDay } from '../support/calendar.js';

/** A day as published, as the number CCYYMMDD; `open` for an empty one, undefined for one that is no day. */
export function publishedDay(text: string, open: number): number | undefined {
  if (text === '' || /^0+$/.test(text)) return open;
  const [, year, month, day] = (
    /^(\d{4})(\d\d)(\d\d)$/.exec(text) ??
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?$/.exec(text) ??
    americanDay(/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: .*)?$/.exec(text))
  ).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return isCalendarDay(year, month, day) ? year * 10_000 + month * 100 + day : undefined;
}

function americanDay(found: RegExpExecArray | null): readonly string[] {
  if (found === null) return [];
  const [, month = '', day = '', year = ''] = found;
  return ['', year, month, day];
}
