import type { HandoffLedger, HandoffRow } from '../store/handoff-values.js';
import { HandoffFolders, whatLies } from './consumed.js';
import type { HandoffParts } from './write-handoff.js';

const PAGE = 200;
/** The gateway writes what is due within moments; so much later something is wrong. */
const WRITTEN_WITHIN_HOURS = 1;
const HOUR = 3_600_000;

/** What is looked at, and against which time. */
export interface OverdueParts extends Pick<HandoffParts, 'rootOf'> {
  readonly ledger: Pick<HandoffLedger, 'handoffs'>;
  readonly now: Date;
  readonly testClaims: boolean;
  /** Hours within which the consumer is expected to take a hand-off. */
  readonly confirmWithinHours: number;
}

/**
 * One hand-off that somebody should look at: `handoff-not-written` for an hour, `handoff-not-confirmed` for as long as is
 * set, or `handoff-taken-in-part`: files of it are gone, and its manifest still lies there.
 */
export interface OverdueHandoff {
  readonly kind: 'handoff-not-written' | 'handoff-not-confirmed' | 'handoff-taken-in-part';
  readonly handoff: HandoffRow;
  /** ISO instant. */
  readonly since: string;
}

/** Everything about hand-offs that is open for too long, oldest first, one page at a time. */
export async function* overdueHandoffs(parts: OverdueParts): AsyncGenerator<OverdueHandoff> {
  const environment = parts.testClaims ? {} : ({ environment: 'production' } as const);
  const isOlder = (instant: string, hours: number): boolean =>
    Date.parse(instant) + hours * HOUR <= parts.now.getTime();
  for (const handoff of all(parts.ledger, { state: 'due', ...environment })) {
    if (!isOlder(handoff.dueAt, WRITTEN_WITHIN_HOURS)) continue;
    yield { kind: 'handoff-not-written', handoff, since: handoff.dueAt };
  }
  const folders = new HandoffFolders(parts.rootOf);
  for (const handoff of all(parts.ledger, { state: 'written', ...environment })) {
    const lies = whatLies(handoff, await folders.namesBeside(handoff));
    const isInPart = lies?.hasManifest === true && lies.gone.length > 0;
    if (isInPart) yield { kind: 'handoff-taken-in-part', handoff, since: handoff.writtenAt };
    else if (isOlder(handoff.writtenAt, parts.confirmWithinHours)) {
      yield { kind: 'handoff-not-confirmed', handoff, since: handoff.writtenAt };
    }
  }
}

function* all(ledger: OverdueParts['ledger'], filter: Parameters<HandoffLedger['handoffs']>[0]): Generator<HandoffRow> {
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: ReturnType<HandoffLedger['handoffs']> = ledger.handoffs(filter, after, PAGE);
    yield* page.rows;
    after = page.next;
  }
}
