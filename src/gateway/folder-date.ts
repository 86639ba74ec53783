import { replyTime } from '../respond/reply-envelope.js';

/** The date folder of answers made at an instant, yyyy-mm-dd in the payer's time zone. */
export function folderDate(instant: Date, timeZone: string): string {
  const { date } = replyTime(instant, timeZone);
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
}
