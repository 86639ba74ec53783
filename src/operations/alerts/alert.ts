import { randomUUID } from 'node:crypto';
import { type AlertEvent, type AlertSeverity, wordsOf } from './events.js';

/** One thing to be told. Names no member, no prior authorization and no sender's file. */
export interface Matter {
  readonly event: AlertEvent;
  /** Names the matter among those of its event, so that it is told once. Never leaves the gateway. */
  readonly key: string;
  /** What may be shown: a submission's number, a partner id, a clock, an error's code; '' for nothing. */
  readonly subject: string;
  /** ISO instant. */
  readonly since: string;
}

/** What a command reads from its standard input and an endpoint gets: `schemas/alert.schema.json`. */
export interface Alert {
  /** The same over all tries, so that a receiver can tell that it has it. */
  readonly id: string;
  readonly event: AlertEvent;
  readonly severity: AlertSeverity;
  /** One sentence; chat programs show it. */
  readonly text: string;
  readonly hint: string;
  /** ISO instants: of this alert, and since when the oldest of its matters holds. */
  readonly at: string;
  readonly since: string;
  /** Which installation speaks. */
  readonly installation: string;
  /** Matters told here, and matters of this event that hold now, those told earlier included. */
  readonly count: number;
  readonly total: number;
  /** What they are about, at most twenty, each once. */
  readonly subjects: readonly string[];
  /** All of them were told before, and still hold. */
  readonly isRepeat: boolean;
}

const MOST_SUBJECTS = 20;

/** The alert about these matters of one event, of which there is at least one. */
export function composeAlert(
  matters: readonly Matter[],
  facts: { readonly now: Date; readonly installation: string; readonly total: number; readonly isRepeat: boolean },
): Alert {
  const { event } = matters[0]!;
  const { severity, one, many, hint } = wordsOf(event);
  const all = [...new Set(matters.map(({ subject }) => subject))].filter((subject) => subject !== '');
  const subjects = all.slice(0, MOST_SUBJECTS);
  const listed = subjects.join(', ') + (all.length > subjects.length ? ' and more' : '');
  return {
    id: randomUUID(),
    event,
    severity,
    text: (matters.length === 1 ? one : many)
      .replace('{count}', String(matters.length))
      .replace('{subjects}', () => listed),
    hint,
    at: facts.now.toISOString(),
    since: matters.map(({ since }) => since).sort()[0]!,
    installation: facts.installation,
    count: matters.length,
    total: facts.total,
    subjects,
    isRepeat: facts.isRepeat,
  };
}
