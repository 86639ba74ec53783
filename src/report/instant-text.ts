import { replyTime } from '../respond/reply-envelope.js';

/** When something happened, for people: `2026-11-22 14:05 America/New_York`. */
export function instantText(instant: Date, timeZone: string): string {
  const { date, time } = replyTime(instant, timeZone);
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)} ${time.slice(0, 2)}:${time.slice(2)} ${timeZone}`;
}
