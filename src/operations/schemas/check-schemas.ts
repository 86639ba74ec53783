import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { checkSchemas } from '../../guides/check.js';
import { compileNow } from '../../guides/compiled-guides.js';
import { loadSchemas, type Schemas } from '../../guides/load.js';
import { type OwnSchemas, SchemaFiles } from '../../guides/schema-files.js';
import { RuleFilesCheck } from './check-rule-files.js';
import { DEEPEST_SCHEMA, isDeeper } from './json-depth.js';

/** One thing wrong with an operator's own schemas. */
export interface SchemaProblem {
  /** Below the folder: `guides/005010X222A1-837P.json`; the folder itself is ''. */
  readonly file: string;
  /** Where in it: a place of the guide, a rule's id, or a path of JSON (`changes[3].title`); '' for the whole file. */
  readonly place: string;
  readonly problem: string;
}

const GUIDE = /^guides\/([^/]+)\.json$/;
const VERSIONS = 'guides/versions.json';
const RULES = /^rules\/([^/]+)\.json$/;
const COMPANION = /^payers\/([a-z0-9-]+)\/companion\/([^/]+)\.json$/;
/** What else a payer's folder holds; read by what applies it, which checks it. */
const PAYER = /^payers\/[a-z0-9-]+\/envelope\.json$/;
const PRIOR_AUTHORIZATION = /^payers\/[a-z0-9-]+\/prior-authorization\.json$/;
const CLAIM_INQUIRY = /^payers\/[a-z0-9-]+\/claim-inquiry\.json$/;
const CLAIMS = /^payers\/[a-z0-9-]+\/claims\.json$/;
const LETTER_WORDS = /^payers\/[a-z0-9-]+\/letters\/words\.json$/;
const WORDING = /^(claim-statuses|request-problems)\.json$/;
/** Templates of letters, which are no JSON; whoever writes letters checks them. */
const LETTER = /^payers\/[a-z0-9-]+\/letters\/[a-z0-9-]+\.liquid$/;

/**
 * Checks an operator's own schemas against the shipped ones in `root` that they lie over: each file's place and form (JSON Schema), then
 * that guides fit the standard and each other, and that rules and companion guides fit their guides. Gives every problem,
 * files in order; [] when all is well. Throws only what the shipped schemas throw when they cannot be read.
 */
export function checkOwnSchemas(root: string, own: OwnSchemas): SchemaProblem[] {
  return new OwnSchemasCheck(new SchemaFiles(root, own)).run();
}

class OwnSchemasCheck {
  readonly #files: SchemaFiles;
  readonly #problems: SchemaProblem[] = [];
  /** Own files whose form is right. */
  readonly #sound = new Set<string>();
  readonly #forms = new Map<string, ValidateFunction>();
  readonly #ajv = new Ajv2020({ allErrors: true, strictRequired: false, strict: false, formats: { regex: true } });

  constructor(files: SchemaFiles) {
    this.#files = files;
  }

