import { type Delimiters, OUTBOUND_DELIMITERS } from './delimiters.js';

/** The components of a composite element, in order; '' leaves one out. */
export type Composite = readonly string[];

/** A repeating element: each repetition a plain value or a composite. */
export interface Repeated {
  readonly repetitions: readonly (string | Composite)[];
}

/** What stands in one element: a plain value, a composite, a repeating element; '' or undefined when empty. */
export type ElementValue = string | Composite | Repeated | undefined;

/** What an ISA says apart from its fixed parts. Ids are padded here; the lengths are those of the ISA byte map. */
export interface InterchangeHeaderValues {
  /** ISA05, two characters. */
  readonly senderQualifier: string;
  /** ISA06, 1 to 15 characters, padded or not. */
  readonly senderId: string;
  /** ISA07, two characters. */
  readonly receiverQualifier: string;
  /** ISA08, 1 to 15 characters, padded or not. */
  readonly receiverId: string;
  /** ISA09, YYMMDD. */
  readonly date: string;
  /** ISA10, HHMM. */
  readonly time: string;
  /** ISA13, 1 to 999999999. */
  readonly controlNumber: number;
  /** ISA14: true asks for a TA1. Acknowledgments never do. */
  readonly acknowledgmentRequested: boolean;
  /** ISA15. */
  readonly usageIndicator: 'T' | 'P';
}

/** What a GS says. */
export interface GroupHeaderValues {
  /** GS01, two characters: `FA`, `HI`. */
  readonly functionalIdentifier: string;
  /** GS02 and GS03, 2 to 15 characters. */
  readonly applicationSender: string;
  readonly applicationReceiver: string;
  /** GS04, CCYYMMDD. */
  readonly date: string;
  /** GS05, HHMM or longer. */
  readonly time: string;
  /** GS06, 1 to 999999999. */
  readonly controlNumber: number;
  /** GS08, also the ST03 of the sets written with `beginSet`. */
  readonly version: string;
}

const LARGEST_CONTROL_NUMBER = 999_999_999;
const PRINTABLE = /[^\x20-\x7e]/g;

/**
 * A value made fit to stand in one element of ours: our own delimiters and every byte outside the printable basic and
 * extended character sets are dropped, spaces at the end too, then it is cut to `maximum` characters. '' when nothing
 * is left. A repeated foreign value passes through here, since X12 005010 has no escape for a delimiter.
 */
export function echo(value: string, maximum: number, delimiters: Delimiters = OUTBOUND_DELIMITERS): string {
  if (value.length <= maximum && isClean(value, delimiters)) return value;
  let text = value.replace(PRINTABLE, '');
  for (const delimiter of [delimiters.element, delimiters.repetition, delimiters.component, delimiters.segment]) {
    if (delimiter !== 0) text = text.replaceAll(String.fromCharCode(delimiter), '');
  }
  return text.slice(0, maximum).trimEnd();
}

/** As most values are: printable, without a delimiter and without a space at the end. */
function isClean(value: string, delimiters: Delimiters): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === delimiters.element || code === delimiters.segment) return false;
    if (code === delimiters.component || code === delimiters.repetition) return false;
  }
  return value.length === 0 || value.charCodeAt(value.length - 1) !== 0x20;
}

/**
 * One segment with its terminator, no line break. Trailing empty elements, repetitions and components are left out, as
 * 005010 demands. Throws RangeError when a value holds a delimiter or the id is not two or three letters and digits:
 * a programming mistake, since foreign values go through `echo` first.
 */
export function writeSegment(
  id: string,
  elements: readonly ElementValue[],
  delimiters: Delimiters = OUTBOUND_DELIMITERS,
): string {
  if (!/^[A-Z][A-Z0-9]{1,2}$/.test(id)) throw new RangeError(`"${id}" is no segment id`);
  const texts = [id];
  for (let at = 0; at < elements.length; at++) texts.push(elementText(elements[at], delimiters, id, at + 1));
  return join(texts, delimiters.element) + String.fromCharCode(delimiters.segment);
}

function elementText(element: ElementValue, delimiters: Delimiters, id: string, position: number): string {
  if (element === undefined) return '';
  if (typeof element === 'object' && 'repetitions' in element) {
    if (element.repetitions.length > 1 && delimiters.repetition === 0) {
      throw new RangeError(`${id}${position} repeats, but there is no repetition separator`);
    }
    return join(
      element.repetitions.map((repetition) => repetitionText(repetition, delimiters, id, position)),
      delimiters.repetition,
    );
  }
  return repetitionText(element, delimiters, id, position);
}

function repetitionText(value: string | Composite, delimiters: Delimiters, id: string, position: number): string {
  if (typeof value === 'string') return checked(value, delimiters, id, position);
  for (const component of value) checked(component, delimiters, id, position);
  return join(value, delimiters.component);
}

/** The text as it is; throws RangeError when it cannot stand in an element. */
function checked(text: string, delimiters: Delimiters, id: string, position: number): string {
  for (let at = 0; at < text.length; at++) {
    const byte = text.charCodeAt(at);
    // Byte 0 stands for "no repetition separator" in Delimiters and is never data either.
    if (
      byte === delimiters.element ||
      byte === delimiters.component ||
      byte === delimiters.repetition ||
      byte === delimiters.segment
    ) {
      throw new RangeError(`${id}${position} holds a delimiter`);
    }
    if (byte > 0xff) throw new RangeError(`${id}${position} holds a character that is no single byte`);
  }
  return text;
}

