import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { GatewayError, systemErrorCode } from '../support/errors.js';

/** What a set is: the first line of its manifest. */
export interface SetFacts {
  readonly kind: 'set';
  readonly version: 1;
  /** The id of the installation it was made of. */
  readonly installation: string;
  /** ISO instant of the copy of the ledger. */
  readonly takenAt: string;
  /** Public keys it is encrypted to; none: it is not. */
  readonly recipients: readonly string[];
}

/** One file of a set. */
export interface ManifestEntry {
  /** Relative to the data directory, with `/`; `gateway.yaml` is the configuration, wherever it lies. */
  readonly path: string;
  readonly bytes: number;
  /** Hex digest of the content. */
  readonly sha256: string;
  /** Permission bits of the original. */
  readonly mode: number;
  /** ISO instant. */
  readonly modifiedAt: string;
  /** Of the encrypted file; absent when the set is not encrypted. */
  readonly stored?: { readonly bytes: number; readonly sha256: string };
}

/** The last line: without it the manifest was cut off. */
interface EndFacts {
  readonly kind: 'end';
  readonly files: number;
  readonly bytes: number;
}

const VERSION = 1;
/** Plain parts, none of them `.` or `..`: a manifest that was tampered with leads nowhere else. */
const SAFE_PATH = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\0\\]+$/s;
/** Permissions and nothing else: no file of an installation runs as somebody else. */
const MODES = 0o777;

/** A manifest as text, line by line; entries in order of their paths as text. Gives the totals at its end. */
export async function* manifestLines(
  facts: SetFacts,
  entries: AsyncIterable<ManifestEntry>,
): AsyncGenerator<string, void> {
  yield `${JSON.stringify(facts)}\n`;
  let files = 0;
  let bytes = 0;
  for await (const entry of entries) {
    files++;
    bytes += entry.bytes;
    yield `${JSON.stringify(entry)}\n`;
  }
  const end: EndFacts = { kind: 'end', files, bytes };
  yield `${JSON.stringify(end)}\n`;
}

/** The first line of a manifest. Raises GatewayError `backup-absent`, `backup-damaged`, `backup-newer`. */
export async function setFacts(manifest: string): Promise<SetFacts> {
  for await (const line of linesOf(manifest)) return factsOf(line, manifest);
  throw damaged(manifest, 'it is empty');
}

/**
 * The entries of a manifest, in order. Raises GatewayError `backup-absent`, or `backup-damaged` where a line is none, is
 * out of order, names a path outside the set, or where the end is missing.
 */
export async function* manifestEntries(manifest: string): AsyncGenerator<ManifestEntry> {
  let count = -1;
  let last = '';
  let isEnded = false;
  for await (const line of linesOf(manifest)) {
    if (count === -1) factsOf(line, manifest);
    else if (isEnded) throw damaged(manifest, 'something follows its end');
    else {
      const value = parsed(line, manifest);
      if ('kind' in value && value.kind === 'end') {
        if ((value as Partial<EndFacts>).files !== count) throw damaged(manifest, 'lines are missing');
        isEnded = true;
      } else {
        if (!isEntry(value) || value.path <= last) throw damaged(manifest, `line ${count + 2} is not an entry`);
        last = value.path;
        yield value;
      }
    }
    count++;
  }
  if (!isEnded) throw damaged(manifest, 'its end is missing');
}

/** Walks through the entries of an earlier manifest, forward only: what is asked for must come in order. */
export class EarlierEntries {
  readonly #entries: AsyncIterator<ManifestEntry> | undefined;
  #current: ManifestEntry | undefined;
  #isOpen = true;

  /** undefined: there is no earlier one. */
  constructor(manifest: string | undefined) {
    this.#entries = manifest === undefined ? undefined : manifestEntries(manifest)[Symbol.asyncIterator]();
  }

  async find(path: string): Promise<ManifestEntry | undefined> {
    while (this.#isOpen && (this.#current === undefined || this.#current.path < path)) {
      const next = await this.#entries?.next();
      this.#isOpen = next !== undefined && next.done !== true;
      this.#current = next?.done === false ? next.value : undefined;
    }
    return this.#current?.path === path ? this.#current : undefined;
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await this.#entries?.return?.();
  }
}

async function* linesOf(manifest: string): AsyncGenerator<string> {
  const input = createReadStream(manifest);
  // A stream that fails before anybody listens ends the process.
  const failure = new Promise<never>((_resolve, reject) => input.once('error', reject));
  failure.catch(() => undefined);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const reader = lines[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([reader.next(), failure]);
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    throw new GatewayError('This is no backup set: it has no manifest', {
      code: 'backup-absent',
      operation: 'read a backup',
      subject: manifest,
      hint: 'Name a folder "backup-..." that "x12gw backup" made; one that begins with a dot was never finished.',
      exitCode: 2,
    });
  } finally {
    lines.close();
    input.destroy();
  }
}

function factsOf(line: string, manifest: string): SetFacts {
  const facts = parsed(line, manifest) as Partial<SetFacts>;
  if (facts.kind !== 'set' || typeof facts.version !== 'number') throw damaged(manifest, 'its first line is none');
  if (facts.version > VERSION) {
    throw new GatewayError('The backup was made by a newer version of the gateway', {
      code: 'backup-newer',
      operation: 'read a backup',
      subject: manifest,
      hint: 'Install that version, then restore.',
      exitCode: 3,
    });
  }
  const isWhole = typeof facts.installation === 'string' && typeof facts.takenAt === 'string';
  if (!isWhole || !Array.isArray(facts.recipients)) throw damaged(manifest, 'its first line is not whole');
  return facts as SetFacts;
}

function parsed(line: string, manifest: string): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw damaged(manifest, 'a line is no JSON');
}

function isEntry(value: object): value is ManifestEntry {
  const { path, bytes, sha256, mode, modifiedAt, stored } = value as Partial<ManifestEntry>;
  if (typeof path !== 'string' || !SAFE_PATH.test(path)) return false;
  if (typeof mode !== 'number' || (mode & MODES) !== mode) return false;
  if (typeof modifiedAt !== 'string' || Number.isNaN(Date.parse(modifiedAt))) return false;
  return isMeasured({ bytes, sha256 }) && (stored === undefined || isMeasured(stored));
}

function isMeasured({ bytes, sha256 }: { readonly bytes: unknown; readonly sha256: unknown }): boolean {
  return Number.isSafeInteger(bytes) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

function damaged(manifest: string, why: string): GatewayError {
  return new GatewayError(`The manifest of the backup is damaged: ${why}`, {
    code: 'backup-damaged',
    operation: 'read a backup',
    subject: manifest,
    hint: 'Use an older set; then find out what changed this one.',
    exitCode: 3,
  });
}
