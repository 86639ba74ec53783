import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FindingCatalogue, type FindingKind } from '../findings/finding.js';
import { GatewayError } from '../support/errors.js';
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
 * What a `schemas/` folder holds. Nothing is read before it is asked for, and then once: every property but `root` and
 * `guideIndex` may throw the `schemas-unreadable` GatewayError on first use.
 */
export interface Schemas {
  /** Absolute or as given: the folder. */
  readonly root: string;
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
  /** SHA-256 (hex) over names and bytes of the JSON files in order of their names: says what a verdict was judged with. */
  readonly digest: string;
  /** One guide by id; throws the GatewayError `guide-unknown` for an id the index does not hold. */
  guide(id: string): GuideFile;
}

const HINT = 'Install the package again, or restore the schemas folder from it; then run "x12gw doctor".';

/** The schemas that ship with this package: beside `src/` and beside `dist/`. */
export function defaultSchemasRoot(): string {
  return fileURLToPath(new URL('../../schemas', import.meta.url));
}

/**
 * Opens a schemas folder. Reads only the index of guides; the rest follows when used.
 *
 * @throws GatewayError `schemas-unreadable` when the folder or its index cannot be read.
 */
export function loadSchemas(root: string): Schemas {
  return new SchemasFolder(root);
}

/**
 * Reads one guide without opening the rest of the folder.
 *
 * @throws GatewayError `schemas-unreadable` when there is no such file or it is not JSON.
 */
export function loadGuide(root: string, id: string): GuideFile {
  return readJson<GuideFile>(root, 'guides', `${id}.json`);
}

class SchemasFolder implements Schemas {
  readonly root: string;
  readonly guideIndex: readonly GuideIndexEntry[];
  readonly #guides = new Map<string, GuideFile>();
  readonly #parts = new Map<string, unknown>();

  constructor(root: string) {
    this.root = root;
    this.guideIndex = readJson<GuideIndexEntry[]>(root, 'guides', 'index.json');
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
      const { versions } = readJson<VersionsFile>(this.root, 'guides', 'versions.json');
      return new Map(Object.entries(versions));
    });
  }

  get guides() {
    return this.guideIndex.map((entry) => this.guide(entry.id));
  }

  get codeSets(): ReadonlyMap<string, CodeSet> {
    return this.#once('codes', () => {
      const names = listFolder(this.root, 'codes').filter((name) => name.endsWith('.json') && name !== 'external.json');
      return new Map(
        names.map((name) => [name.slice(0, -'.json'.length), readJson<CodeSet>(this.root, 'codes', name)]),
      );
    });
  }

  get externalCodeSets(): ReadonlyMap<string, ExternalCodeSet> {
    return this.#once('external codes', () => {
      const lists = readJson<ExternalCodeSet[]>(this.root, 'codes', 'external.json');
      return new Map(lists.map((list) => [list.id, list]));
    });
  }

  get findingKinds() {
    return this.#once('finding kinds', () => readJson<FindingKind[]>(this.root, 'findings.json'));
  }

  get findings() {
    return this.#once('findings', () => new FindingCatalogue(this.findingKinds));
  }

  get digest() {
    return this.#once('digest', () => digestOf(this.root));
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
      guide = loadGuide(this.root, id);
      this.#guides.set(id, guide);
    }
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
    return readJson<T>(this.root, 'standard', `005010-${part}.json`);
  }

  #once<T>(part: string, read: () => T): T {
    if (!this.#parts.has(part)) this.#parts.set(part, read());
    return this.#parts.get(part) as T;
  }
}

/** What verdicts depend on: the findings, the guides, the code lists and the standard; not JSON Schemas or overlays. */
function digestOf(root: string): string {
  const names = ['codes', 'guides', 'standard'].flatMap((folder) =>
    listFolder(root, folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => `${folder}/${name}`),
  );
  const hash = createHash('sha256');
  for (const name of ['findings.json', ...names].sort()) hash.update(`${name}\n`).update(readBytes(root, name));
  return hash.digest('hex');
}

function listFolder(root: string, folder: string): string[] {
  return reading(join(root, folder), (path) => readdirSync(path).sort());
}

function readBytes(root: string, ...path: string[]): Buffer {
  return reading(join(root, ...path), (file) => readFileSync(file));
}

function readJson<T>(root: string, ...path: string[]): T {
  return reading(join(root, ...path), (file) => JSON.parse(readFileSync(file, 'utf8')) as T);
}

function reading<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (cause) {
    throw new GatewayError(`Cannot read the schemas at ${path}: ${(cause as Error).message}`, {
      code: 'schemas-unreadable',
      operation: 'read the schemas',
      subject: path,
      hint: HINT,
      exitCode: 3,
      cause,
    });
  }
}
