import type { SegmentView } from '../x12/segment-view.js';
import type { ReceivedAcknowledgment, RefusedSet } from './acknowledgment-words.js';

/** Refused sets of one group, and codes, that are told one by one. */
const MOST_SETS = 100;
const MOST_CODES = 10;

/** GS01 of the groups a set is sent in (X12 functional identifier codes), by OTI10 of the 824. */
const GROUP_OF_SET: Readonly<Record<string, string>> = {
  '278': 'HI',
  '277': 'HN',
  '835': 'HP',
  '820': 'RA',
  '834': 'BE',
  '271': 'HB',
};

/** OTI01 of the 824: accepted, with errors or not, as a set, group or item. */
const ACCEPTED_ADVICE = /^[TGI][AE]$/;
const ADVICE = /^[TGI][AERP]$/;

/** An 824's word on one group, or a 277CA's on one batch, while it is read. */
interface OpenAdvice {
  readonly kind: '824' | '277ca';
  readonly controlNumber: number;
  readonly group: string;
  readonly reference: string;
  code: string;
  readonly notes: Set<string>;
  readonly sets: RefusedSet[];
  setsRefused: number;
}

/**
 * Reads the application's acknowledgments of one interchange: 824 (005010X186A1), one for each group it speaks of, named
 * by OTI08 and OTI10; and 277CA (005010X214), one for each batch, named by TRN02 of loop 2200B. Give it the segments of
 * the sets in order. Keeps codes alone, never what a claim is called. Never throws on content.
 */
export class AdviceReader {
  readonly #take: (acknowledgment: ReceivedAcknowledgment) => void;
  #kind: '824' | '277ca' | undefined;
  #open: OpenAdvice | undefined;
  #given = 0;
  /** HL03 of the level of a 277CA that is being read: 21 is its receiver, which is us, with the batch. */
  #level = '';

  constructor(take: (acknowledgment: ReceivedAcknowledgment) => void) {
    this.#take = take;
  }

  /** A set begins. */
  begin(kind: '824' | '277ca'): void {
    this.end(true);
    this.#kind = kind;
    this.#given = 0;
    this.#level = '';
  }

  segment(view: SegmentView): void {
    if (this.#kind === '824') this.#ofAdvice(view);
    else if (this.#kind === '277ca') this.#ofClaims(view);
  }

  /** A set ends; `isCut`: without its SE. One that spoke of nothing is damaged. */
  end(isCut: boolean): void {
    if (this.#kind === undefined) return;
    this.#close(isCut);
    if (this.#given === 0) {
      this.#open = opened(this.#kind, 0, '', '');
      this.#close(true);
    }
    this.#kind = undefined;
  }

  #ofAdvice(view: SegmentView): void {
    if (view.id === 'OTI') {
      const number = numberOf(view.text(8));
      const group = GROUP_OF_SET[view.text(10)] ?? '';
      if (this.#open?.controlNumber !== number || this.#open.group !== group) {
        this.#close(false);
        this.#open = opened('824', number, group, '');
      }
      this.#say(this.#open, ADVICE.test(view.text(1)) ? view.text(1) : '', view.text(9));
    } else if (view.id === 'TED') this.#note(view.text(1));
  }

  /** The worst word counts: what was accepted is not told of a group that was refused in part. */
  #say(open: OpenAdvice, code: string, set: string): void {
    const isAccepted = ACCEPTED_ADVICE.test(code);
    if (open.code === '' || !isAccepted) open.code = code;
    if (isAccepted || code === '') return;
    open.setsRefused++;
    const number = /^[A-Za-z0-9]{4,9}$/.test(set) ? set : '';
    if (open.sets.length < MOST_SETS && number !== '') open.sets.push({ number, code, notes: [] });
  }

  #ofClaims(view: SegmentView): void {
    if (view.id === 'HL') this.#level = view.text(3);
    else if (view.id === 'TRN' && this.#level === '21') {
      this.#close(false);
      this.#open = opened('277ca', 0, '', view.text(2).slice(0, 50));
    } else if (view.id === 'STC' && this.#open !== undefined) {
      const action = view.text(3);
      if (action === 'U' || (action === 'WQ' && this.#open.code === '')) this.#open.code = action;
      if (action !== 'U') return;
      this.#open.setsRefused = 1;
      const separator = view.text(1).match(/[^A-Z0-9]/)?.[0] ?? ':';
      for (const code of view.text(1).split(separator).slice(0, 2)) this.#note(code);
    }
  }

  #note(code: string): void {
    const notes = this.#open?.notes;
    if (notes !== undefined && notes.size < MOST_CODES && /^[A-Z0-9]{1,3}$/.test(code)) notes.add(code);
  }

  #close(isCut: boolean): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    this.#given++;
    const { notes, kind, ...rest } = open;
    const isNamed = kind === '824' ? rest.controlNumber > 0 && rest.group !== '' : rest.reference !== '';
    this.#take({
      ...rest,
      kind,
      notes: [...notes],
      isTaken: kind === '824' ? ACCEPTED_ADVICE.test(rest.code) && rest.setsRefused === 0 : rest.code === 'WQ',
      isDamaged: isCut || !isNamed || rest.code === '',
    });
  }
}

function opened(kind: OpenAdvice['kind'], controlNumber: number, group: string, reference: string): OpenAdvice {
  return { kind, controlNumber, group, reference, code: '', notes: new Set(), sets: [], setsRefused: 0 };
}

function numberOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
