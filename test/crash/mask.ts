/**
 * Elements of our answers that tell when or as which one they were made, by segment, where needed with its element 1: `n`
 * is the element's number.
 */
const CHANGING: Readonly<Record<string, readonly number[]>> = {
  ISA: [9, 10, 13],
  IEA: [2],
  GS: [4, 5, 6],
  GE: [2],
  BHT: [4, 5],
  STC: [2],
  'DTP 009': [3],
  'DTP 050': [3],
};

/** Numbers we give out: tracking, claim and attachment numbers begin with 1 or 9 and count up from 1; PA numbers; letters. */
const OUR_NUMBERS = /\b(?:(?:TEST)?P\d{5}[34679A-Y]{4}|S\d{8}|C[19]\d{9}|CN[19]\d{9}|[19]0{5}\d{4})\b/g;
const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';
const DATES_IN_WORDS = new RegExp(`\\b(?:${MONTHS}) \\d{1,2}, \\d{4}`, 'g');
/** What a letter's manifest says of files that hold the day and our numbers; and which letter of the run it is. */
const OF_FILES = /"(?:sha256|bytes|letter)": (?:"[0-9a-f]{64}"|\d+)/g;
const DATES_AND_TIMES = /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?Z?)?)?/g;

/**
 * An answer without what may differ between two runs over the same file: times, control numbers, tracking, claim and
 * submission numbers. Everything else must be the same byte for byte.
 */
export function maskAnswer(content: Buffer): string {
  const text = content.toString('latin1');
  // What a PDF says stands in the text beside it.
  if (text.startsWith('%PDF-')) return `PDF with ${/\/Count (\d+)/.exec(text)?.[1]} pages`;
  return text.startsWith('ISA') ? maskX12(text) : maskText(text).replaceAll(OF_FILES, '#');
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
    const changing = CHANGING[elements[0]!] ?? CHANGING[`${elements[0]} ${elements[1]}`];
    for (const n of changing ?? []) if (n < elements.length) elements[n] = '#';
    return elements.join(separator);
  });
  return segments.join(terminator).replaceAll(OUR_NUMBERS, '#');
}

/** For text and for JSON of what the ledger keeps. */
export function maskText(text: string): string {
  return text.replaceAll(DATES_AND_TIMES, '#').replaceAll(DATES_IN_WORDS, '#').replaceAll(OUR_NUMBERS, '#');
}
