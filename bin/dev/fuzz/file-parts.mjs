/** A file cut by the delimiters of its first ISA, for mutators: plain text, one character a byte. */

const ISA_LENGTH = 106;

/** The delimiters and segments of bytes that begin with an ISA; undefined when they do not. */
export function partsOf(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  if (text.length < ISA_LENGTH || !text.startsWith('ISA')) return undefined;
  const delimiters = { element: text[3], repetition: text[82], component: text[104], segment: text[105] };
  return { delimiters, segments: text.split(delimiters.segment) };
}

/** The bytes of such parts. */
export function bytesOf({ delimiters, segments }) {
  return Buffer.from(segments.join(delimiters.segment), 'latin1');
}

/** Id of a segment as it stands in the parts: line ends before it do not count. */
export function idOf(segment, { element }) {
  return segment.trimStart().split(element, 1)[0];
}

/** Places of the segments with one of these ids. */
export function placesOf(parts, ...ids) {
  return parts.segments.flatMap((segment, at) => (ids.includes(idOf(segment, parts.delimiters)) ? [at] : []));
}

/** Replaces element `at` (0 is the id) of a segment by what `change` makes of it; elements that are not there are added. */
export function changeElement(parts, place, at, change) {
  const elements = parts.segments[place].split(parts.delimiters.element);
  while (elements.length <= at) elements.push('');
  elements[at] = change(elements[at]);
  parts.segments[place] = elements.join(parts.delimiters.element);
}
