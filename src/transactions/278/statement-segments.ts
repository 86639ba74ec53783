import type { Delimiters } from '../../x12/delimiters.js';
import { type ElementValue, echo as printable } from '../../x12/writer.js';
import { LONGEST_MESSAGE } from './messages.js';
import type { ReviewStatement, WantedPaperwork } from './response-content.js';
import type { AnswerSegment, ResponseEcho } from './response-echo.js';

type Level = '2000E' | '2000F';

/** HCR03 takes five, PWK ten of a level, HI twelve codes. */
const MOST_REASONS = 5;
const MOST_PAPERWORK = 10;
const MOST_CODES = 12;
/** PWK07 (data element 352). */
const LONGEST_DESCRIPTION = 80;
/** For a report type that the response guide does not have: support data for verification. */
const OTHER_PAPERS = '77';

const LOINC = /^[0-9]{1,7}-[0-9]$/;

/** Writes what is said of an event or a service: HCR, REF*NT, DTP, PWK and MSG. */
export class StatementWriter {
  readonly #echo: ResponseEcho;
  readonly #written: Delimiters;

  constructor(echo: ResponseEcho, written: Delimiters) {
    this.#echo = echo;
    this.#written = written;
  }

  segments(loop: Level, statement: ReviewStatement): readonly AnswerSegment[] {
    const { trackingNumber } = statement;
    const reasons: ElementValue =
      statement.reasons.length === 0 ? '' : { repetitions: statement.reasons.slice(0, MOST_REASONS) };
    return [
      this.#echo.place(loop, 'HCR', [statement.action, statement.certificationNumber, reasons]),
      ...(trackingNumber === '' ? [] : [this.#echo.place(loop, 'REF', ['NT', trackingNumber])]),
      ...this.#dates(loop, statement),
      ...(statement.wanted ?? []).slice(0, MOST_PAPERWORK).map((paperwork) => this.#paperwork(loop, paperwork)),
      ...this.message(loop, statement.message),
    ];
  }

  message(loop: Level, message: string): readonly AnswerSegment[] {
    const text = printable(message, LONGEST_MESSAGE, this.#written);
    return text === '' ? [] : [this.#echo.place(loop, 'MSG', [text])];
  }

  #dates(loop: Level, { certified }: ReviewStatement): readonly AnswerSegment[] {
    if (certified === undefined) return [];
    const { issuedOn, from, to, expiresOn } = certified;
    const period = from === '' || to === '' ? '' : `${compact(from)}-${compact(to)}`;
    const dates = [
      ['102', 'D8', compact(issuedOn)],
      ['036', 'D8', compact(expiresOn)],
      ['007', 'RD8', period],
    ];
    return dates.filter(([, , value]) => value !== '').map((elements) => this.#echo.place(loop, 'DTP', elements));
  }

  #paperwork(loop: Level, { reportType, controlNumber, description }: WantedPaperwork): AnswerSegment {
    const types = this.#echo.codesOf(loop, 'PWK', 1) ?? [];
    const type = types.includes(reportType) ? reportType : OTHER_PAPERS;
    const text = printable(description, LONGEST_DESCRIPTION, this.#written);
    return this.#echo.place(loop, 'PWK', [type, 'EL', '', '', 'AC', controlNumber, text]);
  }
}

/** The level's segments with the LOINC codes of wanted documents in its HI, after the diagnoses, while there is room. */
export function withDocumentCodes(
  loop: Level,
  segments: readonly AnswerSegment[],
  statement: ReviewStatement | undefined,
  echo: ResponseEcho,
): readonly AnswerSegment[] {
  const codes = new Set((statement?.wanted ?? []).map(({ loinc }) => loinc).filter((code) => LOINC.test(code)));
  if (codes.size === 0) return segments;
  const own = segments.find(({ id }) => id === 'HI');
  const diagnoses = (own?.elements ?? []).filter((element) => element !== '' && element !== undefined);
  const asked = [...codes].map((code) => ['LOI', code]);
  const elements = [...diagnoses, ...asked].slice(0, MOST_CODES);
  const written = own === undefined ? echo.place(loop, 'HI', elements) : { ...own, elements };
  return [...segments.filter((segment) => segment !== own), written];
}

/** An ISO date as X12 writes it. */
function compact(day: string): string {
  return day.replaceAll('-', '');
}
