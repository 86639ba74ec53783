import { basename, relative } from 'node:path';

/**
 * What a person types to call this program again: `x12gw` when the command on the PATH was called, else `node` and the
 * script, from the working directory where that is shorter. `script` is the process's second argument.
 */
export function programName(script: string | undefined, workingDirectory: string): string {
  if (script === undefined || basename(script) === 'x12gw') return 'x12gw';
  const fromHere = relative(workingDirectory, script);
  const path = fromHere !== '' && fromHere.length < script.length ? fromHere : script;
  return `node ${/\s/.test(path) ? `"${path}"` : path}`;
}

/** A text for people with every command in it (`x12gw status`) named as the program was called. */
export function asCalled(text: string, program: string): string {
  return text.replaceAll(/\bx12gw(?= (?:[a-z]|--))/g, () => program);
}
