import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** `## Folders`, counted by the headings before it. */
const FOLDERS_SECTION = 3;

/**
 * Which folder of `src/` may import which: the table of ARCHITECTURE.md. Every folder may import support, but x12, which
 * imports nothing. A folder below another (`store/sqlite`, `transactions/278`) counts as the upper one, but for the two
 * domains. `types of X`: the contract without the code.
 */
const TABLE = [
  ...(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split(/^## /m)[FOLDERS_SECTION] ?? '').matchAll(
    /^\| (\w+) \| [^|]* \| ([\w, ]+) \|$/gm,
  ),
].map(([, folder, list]) => ({ folder: folder!, entries: list === 'nothing' ? [] : list!.split(', ') }));
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  TABLE.map(({ folder, entries }) => [folder, entries.map((entry) => entry.replace(/^types of /, ''))]),
);
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  TABLE.map(({ folder, entries }) => [
    folder,
    entries.filter((entry) => entry.startsWith('types of ')).map((entry) => entry.slice('types of '.length)),
  ]),
);

/** May be longer: hot loops that are read in one piece. */
const MAY_BE_LONG = [/^src\/validate\//, /^src\/x12\/tokenizer\.ts$/];
const LONGEST = 320;

const WRITING = ['files'];
/** SQLite writes its own files; nothing else of store touches the disk. */
const DRIVER = 'src/store/sqlite/driver.ts';

const WRITE_FUNCTIONS =
  /^(appendFile|chmod|chown|copyFile|cp|createWriteStream|fchmod|fchown|fdatasync|fsync|ftruncate|futimes|lchown|link|lutimes|mkdir|mkdtemp|rename|rm|rmdir|symlink|truncate|unlink|utimes|write|writeFile|writev)(Sync)?$/;

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly names: readonly string[];
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ path: `src/${name}`, text: readFileSync(join(root, 'src', name), 'utf8') }));
const imports = sources.flatMap(({ path, text }) => importsOf(path, text));

/** Every static import, re-export and `import()` with a literal, comments left out of account. */
function importsOf(from: string, text: string): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const [, type, clause, specifier] of code.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:([\w*${},\s]+?)\s+from\s+)?['"]([^'"]+)['"]/gm,
  )) {
    const names = [...(clause ?? '').matchAll(/(type\s+)?([\w$]+)(?:\s+as\s+[\w$]+)?/g)];
    const allTypes = /^\{/.test(clause ?? '') && names.length > 0 && names.every(([, one]) => one !== undefined);
    found.push({
      from,
      specifier: specifier!,
      typeOnly: type !== undefined || allTypes,
      names: names.map(([, , name]) => name!),
    });
  }
  for (const [, specifier] of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    found.push({ from, specifier: specifier!, typeOnly: false, names: [] });
  }
  return found;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}

/** `src/store/sqlite/driver.ts` lies in `store`, `src/index.ts` in `index`. */
function folderOf(path: string): string {
  return path.split('/')[1]!.replace(/\.ts$/, '');
}

/** Folders among which no cycle may be; the two domains and each transaction stand for themselves. */
function unitOf(path: string): string {
  const parts = dirname(path).split('/');
  return ['domain', 'transactions'].includes(parts[1] ?? '') ? parts.slice(1, 3).join('/') : folderOf(path);
}

function targetOf({ from, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(from), specifier)).replace(/\.js$/, '.ts');
}

const internal = imports.flatMap((one) => {
  const target = targetOf(one);
  return target?.startsWith('src/') ? [{ ...one, target }] : [];
});

