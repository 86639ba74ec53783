import type { PriorAuthorization } from '../../domain/prior-authorization/model.js';
import type { CommandContext } from '../context.js';
import { daysAfter } from '../local-time.js';

/** How near a decision's due time is. `none`: no clock runs. */
export type Urgency = 'late' | 'soon' | 'later' | 'none';

/** `late`: the due time has passed; `soon`: it comes within a day. */
export function urgencyOf({ deadline }: Pick<PriorAuthorization, 'deadline'>, now: Date): Urgency {
  if (deadline.clock === 'none' || deadline.dueAt === '') return 'none';
  if (deadline.dueAt < now.toISOString()) return 'late';
  return deadline.dueAt < daysAfter(now, 1) ? 'soon' : 'later';
}

/** A line of a table in the color of its urgency: red when late, yellow when due within a day. */
export function paintUrgency(context: CommandContext, urgency: Urgency | undefined, text: string): string {
  if (urgency === 'late') return context.paint('red', text);
  return urgency === 'soon' ? context.paint('yellow', text) : text;
}
