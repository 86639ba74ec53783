import { localMinute } from '../support/wall-clock.js';

/** When something happened, for people: `2026-11-22 14:05 America/New_York`. */
export function instantText(instant: Date, timeZone: string): string {
  return `${localMinute(instant, timeZone)} ${timeZone}`;
}
