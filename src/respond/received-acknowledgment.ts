import type { SegmentView } from '../x12/segment-view.js';
import { Tokenizer } from '../x12/tokenizer.js';
import type { ReceivedAcknowledgment, RefusedSet } from './acknowledgment-words.js';
import { AdviceReader } from './received-advice.js';

/** Refused sets of one group that are told one by one; `setsRefused` counts them all. */
const MOST_SETS = 100;

export type { ReceivedAcknowledgment, RefusedSet } from './acknowledgment-words.js';

/**
 * Groups that acknowledge and are never acknowledged themselves: FA (999, 997), AG (824), and HN with the version of the
 * 277CA, which tells it from a claim status response. By GS01 and GS08.
 */
export function isAcknowledgmentGroup(functionalIdentifier: string, version: string): boolean {
  return (
    functionalIdentifier === 'FA' ||
    functionalIdentifier === 'AG' ||
    (functionalIdentifier === 'HN' && version === '005010X214')
  );
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
 * Reads the TA1s, 999s, 997s, 824s and 277CAs of one interchange in order. Push its bytes in chunks of any size, from its ISA on, then
 * `end`. Never throws on content: what is damaged is given as such.
 */
export class AcknowledgmentReader {
  readonly #tokenizer: Tokenizer;
  readonly #take: (acknowledgment: ReceivedAcknowledgment) => void;
  readonly #advice: AdviceReader;
  /** GS01 and GS08 of the group that is being read. */
  #group = '';
  #version = '';
  #open: Open | undefined;

  constructor(take: (acknowledgment: ReceivedAcknowledgment) => void) {
    this.#take = take;
    this.#advice = new AdviceReader(take);
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
    this.#advice.end(true);
  }

  #segment(view: SegmentView): void {
    const { id } = view;
    if (id === 'GS') {
      this.#group = view.text(1);
      this.#version = view.text(8);
    } else if (id === 'TA1' && this.#open === undefined) this.#take(ta1(view));
    else if (id === 'ST') this.#begin(view.text(1));
    else if (this.#open !== undefined) this.#inSet(this.#open, id, view);
    else if (id === 'SE' || id === 'GE' || id === 'IEA') this.#advice.end(id !== 'SE');
    else this.#advice.segment(view);
  }

  #begin(transactionSet: string): void {
    this.#close(true);
    this.#advice.end(true);
    if (this.#group === 'AG' && transactionSet === '824') this.#advice.begin('824');
    if (isAcknowledgmentGroup(this.#group, this.#version) && transactionSet === '277') this.#advice.begin('277ca');
    if (this.#group !== 'FA' || (transactionSet !== '999' && transactionSet !== '997')) return;
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
