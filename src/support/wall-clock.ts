/** What a clock on the wall of a time zone shows. */
export interface WallClock {
  /** yyyy-mm-dd. */
  readonly day: string;
  /** hh:mm, from 00:00 to 23:59. */
  readonly time: string;
}

/** Formats by time zone: making one costs a thousand times what using one does. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock at `instant` in an IANA time zone. Throws RangeError for a zone that does not exist. */
export function wallClock(instant: Date, timeZone: string): WallClock {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

/** The calendar day of an instant in a time zone, yyyy-mm-dd. */
export function localDay(instant: Date, timeZone: string): string {
  return wallClock(instant, timeZone).day;
}

/** When something happened, for people, in a time zone: `2026-11-22 14:05`. */
export function localMinute(instant: Date, timeZone: string): string {
  const { day, time } = wallClock(instant, timeZone);
  return `${day} ${time}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
}
