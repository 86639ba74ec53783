import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from '../files/whole-folder.js';
import { GatewayError } from '../support/errors.js';
import { type SetFacts, setFacts } from './manifest.js';

/** A set that is whole. */
export interface BackupSet {
  /** Absolute. */
  readonly folder: string;
  readonly facts: SetFacts;
}

const SET = /^backup-\d{8}T\d{9}Z$/;

/** The folder name of a set taken at an instant: `backup-20261102T143000000Z`. Names sort by time. */
export function setName(takenAt: Date): string {
  return `backup-${takenAt.toISOString().replace(/[-:.]/g, '')}`;
}

/** What a set is called while it is made; each installation clears away its own. */
export function unfinishedName(installation: string, name: string): string {
  return `.unfinished-${installation}-${name}`;
}

export function manifestOf(set: string): string {
  return join(set, 'manifest.ndjson');
}

/** Where a set keeps a file of this path. */
export function storedFile(set: string, path: string): string {
  return join(set, 'files', path);
}

/** The newest set of an installation in a target; undefined when there is none. One that cannot be read is passed over. */
export async function newestSet(target: string, installation: string): Promise<BackupSet | undefined> {
  const names = (await readdir(target)).filter((name) => SET.test(name)).sort();
  for (const name of names.reverse()) {
    const folder = join(target, name);
    try {
      const facts = await setFacts(manifestOf(folder));
      if (facts.installation === installation) return { folder, facts };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
    }
  }
  return undefined;
}

/** Removes what killed runs of this installation left in a target. */
export async function removeUnfinished(target: string, installation: string): Promise<void> {
  for (const name of await readdir(target)) {
    if (name.startsWith(unfinishedName(installation, ''))) await removeFolder(join(target, name));
  }
}
