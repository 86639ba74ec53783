import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { FindingCatalogue, type FindingKind } from '../findings/finding.js';
import { GatewayError } from '../support/errors.js';
import { type OwnSchemas, SchemaFiles } from './schema-files.js';
import type {
  CodeSet,
  CompositeElement,
  ControlFile,
  DataElement,
  ExternalCodeSet,
  GuideFile,
  GuideIndexEntry,
  StandardSegment,
  VersionsFile,
} from './types.js';

/**
 * What a `schemas/` folder holds, with an operator's own files laid over it. Nothing is read before it is asked for, and
 * then once: every property but `root`, `files` and `guideIndex` may throw the `schemas-unreadable` GatewayError on first
 * use.
 */
export interface Schemas {
  /** Absolute or as given: the folder. */
  readonly root: string;
  /** Its files and the operator's own. */
  readonly files: SchemaFiles;
  /** Data elements by number. */
  readonly elements: Readonly<Record<string, DataElement>>;
  /** Composites by id. */
  readonly composites: Readonly<Record<string, CompositeElement>>;
  /** X12 segments by id, as far as any known guide uses them. */
  readonly segments: Readonly<Record<string, StandardSegment>>;
  /** Every segment id of X12 005010: an id outside it cannot be named in IK301 (X12 RFI 1257). */
  readonly segmentDirectory: ReadonlySet<string>;
  readonly control: ControlFile;
  /** All guides by what tells them apart, without their contents. */
  readonly guideIndex: readonly GuideIndexEntry[];
  /** GS08 values that came before or after an adopted guide's own, with the adopted one. */
  readonly adoptedVersions: ReadonlyMap<string, string>;
  /** All guides; reads every guide file. */
  readonly guides: readonly GuideFile[];
  /** Code lists by id; lists that are not shipped are in `externalCodeSets` instead. */
  readonly codeSets: ReadonlyMap<string, CodeSet>;
  readonly externalCodeSets: ReadonlyMap<string, ExternalCodeSet>;
  /** The findings file as it stands, in its order. */
  readonly findingKinds: readonly FindingKind[];
  readonly findings: FindingCatalogue;
  /**
   * SHA-256 (hex) over names and bytes of the JSON files that verdicts depend on, the operator's own included: says what
   * a verdict was judged with.
   */
  readonly digest: string;
  /** One code list without reading the others; undefined for one that is not shipped. */
  codeSet(id: string): CodeSet | undefined;
  /** One guide by id; throws the GatewayError `guide-unknown` for an id the index does not hold. */
  guide(id: string): GuideFile;
}

/** The schemas that ship with this package: beside `src/` and beside `dist/`. */
export function defaultSchemasRoot(): string {
  return fileURLToPath(new URL('../../schemas', import.meta.url));
}

/**
 * Opens a schemas folder, with an operator's own schemas (`readOwnSchemas`) laid over it. Reads only the index of guides
 * and the heads of the operator's; the rest follows when used.
 *
 * @throws GatewayError `schemas-unreadable` when the folder or its index cannot be read, `own-schemas-invalid` (exit code
 * 2) when a guide of the operator's is not JSON.
 */
export function loadSchemas(root: string, own?: OwnSchemas): Schemas {
  return new SchemasFolder(new SchemaFiles(root, own));
}

/** JSON files in `guides/` that hold no guide, without `.json`. */
const BESIDE_GUIDES: readonly string[] = ['index', 'versions'];

class SchemasFolder implements Schemas {
  readonly root: string;
  readonly files: SchemaFiles;
  readonly guideIndex: readonly GuideIndexEntry[];
  readonly #guides = new Map<string, GuideFile>();
  readonly #parts = new Map<string, unknown>();

  constructor(files: SchemaFiles) {
    this.root = files.root;
    this.files = files;
    const own = ownGuideIds(files).map((id) => ({ ...indexEntry(this.#keep(id)), id }));
    const shipped = new SchemaFiles(files.root).json<GuideIndexEntry[]>('guides/index.json');
    const replaced = new Set(own.map((entry) => entry.id));
    this.guideIndex = [...shipped.filter((entry) => !replaced.has(entry.id)), ...own];
  }

  get elements() {
    return this.#elementsFile().elements;
  }

  get composites() {
    return this.#elementsFile().composites;
  }

  get segments() {
    return this.#once('segments', () => this.#standard<Record<string, StandardSegment>>('segments'));
  }

  get segmentDirectory(): ReadonlySet<string> {
    return this.#once('directory', () => new Set(this.#standard<string[]>('segment-directory')));
  }

  get control() {
    return this.#once('control', () => this.#standard<ControlFile>('control'));
  }

  get adoptedVersions(): ReadonlyMap<string, string> {
    return this.#once('versions', () => {
      const { versions } = this.files.json<VersionsFile>('guides/versions.json');
      return new Map(Object.entries(versions));
    });
  }

  get guides() {
    return this.guideIndex.map((entry) => this.guide(entry.id));
  }

  get codeSets(): ReadonlyMap<string, CodeSet> {
    return this.#once('codes', () => {
      const names = this.files.names('codes').filter((name) => name !== 'external.json');
      return new Map(names.map((name) => [name.slice(0, -'.json'.length), this.files.json<CodeSet>(`codes/${name}`)]));
    });
  }

