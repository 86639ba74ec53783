import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DataFolder } from '../../src/ingest/data-folder.js';
import type { HandoffRow } from '../../src/store/ledger.js';

/** A file that is still being written under a name of its own. */
const TEMPORARY = /^\./;

/**
 * What is wrong with the hand-offs of a run: each is written, with a manifest that names the very bytes beside it, and
 * nothing else lies there. `lying`: every file below the hand-off, absolute.
 */
export function handoffFaults(data: DataFolder, handoffs: readonly HandoffRow[], lying: readonly string[]): string[] {
  const faults: string[] = [];
  const expected = new Set<string>();
  for (const { number, state, environment, folderDate, files } of handoffs) {
    if (state !== 'written') faults.push(`unfinished: hand-off ${number} is ${state}`);
    if (files.length === 0) continue;
    const folder = join(data.handoffClaims(environment), folderDate);
    const manifest = join(folder, files[0]!.name.replace(/\.\w+$/, '.json'));
    expected.add(manifest);
    const told = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : { files: [] };
    if (told.handoff !== number || JSON.stringify(told.files) !== JSON.stringify(files)) {
      faults.push(`lost: the manifest of hand-off ${number}`);
    }
    for (const { name, sha256 } of files) {
      const path = join(folder, name);
      expected.add(path);
      const isSame = existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex') === sha256;
      if (!isSame) faults.push(`lost: ${name} of hand-off ${number}`);
    }
  }
  for (const path of lying) {
    if (!TEMPORARY.test(basename(path)) && !expected.has(path)) faults.push('double: a file that no hand-off has');
  }
  return faults;
}
