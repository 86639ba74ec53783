import { opendirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A file to read: `label` is what the person named, with the way below it for one found in a folder. */
export interface InputFile {
  readonly label: string;
  readonly path: string;
}

/**
 * The files that were named, and every file in the folders that were named and below, one folder in order of names after
 * the other. A name that is not there is given as it is: reading it says so. Names that begin with a dot are left out.
 */
export function* inputFiles(names: readonly string[], workingDirectory: string): Generator<InputFile> {
  for (const name of names) yield* filesAt(name, resolve(workingDirectory, name));
}

function* filesAt(label: string, path: string): Generator<InputFile> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return yield { label, path };
  const folder = opendirSync(path);
  const names: string[] = [];
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (!entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory())) names.push(entry.name);
    }
  } finally {
    folder.closeSync();
  }
  for (const name of names.sort()) yield* filesAt(join(label, name), join(path, name));
}
