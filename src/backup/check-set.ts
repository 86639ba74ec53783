import { hashFile } from '../files/hash-file.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { manifestOf, storedFile } from './backup-sets.js';
import type { Opener } from './encryption.js';
import { type ManifestEntry, manifestEntries, setFacts } from './manifest.js';
import { Measure, piecesOf } from './pieces.js';

/** What reading a whole set has shown. */
export interface SetCheck {
  readonly takenAt: string;
  readonly isEncrypted: boolean;
  readonly files: number;
  /** Of the files as they are in the installation. */
  readonly bytes: number;
  /** The first ones: path and what is wrong. */
  readonly problems: readonly string[];
  readonly problemCount: number;
}

const MOST_TOLD = 20;

/**
 * Reads every file of a set and compares it with the manifest: as it is stored and, when a key is given, decrypted.
 * Changes nothing. Raises GatewayError `backup-absent`, `backup-damaged` of the manifest, and system errors as they are.
 */
export async function checkSet(
  set: string,
  opener: Opener | undefined,
  onFile: (files: number) => void,
): Promise<SetCheck> {
  const { takenAt, recipients } = await setFacts(manifestOf(set));
  const problems: string[] = [];
  let [files, bytes, problemCount] = [0, 0, 0];
  for await (const entry of manifestEntries(manifestOf(set))) {
    const problem = await problemOf(set, entry, opener);
    files++;
    bytes += entry.bytes;
    if (problem !== '') {
      problemCount++;
      if (problems.length < MOST_TOLD) problems.push(`${entry.path} ${problem}`);
    }
    onFile(files);
  }
  return { takenAt, isEncrypted: recipients.length > 0, files, bytes, problems, problemCount };
}

async function problemOf(set: string, entry: ManifestEntry, opener: Opener | undefined): Promise<string> {
  const path = storedFile(set, entry.path);
  const stored = entry.stored ?? entry;
  try {
    if ((await hashFile(path, stored.bytes))?.sha256 !== stored.sha256) return 'holds other bytes';
    if (entry.stored === undefined || opener === undefined) return '';
    const measure = new Measure();
    for await (const _piece of measure.through(opener.open(piecesOf(path), entry.path)));
    return measure.bytes === entry.bytes && measure.digest() === entry.sha256 ? '' : 'holds other bytes';
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 'is missing';
    if (error instanceof GatewayError && error.code === 'backup-not-decrypted')
      return 'cannot be decrypted with this key';
    throw error;
  }
}
