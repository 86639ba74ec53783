/**
 * A letter or notice as it is laid out, on whatever medium: `letterText` and `letterPdf` make the same of it. Protected
 * throughout: it names a member.
 */
export interface Letter {
  /** The template's first heading; names no one, so that it may stand in a document's properties. */
  readonly title: string;
  /** BCP 47 tag of the wording, such as `en-US`. */
  readonly language: string;
  /** Who writes, a line each; the first is the payer's name. */
  readonly sender: readonly string[];
  /** Date of the letter in words. */
  readonly date: string;
  /** Whom it goes to: name and address, a line each. */
  readonly recipient: readonly string[];
  readonly blocks: readonly LetterBlock[];
  /** What stands on every page of paper, `{page}` and `{pages}` to be filled in. */
  readonly pageLine: string;
}

/** A part of a letter's body, in the order in which it is read. */
export type LetterBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'item'; readonly text: string }
  /** Lines that stay as they are, such as an address. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** Every row has as many cells as the head. */
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
