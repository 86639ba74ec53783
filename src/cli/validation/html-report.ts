import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { FileOutcome, InterchangeOutcome, SetOutcome } from '../../envelope/outcome.js';
import { ensureFolder } from '../../files/durable-folder.js';
import { replaceFile } from '../../files/replace-file.js';
import { ReportCollector } from '../../report/html/collector.js';
import { REPORT_MARK, renderHtmlReport } from '../../report/html/page.js';
import type { ReportSetting } from '../../report/html/setting.js';
import { instantText } from '../../report/instant-text.js';
import { GatewayError } from '../../support/errors.js';
import type { FileReader } from './file-reader.js';

/**
 * Where the page about each file goes, in the order of the files: `given` itself for one file, or `<file>.html` in it when
 * it ends with a separator, is a folder, or there are several files. Raises GatewayError `report-name-taken` (exit code 2)
 * before anything is checked: for a page that has no name of its own, would lie over a file to check, or would replace
 * anything but an earlier page.
 */
export function htmlTargets(given: string, files: readonly string[], workingDirectory: string): readonly string[] {
  const path = resolve(workingDirectory, given);
  const isFolder = files.length > 1 || given.endsWith(sep) || isDirectory(path);
  const targets = isFolder ? files.map((file) => join(path, `${basename(file)}.html`)) : [path];
  if (!isFolder && !/\.html?$/i.test(path)) {
    throw nameTaken(`${given} does not end in .html`, 'Name the page something.html, or a folder with a / at its end.');
  }
  for (const [index, target] of targets.entries()) {
    if (targets.indexOf(target) !== index) {
      throw nameTaken(`Two files are named ${basename(files[index]!)}: so would their pages be`, ONE_AT_A_TIME);
    }
    if (files.some((file) => resolve(workingDirectory, file) === target)) {
      throw nameTaken(`${target} is a file to check, and would be replaced by a page`, ONE_AT_A_TIME);
    }
    if (!isReplaceable(target)) {
      throw nameTaken(`${target} is there and is no page of an earlier check`, 'Move it away, or choose another name.');
    }
  }
  return targets;
}

const ONE_AT_A_TIME = 'Check these files one at a time, each with a name of its own for --html.';

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** True for a name that nothing has, and for an earlier page of ours. */
function isReplaceable(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
  } catch {
    // Nothing is there, or the way to it is barred: that is told when the page is written.
    return true;
  }
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    const start = Buffer.alloc(REPORT_MARK.length);
    return readSync(descriptor, start) === start.length && start.toString('latin1') === REPORT_MARK;
  } finally {
    closeSync(descriptor);
  }
}

/** The page about one file, gathered while it is checked, drawn while it is still open, written when all is known. */
export class HtmlReport {
  readonly #target: string;
  readonly #setting: Omit<ReportSetting, 'read'>;
  readonly #facts: { readonly fileName: string; readonly checkedAt: string };
  #collector = new ReportCollector(0);
  #page = '';

  /** `checkedAt`: an instant; `timeZone`: the payer's. */
  constructor(target: string, setting: Omit<ReportSetting, 'read'>, file: string, checkedAt: Date, timeZone: string) {
    this.#target = target;
    this.#setting = setting;
    this.#facts = { fileName: basename(file), checkedAt: instantText(checkedAt, timeZone) };
  }

  /** Starts a file of this size. */
  begin(bytes: number): void {
    this.#collector = new ReportCollector(bytes);
  }

  sets(outcomes: readonly SetOutcome[]): void {
    this.#collector.sets(outcomes);
  }

  interchange(outcome: InterchangeOutcome): void {
    this.#collector.interchange(outcome);
  }

  /** Draws the page; reads again the parts of the file that it shows. */
  draw(outcome: FileOutcome, reader: FileReader): void {
    const read = (offset: number, length: number) => reader.read(offset, length);
    this.#page = renderHtmlReport(this.#collector.contents(outcome), { ...this.#setting, read }, this.#facts);
  }

  /**
   * Writes the page, whole or not at all, in place of an earlier one, readable by its owner and group (0640), and gives
   * its path. Raises GatewayError `disk-full`, `disk-denied` or `disk-failed`.
   */
  async write(): Promise<string> {
    try {
      await ensureFolder(dirname(this.#target));
      await replaceFile(this.#target, [Buffer.from(this.#page, 'utf8')]);
    } catch (error) {
      throw error instanceof GatewayError ? notWritten(this.#target, error) : error;
    }
    return this.#target;
  }
}

function nameTaken(message: string, hint: string): GatewayError {
  return new GatewayError(message, { code: 'report-name-taken', operation: 'check files', hint, exitCode: 2 });
}

/** The place is the person's own choice, so it is named, and choosing another one is the way out. */
function notWritten(target: string, error: GatewayError): GatewayError {
  return new GatewayError(`The page ${target} cannot be written: ${error.message}`, {
    code: error.code,
    operation: 'write a page',
    subject: target,
    hint: error.code === 'disk-full' ? error.hint : 'Name a place you may write to with --html.',
    exitCode: 3,
    cause: error,
  });
}
