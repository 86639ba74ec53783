import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { type CodeRow, OPEN_END, OPEN_START, PackedCodeList, packRows, sortRows } from './code-list.js';
import {
  type CodeListImport,
  codeListFileName,
  codeListIdOf,
  readCodeListFile,
  readCodeRows,
} from './code-list-file.js';
import type { CodeLists } from './code-lists.js';
import { loadSchemas, type Schemas } from './load.js';
import type { CodeSet } from './types.js';

/** What there is to say of a list. */
export interface CodeListFacts {
  readonly id: string;
  readonly name: string;
  /** `absent`: known by name, its owner keeps it and nobody imported it. An imported list goes before a shipped one. */
  readonly state: 'shipped' | 'imported' | 'absent';
  readonly codes: number;
  readonly isClosed: boolean;
  readonly source: string;
  /** Newest last; empty unless imported. */
  readonly imports: readonly CodeListImport[];
}

/** All lists of an installation, read when first asked for. */
export interface CodeListFolder extends CodeLists {
  list(id: string): PackedCodeList | undefined;
  /** A list's rows with their meanings; undefined when it is absent. */
  rows(id: string): readonly CodeRow[] | undefined;
  /**
   * Drops the imported lists that came, went or were replaced since; true when there were any: who keeps a list must ask
   * for it again. Call it before each file; a few system calls.
   */
  refresh(): boolean;
  /** SHA-256 (hex) over the imported lists' ids and codes: beside the schemas' digest, what verdicts depend on. '' without any. */
  digest(): string;
  /** Every list there is or could be, by id. */
  facts(): readonly CodeListFacts[];
  /** The same of one list, known or not. Throws as `list` when it is damaged. */
  factsOf(id: string): CodeListFacts;
  /** Imported lists that cannot be read, each with what is wrong. */
  damaged(): readonly { readonly id: string; readonly problem: string }[];
}

/**
 * The lists of these schemas (or of a schemas folder) and, where there is an installation, those imported into
 * `directory` (which need not exist). May raise GatewayError `schemas-unreadable`, `code-lists-unreadable` or `code-list-damaged`, then and later.
 */
export function openCodeLists(schemas: Schemas | string, directory?: string): CodeListFolder {
  return new Folder(typeof schemas === 'string' ? loadSchemas(schemas) : schemas, directory);
}

/** Rows of a shipped list; `from` and `to` stand there as CCYY-MM-DD. */
function shippedRows(set: CodeSet): CodeRow[] {
  const day = (text: string | undefined, open: number) =>
    text === undefined ? open : Number(text.replaceAll('-', ''));
  return set.codes.map(({ code, meaning = '', from, to }) => ({
    code,
    from: day(from, OPEN_START),
    to: day(to, OPEN_END),
    meaning,
  }));
}

class Folder implements CodeListFolder {
  readonly #schemas: Schemas;
  readonly #directory: string | undefined;
  /** undefined: looked for and absent. */
  readonly #lists = new Map<string, PackedCodeList | undefined>();
  /** Which file an id stood for at the last refresh. */
  #stamps: ReadonlyMap<string, string>;

  constructor(schemas: Schemas, directory: string | undefined) {
    this.#schemas = schemas;
    this.#directory = directory;
    this.#stamps = stampsOf(directory);
  }

  list(id: string): PackedCodeList | undefined {
    if (!this.#lists.has(id)) this.#lists.set(id, this.#read(id));
    return this.#lists.get(id);
  }

  rows(id: string): readonly CodeRow[] | undefined {
    if (this.#stamps.has(id)) return readCodeRows(this.#path(id));
    const shipped = this.#schemas.codeSets.get(id);
    return shipped === undefined ? undefined : sortRows(shippedRows(shipped));
  }

  refresh(): boolean {
    const stamps = stampsOf(this.#directory);
    const ids = new Set([...stamps.keys(), ...this.#stamps.keys()]);
    const changed = [...ids].filter((id) => stamps.get(id) !== this.#stamps.get(id));
    for (const id of changed) this.#lists.delete(id);
    this.#stamps = stamps;
    return changed.length > 0;
  }

  digest(): string {
    if (this.#stamps.size === 0) return '';
    const hash = createHash('sha256');
    for (const id of [...this.#stamps.keys()].sort()) hash.update(`${id} ${this.#header(id)?.sha256}\n`);
    return hash.digest('hex');
  }

  facts(): readonly CodeListFacts[] {
    const { codeSets, externalCodeSets } = this.#schemas;
    const ids = new Set([...codeSets.keys(), ...externalCodeSets.keys(), ...this.#stamps.keys()]);
    return [...ids].sort().map((id) => this.factsOf(id));
  }

  damaged() {
    return [...this.#stamps.keys()].sort().flatMap((id) => {
      try {
        readCodeRows(this.#path(id));
        return [];
      } catch (error) {
        return [{ id, problem: (error as Error).message }];
      }
    });
  }

  factsOf(id: string): CodeListFacts {
    const shipped = this.#schemas.codeSets.get(id);
    const external = this.#schemas.externalCodeSets.get(id);
    const source = external === undefined ? (shipped?.source ?? '') : `${external.owner}; ${external.source}`;
    const header = this.#stamps.has(id) ? this.#header(id) : undefined;
    if (header !== undefined) {
      const { name, codes, closed, imports } = header;
      return { id, name, state: 'imported', codes, isClosed: closed, source, imports };
    }
    const name = shipped?.name ?? external?.name ?? '';
    const codes = shipped?.codes.length ?? 0;
    const state = shipped === undefined ? 'absent' : 'shipped';
    return { id, name, state, codes, isClosed: shipped?.closed ?? false, source, imports: [] };
  }

  #read(id: string): PackedCodeList | undefined {
    const imported = this.#stamps.has(id) ? readCodeListFile(this.#path(id), 'records') : undefined;
    if (imported !== undefined) return new PackedCodeList(id, imported.header.closed, imported.records);
    const shipped = this.#schemas.codeSet(id);
    if (shipped === undefined) return undefined;
    return new PackedCodeList(id, shipped.closed, packRows(sortRows(shippedRows(shipped))), true);
  }

  #header(id: string) {
    return readCodeListFile(this.#path(id), 'header')?.header;
  }

  #path(id: string): string {
    return join(this.#directory ?? '', codeListFileName(id));
  }
}

/** A list is replaced by renaming a new file over it: another inode, another time or another size tells. */
function stampsOf(directory: string | undefined): ReadonlyMap<string, string> {
  const stamps = new Map<string, string>();
  if (directory === undefined) return stamps;
  for (const name of namesIn(directory)) {
    const id = codeListIdOf(name);
    const status =
      id === undefined ? undefined : statSync(join(directory, name), { bigint: true, throwIfNoEntry: false });
    if (id !== undefined && status !== undefined) stamps.set(id, `${status.ino} ${status.mtimeNs} ${status.size}`);
  }
  return stamps;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw new GatewayError(`Cannot read the folder of code lists ${directory}`, {
      code: 'code-lists-unreadable',
      operation: 'look for code lists',
      subject: directory,
      hint: 'Give it to the user that runs the gateway, then run "x12gw codes list".',
      exitCode: 3,
      cause: error,
    });
  }
}
