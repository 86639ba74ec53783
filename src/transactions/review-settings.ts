import type { ReviewSettings } from '../domain/prior-authorization/settings.js';
import type { ReviewOverlay } from './prior-authorization-tables.js';

/** What the payer settles about review: its overlay's `review`, with the configuration's IANA time zone for the clock. */
export function reviewSettings(review: ReviewOverlay, timeZone: string): ReviewSettings {
  return { ...review, clock: { ...review.clock, timeZone } };
}
