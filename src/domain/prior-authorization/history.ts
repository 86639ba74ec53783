import type { HistoryEntry } from './model.js';

/** Who acts and when: what every history entry says. */
export interface ActionFacts {
  readonly at: Date;
  /** Partner id or user, never a person's name. */
  readonly actor: string;
}

/** One entry of the history. `details` holds field names, codes and counts, never a value of the request. */
export function historyEntry(
  facts: ActionFacts,
  channel: string,
  event: string,
  details: Readonly<Record<string, string | number>>,
): HistoryEntry {
  return { at: facts.at.toISOString(), actor: facts.actor, channel, event, details };
}

/** Line numbers as a history says them: `1 2 5`. */
export function lineList(lines: readonly { readonly number: number }[]): string {
  return lines.map((line) => line.number).join(' ');
}