  run(): SchemaProblem[] {
    const names = [...(this.#files.own?.files.keys() ?? [])].sort();
    for (const name of names) this.#checkForm(name);
    // Without the form of a guide there is nothing to hold the others against.
    if (names.some((name) => !this.#sound.has(name) && !RULES.test(name) && !COMPANION.test(name))) {
      return this.#problems;
    }
    const schemas = loadSchemas(this.#files.root, this.#files.own);
    if (this.#checkGuides(schemas, names)) this.#checkRules(schemas);
    return this.#problems;
  }

  #report(file: string, place: string, problem: string): void {
    this.#problems.push({ file, place, problem });
  }

  #checkForm(name: string): void {
    if (LETTER.test(name)) {
      this.#sound.add(name);
      return;
    }
    const form = formOf(name);
    if (form === undefined) {
      const places =
        'guides/<guide>.json, rules/<guide>.json, payers/<overlay>/claims.json, payers/<overlay>/companion/<guide>.json and payers/<overlay>/letters/<letter>.liquid';
      this.#report(name, '', `nothing reads a file of this name; your own schemas are ${places}`);
      return;
    }
    let content: unknown;
    try {
      content = this.#files.json(name);
    } catch (error) {
      this.#report(name, '', `it is not JSON: ${((error as Error).cause as Error)?.message ?? ''}`);
      return;
    }
    if (isDeeper(content, DEEPEST_SCHEMA)) {
      this.#report(name, '', `it is nested deeper than ${DEEPEST_SCHEMA} levels of JSON`);
      return;
    }
    if (form !== 'none') {
      const validate = this.#form(form);
      if (!validate(content)) {
        for (const error of mostTelling(validate.errors ?? [])) this.#report(name, placeOf(error), sentenceOf(error));
        return;
      }
    }
    if (name.endsWith('/envelope.json') && !isEnvelope(content)) {
      this.#report(
        name,
        '',
        'it needs senderIdRule (exact or any) and providerLocationPattern (docs/configuration.md)',
      );
      return;
    }
    this.#sound.add(name);
  }

  #form(name: string): ValidateFunction {
    let validate = this.#forms.get(name);
    if (validate === undefined) {
      const rules = this.#files.json<object & { $id: string }>('rules.schema.json');
      // The form of a companion guide names that of a rule.
      if (this.#ajv.getSchema(rules.$id) === undefined) this.#ajv.addSchema(rules);
      validate =
        name === 'rules.schema.json'
          ? this.#ajv.getSchema(rules.$id)!
          : this.#ajv.compile(this.#files.json<object>(name));
      this.#forms.set(name, validate);
    }
    return validate;
  }

  /** False when a guide does not compile: rules say nothing then. */
  #checkGuides(schemas: Schemas, names: readonly string[]): boolean {
    const ids = names.flatMap((name) => (name === VERSIONS ? [] : (GUIDE.exec(name)?.[1] ?? [])));
    let isSound = true;
    for (const id of ids) {
      const { id: inside } = schemas.guide(id);
      if (inside !== id) {
        isSound = false;
        this.#report(`guides/${id}.json`, 'id', `it is "${inside}", and the name of the file says otherwise`);
      }
    }
    if (!isSound) return false;
    const guides = ids.map((id) => schemas.guide(id));
    for (const line of checkSchemas(checkedParts(schemas, guides))) {
      const [place = '', ...rest] = line.split(': ');
      const id = ids.find((one) => place === one || place.startsWith(`${one} `)) ?? '';
      // The shipped files are sound by themselves: what is wrong beside the guides comes of the versions.
      const file = id === '' ? (names.includes(VERSIONS) ? VERSIONS : 'guides') : `guides/${id}.json`;
      this.#report(file, id === '' ? place : place.slice(id.length + 1), rest.join(': '));
      isSound = false;
    }
    return isSound && ids.every((id) => this.#compiles(schemas, id));
  }

  #compiles(schemas: Schemas, id: string): boolean {
    try {
      compileNow(schemas, id);
      return true;
    } catch (error) {
      this.#report(`guides/${id}.json`, '', (error as Error).message);
      return false;
    }
  }

  #checkRules(schemas: Schemas): void {
    const isSound = (name: string) => !this.#files.isOwn(name) || this.#sound.has(name);
    const check = new RuleFilesCheck(schemas, isSound, (file, place, problem) => this.#report(file, place, problem));
    check.run();
  }
}

/** The schemas with only these guides to look at. `Schemas` reads on demand: its parts are asked for by name. */
function checkedParts(schemas: Schemas, guides: Schemas['guides']) {
  const { elements, composites, segments, segmentDirectory, control, guideIndex } = schemas;
  const { adoptedVersions, codeSets, externalCodeSets, findingKinds } = schemas;
  const standard = { elements, composites, segments, segmentDirectory, control };
  return { ...standard, guideIndex, adoptedVersions, codeSets, externalCodeSets, findingKinds, guides };
}

/** The envelope rules of a payer, which the configuration takes its defaults from. */
function isEnvelope(content: unknown): boolean {
  const { senderIdRule, providerLocationPattern } = Object(content) as Record<string, unknown>;
  return (senderIdRule === 'exact' || senderIdRule === 'any') && typeof providerLocationPattern === 'string';
}

/** The JSON Schema for a file of this name, `none` for a file without, undefined for a name nothing reads. */
function formOf(name: string): string | undefined {
  if (name === VERSIONS || PAYER.test(name)) return 'none';
  if (name === 'guides/index.json') return undefined;
  if (GUIDE.test(name)) return 'guide.schema.json';
  if (RULES.test(name)) return 'rules.schema.json';
  if (CLAIM_INQUIRY.test(name)) return 'payer-claim-inquiry.schema.json';
  if (PRIOR_AUTHORIZATION.test(name)) return 'payer-prior-authorization.schema.json';
  if (CLAIMS.test(name)) return 'payer-claims.schema.json';
  if (LETTER_WORDS.test(name)) return 'letter-words.schema.json';
  if (WORDING.test(name)) return name.replace('.json', '.schema.json');
  return COMPANION.test(name) ? 'companion.schema.json' : undefined;
}

/**
 * The faults of form to tell, each once. Where none of several forms fits, every form has its own: there only what all of
 * them say, and what lies further in, is the writer's.
 */
function mostTelling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf');
  const told = errors.filter((error) => {
    if (error.keyword === 'oneOf')
      return !errors.some((other) => other !== error && isOfEveryForm(other, error, errors));
    if (error.keyword === 'if') return false;
    return choices.every(
      (choice) => error.instancePath !== choice.instancePath || isOfEveryForm(error, choice, errors),
    );
  });
  const seen = new Set<string>();
  return told.filter((error) => {
    const key = `${error.instancePath} ${sentenceOf(error)}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** True for a fault below the place of a choice, or at it in every form. */
function isOfEveryForm(error: ErrorObject, choice: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (!isAtOrBelow(error, choice) || error.keyword === 'oneOf') return false;
  if (error.instancePath !== choice.instancePath) return true;
  const formsOf = (list: readonly ErrorObject[]) =>
    new Set(list.map(({ schemaPath }) => /oneOf\/(\d+)\//.exec(schemaPath)?.[1] ?? ''));
  const inside = errors.filter((other) => other.keyword !== 'oneOf' && isAtOrBelow(other, choice));
  const forms = formsOf(inside);
  const same = inside.filter(
    (other) => other.instancePath === choice.instancePath && sentenceOf(other) === sentenceOf(error),
  );
  return formsOf(same).size === forms.size;
}

function isAtOrBelow(error: ErrorObject, { instancePath }: ErrorObject): boolean {
  return error.instancePath === instancePath || error.instancePath.startsWith(`${instancePath}/`);
}

/** `/changes/3/title` as `changes[3].title`. */
function placeOf({ instancePath }: ErrorObject): string {
  const parts = instancePath.split('/').slice(1);
  return parts
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('')
    .replace(/^\./, '');
}

/** What the patterns of `schemas/*.schema.json` ask for, in words. */
const PATTERNS: Readonly<Record<string, string>> = {
  '[.]$': 'must be a sentence that ends with a period',
  '[^.]$': 'must not end with a period: it is a heading, not a sentence',
  '^[0-9]{8}$': 'must be a day of eight digits, CCYYMMDD',
  '^[a-z0-9]+(-[a-z0-9]+)*$': 'must be an id: lower case letters, digits and single hyphens between them',
  '^[A-Z0-9]{2}:[0-9]{1,3}(:[A-Z0-9]{2,3})?$':
    'must be category, status and perhaps entity of the 277CA, as in A7:464:IL',
  '^([0-9]{4}[A-Z]{0,2}|LS[0-9]{4}[A-Z]?)?$': 'must be the id of a loop, as in 2300, or "" for the whole set',
  '^[0-9]{4}[A-Z]{0,2}$': 'must be the id of a loop, as in 2010EA',
  '^I?[0-9]{1,2}$': 'must be a code of IK403 or IK304 of the 999, as in I12',
};

function sentenceOf({ keyword, params, message = 'is not as it should be' }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `"${params.additionalProperty}" has no meaning here`;
  if (keyword === 'required') return `"${params.missingProperty}" is missing`;
  if (keyword === 'oneOf') return 'fits none of the forms there are; docs/rules.md names them';
  if (keyword === 'enum') return `must be one of ${params.allowedValues.join(', ')}`;
  if (keyword === 'pattern') return PATTERNS[params.pattern as string] ?? `must be of the form ${params.pattern}`;
  return message;
}
