import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayError, systemErrorCode } from '../support/errors.js';

/**
 * Schemas that an operator lays over the shipped ones, as plain data: read once and handed to workers as they are, so
 * that a file that changes later changes nothing until the next start.
 */
export interface OwnSchemas {
  /** The folder they came from. */
  readonly directory: string;
  /** Folder of guides compiled before (`compiled-files.ts`); it need not exist and may be deleted at any time. */
  readonly cache: string;
  /** Contents of its files by name below the folder: `guides/<id>.json`, `payers/<overlay>/letters/<letter>.liquid`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** A shipped folder of which nothing is to be seen: these files stand instead of all of it. */
  readonly instead?: string;
}

/** How the names of schemas end: JSON documents, and templates of letters. */
const ENDINGS = ['.json', '.liquid'];

const SHIPPED_HINT = 'Install the package again, or restore the schemas folder from it; then run "x12gw doctor".';
const OWN_HINT = 'Mend or remove the file, then run "x12gw guide check".';

/**
 * Reads an operator's own schemas whole; undefined when there is no such folder or no schema in it. What begins with a
 * dot is an editor's or a system's and no schema.
 *
 * @throws GatewayError `own-schemas-unreadable` (exit code 2) when the folder or a file is there and cannot be read.
 */
export function readOwnSchemas(directory: string, cache: string): OwnSchemas | undefined {
  const files = new Map<string, Uint8Array>();
  for (const name of ownNames(directory)) {
    const path = join(directory, name);
    try {
      files.set(name.replaceAll('\\', '/'), readFileSync(path));
    } catch (cause) {
      throw unreadable(path, 'Mend, remove or allow reading the file, then run "x12gw guide check".', cause);
    }
  }
  return files.size === 0 ? undefined : { directory, cache, files };
}

/** Schemas below the folder, sorted; none when there is no folder. A file that cannot be read is no such case. */
function ownNames(directory: string): string[] {
  try {
    if (statSync(directory, { throwIfNoEntry: false }) === undefined) return [];
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
    return names.filter((name) => ENDINGS.some((ending) => name.endsWith(ending)) && !/(^|[\\/])\./.test(name));
  } catch (cause) {
    throw unreadable(
      directory,
      'Give the folder to the user that runs the gateway, then run "x12gw guide check".',
      cause,
    );
  }
}

function unreadable(path: string, hint: string, cause: unknown): GatewayError {
  return new GatewayError(`Cannot read your own schemas at ${path}: ${(cause as Error).message}`, {
    code: 'own-schemas-unreadable',
    operation: 'read your own schemas',
    subject: path,
    hint,
    exitCode: 2,
    cause,
  });
}

/** The files of a schemas folder, with an operator's own laid over: one of the same name stands instead. */
export class SchemaFiles {
  readonly root: string;
  readonly own: OwnSchemas | undefined;

  constructor(root: string, own?: OwnSchemas) {
    this.root = root;
    this.own = own;
  }

  /**
   * Names of the files directly in a folder (`payers/neutral/companion`) that end so, sorted; none when there is no such
   * folder.
   */
  names(folder: string, ending = '.json'): string[] {
    return this.#entries(folder, (entry) => (entry.isDirectory() ? undefined : entry.name)).filter((name) =>
      name.endsWith(ending),
    );
  }

  /** Names of the folders directly in a folder, sorted. */
  folders(folder: string): string[] {
    return this.#entries(folder, (entry) => (entry.isDirectory() ? entry.name : undefined));
  }

  has(name: string): boolean {
    const slash = name.lastIndexOf('/');
    const ending = name.slice(name.lastIndexOf('.'));
    return this.isOwn(name) || this.names(name.slice(0, Math.max(slash, 0)), ending).includes(name.slice(slash + 1));
  }

  isOwn(name: string): boolean {
    return this.own?.files.has(name) === true;
  }

  /** Where the file stands, for people. */
  pathOf(name: string): string {
    return join(this.isOwn(name) ? this.own!.directory : this.root, name);
  }

  /** @throws GatewayError `schemas-unreadable` when the shipped file cannot be read. */
  bytes(name: string): Uint8Array {
    return this.own?.files.get(name) ?? this.#reading(name, (path) => readFileSync(path));
  }

  /** @throws GatewayError `schemas-unreadable`; for an operator's own file that is not JSON `own-schemas-invalid` (exit code 2). */
  json<Content>(name: string): Content {
    const own = this.own?.files.get(name);
    return this.#reading(name, (path) => {
      const text = own === undefined ? readFileSync(path, 'utf8') : Buffer.from(own).toString('utf8');
      return JSON.parse(text) as Content;
    });
  }

  #entries(folder: string, pick: (entry: { isDirectory(): boolean; name: string }) => string | undefined): string[] {
    const found = new Set<string>();
    const start = folder === '' ? '' : `${folder}/`;
    for (const name of this.own?.files.keys() ?? []) {
      if (!name.startsWith(start)) continue;
      const [first, ...rest] = name.slice(start.length).split('/');
      const picked = pick({ name: first!, isDirectory: () => rest.length > 0 });
      if (picked !== undefined) found.add(picked);
    }
    if (!this.#isHidden(folder)) {
      for (const entry of this.#shippedEntries(folder)) {
        const picked = pick(entry);
        if (picked !== undefined) found.add(picked);
      }
    }
    return [...found].sort();
  }

  #isHidden(folder: string): boolean {
    const instead = this.own?.instead;
    return instead !== undefined && (folder === instead || folder.startsWith(`${instead}/`));
  }

  #shippedEntries(folder: string) {
    return this.#reading(folder, (path) => {
      try {
        return readdirSync(path, { withFileTypes: true });
      } catch (error) {
        if (systemErrorCode(error) === 'ENOENT') return [];
        throw error;
      }
    });
  }

  #reading<Content>(name: string, read: (path: string) => Content): Content {
    const path = this.pathOf(name);
    try {
      return read(path);
    } catch (cause) {
      const isOwn = this.isOwn(name);
      throw new GatewayError(`Cannot read the schemas at ${path}: ${(cause as Error).message}`, {
        code: isOwn ? 'own-schemas-invalid' : 'schemas-unreadable',
        operation: 'read the schemas',
        subject: path,
        hint: isOwn ? OWN_HINT : SHIPPED_HINT,
        exitCode: isOwn ? 2 : 3,
        cause,
      });
    }
  }
}
