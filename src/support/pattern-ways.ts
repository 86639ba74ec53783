/** Longest value, in characters, that is held against a pattern: MSG01 has the most room of all free text (264). */
export const LONGEST_MATCHED = 264;

/** More ways than this to split up one value can hold up a whole file; `.*` has as many as the longest value, and one. */
const MOST_WAYS = 100_000;

/** What one part of a pattern can do. */
interface Part {
  /** At most so many ways to match the same text; each is tried before the part fails. */
  readonly ways: number;
  /** Which of the characters U+0000 to U+00FF it may begin with. */
  readonly first: readonly boolean[];
  /** It may match without taking a character. */
  readonly isEmpty: boolean;
}

/** Groups nested deeper are in no pattern a person wrote, and must not exhaust the stack. */
const DEEPEST = 50;

const NOTHING: Part = { ways: 1, first: new Array(256).fill(false), isEmpty: true };
const ATOM = /\[(?:\\.|[^\]\\])*\]|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|c[A-Za-z]|.)|[^()|]/y;
const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;
const GROUP = /\((?:\?(?::|<?[=!]|<[A-Za-z_$][\w$]*>))?/y;

/**
 * Why a regular expression may take too long on one value; undefined when it cannot. A backtracking search tries each way
 * to split a value among the quantifiers: `(a+)+` has 2 to the power of the length. The count here is an upper bound, so
 * that a few harmless patterns are refused too: `(-[A-Z]+)*` is, `(-[A-Z]{1,9}){0,3}` is not. `text`: an expression that
 * compiles, without the `u` and `v` flags.
 */
export function slownessOf(text: string): string | undefined {
  if (/\\[1-9]|\\k</.test(text.replaceAll('\\\\', ''))) return 'it refers back to a group';
  const { ways } = new WaysCount(text).alternatives();
  if (ways <= MOST_WAYS) return undefined;
  return 'it can match one value in too many ways and would take long: write bounds ({1,10}) for + and *, nothing that repeats inside what repeats, and alternatives that begin differently';
}

class WaysCount {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** To the end of the group, or of the text. */
  alternatives(): Part {
    let all = this.#sequence();
    while (this.#text[this.#at] === '|') {
      this.#at++;
      const other = this.#sequence();
      const isAlike = all.isEmpty || other.isEmpty || all.first.some((begins, at) => begins && other.first[at]);
      all = {
        // Of alternatives that begin differently, the first character chooses one.
        ways: isAlike ? all.ways + other.ways : Math.max(all.ways, other.ways),
        first: either(all.first, other.first),
        isEmpty: all.isEmpty || other.isEmpty,
      };
    }
    return all;
  }

  #sequence(): Part {
    let all = NOTHING;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '|' && this.#text[this.#at] !== ')') {
      const next = this.#repeated(this.#one());
      all = {
        ways: all.ways * next.ways,
        first: all.isEmpty ? either(all.first, next.first) : all.first,
        isEmpty: all.isEmpty && next.isEmpty,
      };
    }
    return all;
  }

  #one(): Part {
    const group = this.#match(GROUP)?.[0];
    if (group === undefined) return this.#atom();
    if (++this.#depth > DEEPEST) {
      this.#at = this.#text.length;
      return { ...NOTHING, ways: Number.POSITIVE_INFINITY };
    }
    const inside = this.alternatives();
    this.#depth--;
    this.#at++;
    return /[=!]$/.test(group) ? { ...NOTHING, ways: inside.ways } : inside;
  }

  #atom(): Part {
    const atom = this.#match(ATOM)?.[0];
    if (atom === undefined) {
      this.#at++;
      return NOTHING;
    }
    if (/^(?:[$^]|\\[bB])$/.test(atom)) return NOTHING;
    const character = new RegExp(`^${atom}$`, 's');
    const first = Array.from({ length: 256 }, (_, code) => character.test(String.fromCharCode(code)));
    return { ways: 1, first, isEmpty: false };
  }

  #repeated(part: Part): Part {
    const quantifier = this.#match(QUANTIFIER);
    if (quantifier === undefined) return part;
    const { least, most } = limitsOf(quantifier);
    // Each number of repetitions is a way, and in each of these every repetition has its own.
    const ways = (Math.max(most - least, 0) + 1) * part.ways ** most;
    return { ways, first: part.first, isEmpty: part.isEmpty || least === 0 };
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }
}

/** How often it repeats: never more often than the longest value has characters. */
function limitsOf([text, least, comma, most]: RegExpExecArray): { readonly least: number; readonly most: number } {
  if (least === undefined) return { least: text[0] === '+' ? 1 : 0, most: text[0] === '?' ? 1 : LONGEST_MATCHED };
  if (comma === undefined) return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most === '' ? LONGEST_MATCHED : Number(most) };
}

function either(one: readonly boolean[], other: readonly boolean[]): readonly boolean[] {
  return one.map((begins, at) => begins || other[at]!);
}
