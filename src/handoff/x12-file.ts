import type { HandoffRow } from '../store/handoff-values.js';
import type { SegmentView } from '../x12/segment-view.js';
import type { ClaimsInStep } from './accepted-claims.js';
import type { HandoffEnvelope } from './envelope.js';
import { PassedBytes } from './passed-bytes.js';
import { LEVELS_DEEP, type SetPartHandler, SetParts } from './set-parts.js';
import type { SetPlan } from './set-plan.js';

/** A hand-off's set as it is written: every kept byte as sent, but for HL and SE that no longer agree. */
class SetSubset implements SetPartHandler {
  readonly #plan: SetPlan;
  readonly #claims: ClaimsInStep;
  readonly #bytes: PassedBytes;
  readonly #element: string;
  readonly #terminator: string;
  /** HL01 as written, of the open level at each depth. */
  readonly #numbers = new Array<number>(LEVELS_DEEP).fill(0);
  #levels = 0;
  #segments = 0;
  #isKeeping = true;

  constructor({ delimiters }: HandoffRow, plan: SetPlan, claims: ClaimsInStep, bytes: PassedBytes) {
    this.#plan = plan;
    this.#claims = claims;
    this.#bytes = bytes;
    this.#element = String.fromCharCode(delimiters.element);
    this.#terminator = String.fromCharCode(delimiters.segment);
  }

  level(view: SegmentView, index: number, depth: number): void {
    this.#isKeeping = this.#plan.isKept(index);
    if (!this.#isKeeping) {
      this.#bytes.leaveOut(view.fileOffset);
      return;
    }
    const number = ++this.#levels;
    this.#numbers[depth] = number;
    const parent = depth === 0 ? undefined : this.#numbers[depth - 1]!;
    this.#segments++;
    this.#put(view, [
      'HL',
      sameNumber(view.text(1), number),
      parent === undefined ? view.text(2) : sameNumber(view.text(2), parent),
      view.text(3),
      this.#plan.hasLevels(index) ? '1' : '0',
    ]);
  }

  claim(view: SegmentView): void {
    const claim = this.#claims.at(view.fileOffset);
    if (claim !== undefined) this.#isKeeping = claim.verdict.accepted;
    this.other(view);
  }

  other(view: SegmentView): void {
    if (!this.#isKeeping) {
      this.#bytes.leaveOut(view.fileOffset);
      return;
    }
    this.#segments++;
    this.#bytes.keep(view.fileOffset);
  }

  trailer(view: SegmentView): void {
    this.#isKeeping = true;
    this.#segments++;
    this.#put(view, ['SE', sameNumber(view.text(1), this.#segments), view.text(2)]);
  }

  /** Bytes as sent when the segment still says the same. */
  #put(view: SegmentView, elements: readonly string[]): void {
    const sent = elements.map((_, at) => view.text(at));
    if (view.elementCount === elements.length - 1 && sent.every((text, at) => text === elements[at])) {
      this.#bytes.keep(view.fileOffset);
      return;
    }
    const text = elements.join(this.#element) + this.#terminator;
    this.#bytes.replace(view.fileOffset, view.fileOffset + view.byteLength + 1, text);
  }
}

/** The number as sent when it is right (`0012`), else the right one. */
function sameNumber(sent: string, right: number): string {
  return /^\d+$/.test(sent) && Number(sent) === right ? sent : String(right);
}

/**
 * The X12 file of a hand-off, piece by piece: its envelope around the set with only the accepted claims and the levels
 * they stand in. `chunks`: the bytes of the set from ST to SE. Raises GatewayError `handoff-original-differs`.
 */
export async function* x12OfHandoff(
  handoff: HandoffRow,
  envelope: HandoffEnvelope,
  plan: SetPlan,
  chunks: AsyncIterable<Uint8Array>,
  claims: ClaimsInStep,
): AsyncGenerator<string> {
  yield envelope.before;
  const bytes = new PassedBytes(handoff.byteStart);
  const parts = new SetParts(handoff.delimiters, handoff.byteStart, new SetSubset(handoff, plan, claims, bytes));
  for await (const chunk of chunks) {
    bytes.push(chunk);
    parts.push(chunk);
    const text = bytes.take(parts.offset);
    if (text !== '') yield text;
  }
  parts.end();
  claims.end();
  yield bytes.take(handoff.byteEnd);
  const breaks = envelope.after.slice(envelope.after.lastIndexOf(String.fromCharCode(handoff.delimiters.segment)) + 1);
  yield breaks + envelope.after;
}
