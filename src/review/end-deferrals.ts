import { deadlineOf } from '../domain/prior-authorization/clock.js';
import type { Ledger, PriorAuthorizationRow, QueuePosition } from '../store/ledger.js';
import { isEnvironmentTrouble, isLedgerTrouble } from '../support/trouble.js';
import { reviewSettings } from '../transactions/review-settings.js';
import { carryOut } from './carry-out.js';
import type { DeskParts } from './desk.js';

/** As `DeskParts`, with the question which PAs are due, and what stops a round. */
export interface DeferralParts extends DeskParts {
  readonly ledger: DeskParts['ledger'] & Pick<Ledger, 'reviewQueue'>;
  /** Told of a PA whose deferral cannot be ended; the others go on. */
  readonly onFailure: (trackingNumber: string, error: unknown) => void;
  /** Asked before each PA; true ends the round early. */
  readonly isOver?: () => boolean;
}

/** PAs asked for at a time. */
const PAGE_SIZE = 100;

/** Who ends a deferral, in the history. */
const ACTOR = 'gateway';

/**
 * Ends the deferrals whose time has run out: each PA goes back to review, or is denied for want of the documents, as the
 * payer's `deferralExpiry` says. Gives how many ended. Once per PA whatever happens: each is one commit for the version
 * that was found due, so that one which is answered, or ended by another process, at the same moment is left alone.
 * Raises the ledger's GatewayErrors and those of a full disk.
 */
export async function endDeferrals(parts: DeferralParts): Promise<number> {
  const now = parts.clock.now();
  let ended = 0;
  let position: QueuePosition | undefined;
  do {
    const page = parts.ledger.reviewQueue({ status: 'deferred', dueBefore: now.toISOString() }, position, PAGE_SIZE);
    for (const row of page.rows) {
      if (parts.isOver?.() === true) return ended;
      if (Date.parse(endOf(row, parts)) < now.getTime() && (await end(parts, row))) ended++;
    }
    position = page.next;
  } while (position !== undefined);
  return ended;
}

/**
 * When a deferral ends. A request to expedite keeps its 72 hours as the time it is due, but its provider has as long for
 * an answer as any other.
 */
function endOf(row: PriorAuthorizationRow, { tables, payer }: DeferralParts): string {
  if (row.deadline.clock === 'deferral') return row.deadline.dueAt;
  const { clock } = reviewSettings(tables.overlay.review, payer.timeZone);
  return deadlineOf({ ...row, classification: 'standard' }, clock).dueAt;
}

async function end(parts: DeferralParts, row: PriorAuthorizationRow): Promise<boolean> {
  try {
    const result = await carryOut(parts, {
      number: row.trackingNumber,
      command: { kind: 'deferral-expires' },
      actor: ACTOR,
      channel: 'gateway',
      expectedVersion: row.version,
    });
    return result.kind === 'done';
  } catch (error) {
    if (isEnvironmentTrouble(error) || isLedgerTrouble(error)) throw error;
    parts.onFailure(row.trackingNumber, error);
    return false;
  }
}
