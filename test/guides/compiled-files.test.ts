import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  COMPILER_MODULES,
  cachedPath,
  compiledFile,
  compiledKey,
  readCompiled,
} from '../../src/guides/compiled-files.js';
import { compiledGuide, compileNow } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas, type Schemas } from '../../src/guides/load.js';
import type { OwnSchemas } from '../../src/guides/schema-files.js';
import type { GuideFile } from '../../src/guides/types.js';

const ID = '005010X231A1-999';
const shipped: GuideFile = loadSchemas(defaultSchemasRoot()).guide(ID);

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'x12gw-compiled-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

/** Schemas in which a guide of the operator's, with this title, stands instead of the shipped one. */
function schemasWith(title: string): Schemas {
  const files = new Map([[`guides/${ID}.json`, Buffer.from(JSON.stringify({ ...shipped, title }))]]);
  const own: OwnSchemas = { directory: '/nowhere', cache, files };
  return loadSchemas(defaultSchemasRoot(), own);
}

/** Keeps what is told by its title from what the guide itself would compile to. */
function store(schemas: Schemas, change: (bytes: Buffer) => Uint8Array = (bytes) => bytes): void {
  const key = compiledKey(schemas, ID);
  const guide = { ...compileNow(schemas, ID), title: 'from the cache' };
  writeFileSync(cachedPath(cache, key), change(Buffer.from(compiledFile(key, guide))));
}

describe('a guide compiled ahead of time', () => {
  it('is used when it was compiled from these very schemas', () => {
    const schemas = schemasWith('mine');
    store(schemas);
    expect(compiledGuide(schemas, ID).title).toBe('from the cache');
  });

  it('equals what compiling gives', () => {
    const schemas = schemasWith('mine');
    const key = compiledKey(schemas, ID);
    writeFileSync(cachedPath(cache, key), compiledFile(key, compileNow(schemas, ID)));
    expect(readCompiled(schemas, ID)).toEqual(compileNow(schemas, ID));
  });

  it('is not used for a guide that changed since', () => {
    store(schemasWith('mine'));
    expect(compiledGuide(schemasWith('mine, changed'), ID).title).toBe('mine, changed');
  });

  it('is not used under the name of another key', () => {
    const [before, after] = [schemasWith('mine'), schemasWith('mine, changed')];
    const key = compiledKey(before, ID);
    writeFileSync(cachedPath(cache, compiledKey(after, ID)), compiledFile(key, compileNow(before, ID)));
    expect(compiledGuide(after, ID).title).toBe('mine, changed');
  });

  it.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['that is empty', () => Buffer.alloc(0)],
    ['that is cut off', (bytes) => bytes.subarray(0, bytes.length - 100)],
    ['of which a byte was changed', (bytes) => bytes.fill(0x41, bytes.length - 10, bytes.length - 9)],
    ['of a Node that this one cannot read', ofNewerNode],
  ])('is compiled anew from a file %s', (_, change) => {
    const schemas = schemasWith('mine');
    store(schemas, change);
    expect(readCompiled(schemas, ID)).toBeUndefined();
    expect(compiledGuide(schemas, ID).title).toBe('mine');
  });

  it('is compiled anew where something else stands in its place', () => {
    const schemas = schemasWith('mine');
    mkdirSync(cachedPath(cache, compiledKey(schemas, ID)));
    expect(compiledGuide(schemas, ID).title).toBe('mine');
  });
});

describe('the key of a compiled guide', () => {
  it('covers every module that the compiler is made of', () => {
    expect([...COMPILER_MODULES].sort()).toEqual([...modulesOf('compile'), 'compiled-files', 'compiled-guides'].sort());
  });
});

/** The same content as V8 of a far later version would mark it, with a digest that fits. */
function ofNewerNode(bytes: Buffer): Uint8Array {
  const end = bytes.indexOf('\n') + 1;
  const content = Buffer.from(bytes.subarray(end));
  content[1] = 0xff;
  const digest = createHash('sha256').update(content).digest('hex');
  const head = bytes.toString('latin1', 0, end).replace(/[0-9a-f]{64}\n$/, `${digest}\n`);
  return Buffer.concat([Buffer.from(head), content]);
}

/** The module and what it takes code from, directly or not. */
function modulesOf(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(new URL(`../../src/guides/${name}.ts`, import.meta.url), 'utf8');
  for (const [, clause = '', target = ''] of text.matchAll(/^import (?!type )([\s\S]*?) from '(\.[^']+)\.js';$/gm)) {
    const takesCode = clause
      .replace(/[{}\s]/g, '')
      .split(',')
      .some((one) => one !== '' && !/^type[A-Z]/.test(one));
    if (takesCode) modulesOf(target.replace(/^\.\//, ''), found);
  }
  return found;
}
