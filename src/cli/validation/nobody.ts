import type { PayerIdentity } from '../../partners/profile.js';
import { replyTime } from '../../respond/reply-envelope.js';

/** Stands in where no configuration says who we are; nothing but the time zone of acknowledgments comes from it. */
export const NOBODY: PayerIdentity = {
  name: '',
  qualifier: 'ZZ',
  id: '',
  aliases: [],
  applicationIds: [],
  // Asked for only where a time is shown: the first question about time zones takes longer than checking a small file.
  get timeZone() {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  },
  providerLocationPattern: '^$',
  senderIdRule: 'any',
};

/** The day it is for the payer, as the number CCYYMMDD; for nobody the machine's own. */
export function dayFor(payer: PayerIdentity, now: Date): number {
  if (payer === NOBODY) return now.getFullYear() * 10_000 + (now.getMonth() + 1) * 100 + now.getDate();
  return Number(replyTime(now, payer.timeZone).date);
}