/** Joins without the empty parts at the end. A loop: for the few parts of a segment `Array.join` takes longer. */
function join(parts: readonly string[], delimiter: number): string {
  let length = parts.length;
  while (length > 0 && parts[length - 1] === '') length--;
  const sign = String.fromCharCode(delimiter);
  let text = length > 0 ? parts[0]! : '';
  for (let at = 1; at < length; at++) text += sign + parts[at]!;
  return text;
}

/** The ISA: 106 bytes with its terminator, each element at its place of the ISA byte map. Throws RangeError otherwise. */
export function writeInterchangeHeader(
  values: InterchangeHeaderValues,
  delimiters: Delimiters = OUTBOUND_DELIMITERS,
): string {
  checkControlNumber(values.controlNumber);
  const elements = [
    '00',
    ' '.repeat(10),
    '00',
    ' '.repeat(10),
    values.senderQualifier.padEnd(2),
    values.senderId.padEnd(15),
    values.receiverQualifier.padEnd(2),
    values.receiverId.padEnd(15),
    values.date,
    values.time,
    String.fromCharCode(delimiters.repetition),
    '00501',
    padControlNumber(values.controlNumber),
    values.acknowledgmentRequested ? '1' : '0',
    values.usageIndicator,
    String.fromCharCode(delimiters.component),
  ];
  for (const [at, element] of elements.entries()) {
    if (at !== 10 && at !== 15) checked(element, delimiters, at < 9 ? 'ISA0' : 'ISA', at + 1);
  }
  const separator = String.fromCharCode(delimiters.element);
  const text = ['ISA', ...elements].join(separator) + String.fromCharCode(delimiters.segment);
  if (text.length !== 106 || values.date.length !== 6 || values.time.length !== 4) {
    throw new RangeError('The ISA would not be 106 bytes: an id, qualifier, date or time has the wrong length');
  }
  return text;
}

/** ISA13 and IEA02: nine digits. */
export function padControlNumber(controlNumber: number): string {
  return String(controlNumber).padStart(9, '0');
}

function checkControlNumber(controlNumber: number): void {
  if (!Number.isInteger(controlNumber) || controlNumber < 1 || controlNumber > LARGEST_CONTROL_NUMBER) {
    throw new RangeError('A control number is a whole number from 1 to 999999999');
  }
}

/**
 * Writes one interchange piece by piece: every method gives the text it adds, so that a caller can stream it. Counts
 * (SE01, GE01, IEA01) are those of what was really written. Methods called out of order throw RangeError.
 */
export class InterchangeWriter {
  readonly #values: InterchangeHeaderValues;
  readonly #delimiters: Delimiters;
  #state: 'new' | 'interchange' | 'group' | 'set' | 'done' = 'new';
  #groups = 0;
  #sets = 0;
  #segments = 0;
  #group: GroupHeaderValues | undefined;
  #setControlNumber = '';

  constructor(values: InterchangeHeaderValues, delimiters: Delimiters = OUTBOUND_DELIMITERS) {
    this.#values = values;
    this.#delimiters = delimiters;
  }

  /** ISA. */
  begin(): string {
    this.#move('new', 'interchange');
    return writeInterchangeHeader(this.#values, this.#delimiters);
  }

  /** A segment that stands between ISA and the first group, which is TA1 only. */
  interchangeSegment(id: string, ...elements: ElementValue[]): string {
    this.#move('interchange', 'interchange');
    return writeSegment(id, elements, this.#delimiters);
  }

  /** GS. */
  beginGroup(values: GroupHeaderValues): string {
    this.#move('interchange', 'group');
    checkControlNumber(values.controlNumber);
    this.#group = values;
    this.#groups++;
    this.#sets = 0;
    return writeSegment(
      'GS',
      [
        values.functionalIdentifier,
        values.applicationSender,
        values.applicationReceiver,
        values.date,
        values.time,
        String(values.controlNumber),
        'X',
        values.version,
      ],
      this.#delimiters,
    );
  }

  /**
   * ST. Control numbers restart at 0001 in each group and grow past 9999 up to nine digits. ST03 repeats the group's
   * version, unless the guide does not use it (the 835): `withReference` false.
   */
  beginSet(transactionSet: string, { withReference = true }: { readonly withReference?: boolean } = {}): string {
    this.#move('group', 'set');
    this.#sets++;
    this.#segments = 1;
    this.#setControlNumber = String(this.#sets).padStart(4, '0');
    const reference = withReference ? this.#group!.version : '';
    return writeSegment('ST', [transactionSet, this.#setControlNumber, reference], this.#delimiters);
  }

  /** One segment of the open set. */
  segment(id: string, ...elements: ElementValue[]): string {
    this.#move('set', 'set');
    this.#segments++;
    return writeSegment(id, elements, this.#delimiters);
  }

  /** Segments of the open set that were written before with the same delimiters, and how many they are. */
  prepared(text: string, segments: number): string {
    this.#move('set', 'set');
    this.#segments += segments;
    return text;
  }

  /** SE. */
  endSet(): string {
    this.#move('set', 'group');
    return writeSegment('SE', [String(this.#segments + 1), this.#setControlNumber], this.#delimiters);
  }

  /** GE. */
  endGroup(): string {
    this.#move('group', 'interchange');
    return writeSegment('GE', [String(this.#sets), String(this.#group!.controlNumber)], this.#delimiters);
  }

  /** IEA. */
  end(): string {
    this.#move('interchange', 'done');
    return writeSegment('IEA', [String(this.#groups), padControlNumber(this.#values.controlNumber)], this.#delimiters);
  }

  #move(from: 'new' | 'interchange' | 'group' | 'set', to: 'interchange' | 'group' | 'set' | 'done'): void {
    if (this.#state !== from)
      throw new RangeError(`An interchange being written is at "${this.#state}", not "${from}"`);
    this.#state = to;
  }
}
