import { amountOfText } from './amounts.js';
import { EVERY, type Expression, type Operator, type PathExpression } from './expression.js';

/** Deeper parentheses are a mistake, and must not exhaust the stack. */
const DEEPEST = 60;

const SPACE = /\s*/y;
const WORD = /[a-z]+(?![A-Za-z0-9_])/y;
const NUMBER = /\d+(?:\.\d+)?(?![A-Za-z0-9_./])/y;
const TEXT = /'([^']*)'/y;
const OPERATOR = /!=|<=|>=|=|<|>/y;
const LOOP = /(?:\d{4}[A-Z]{0,2}|LS\d{4}[A-Z]?)(?![A-Za-z0-9_/])/y;
/** A loop as a whole argument: four digits alone are a number everywhere else. */
const LOOP_ARGUMENT = /(?:\d{4}[A-Z]{0,2}|LS\d{4}[A-Z]?)(?=\s*[,)])/y;
const PATH =
  /(?:(\d{4}[A-Z]{0,2}|LS\d{4}[A-Z]?|this)\/)?([A-Z][A-Z0-9]{1,2}?)(?:\[([^\]]*)\])?(\d{2}|\*)?(?:-(\d{1,2}|\*))?(?![A-Za-z0-9_])/y;
const THIS_COMPONENT = /this-(\d{1,2})(?![A-Za-z0-9_])/y;

/** Characters of an expression that a message shows before and behind the place of a mistake. */
const SHOWN = 40;

/** Parses an expression. `name` is whose it is, for the message; throws RangeError with the position on a mistake. */
export function parseExpression(text: string, name: string): Expression {
  return new Parser(text, name).whole();
}

/** Places that rules name, parsed: each is asked for when its finding is known and again when its rule is compiled. */
const knownPaths = new Map<string, readonly PathExpression[]>();

/** Parses a path that stands alone (`each`, `at`, `trigger`). Throws RangeError as `parseExpression` does. */
export function parsePath(text: string, name: string): PathExpression {
  const [path, other] = parsePaths(text, name);
  if (other !== undefined) throw new RangeError(`${name}: "${around(text, 0)}" must be one path`);
  return path!;
}

/** Parses paths separated by commas (`each`). Throws RangeError as `parseExpression` does. */
export function parsePaths(text: string, name: string): readonly PathExpression[] {
  let paths = knownPaths.get(text);
  if (paths === undefined) {
    paths = new Parser(text, name).wholePaths();
    knownPaths.set(text, paths);
  }
  return paths;
}

class Parser {
  readonly #text: string;
  readonly #name: string;
  #at = 0;
  #depth = 0;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  whole(): Expression {
    const expression = this.#or();
    this.#space();
    if (this.#at < this.#text.length) this.#fail('does not go on like this');
    return expression;
  }

