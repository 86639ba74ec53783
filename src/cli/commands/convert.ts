import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ConversionSummary } from '../../convert/envelope-lines.js';
import { jsediOf, LARGEST_JSEDI_FILE } from '../../convert/jsedi.js';
import { x12OfJson } from '../../convert/json-to-x12.js';
import { ConversionRefused } from '../../convert/refusal.js';
import { jsonOfX12 } from '../../convert/x12-to-json.js';
import { replaceFile } from '../../files/replace-file.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import { drained } from '../drained.js';
import type { ExitCode } from '../exit-code.js';
import { schemasOf } from '../schemas.js';
import { FileReader } from '../validation/file-reader.js';
import { Progress } from '../validation/progress.js';

/** The command's options as given. */
export interface ConvertOptions {
  readonly to: 'json' | 'x12' | 'jsedi';
  readonly out?: string;
  readonly renumber?: boolean;
}

/** Enough for a byte order mark, line feeds and an ISA. */
const START_BYTES = 64;

/**
 * Converts one file: X12 to NDJSON or to node-x12's notation, or NDJSON back to X12. To stdout as it goes, or into a file
 * that is there whole or not at all. Exit code 1 when the input cannot be converted wholly; the reason names the place and
 * no value. Raises GatewayError: exit code 2 for a file that is absent, `-`, an output that is the input or in no folder,
 * and `--renumber` without `--to x12`; 3 when the disk fails.
 */
export async function convert(context: CommandContext, file: string, options: ConvertOptions): Promise<ExitCode> {
  const { workingDirectory, stderr } = context.surroundings;
  if (file === '-') throw misuse('convert reads a file, not its standard input', 'Write the data into a file first.');
  if (options.renumber === true && options.to !== 'x12') {
    throw misuse('Only what is written as X12 can be renumbered', 'Leave --renumber out, or use --to x12.');
  }
  const path = resolve(workingDirectory, file);
  const target = options.out === undefined ? undefined : resolve(workingDirectory, options.out);
  const reader = new FileReader(path);
  const progress = new Progress(stderr, reader.size, 'converted');
  let isPrinted = false;
  try {
    if (target !== undefined) requireTarget(path, target);
    const pieces = piecesOf(context, reader, progress, options);
    if (target === undefined) await print(context, pieces, () => (isPrinted = true));
    else await replaceFile(target, pieces);
  } catch (error) {
    progress.end();
    if (!(error instanceof ConversionRefused)) throw error;
    context.talk(`x12gw: cannot convert: ${error.message}`);
    const what = isPrinted ? 'What was printed before is not whole.' : 'Nothing was written.';
    context.talk(`${what} (${error.code})`);
    return 1;
  } finally {
    reader.close();
  }
  progress.end();
  if (options.out !== undefined) context.talk(`wrote ${options.out}`);
  return 0;
}

/**
 * Prints no faster than the reader takes it, which may be a slow one, and stops without a word when it has gone.
 * `printed` is told when something has gone out.
 */
async function print(
  context: CommandContext,
  pieces: AsyncIterable<Uint8Array | string>,
  printed: () => void,
): Promise<void> {
  const { stdout } = context.surroundings;
  for await (const piece of pieces) {
    if (stdout.destroyed === true) return;
    if (piece.length > 0) printed();
    const text = typeof piece === 'string' ? piece : Buffer.from(piece).toString('latin1');
    if (stdout.write(text, 'latin1') === false) await drained(stdout);
  }
}

/** What is written, piece by piece, one character a byte: JSON is plain ASCII, X12 is bytes. */
async function* piecesOf(
  context: CommandContext,
  reader: FileReader,
  progress: Progress,
  { to, renumber = false }: ConvertOptions,
): AsyncGenerator<Uint8Array | string, void> {
  const chunks = reader.chunks((bytes) => progress.tell(bytes));
  if (to === 'x12') {
    requireNoX12(reader);
    return yield* x12OfJson(chunks, { renumber });
  }
  const schemas = await schemasOf(context);
  if (to === 'json') tellIrregularities(context, yield* jsonOfX12(chunks, schemas));
  else yield `${await jsediOf(reader.read(0, Math.min(reader.size, LARGEST_JSEDI_FILE + 1)), schemas)}\n`;
}

/** A file that begins as an interchange does needs no way back to X12. */
function requireNoX12(reader: FileReader): void {
  const start = Buffer.from(reader.read(0, Math.min(reader.size, START_BYTES))).toString('latin1');
  if (!/^(?:\u00ef\u00bb\u00bf)?\s*ISA[^A-Za-z0-9]/.test(start)) return;
  throw new ConversionRefused('x12-already', 'this is X12 already; --to json and --to jsedi convert it');
}

function tellIrregularities(context: CommandContext, { irregularities }: ConversionSummary): void {
  if (irregularities === 0) return;
  const what = irregularities === 1 ? '1 irregularity' : `${irregularities} irregularities`;
  context.talk(
    `${what} of the envelope kept as sent (lines with "missing", "mismatch", kind "bytes" or "segment"); x12gw validate says what is wrong`,
  );
}

/** The output has a folder, and is not the input, which is read while the output is written. */
function requireTarget(path: string, target: string): void {
  const folder = statSync(dirname(target), { throwIfNoEntry: false });
  if (folder === undefined || !folder.isDirectory()) {
    throw misuse('The folder of the output does not exist', 'Make the folder first, or choose another --out.');
  }
  const there = statSync(target, { throwIfNoEntry: false });
  if (there === undefined) return;
  const input = statSync(path);
  if (!there.isFile()) throw misuse('The output is there and is no file', 'Choose another --out.');
  if (there.dev === input.dev && there.ino === input.ino) {
    throw misuse('The output is the file to convert', 'Choose another --out.');
  }
}

function misuse(message: string, hint: string): GatewayError {
  return new GatewayError(message, { code: 'convert-misuse', operation: 'convert a file', hint, exitCode: 2 });
}