describe('the source tree', () => {
  it('is read by this test', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(internal.length).toBeGreaterThan(20);
    expect(importsOf('src/a/b.ts', "import { type A, b } from './c.js';\nconst x = await import('./d.js');")).toEqual([
      { from: 'src/a/b.ts', specifier: './c.js', typeOnly: false, names: ['A', 'b'] },
      { from: 'src/a/b.ts', specifier: './d.js', typeOnly: false, names: [] },
    ]);
  });

  it('has only folders that the table names', () => {
    expect(sources.map(({ path }) => folderOf(path)).filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it('imports only what the table allows', () => {
    const forbidden = internal.filter(({ from, target }) => {
      const [importer, imported] = [folderOf(from), folderOf(target)];
      if (importer === imported) return false;
      if (imported === 'support') return importer === 'x12';
      return !MAY_IMPORT[importer]?.includes(imported);
    });
    expect(forbidden.map(lineOf)).toEqual([]);
  });

  it('imports only types where the table asks for types', () => {
    const code = internal.filter(
      ({ from, target, typeOnly }) => !typeOnly && TYPES_ONLY[folderOf(from)]?.includes(folderOf(target)),
    );
    expect(code.map(lineOf)).toEqual([]);
  });

  it('keeps 278, 837 and their kin apart, and one domain from the other', () => {
    const crossing = internal.filter(({ from, target }) => {
      const [importer, imported] = [unitOf(from), unitOf(target)];
      return importer !== imported && /^(domain|transactions)\/.+/.test(importer) && unitKind(importer, imported);
    });
    expect(crossing.map(lineOf)).toEqual([]);
  });

  it('has no cycle between folders', () => {
    const edges = new Map<string, Set<string>>();
    for (const { from, target, typeOnly } of internal) {
      const [importer, imported] = [folderOf(from), folderOf(target)];
      if (importer === imported || typeOnly) continue;
      edges.set(importer, (edges.get(importer) ?? new Set()).add(imported));
    }
    expect(cyclesOf(edges)).toEqual([]);
  });

  it('has no cycle between files, not even of types', () => {
    const edges = new Map<string, Set<string>>();
    for (const { from, target } of internal) edges.set(from, (edges.get(from) ?? new Set()).add(target));
    expect(cyclesOf(edges)).toEqual([]);
  });

  it('imports only packages that package.json names as dependencies, and no test or build tool', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const unknown = imports.filter(({ specifier }) => {
      if (specifier.startsWith('.') || specifier.startsWith('node:')) return false;
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      return builtinModules.includes(name) || !(name in dependencies);
    });
    expect(unknown.map(lineOf)).toEqual([]);
  });
});

describe('the table of ARCHITECTURE.md', () => {
  it('has a line for every folder of src', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).map(({ name }) =>
      name.replace(/\.ts$/, ''),
    );
    expect(TABLE.map(({ folder }) => folder).sort()).toEqual(folders.sort());
  });

  it('allows no import that nothing makes', () => {
    const made = new Set(internal.map(({ from, target }) => `${folderOf(from)} ${folderOf(target)}`));
    const allowed = Object.entries(MAY_IMPORT).flatMap(([folder, names]) => names.map((name) => `${folder} ${name}`));
    expect(allowed.filter((one) => !made.has(one))).toEqual([]);
  });
});

describe('what only some may do', () => {
  it('opens SQLite in one file', () => {
    const users = imports.filter(({ specifier, from }) => /^better-sqlite3/.test(specifier) && from !== DRIVER);
    expect(
      users.filter(({ typeOnly, from }) => !typeOnly || !from.startsWith('src/store/sqlite/')).map(lineOf),
    ).toEqual([]);
  });

  it('writes to the disk in files only', () => {
    const outside = imports.filter(
      ({ from, specifier, typeOnly }) =>
        !typeOnly && /^node:fs(\/promises)?$/.test(specifier) && !WRITING.includes(folderOf(from)) && from !== DRIVER,
    );
    const writing = outside.filter(({ names }) =>
      names.some((name) => WRITE_FUNCTIONS.test(name) || ['fs', 'default', 'promises'].includes(name)),
    );
    // `open` reads by default; with flags that write it is not for these folders.
    const opening = outside.filter(({ from }) =>
      /\bopen(Sync)?\([^;]*?('(w|a|r\+)|O_(WRONLY|RDWR|CREAT|APPEND|TRUNC))/.test(
        sources.find(({ path }) => path === from)?.text ?? '',
      ),
    );
    expect([...writing, ...opening].map((one) => `${lineOf(one)} ${one.names.join(', ')}`)).toEqual([]);
  });

  it('prints in cli only, and never with console', () => {
    const printing = sources.filter(
      ({ path, text }) =>
        /\bconsole\.\w+\(/.test(withoutComments(text)) ||
        (folderOf(path) !== 'cli' && /\bprocess\.(stdout|stderr)\b/.test(withoutComments(text))),
    );
    expect(printing.map(({ path }) => path)).toEqual([]);
  });
});

describe('files', () => {
  it(`have at most ${LONGEST} lines, but for the validation engine`, () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ path, lines }) => lines > LONGEST && !MAY_BE_LONG.some((pattern) => pattern.test(path)));
    expect(long).toEqual([]);
  });
});

function lineOf({ from, specifier }: Import): string {
  return `${relative('.', from)} imports ${specifier}`;
}

/** True when both are of the same kind (two domains, two transactions) and neither is the folder they share. */
function unitKind(importer: string, imported: string): boolean {
  const [kind, name] = imported.split('/');
  return name !== undefined && importer.startsWith(`${kind}/`);
}

/** Ways that lead from a folder or file back to itself: [] only when there is none; each is walked from once. */
function cyclesOf(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const cycles = new Set<string>();
  const walked = new Set<string>();
  const walk = (place: string, way: readonly string[]): void => {
    const seen = way.indexOf(place);
    if (seen >= 0) cycles.add([...way.slice(seen), place].join(' -> '));
    if (walked.has(place)) return;
    walked.add(place);
    for (const next of edges.get(place) ?? []) walk(next, [...way, place]);
  };
  for (const place of edges.keys()) walk(place, []);
  return [...cycles].sort();
}
