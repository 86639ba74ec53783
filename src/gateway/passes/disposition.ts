import type { GroupOutcome } from '../../envelope/outcome.js';
import type { Disposition } from '../../store/rows.js';

/** What one interchange of a file ended as, once the ledger has had its say about duplicates. */
export interface InterchangeEnd {
  readonly acknowledgment: 'A' | 'E' | 'R' | 'duplicate';
  readonly isAcknowledgmentOnly: boolean;
  readonly setsReceived: number;
  readonly setsAccepted: number;
  readonly groups: number;
  readonly groupsRefused: number;
}

/** Counts of a file's interchanges, kept while it is judged so that no list of them is needed. */
export class DispositionCount {
  #interchanges = 0;
  #refused = 0;
  #duplicates = 0;
  #acknowledgments = 0;
  #partly = 0;

  add(end: InterchangeEnd): void {
    this.#interchanges++;
    if (end.acknowledgment === 'R') this.#refused++;
    else if (end.acknowledgment === 'duplicate') this.#duplicates++;
    else if (end.isAcknowledgmentOnly) this.#acknowledgments++;
    else if (end.setsAccepted === 0 && (end.setsReceived > 0 || end.groupsRefused > 0)) this.#refused++;
    else if (end.setsAccepted < end.setsReceived || end.groupsRefused > 0) this.#partly++;
  }

  /**
   * The file's one disposition. `hasFileFault`: something refusable stands outside its interchanges (an empty file, no
   * X12, bytes after the last IEA); the good interchanges stand all the same.
   */
  disposition(hasFileFault: boolean): Exclude<Disposition, ''> {
    if (this.#interchanges === 0) return 'rejected';
    if (this.#refused === this.#interchanges) return 'rejected';
    if (this.#duplicates === this.#interchanges) return 'duplicate';
    if (this.#refused > 0 || this.#partly > 0 || hasFileFault) return 'partially-accepted';
    if (this.#acknowledgments === this.#interchanges) return 'acknowledgments';
    if (this.#duplicates + this.#acknowledgments === this.#interchanges) return 'duplicate';
    return 'accepted';
  }
}

/** How an interchange ended, from what the ledger keeps of its verdict. One that was not refused holds something. */
export function interchangeEnd(
  acknowledgment: InterchangeEnd['acknowledgment'],
  groups: readonly GroupOutcome[],
): InterchangeEnd {
  const judged = groups.filter((group) => group.isAcknowledged);
  return {
    acknowledgment,
    isAcknowledgmentOnly: judged.length === 0,
    groups: groups.length,
    groupsRefused: judged.filter((group) => group.status === 'R').length,
    setsReceived: judged.reduce((sum, group) => sum + group.setsReceived, 0),
    setsAccepted: judged.reduce((sum, group) => sum + group.setsAccepted, 0),
  };
}

const SENTENCES: Readonly<Record<Disposition, string>> = {
  '': 'The file was received and waits for its verdict.',
  accepted: 'Every transaction set was accepted.',
  'partially-accepted': 'Part of the file was accepted and part refused; the acknowledgments and the report say which.',
  rejected: 'Nothing in the file was accepted; the acknowledgments or the report say why.',
  duplicate: 'The file had been received before; copies of its answers were made and nothing was processed again.',
  acknowledgments: 'The file held acknowledgments of files we sent; they are never acknowledged themselves.',
  quarantined: 'The file could not be examined three times in a row and waits for an operator.',
  unpacked: 'The file was packed or encrypted; what it held has verdicts of its own.',
  discarded: 'An operator discarded the file after it had been set aside.',
};

/** One sentence that says why a file ended as it did. */
export function describe(disposition: Disposition): string {
  return SENTENCES[disposition];
}
