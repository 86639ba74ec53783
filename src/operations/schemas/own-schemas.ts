import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder } from '../../files/durable-folder.js';
import { removeFile } from '../../files/remove-file.js';
import { replaceFile } from '../../files/replace-file.js';
import { cachedPath, compiledFile, compiledKey, definitionFile } from '../../guides/compiled-files.js';
import { compiledGuide } from '../../guides/compiled-guides.js';
import { loadSchemas, type Schemas, schemasDigest } from '../../guides/load.js';
import { type OwnSchemas, readOwnSchemas, SchemaFiles } from '../../guides/schema-files.js';
import { GatewayError } from '../../support/errors.js';
import type { SchemaProblem } from './check-schemas.js';

/** Where an installation keeps its own schemas, and what may be kept of them. */
export interface OwnSchemasPlaces {
  /** `DIR/schemas`; it need not exist. */
  readonly ownSchemas: string;
  /** `DIR/cache`; it need not exist and may be deleted at any time. */
  readonly cache: string;
}

/** Problems told in an error; `guide check` tells all. */
const MOST_PROBLEMS = 20;

/** The operator's own schemas of an installation; undefined when there are none. Throws what `readOwnSchemas` throws. */
export function ownSchemasAt(places: OwnSchemasPlaces): OwnSchemas | undefined {
  return readOwnSchemas(places.ownSchemas, join(places.cache, 'compiled'));
}

/**
 * The schemas in `root` with the operator's own laid over them, which are checked first: once for each change of a file,
 * since the cache remembers what was found sound. Their guides are compiled into the cache too. A cache that cannot be
 * read or written only costs time; several processes may do this at once.
 *
 * @throws GatewayError `own-schemas-invalid` (exit code 2) with every problem, `own-schemas-unreadable`, and those of
 * `loadSchemas`.
 */
export async function openSchemas(root: string, places: OwnSchemasPlaces | undefined): Promise<Schemas> {
  const own = places === undefined ? undefined : ownSchemasAt(places);
  if (places === undefined || own === undefined) return loadSchemas(root);
  const mark = join(places.cache, 'checked', checkedName(new SchemaFiles(root, own)));
  const isChecked = existsSync(mark);
  if (!isChecked) {
    const { checkOwnSchemas } = await import('./check-schemas.js');
    const problems = checkOwnSchemas(root, own);
    if (problems.length > 0) throw invalid(own.directory, problems);
  }
  const schemas = loadSchemas(root, own);
  if (!isChecked) await keepInCache(schemas, own, mark);
  return schemas;
}

/** One line of text for a problem: `guides/X.json 2300 CLM05: ...`. */
export function problemLine({ file, place, problem }: SchemaProblem): string {
  return `${[file, place].filter((part) => part !== '').join(' ')}: ${problem}`;
}

/** What was found sound is told by its digest, and by the program that found it so. */
function checkedName(files: SchemaFiles): string {
  const program = readFileSync(new URL('../../../package.json', import.meta.url));
  return createHash('sha256').update(schemasDigest(files)).update(program).digest('hex');
}

/** Compiled guides first: the mark says that all of it is there. What belonged to earlier files goes. */
async function keepInCache(schemas: Schemas, own: OwnSchemas, mark: string): Promise<void> {
  const checked = join(mark, '..');
  try {
    await ensureFolder(own.cache);
    await ensureFolder(checked);
    const guides = schemas.guideIndex.filter(({ id }) => own.files.has(definitionFile(id)));
    const kept = [mark];
    for (const { id } of guides) {
      const key = compiledKey(schemas, id);
      const path = cachedPath(own.cache, key);
      kept.push(path);
      if (!existsSync(path)) await replaceFile(path, [compiledFile(key, compiledGuide(schemas, id))]);
    }
    await replaceFile(mark, []);
    for (const folder of [own.cache, checked]) {
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (/^[0-9a-f]{64}(\.bin)?$/.test(name) && !kept.includes(path)) await removeFile(path);
      }
    }
  } catch {
    // Another user's installation, a full disk: the schemas were checked and are good without the cache.
  }
}

function invalid(directory: string, problems: readonly SchemaProblem[]): GatewayError {
  const lines = problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problemLine(problem)}`);
  const more = problems.length - lines.length;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new GatewayError(
    [`Your own schemas in ${directory} have ${count}:`, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join(
      '\n',
    ),
    {
      code: 'own-schemas-invalid',
      operation: 'read your own schemas',
      subject: directory,
      hint: 'Mend the files, or move them out of the folder; "x12gw guide check" tells when all is well.',
      exitCode: 2,
    },
  );
}
