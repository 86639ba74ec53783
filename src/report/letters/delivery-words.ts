import type { LetterWords, Pair } from './letter-words.js';

/**
 * A delivery pattern (the elements of an HSD segment, joined with asterisks) in words: `VS*3*WK**34*4` as `3 visits per
 * week for 4 months`. A code without a word is told as it is, since how often a service is authorized must not be lost.
 * '' for an empty pattern.
 */
export function deliveryWords(pattern: string, words: LetterWords): string {
  if (pattern === '') return '';
  const [
    quantityCode = '',
    quantity = '',
    spanCode = '',
    modulus = '',
    durationCode = '',
    duration = '',
    days = '',
    times = '',
  ] = pattern.replace(/^HSD\*/, '').split('*');
  const { phrases } = words;
  const parts: string[] = [];
  if (quantity !== '') parts.push(counted(quantity, words.quantities[quantityCode], quantityCode));
  if (spanCode !== '') {
    const span = words.spans[spanCode];
    const isOne = modulus === '' || Number(modulus) === 1;
    parts.push(
      isOne ? fill(phrases.per, span?.[0] ?? spanCode) : fill(phrases.every, counted(modulus, span, spanCode)),
    );
  }
  if (duration !== '') parts.push(fill(phrases.during, counted(duration, words.durations[durationCode], durationCode)));
  if (days !== '') parts.push(words.days[days] ?? fill(phrases.pattern, days));
  if (times !== '') parts.push(words.times[times] ?? fill(phrases.pattern, times));
  return parts.filter((part) => part !== '').join(' ');
}

function counted(count: string, pair: Pair | undefined, code: string): string {
  const word = pair === undefined ? code : pair[Number(count) === 1 ? 0 : 1];
  return `${count} ${word}`.trim();
}

function fill(phrase: string, value: string): string {
  return phrase.replace('{}', value);
}
