import type { InterchangeOutcome } from '../../envelope/outcome.js';
import type { FindingCatalogue } from '../../findings/finding.js';

/** Where ISA13 stands in a header of 106 bytes, 0-based (ISA byte map). */
const CONTROL_NUMBER_OFFSET = 90;
const CONTROL_NUMBER_LENGTH = 9;
/** Bytes of an ISA without its terminator. */
const HEADER_LENGTH = 105;

/**
 * The duplicate rule that needs no ledger (docs/decisions/0004): the same ISA05, 06, 07, 08, 15 and 13 twice in one file.
 * Interchanges are given in file order. One that is refused anyhow neither asks nor registers, since its sender will
 * send it again.
 */
export class RepeatedNumbers {
  readonly #catalogue: FindingCatalogue;
  readonly #seen = new Set<string>();

  constructor(catalogue: FindingCatalogue) {
    this.#catalogue = catalogue;
  }

  /** The interchange as the gateway would judge it: itself, or refused with the finding `interchange-duplicate`. */
  judge(outcome: InterchangeOutcome): InterchangeOutcome {
    if (outcome.acknowledgment === 'R') return outcome;
    const { header } = outcome;
    const key = [
      header.senderQualifier,
      header.senderId,
      header.receiverQualifier,
      header.receiverId,
      header.usage,
      header.controlNumber,
    ].join('\n');
    if (!this.#seen.has(key)) {
      this.#seen.add(key);
      return outcome;
    }
    // A header of any other length is refused before, so the place is certain.
    const finding = this.#catalogue.make('interchange-duplicate', {
      place: {
        byteOffset: header.byteOffset,
        byteLength: HEADER_LENGTH,
        segmentPosition: 0,
        segmentId: 'ISA',
        loopPath: '',
        element: 13,
        dataElement: 'I12',
        elementOffset: header.byteOffset + CONTROL_NUMBER_OFFSET,
        elementLength: CONTROL_NUMBER_LENGTH,
      },
      value: header.controlNumber,
    });
    const note = finding.acknowledgment ?? outcome.note;
    return { ...outcome, acknowledgment: 'R', note, findings: [finding, ...outcome.findings] };
  }
}
