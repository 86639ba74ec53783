import { elementOf, type LoopNode } from '../validate/unit-tree.js';

/** First and last day, ISO; both '' when there is no date. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

const NO_PERIOD: Period = Object.freeze({ from: '', to: '' });

/** CCYYMMDD as an ISO date; '' for anything else. */
export function isoDate(text: string): string {
  return /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : '';
}

/** A date time period by its format qualifier (data elements 1250 and 1251): D8 is one day, RD8 two with a hyphen. */
export function periodOf(format: string, text: string): Period {
  if (format === 'D8') return { from: isoDate(text), to: isoDate(text) };
  if (format !== 'RD8') return NO_PERIOD;
  const [from = '', to = ''] = text.split('-');
  return { from: isoDate(from), to: isoDate(to) };
}

/** The period of the loop's own DTP with this qualifier; empty when it has none. */
export function datesOf(loop: LoopNode | undefined, qualifier: string): Period {
  const segment = loop?.segments.find((entry) => entry.id === 'DTP' && elementOf(entry, 1) === qualifier);
  return segment === undefined ? NO_PERIOD : periodOf(elementOf(segment, 2), elementOf(segment, 3));
}
