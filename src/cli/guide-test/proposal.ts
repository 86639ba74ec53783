import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { loadSchemas, type Schemas } from '../../guides/load.js';
import { type OwnSchemas, readOwnSchemas } from '../../guides/schema-files.js';
import { checkOwnSchemas } from '../../operations/schemas/check-schemas.js';
import { problemLine } from '../../operations/schemas/own-schemas.js';
import { companionNames, withRuleKinds } from '../../rules/load.js';
import type { CompanionGuide } from '../../rules/rule.js';
import { GatewayError } from '../../support/errors.js';

/** What a proposed overlay is called while it is tried. */
export const PROPOSED = 'proposed';

/** Schemas in which the proposed companion guides are the only ones. */
export interface Proposal {
  readonly schemas: Schemas;
  /** First day (CCYYMMDD) of the proposed edition that begins last; 0 when all are in force already. */
  readonly begins: number;
}

/**
 * Reads a proposed overlay: a folder of companion guides (or one that holds `companion/`), the name of an overlay there
 * is, or one companion guide, which then stands for its guide alone beside those of the overlay `present`. It is checked as own schemas are.
 *
 * @throws GatewayError `overlay-absent` for a path that is not there, `overlay-invalid` with every problem; exit code 2.
 */
export function readProposal(given: string, workingDirectory: string, schemas: Schemas, present: string | undefined) {
  const path = pathOf(given, workingDirectory, schemas);
  const folder = `payers/${PROPOSED}/companion`;
  const companions = isFolder(path) ? folderFiles(path) : fileAmong(path, schemas, present);
  const { own } = schemas.files;
  const kept = [...(own?.files ?? [])].filter(([name]) => !name.startsWith('payers/'));
  const files = [...companions].map(([name, bytes]) => [`${folder}/${name}`, bytes] as const);
  const proposed: OwnSchemas = {
    directory: path,
    cache: own?.cache ?? '',
    files: new Map([...kept, ...files]),
    instead: 'payers',
  };
  const problems = checkOwnSchemas(schemas.root, proposed);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${problemLine({ ...problem, file: basename(problem.file) })}`);
    throw invalid(given, [`${given} cannot be tried:`, ...lines].join('\n'));
  }
  const editions = files.map(([, bytes]) => JSON.parse(Buffer.from(bytes).toString('utf8')) as CompanionGuide);
  const begins = Math.max(0, ...editions.map(({ from }) => Number(from ?? 0)));
  return { schemas: withRuleKinds(loadSchemas(schemas.root, proposed)), begins } satisfies Proposal;
}

/** A path that is there, else the companion guides of the overlay of this name: the installation's own, or shipped ones. */
function pathOf(given: string, workingDirectory: string, { root, files }: Schemas): string {
  const path = resolve(workingDirectory, given);
  if (existsSync(path)) return path;
  const folders = [...(files.own === undefined ? [] : [files.own.directory]), root];
  const companions = folders.map((folder) => join(folder, 'payers', given, 'companion'));
  const found = /^[a-z0-9-]+$/.test(given) ? companions.find((folder) => existsSync(folder)) : undefined;
  if (found !== undefined) return found;
  const overlays = files.folders('payers').filter((name) => files.names(`payers/${name}/companion`).length > 0);
  throw new GatewayError(`There is no ${path}, and no overlay "${given}" with companion guides`, {
    code: 'overlay-absent',
    operation: 'read a proposed overlay',
    subject: path,
    hint: `Name a folder of companion guides, one companion guide as a JSON file, or an overlay: ${overlays.join(', ')}.`,
    exitCode: 2,
  });
}

function isFolder(path: string): boolean {
  return statSync(path).isDirectory();
}

function folderFiles(path: string): ReadonlyMap<string, Uint8Array> {
  const below = `${path}/companion`;
  const own = readOwnSchemas(statSync(below, { throwIfNoEntry: false })?.isDirectory() ? below : path, '');
  if (own === undefined) throw invalid(path, `${path} holds no companion guide`);
  return own.files;
}

/** The proposed one by the name its guide asks for; for other guides the present companion guides. */
function fileAmong(path: string, { files, guideIndex }: Schemas, present: string | undefined) {
  const bytes = readFileSync(path);
  let guide: unknown;
  try {
    ({ guide } = JSON.parse(bytes.toString('utf8')) as { guide?: unknown });
  } catch (error) {
    throw invalid(path, `${path} is not JSON: ${(error as Error).message}`);
  }
  const companions = new Map<string, Uint8Array>([[`${String(guide)}.json`, bytes]]);
  const others = present === undefined ? [] : guideIndex.filter(({ id }) => id !== guide);
  for (const { id } of others) {
    for (const name of companionNames(files, present!, id)) companions.set(basename(name), files.bytes(name));
  }
  return companions;
}

function invalid(subject: string, message: string): GatewayError {
  return new GatewayError(message, {
    code: 'overlay-invalid',
    operation: 'read a proposed overlay',
    subject,
    hint: 'Mend it first; schemas/companion.schema.json and docs/rules.md say what a companion guide may hold.',
    exitCode: 2,
  });
}
