import type { HistoryEntry, PriorAuthorization, PriorAuthorizationStatus } from './model.js';
import { possibleEvents } from './status.js';
import { type ActionFacts, historyEntry } from './submit.js';

/** A change to a PA that went through, or the status that forbids it. */
export type ChangeResult =
  | { readonly ok: true; readonly priorAuthorization: PriorAuthorization; readonly history: readonly HistoryEntry[] }
  | { readonly ok: false; readonly status: PriorAuthorizationStatus };

/**
 * The provider voids its own request, which the state table allows in Ready for Review only: every line becomes
 * Cancelled by Provider. `channel` is the one the withdrawal came through.
 */
export function withdrawRequest(
  priorAuthorization: PriorAuthorization,
  channel: string,
  facts: ActionFacts,
): ChangeResult {
  const { status } = priorAuthorization;
  if (!possibleEvents(status, 'provider').includes('void')) return { ok: false, status };
  const withdrawn: PriorAuthorization = {
    ...priorAuthorization,
    status: 'cancelled-by-provider',
    version: priorAuthorization.version + 1,
    updatedAt: facts.at.toISOString(),
    lines: priorAuthorization.lines.map((line) => ({ ...line, status: 'cancelled-by-provider' })),
  };
  const entry = historyEntry(facts, channel, 'void', { from: status, status: withdrawn.status });
  return { ok: true, priorAuthorization: withdrawn, history: [entry] };
}
