import { readFileSync, statSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import { type DecisionEntry, type DecisionWords, decisionEntry } from './decision-entry.js';

const SCHEMA_FILE = new URL('../../../schemas/decision.schema.json', import.meta.url);

/** A decision on every line of the longest request is far smaller; a larger file is not one. */
const MOST_BYTES = 1_000_000;
/** Problems that are listed; the others are counted. */
const MOST_PROBLEMS = 20;

/** What a decision file says. */
export interface DecisionFile {
  /** The version that was looked at; absent when it does not matter. */
  readonly version?: number;
  readonly entries: readonly DecisionEntry[];
}

/** The file once its shape is right (`schemas/decision.schema.json`). */
interface RawDecision {
  readonly version?: number;
  readonly decisions: readonly DecisionWords[];
}

/** A problem with its place: `['decisions', '1', 'units']`. */
interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Reads a decision from a JSON or YAML file. Raises GatewayError with exit code 2: `decision-unreadable`,
 * `decision-not-yaml`, or `decision-invalid` with every problem at once, each with its line and place.
 */
export function readDecisionFile(file: string): DecisionFile {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), { lineCounter: lines, prettyErrors: true });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    throw failure('decision-not-yaml', `${file} is neither JSON nor YAML: ${syntax.message.trimEnd()}`);
  }
  const raw = contentOf(document, file);
  // A value that has to fit one of several forms is told once.
  const problems = [...new Map(problemsOf(raw).map((problem) => [sentence(problem), problem])).values()];
  if (problems.length > 0) {
    const first = problems.slice(0, MOST_PROBLEMS);
    const listed = first.map((problem) => `  ${lineOf(problem, document, lines)}${sentence(problem)}`);
    const more = problems.length - first.length;
    if (more > 0) listed.push(`  and ${more} more`);
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    throw failure('decision-invalid', [`${file} has ${count}:`, ...listed].join('\n'));
  }
  const { version, decisions } = raw as RawDecision;
  return { ...(version === undefined ? {} : { version }), entries: decisions.map(decisionEntry) };
}

/** What the file says as plain values. An alias without its anchor, or that stands for others without end, is a fault of it. */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw failure('decision-not-yaml', `${file} is neither JSON nor YAML: ${message}`, cause);
  }
}

function problemsOf(raw: unknown): readonly Problem[] {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')));
  if (!validate(raw)) return (validate.errors ?? []).map(problemOf);
  const whole = (raw as RawDecision).decisions.flatMap(({ line }, at) => (line === undefined ? [String(at)] : []));
  return whole.slice(1).map((at) => ({
    path: ['decisions', at],
    message: 'names no line, and one before it does not either: only one entry can speak for all other lines',
  }));
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject): Problem {
  const path = instancePath.split('/').slice(1);
  switch (keyword) {
    case 'required':
      return { path: [...path, params.missingProperty], message: 'is missing' };
    case 'additionalProperties':
      return { path: [...path, params.additionalProperty], message: 'is not known here' };
    case 'enum':
      return { path, message: `must be one of ${params.allowedValues.join(', ')}` };
    default:
      return { path, message: FORMS[path.at(-1) ?? ''] ?? message ?? 'is not valid' };
  }
}

/** What to write, said better than by a pattern. */
const FORMS: Readonly<Record<string, string>> = {
  units: 'must be a number above zero',
  from: 'must be a day such as 2026-11-30',
  to: 'must be a day such as 2026-11-30',
  procedure: 'must be a procedure code in capital letters and digits',
  pattern: 'must be the elements of a delivery pattern, joined with asterisks',
};

/** `line 12, ` for the place, or for the nearest one above it that the file names. */
function lineOf({ path }: Problem, document: Document, lines: LineCounter): string {
  for (let depth = path.length; depth > 0; depth--) {
    const keys = path.slice(0, depth).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const node = document.getIn(keys, true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return `line ${lines.linePos(node.range[0]).line}, `;
  }
  return '';
}

function sentence({ path, message }: Problem): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function textOf(file: string): string {
  let text: string | undefined;
  try {
    if (statSync(file).size <= MOST_BYTES) text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw failure('decision-unreadable', `${file} cannot be read (${systemErrorCode(cause)})`, cause);
  }
  if (text !== undefined) return text;
  throw failure('decision-unreadable', `${file} is larger than a decision can be (${MOST_BYTES} bytes)`);
}

function failure(code: string, message: string, cause?: unknown): GatewayError {
  return new GatewayError(message, {
    code,
    operation: 'read a decision',
    hint: 'Nothing was decided. schemas/decision.schema.json says what such a file holds; docs/cli.md has an example.',
    exitCode: 2,
    cause,
  });
}
