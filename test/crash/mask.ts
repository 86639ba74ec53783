/** Elements of our answers that tell when or as which one they were made, by segment: `n` is the element's number. */
const CHANGING: Readonly<Record<string, readonly number[]>> = {
  ISA: [9, 10, 13],
  IEA: [2],
  GS: [4, 5, 6],
  GE: [2],
  BHT: [4, 5],
};

/** Numbers we give out: tracking, claim and attachment numbers begin with 1 or 9 and count up from 1. */
const OUR_NUMBERS = /\b(?:S\d{8}|C[19]\d{9}|CN[19]\d{9}|[19]0{5}\d{4})\b/g;
const DATES_AND_TIMES = /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?Z?)?)?/g;

/**
 * An answer without what may differ between two runs over the same file: times, control numbers, tracking, claim and
 * submission numbers. Everything else must be the same byte for byte.
 */
export function maskAnswer(content: Buffer): string {
  const text = content.toString('latin1');
  return text.startsWith('ISA') ? maskX12(text) : maskText(text);
}

/** ISA13 of an X12 answer; undefined for text. */
export function controlNumberOf(content: Buffer): number | undefined {
  const text = content.toString('latin1', 0, 106);
  return text.startsWith('ISA') ? Number(text.slice(90, 99)) : undefined;
}

function maskX12(text: string): string {
  const separator = text[3]!;
  const terminator = text[105]!;
  const segments = text.split(terminator).map((segment) => {
    const elements = segment.split(separator);
    for (const n of CHANGING[elements[0]!] ?? []) if (n < elements.length) elements[n] = '#';
    return elements.join(separator);
  });
  return segments.join(terminator).replaceAll(OUR_NUMBERS, '#');
}

/** For text and for JSON of what the ledger keeps. */
export function maskText(text: string): string {
  return text.replaceAll(DATES_AND_TIMES, '#').replaceAll(OUR_NUMBERS, '#');
}
