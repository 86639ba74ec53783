import type { SegmentView } from '../x12/segment-view.js';
import { Tokenizer } from '../x12/tokenizer.js';

/** Refused sets of one group that are told one by one; `setsRefused` counts them all. */
const MOST_SETS = 100;

/** One set of ours that a partner's 999 or 997 refused. */
export interface RefusedSet {
  /** AK202, '' when it is no control number. */
  readonly number: string;
  /** IK501 (AK501 of a 997), then IK502 to IK506. */
  readonly code: string;
  readonly notes: readonly string[];
}

/** What a partner said of an interchange (TA1) or a group (999, 997) that we sent. Codes alone, never what it quotes. */
export interface ReceivedAcknowledgment {
  readonly kind: 'ta1' | '999' | '997';
  /** TA101 or AK102: 1 to 999,999,999; 0 when it is no number. */
  readonly controlNumber: number;
  /** AK101, '' for a TA1. */
  readonly group: string;
  /** TA104 or AK901, '' when it is none that the guide lists. */
  readonly code: string;
  /** TA105, or AK905 to AK909. */
  readonly notes: readonly string[];
  /** At most 100. */
  readonly sets: readonly RefusedSet[];
  readonly setsRefused: number;
  /** Whether what was sent was taken as a whole: TA104 or AK901 is A or E, and no set is refused. */
  readonly isTaken: boolean;
  /** True when it lacks what makes it one: number, code, or its end. */
  readonly isDamaged: boolean;
}

type Open = { -readonly [Name in keyof ReceivedAcknowledgment]: ReceivedAcknowledgment[Name] } & {
  sets: RefusedSet[];
  set: string;
};

const TA1_CODES = /^[AER]$/;
/** AK901 and IK501: 999 guide; 997 has the same. */
const GROUP_CODES = /^[AEPRMWX]$/;
const ACCEPTED = /^[AE]$/;

/**
 * Reads the TA1s, 999s and 997s of one interchange in order. Push its bytes in chunks of any size, from its ISA on, then
 * `end`. Never throws on content: what is damaged is given as such.
 */
export class AcknowledgmentReader {
  readonly #tokenizer: Tokenizer;
  readonly #take: (acknowledgment: ReceivedAcknowledgment) => void;
  #isInGroup = false;
  #open: Open | undefined;

  constructor(take: (acknowledgment: ReceivedAcknowledgment) => void) {
    this.#take = take;
    const nothing = (): void => undefined;
    const segment = (view: SegmentView): void => this.#segment(view);
    this.#tokenizer = new Tokenizer({ header: nothing, segment, stray: nothing, oversize: nothing, cut: nothing });
  }

  push(chunk: Uint8Array): void {
    this.#tokenizer.push(chunk);
  }

  end(): void {
    this.#tokenizer.end();
    this.#close(true);
  }

  #segment(view: SegmentView): void {
    const { id } = view;
    if (id === 'GS') this.#isInGroup = view.text(1) === 'FA';
    else if (id === 'TA1' && this.#open === undefined) this.#take(ta1(view));
    else if (id === 'ST') this.#begin(view.text(1));
    else if (this.#open !== undefined) this.#inSet(this.#open, id, view);
  }

  #begin(transactionSet: string): void {
    this.#close(true);
    if (!this.#isInGroup || (transactionSet !== '999' && transactionSet !== '997')) return;
    const empty = {
      controlNumber: 0,
      group: '',
      code: '',
      notes: [],
      setsRefused: 0,
      isTaken: false,
      isDamaged: false,
    };
    this.#open = { kind: transactionSet, ...empty, sets: [], set: '' };
  }

  #inSet(open: Open, id: string, view: SegmentView): void {
    if (id === 'AK1') {
      open.group = codeOf(view.text(1));
      open.controlNumber = numberOf(view.text(2));
    } else if (id === 'AK2') open.set = setNumberOf(view.text(2));
    else if (id === 'IK5' || id === 'AK5') this.#setEnds(open, view);
    else if (id === 'AK9') {
      open.code = GROUP_CODES.test(view.text(1)) ? view.text(1) : '';
      open.notes = codesFrom(view, 5, 9);
    } else if (id === 'SE' || id === 'GE' || id === 'IEA') this.#close(id !== 'SE');
  }

  #setEnds(open: Open, view: SegmentView): void {
    const code = codeOf(view.text(1));
    if (ACCEPTED.test(code)) return;
    open.setsRefused++;
    if (open.sets.length < MOST_SETS) open.sets.push({ number: open.set, code, notes: codesFrom(view, 2, 6) });
  }

  #close(isCut: boolean): void {
    if (this.#open === undefined) return;
    const { set: _set, ...rest } = this.#open;
    this.#open = undefined;
    const isTaken = ACCEPTED.test(rest.code) && rest.setsRefused === 0;
    this.#take({ ...rest, isTaken, isDamaged: isCut || rest.controlNumber === 0 || rest.code === '' });
  }
}

function ta1(view: SegmentView): ReceivedAcknowledgment {
  const controlNumber = numberOf(view.text(1));
  const code = TA1_CODES.test(view.text(4)) ? view.text(4) : '';
  const notes = codesFrom(view, 5, 5);
  const isDamaged = controlNumber === 0 || code === '' || notes.length === 0;
  const isTaken = ACCEPTED.test(code);
  return { kind: 'ta1', controlNumber, group: '', code, notes, sets: [], setsRefused: 0, isTaken, isDamaged };
}

function numberOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** A sender may write anything here; only what can be a code is kept. */
function codeOf(text: string): string {
  return /^[A-Z0-9]{1,3}$/.test(text) ? text : '';
}

function codesFrom(view: SegmentView, first: number, last: number): string[] {
  const codes: string[] = [];
  for (let i = first; i <= last; i++) codes.push(codeOf(view.text(i)));
  return codes.filter((code) => code !== '');
}

function setNumberOf(text: string): string {
  return /^[A-Za-z0-9]{4,9}$/.test(text) ? text : '';
}
