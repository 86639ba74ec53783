/** Types of answer that a receiver acknowledges: everything we send in a group of its own, but acknowledgments. */
export const ACKNOWLEDGED_TYPES: readonly string[] = ['278', '835', '820', '834', '271', '277', '277ca'];

/** What the option says when nothing is expected. */
export const EXPECTS_NOTHING = 'off';

/** Longest time, a year. */
const MOST_HOURS = 8_784;

/**
 * Reads `835:24h,278:2d`: hours in which a partner acknowledges answers of a type. `off` gives none. Undefined for any
 * other text: an unknown type, one named twice, a time that is no whole number of hours (`h`) or days (`d`) from 1 hour to
 * 366 days.
 */
export function acknowledgmentTimes(text: string): ReadonlyMap<string, number> | undefined {
  const times = new Map<string, number>();
  if (text === EXPECTS_NOTHING) return times;
  for (const part of text.split(',')) {
    const [, type = '', digits = '', unit = ''] = /^([0-9a-z]+):(\d{1,4})([hd])$/.exec(part.trim()) ?? [];
    const hours = Number(digits) * (unit === 'd' ? 24 : 1);
    if (!ACKNOWLEDGED_TYPES.includes(type) || times.has(type) || hours < 1 || hours > MOST_HOURS) return undefined;
    times.set(type, hours);
  }
  return times;
}

/** The times as the option is kept: `278:48h,835:24h`, by type. */
export function acknowledgmentTimesText(times: ReadonlyMap<string, number>): string {
  if (times.size === 0) return EXPECTS_NOTHING;
  return [...times]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, hours]) => `${type}:${hours}h`)
    .join(',');
}
