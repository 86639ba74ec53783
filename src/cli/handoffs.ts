import type { OverdueHandoff } from '../handoff/overdue.js';
import type { CommandContext } from './context.js';
import type { Installation } from './ledger.js';

/** Hand-offs that are open for too long; none where claims leave for nowhere. */
export async function overdueOf(
  context: CommandContext,
  { configuration, data, ledger }: Installation,
): Promise<readonly OverdueHandoff[]> {
  const { handoff: settings } = configuration;
  if (settings === undefined) return [];
  const { overdueHandoffs } = await import('../handoff/overdue.js');
  const now = context.surroundings.clock.now();
  const overdue: OverdueHandoff[] = [];
  const rootOf = (environment: 'production' | 'test'): string => data.handoffClaims(environment);
  for await (const one of overdueHandoffs({ ...settings, ledger, now, rootOf })) overdue.push(one);
  return overdue;
}
