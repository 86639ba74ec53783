/** Where in the input a conversion had to stop. */
export interface RefusalPlace {
  /** Line of the NDJSON, from 1. */
  readonly line?: number;
  /** Byte of the X12 file, from 0. */
  readonly byteOffset?: number;
  /** Loops and element: `2000A/2300/CLM05-2`. May hold what the input has as ids; the message shows it only when it looks like them. */
  readonly path?: string;
}

/**
 * The input cannot be converted without loss. Thrown, unlike findings, because a conversion that goes on would give
 * another file than the one it was given. The message names the place and never a value.
 */
export class ConversionRefused extends Error {
  /** Stable name, kebab-case, such as `delimiter-in-data`. */
  readonly code: string;
  readonly place: RefusalPlace;

  constructor(code: string, message: string, place: RefusalPlace = {}) {
    super(`${placeText(place)}${message}`);
    this.name = 'ConversionRefused';
    this.code = code;
    this.place = place;
  }
}

/** A loop (`2010BA`), a segment (`CLM`) or an element (`CLM05-2`). */
const PATH_PART = /^(\d{4}[A-Z]{0,2}|[A-Z][A-Z0-9]{1,2}(\d{2,5}(-\d{1,5})?)?)$/;

function placeText({ line, byteOffset, path }: RefusalPlace): string {
  const parts: string[] = [];
  if (line !== undefined) parts.push(`line ${line}`);
  if (byteOffset !== undefined) parts.push(`byte ${byteOffset}`);
  // A damaged or edited input may hold anything as a segment id, a name too: only what looks like an id is shown.
  const isShown = path?.split('/').every((part) => PATH_PART.test(part)) === true;
  if (path !== undefined && isShown) parts.push(path);
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}