  get externalCodeSets(): ReadonlyMap<string, ExternalCodeSet> {
    return this.#once('external codes', () => {
      const lists = this.files.json<ExternalCodeSet[]>('codes/external.json');
      return new Map(lists.map((list) => [list.id, list]));
    });
  }

  get findingKinds() {
    return this.#once('finding kinds', () => this.files.json<FindingKind[]>('findings.json'));
  }

  get findings() {
    return this.#once('findings', () => new FindingCatalogue(this.findingKinds));
  }

  get digest() {
    return this.#once('digest', () => schemasDigest(this.files));
  }

  codeSet(id: string): CodeSet | undefined {
    const all = this.#parts.get('codes') as ReadonlyMap<string, CodeSet> | undefined;
    if (all !== undefined) return all.get(id);
    const name = `codes/${id}.json`;
    const isThere =
      id !== 'external' && this.#once('code list names', () => this.files.names('codes')).includes(`${id}.json`);
    return isThere ? this.#once(name, () => this.files.json<CodeSet>(name)) : undefined;
  }

  guide(id: string): GuideFile {
    let guide = this.#guides.get(id);
    if (guide === undefined) {
      if (!this.guideIndex.some((entry) => entry.id === id)) {
        throw new GatewayError(`There is no guide "${id}"`, {
          code: 'guide-unknown',
          operation: 'read a guide',
          subject: id,
          hint: `Use one of: ${this.guideIndex.map((entry) => entry.id).join(', ')}.`,
          exitCode: 2,
        });
      }
      guide = this.#keep(id);
    }
    return guide;
  }

  #keep(id: string): GuideFile {
    const guide = this.files.json<GuideFile>(`guides/${id}.json`);
    this.#guides.set(id, guide);
    return guide;
  }

  #elementsFile() {
    return this.#once('elements', () =>
      this.#standard<{ elements: Record<string, DataElement>; composites: Record<string, CompositeElement> }>(
        'elements',
      ),
    );
  }

  #standard<T>(part: string): T {
    return this.files.json<T>(`standard/005010-${part}.json`);
  }

  #once<T>(part: string, read: () => T): T {
    if (!this.#parts.has(part)) this.#parts.set(part, read());
    return this.#parts.get(part) as T;
  }
}

/** Guides of the operator's own, by the names of their files. */
function ownGuideIds({ own }: SchemaFiles): string[] {
  const names = [...(own?.files.keys() ?? [])].map((name) => /^guides\/([^/]+)\.json$/.exec(name)?.[1] ?? '');
  return names.filter((name) => name !== '' && !BESIDE_GUIDES.includes(name));
}

/** The line of the guide index that this guide has. */
export function indexEntry({ id, guide, transactionSet, functionalGroup, title, when }: GuideFile): GuideIndexEntry {
  return { id, guide, transactionSet, functionalGroup, title, ...(when === undefined ? {} : { when }) };
}

/** What `Schemas.digest` gives: findings, guides, rules, code lists, the standard, what payers change; not JSON Schemas. */
export function schemasDigest(files: SchemaFiles): string {
  const names = ['findings.json', ...['codes', 'guides', 'payers', 'rules', 'standard'].flatMap(allIn(files))];
  const hash = createHash('sha256');
  for (const name of names.sort()) hash.update(`${name}\n`).update(files.bytes(name));
  return hash.digest('hex');
}

function allIn(files: SchemaFiles): (folder: string) => string[] {
  const all = (folder: string): string[] => [
    ...['.json', '.liquid'].flatMap((ending) => files.names(folder, ending)).map((name) => `${folder}/${name}`),
    ...files.folders(folder).flatMap((name) => all(`${folder}/${name}`)),
  ];
  return all;
}
