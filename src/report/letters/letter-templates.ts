import { Liquid, LiquidError } from 'liquidjs';
import type { SchemaFiles } from '../../guides/schema-files.js';
import { GatewayError } from '../../support/errors.js';
import { dayText } from './date-words.js';
import type { Letter } from './letter.js';
import type { LetterFacts } from './letter-facts.js';
import { escapeValue, letterBlocks } from './letter-markup.js';
import type { LetterWords } from './letter-words.js';

const ENDING = '.liquid';
const WORDS = 'words.json';
/** Where every overlay takes the letters from that it has not of its own. */
const NEUTRAL = 'payers/neutral/letters';

/** Letters have a few pages; a template that goes on for longer is at fault. */
const MOST_MILLISECONDS = 5_000;
const MOST_MEMORY = 10_000_000;
const LONGEST_TEMPLATE = 200_000;

/** A template that would fail, or has. */
export interface TemplateProblem {
  /** Below the schemas folder: `payers/<overlay>/letters/decision-member.liquid`. */
  readonly file: string;
  /** Line and column from 1: `3:14`; '' for the whole file. */
  readonly place: string;
  /** Says nothing of the facts a letter was made from. */
  readonly problem: string;
}

/** A letter cannot be written for a fault of its template (code `letter-template-invalid`, exit code 2). */
export class LetterTemplateError extends GatewayError {
  readonly fault: TemplateProblem;

  constructor(fault: TemplateProblem, path: string) {
    const at = fault.place === '' ? path : `${path}:${fault.place}`;
    super(`The template of a letter cannot be used: ${at}: ${fault.problem}`, {
      code: 'letter-template-invalid',
      operation: 'write a letter',
      subject: at,
      hint: 'Mend the template, check it with "x12gw guide check", and start the gateway again; docs/letters.md names what it may use.',
      exitCode: 2,
    });
    this.fault = fault;
  }
}

/**
 * The templates of a payer's letters: Liquid files named `<kind>-<recipient>.liquid` in `payers/<overlay>/letters`, and
 * parts they render; for what is missing there the neutral ones. Read once. A template reads no file but these and has
 * nothing but the letter's facts.
 */
export class LetterTemplates {
  readonly words: LetterWords;
  readonly #liquid: Liquid;
  readonly #names = new Map<string, string>();
  readonly #texts: Record<string, string> = {};
  readonly #files: SchemaFiles;

  /** @throws GatewayError `schemas-unreadable`, or `own-schemas-invalid` (exit code 2) when a file of the operator's cannot be read. */
  constructor(files: SchemaFiles, overlay: string) {
    this.#files = files;
    for (const folder of [NEUTRAL, `payers/${overlay}/letters`]) {
      for (const name of files.names(folder, ENDING)) {
        this.#names.set(name, `${folder}/${name}`);
        this.#texts[name] = Buffer.from(files.bytes(`${folder}/${name}`)).toString('utf8');
      }
    }
    const own = `payers/${overlay}/letters/${WORDS}`;
    this.words = files.json<LetterWords>(files.has(own) ? own : `${NEUTRAL}/${WORDS}`);
    this.#liquid = this.#engine();
  }

  /** Names of the templates with the file each comes from, below the schemas folder. */
  get names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /**
   * A letter with these facts, in the words of its template.
   *
   * @throws LetterTemplateError whose message names file, line and column. It holds text of the template alone, nothing of
   * the facts.
   */
  render(facts: LetterFacts): Letter {
    const name = `${facts.kind}-${facts.recipient}`;
    let markup: string;
    try {
      markup = this.#liquid.renderFileSync(name, {}, { globals: facts });
    } catch (error) {
      throw this.#invalid(name + ENDING, error);
    }
    const blocks = letterBlocks(markup);
    const title = blocks.find((block) => block.kind === 'heading')?.text;
    if (title === undefined) throw this.#invalid(name + ENDING, 'it has no heading: one line must begin with "#"');
    const { payerName = '', unitName = '', payerAddress = '', payerPhone = '' } = facts.values;
    return {
      title,
      language: this.words.language,
      sender: [payerName, unitName, ...payerAddress.split('\n'), payerPhone].filter((line) => line !== ''),
      date: dayText(facts.date, 'long', this.words.language),
      recipient: facts.address,
      blocks,
      pageLine: this.words.pageLine,
    };
  }

  #engine(): Liquid {
    const liquid = new Liquid({
      // In memory: neither templates nor parts of them are looked up on the disk.
      templates: this.#texts,
      extname: ENDING,
      cache: true,
      strictVariables: true,
      strictFilters: true,
      ownPropertyOnly: true,
      jsTruthy: true,
      outputEscape: escapeValue,
      parseLimit: LONGEST_TEMPLATE,
      renderLimit: MOST_MILLISECONDS,
      memoryLimit: MOST_MEMORY,
    });
    const { language } = this.words;
    liquid.registerFilter('long_date', (day: unknown) => dayText(String(day), 'long', language));
    liquid.registerFilter('short_date', (day: unknown) => dayText(String(day), 'short', language));
    liquid.registerFilter('lines', (text: unknown) => String(text).split('\n'));
    return liquid;
  }

  #invalid(name: string, error: unknown): LetterTemplateError {
    let place = '';
    let [file, problem] = [name, error instanceof Error ? error.message : String(error)];
    if (LiquidError.is(error)) {
      const [line, column] = error.token.getPosition();
      // Not every error names its file; the text of the template tells which it is.
      file = error.token.file ?? Object.keys(this.#texts).find((one) => this.#texts[one] === error.token.input) ?? name;
      place = `${line}:${column}`;
      problem = (error.originalError?.message ?? error.message).replace(/, (file|line|col):.*$/, '');
    }
    const known = this.#names.get(file) ?? `${NEUTRAL}/${file}`;
    return new LetterTemplateError({ file: known, place, problem }, this.#files.pathOf(known));
  }
}
