import { escapeUTF8 } from 'entities/escape';

/** Text that is HTML already. Only `html` and `trusted` make it, so that nothing reaches a page unescaped by accident. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template may hold: markup as it is, text escaped, lists one after another, undefined as nothing. */
export type MarkupValue = Markup | string | number | undefined | readonly MarkupValue[];

/** Template tag: the literal parts are HTML, every value is escaped, in text and in quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + rendered(values[index - 1]) + part));
}

/** Markup from a constant of ours. Never give it anything that came out of a file. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function rendered(value: MarkupValue): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(rendered).join('');
  return escapeUTF8(visible(String(value)));
}

/** Controls, marks that change the direction of text or have no width, lone surrogates and characters that are none. */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]|\p{Surrogate}/gu;

/**
 * Text with every character shown that could hide, move or end something: controls as their Unicode pictures (␊), others
 * as `⟨U+202E⟩`.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of a file, one character each (latin1), as a reader expects them: UTF-8 where they are, else `⟨E9⟩` for each. */
export function decoded(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text)) return text;
  try {
    return utf8.decode(Buffer.from(text, 'latin1'));
  } catch {
    return text.replace(/[\u0080-\u00ff]/g, (character) => `⟨${character.charCodeAt(0).toString(16).toUpperCase()}⟩`);
  }
}
