/**
 * Words that letters put in the place of codes, `words.json` beside the templates (schemas/letter-words.schema.json): a
 * payer that writes in another language translates it with them. Pairs are one and many.
 */
export interface LetterWords {
  /** BCP 47 tag of the language that templates and words are in. */
  readonly language: string;
  /** Foot of every page; `{page}` and `{pages}` are filled in. */
  readonly pageLine: string;
  /** Units of a quantity (data element 355). */
  readonly unitBases: Readonly<Record<string, Pair>>;
  /** What a delivery pattern counts (data element 673). */
  readonly quantities: Readonly<Record<string, Pair>>;
  /** The span in which it counts (data element 355 in HSD03). */
  readonly spans: Readonly<Record<string, Pair>>;
  /** How long it goes on (data element 615). */
  readonly durations: Readonly<Record<string, Pair>>;
  /** On which days (data element 678) and at what time of day (679). */
  readonly days: Readonly<Record<string, string>>;
  readonly times: Readonly<Record<string, string>>;
  /** `per {span}` for one, `every {spans}` for several, `for {duration}`. */
  readonly phrases: { readonly per: string; readonly every: string; readonly during: string; readonly pattern: string };
  /** Kinds of documents (data element 755). */
  readonly reportTypes: Readonly<Record<string, string>>;
}

/** A word for one and for many. */
export type Pair = readonly [one: string, many: string];
