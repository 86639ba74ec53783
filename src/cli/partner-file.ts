import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { schemaProblems } from '../config/schema-problem.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import type { PartnerEntry } from './partner-entry.js';

/** One thing wrong with a partner file. `path` leads to it: `['partners', '0', 'npis']`. */
export interface PartnerFileProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** A partner file of the right shape. */
export interface PartnerFile {
  readonly entries: readonly PartnerEntry[];
  /** The error that names all problems with their lines (`partner-file-invalid`, exit code 2). */
  readonly invalid: (problems: readonly PartnerFileProblem[]) => GatewayError;
}

const SCHEMA_FILE = new URL('../../schemas/partners.schema.json', import.meta.url);

/**
 * Reads a partner file (YAML or JSON; `schemas/partners.schema.json`). Every scalar is read as text, so that an id with a
 * zero in front stays what it is. Raises GatewayError `partner-file-invalid` (exit code 2) with every problem of shape and
 * its line, also when it cannot be read or is no YAML.
 */
export function readPartnerFile(file: string): PartnerFile {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), { schema: 'failsafe', lineCounter: lines });
  const invalid: PartnerFile['invalid'] = (problems) => {
    const told = problems.map((one) => `  ${lineOf(one, document, lines)}${one.path.join('.')}: ${one.message}`);
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    return failure(file, [`${file} has ${count}:`, ...told].join('\n'));
  };
  const [syntax] = document.errors;
  if (syntax !== undefined) throw failure(file, `${file} is not valid YAML: ${syntax.message.trimEnd()}`);
  const raw = rawOf(file, document);
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true }).compile(
    JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')),
  );
  if (!validate(raw)) throw invalid(schemaProblems(validate.errors ?? [], 'is no field of this file'));
  return { entries: (raw as { readonly partners: readonly PartnerEntry[] }).partners, invalid };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw failure(file, `${file} cannot be read (${systemErrorCode(cause)})`, cause);
  }
}

/** The plain value; aliases that multiply without end are refused by the reader. */
function rawOf(file: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw failure(file, `${file} is not valid YAML: ${(cause as Error).message}`, cause);
  }
}

/** `line 12, ` for the place, or for the nearest one above it that the file has. */
function lineOf({ path }: PartnerFileProblem, document: Document, lines: LineCounter): string {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return `line ${lines.linePos(node.range[0]).line}, `;
  }
  return '';
}

function failure(file: string, message: string, cause?: unknown): GatewayError {
  return new GatewayError(message, {
    code: 'partner-file-invalid',
    operation: 'read a partner file',
    subject: file,
    hint: 'Nothing was changed. docs/partners.md shows the fields; "x12gw partner export" writes such a file.',
    exitCode: 2,
    cause,
  });
}
