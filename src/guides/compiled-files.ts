import { createHash, type Hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { CompiledGuide } from './compiled.js';
import type { Schemas } from './load.js';
import type { GuideFile } from './types.js';

/** Stands for the TA1's own table among guide ids: it is a control segment, and no guide holds it. */
export const TA1_TABLE = 'TA1';

/** First word of a compiled guide's file; another form has another. */
const FORMAT = 'x12gw-compiled-1';

/** What turns a guide into tables, as paths from here: a change in any of them makes every compiled guide stale. */
export const COMPILER_MODULES: readonly string[] = [
  'code-table',
  'compile',
  'compile-elements',
  'compile-keys',
  'compile-nodes',
  'compile-transitions',
  'compiled',
  'compiled-files',
  'compiled-guides',
  'syntax-note',
  'tag-table',
  '../x12/character-class',
  '../x12/segment-view',
];

/** Folder of the shipped guides' compiled forms, which `npm run build` writes; there is none beside the sources. */
export function shippedCompiledFolder(): string {
  return fileURLToPath(new URL('../compiled', import.meta.url));
}

/** The file in which schemas define a guide or the TA1. */
export function definitionFile(guideId: string): string {
  return guideId === TA1_TABLE ? 'standard/005010-control.json' : `guides/${guideId}.json`;
}

/** The TA1 of `schemas/standard/005010-control.json` as a guide of that one segment. */
export function ta1Guide({ control }: Pick<Schemas, 'control'>): GuideFile {
  const { version, sources, segments } = control;
  const { name, elements } = segments[TA1_TABLE]!;
  return {
    id: TA1_TABLE,
    guide: version,
    transactionSet: TA1_TABLE,
    functionalGroup: '',
    title: name,
    notUsedSegments: [],
    children: [{ segment: TA1_TABLE, name, usage: 'R', max: 1, position: 1, elements }],
    sources,
  };
}

const sharedHashes = new WeakMap<Schemas, Hash>();

/**
 * SHA-256 (hex) over all that a guide is compiled from: its file, the standard, the code lists and the compiler itself.
 * Throws what `Schemas` throws, and the system's error where the compiler's own files are not beside this one.
 */
export function compiledKey(schemas: Schemas, guideId: string): string {
  let shared = sharedHashes.get(schemas);
  if (shared === undefined) {
    shared = createHash('sha256');
    const ending = extname(fileURLToPath(import.meta.url));
    for (const name of COMPILER_MODULES) shared.update(readFileSync(new URL(`./${name}${ending}`, import.meta.url)));
    const codes = schemas.files.names('codes').map((name) => `codes/${name}`);
    for (const name of ['standard/005010-elements.json', 'standard/005010-segments.json', ...codes]) {
      shared.update(`${name}\n`).update(schemas.files.bytes(name));
    }
    sharedHashes.set(schemas, shared);
  }
  const name = definitionFile(guideId);
  return shared.copy().update(`${name}\n`).update(schemas.files.bytes(name)).digest('hex');
}

/** A compiled guide as the bytes of a file: a line with format, key and the digest of the rest, then its V8 form. */
export function compiledFile(key: string, guide: CompiledGuide): Uint8Array {
  const content = serialize(guide);
  return Buffer.concat([Buffer.from(`${FORMAT} ${key} ${digestOf(content)}\n`), content]);
}

/**
 * A guide compiled before from these very schemas: from the package, or for the operator's own from the installation's
 * cache. Undefined when there is none, and when it is stale, damaged or of a Node this one cannot read: compile it then.
 */
export function readCompiled(schemas: Schemas, guideId: string): CompiledGuide | undefined {
  try {
    const key = compiledKey(schemas, guideId);
    const { own } = schemas.files;
    const isOwn = own !== undefined && schemas.files.isOwn(definitionFile(guideId));
    const path = isOwn ? cachedPath(own.cache, key) : join(shippedCompiledFolder(), `${guideId}.bin`);
    const bytes = readFileSync(path);
    const end = bytes.indexOf('\n') + 1;
    const content = bytes.subarray(end);
    if (bytes.toString('latin1', 0, end) !== `${FORMAT} ${key} ${digestOf(content)}\n`) return undefined;
    const guide = deserialize(content) as CompiledGuide;
    return guide.id === guideId ? guide : undefined;
  } catch {
    // Whatever keeps it from being read, the guide itself says the same; what is wrong with that one is told there.
    return undefined;
  }
}

/** Where the compiled form of an operator's own guide stands in the cache. */
export function cachedPath(cache: string, key: string): string {
  return join(cache, `${key}.bin`);
}

function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
