import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { isTemporaryName } from '../files/temporary-name.js';
import { filesBelow } from '../files/whole-folder.js';
import type { DataFolder } from '../ingest/data-folder.js';
import { systemErrorCode } from '../support/errors.js';

/** The name of the configuration in a set, wherever it lies in the installation. */
export const CONFIGURATION_PATH = 'gateway.yaml';

/** A file to back up. */
export interface SourceFile {
  /** Its path in the set. */
  readonly path: string;
  /** Absolute. */
  readonly source: string;
}

/** Part of an installation: a folder, or a file when `isFile`. */
interface Part {
  readonly path: string;
  readonly source: string;
  readonly isFile?: boolean;
  /** Which of its files, by their paths in it; all when left out. */
  readonly only?: { test(found: string): boolean };
}

/**
 * The files of an installation that a backup holds, in order of their paths as text (docs/backup.md says why these). The
 * ledger is in its place as `snapshot`. Files may come and go meanwhile. System errors go up as they are.
 */
export async function* filesToKeep(
  folder: DataFolder,
  configurationFile: string,
  snapshot: string,
): AsyncGenerator<SourceFile> {
  const inside = (source: string): string => relative(folder.root, source);
  const partners = await partnersIn(folder);
  const publicKeys = new Set(partners.map((id) => basename(folder.pgpKeys(id))));
  const parts: Part[] = [
    ...[
      folder.codeLists,
      folder.documents,
      folder.handoff,
      folder.originals,
      folder.ownSchemas,
      folder.publishReports,
      folder.sealed,
      folder.spool,
    ].map((source) => ({ path: `${inside(source)}/`, source })),
    // Only people write here, and a key that lies beside is not to be copied.
    { path: `${inside(folder.sftp)}/`, source: folder.sftp, only: /^[^/]*\.ya?ml$/ },
    // Public keys of partners; a private one that somebody put beside them stays out.
    { path: `${inside(folder.pgp)}/`, source: folder.pgp, only: { test: (found) => publicKeys.has(found) } },
    // Copied after the ledger, so it may hold a seal more than that; a restore cuts it to the ledger's.
    { path: `${inside(dirname(folder.auditSeals))}/`, source: dirname(folder.auditSeals), only: /^seals\.ndjson$/ },
    ...partners.map((id) => {
      const { outbox } = folder.partner(id);
      return { path: `${inside(outbox)}/`, source: outbox };
    }),
    { path: CONFIGURATION_PATH, source: configurationFile, isFile: true },
    { path: inside(folder.installationFile), source: folder.installationFile, isFile: true },
    { path: inside(folder.ledgerFile), source: snapshot, isFile: true },
  ];
  parts.sort((one, other) => (one.path < other.path ? -1 : 1));
  for (const { path, source, isFile, only } of parts) {
    if (isFile) yield { path, source };
    else {
      for await (const found of filesBelow(source)) {
        const name = found.slice(found.lastIndexOf('/') + 1);
        if (isTemporaryName(name) || only?.test(found) === false) continue;
        yield { path: `${path}${found}`, source: join(source, found) };
      }
    }
  }
}

async function partnersIn(folder: DataFolder): Promise<string[]> {
  try {
    const names = await readdir(folder.partners);
    return names.filter((name) => /^[a-z0-9][a-z0-9-]{0,39}$/.test(name));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