  wholePaths(): PathExpression[] {
    const paths: PathExpression[] = [];
    do {
      this.#space();
      const loop = this.#match(LOOP);
      const path = loop === undefined ? this.#path() : loopPath(loop[0], 0);
      if (path === undefined) this.#fail('is no path');
      paths.push(path);
    } while (this.#symbol(','));
    this.#space();
    if (this.#at < this.#text.length) this.#fail('does not go on like this');
    return paths;
  }

  #or(): Expression {
    if (++this.#depth > DEEPEST) this.#fail('is nested too deeply');
    const position = this.#at;
    const terms = [this.#and()];
    while (this.#word('or')) terms.push(this.#and());
    this.#depth--;
    return terms.length === 1 ? terms[0]! : { kind: 'or', terms, position };
  }

  #and(): Expression {
    const position = this.#at;
    const terms = [this.#not()];
    while (this.#word('and')) terms.push(this.#not());
    return terms.length === 1 ? terms[0]! : { kind: 'and', terms, position };
  }

  #not(): Expression {
    const position = this.#at;
    return this.#word('not') ? { kind: 'not', term: this.#test(), position } : this.#test();
  }

  #test(): Expression {
    this.#space();
    const position = this.#at;
    const left = this.#sum();
    this.#space();
    const operator = this.#match(OPERATOR);
    if (operator !== undefined) {
      return { kind: 'compare', operator: operator[0] as Operator, left, right: this.#sum(), position };
    }
    const isNegated = this.#word('not');
    if (this.#word('in')) return { kind: 'in', isNegated, left, values: this.#list(), position };
    if (isNegated) this.#fail('needs "in" here');
    return left;
  }

  #list(): string[] {
    this.#need('(');
    const values: string[] = [];
    do {
      this.#space();
      const text = this.#match(TEXT);
      if (text === undefined) this.#fail("needs a 'text' here");
      values.push(text[1]!);
    } while (this.#symbol(','));
    this.#need(')');
    return values;
  }

  #sum(): Expression {
    this.#space();
    const position = this.#at;
    let left = this.#term();
    for (;;) {
      const isMinus = this.#symbol('-');
      if (!isMinus && !this.#symbol('+')) return left;
      left = { kind: 'add', isMinus, left, right: this.#term(), position };
    }
  }

  #term(): Expression {
    this.#space();
    const position = this.#at;
    if (this.#symbol('(')) {
      const inner = this.#or();
      this.#need(')');
      return inner;
    }
    const text = this.#match(TEXT);
    if (text !== undefined) return { kind: 'text', text: text[1]!, position };
    const number = this.#match(NUMBER);
    if (number !== undefined) return { kind: 'number', amount: amountOfText(number[0]), position };
    const path = this.#path();
    if (path !== undefined) return path;
    const loop = this.#match(LOOP);
    if (loop !== undefined) return loopPath(loop[0], position);
    const word = this.#match(WORD);
    if (word === undefined) this.#fail('needs a path, a value or a function here');
    if (word[0] === 'received') return { kind: 'received', position };
    return { kind: 'call', name: word[0], parameters: this.#parameters(), position };
  }

  #parameters(): Expression[] {
    this.#need('(');
    const parameters: Expression[] = [];
    if (this.#symbol(')')) return parameters;
    do {
      this.#space();
      const position = this.#at;
      const loop = this.#match(LOOP_ARGUMENT);
      parameters.push(loop === undefined ? this.#or() : loopPath(loop[0], position));
    } while (this.#symbol(','));
    this.#need(')');
    return parameters;
  }

  #path(): PathExpression | undefined {
    const position = this.#at;
    const component = this.#match(THIS_COMPONENT);
    const none = { loop: '', segment: '', qualifiers: [], element: 0, component: 0 };
    if (component !== undefined) {
      const number = Number(component[1]);
      return { kind: 'path', base: 'this', ...none, component: number, text: component[0], position };
    }
    if (this.#word('value')) return { kind: 'path', base: 'value', ...none, text: 'value', position };
    const match = this.#match(PATH);
    if (match === undefined) return undefined;
    const [text, loop = '', segment = '', qualifiers, element, part] = match;
    const isThis = loop === 'this';
    return {
      kind: 'path',
      base: isThis ? 'this' : 'guide',
      loop: isThis ? '' : loop,
      segment,
      qualifiers: qualifiers === undefined ? [] : qualifiers.split(',').map((one) => one.trim()),
      element: numbered(element),
      component: numbered(part),
      text,
      position,
    };
  }

  #space(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  /** Takes this word when it is next. */
  #word(word: string): boolean {
    this.#space();
    const from = this.#at;
    if (this.#match(WORD)?.[0] === word) return true;
    this.#at = from;
    return false;
  }

  #symbol(symbol: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== symbol) return false;
    this.#at++;
    return true;
  }

  #need(symbol: string): void {
    if (!this.#symbol(symbol)) this.#fail(`needs "${symbol}" here`);
  }

  #fail(what: string): never {
    throw new RangeError(`${this.#name}: "${around(this.#text, this.#at)}" ${what}, at character ${this.#at + 1}`);
  }
}

/** The text, or of a long one what stands around the place. */
function around(text: string, at: number): string {
  if (text.length <= 2 * SHOWN) return text;
  const from = Math.max(at - SHOWN, 0);
  const shown = text.slice(from, at + SHOWN);
  return `${from > 0 ? '...' : ''}${shown}${from + shown.length < text.length ? '...' : ''}`;
}

function loopPath(loop: string, position: number): PathExpression {
  const nothing = { segment: '', qualifiers: [], element: 0, component: 0 };
  return { kind: 'path', base: 'guide', loop, ...nothing, text: loop, position };
}

function numbered(text: string | undefined): number {
  return text === undefined ? 0 : text === '*' ? EVERY : Number(text);
}
