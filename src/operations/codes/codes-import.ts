import { basename, join } from 'node:path';
import { ensureFolder } from '../../files/durable-folder.js';
import { replaceFile } from '../../files/replace-file.js';
import type { CodeRow } from '../../guides/code-list.js';
import { type CodeListHeader, codeListFile, codeListFileName, dayText } from '../../guides/code-list-file.js';
import { type CodeListFacts, openCodeLists } from '../../guides/code-list-folder.js';
import { loadSchemas, type Schemas } from '../../guides/load.js';
import type { CodeSet } from '../../guides/types.js';
import { GatewayError } from '../../support/errors.js';
import { findFile, isMuchSmaller, requireUnchanged, takeImportLock } from '../import-guards.js';
import type { CodeLayout } from './codes-layout-names.js';
import { layoutOf, sourceRows } from './codes-layouts.js';
import { codesInForce, mergeEdition } from './codes-merge.js';
import { type CodeForm, RowCollector, type RowProblem } from './codes-rows.js';
import { CODE_IMPORT, lookThrough, unreadable } from './codes-source.js';

/** What an operator asks for. */
export interface CodeImportRequest {
  /** Id of the list: one that is shipped, one of `schemas/codes/external.json`, or with `isNew` any other. */
  readonly list: string;
  /** The publisher's file, absolute. */
  readonly file: string;
  /** undefined: told by the file itself. */
  readonly layout?: CodeLayout | undefined;
  /** First day of this edition, CCYYMMDD; undefined: it replaces everything before. */
  readonly from?: number | undefined;
  readonly skipBadRows: boolean;
  /** Take an edition that has less than four fifths of the codes in force now. */
  readonly allowSmaller: boolean;
  /** The list is a snapshot: a code outside it only warns. */
  readonly isOpen: boolean;
  /** The id is one of the operator's own. */
  readonly isNew: boolean;
  readonly actor: string;
  readonly now: Date;
}

/** What became of it; nothing was changed unless it is `imported`. */
export interface CodeImportResult {
  readonly outcome: 'imported' | 'bad-rows' | 'smaller';
  readonly list: string;
  readonly layout: CodeLayout;
  /** Codes in force on the edition's first day: in the list as it was, and in the new edition. */
  readonly codesBefore: number;
  readonly codesNow: number;
  /** How many of these came, and how many went. */
  readonly added: number;
  readonly ended: number;
  /** Rows taken from the file. */
  readonly rows: number;
  /** The first fifty. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  /** Hex digest of the file. */
  readonly sha256: string;
  /** The list counts as complete: a code outside it is refused. Else it only warns. */
  readonly isClosed: boolean;
  /** Days before the edition on which no code is valid: it is the first one and begins on a day. */
  readonly isFirstDated: boolean;
}

/** How long an import waits for another. */
const LOCK_SECONDS = 10;

/**
 * Imports a publisher's file as a list of this installation: reads and checks all of it, joins it with what is there, and
 * puts the list into `directory` in one step. Imports of other processes wait for each other. Raises GatewayError
 * `code-list-unknown`, `code-file-unreadable` (exit code 2), `code-import-running`, `code-list-damaged`, and what
 * writing to the disk raises (exit code 3); then the old list stands.
 */
export async function importCodeList(
  schemasRoot: string,
  directory: string,
  request: CodeImportRequest,
): Promise<CodeImportResult> {
  const facts = listFacts(loadSchemas(schemasRoot), request);
  const found = findFile(CODE_IMPORT, request.file, WRONG_FILE);
  const source = await lookThrough(request.file);
  const layout = request.layout ?? layoutOf(request.list, source.head);
  const collector = new RowCollector({ ...facts.form, dropPeriods: request.list.startsWith('icd-') });
  for await (const row of sourceRows(layout, source, request.list)) {
    if (!collector.take(row)) throw unreadable(request.file, 'it has more rows than any code list', WRONG_FILE);
  }
  requireUnchanged(CODE_IMPORT, request.file, found);
  if (collector.rows.length === 0) {
    const first = collector.problems[0];
    const why = first === undefined ? '' : ` (line ${first.line}: ${first.problem})`;
    throw unreadable(
      request.file,
      `none of its rows is a code of ${request.list}, read as ${layout}${why}`,
      WRONG_FILE,
    );
  }
  await ensureFolder(directory);
  // Two imports at once would each join its edition with the list of before.
  const lock = await takeImportLock(join(directory, 'import-lock.db'), CODE_IMPORT, LOCK_SECONDS);
  try {
    return await putInPlace({ schemasRoot, directory, request, facts, layout, collector, sha256: source.sha256 });
  } finally {
    lock.release();
  }
}

const WRONG_FILE = 'Check that this is the file of that list, and name its layout with --as when it was told wrongly.';

type ListForm = Pick<CodeForm, 'pattern' | 'patternText'>;

interface ListFacts {
  readonly name: string;
  readonly form: ListForm;
}

interface Checked {
  readonly schemasRoot: string;
  readonly directory: string;
  readonly request: CodeImportRequest;
  readonly facts: ListFacts;
  readonly layout: CodeLayout;
  readonly collector: RowCollector;
  readonly sha256: string;
}

async function putInPlace(checked: Checked): Promise<CodeImportResult> {
  const { directory, request, facts, layout, collector, sha256 } = checked;
  const { imports: earlier, rows: old } = presentList(checked);
  const rows = request.from === undefined ? collector.rows : mergeEdition(old, collector.rows, request.from);
  const day = request.from ?? dayNumber(request.now);
  const [inForce, willBe] = [codesInForce(old, day), codesInForce(rows, day)];
  const outcome = outcomeOf(request, collector.problemCount, inForce.size, willBe.size);
  const edition = {
    at: request.now.toISOString(),
    actor: request.actor,
    file: basename(request.file),
    sha256,
    layout,
    rows: collector.rows.length,
    skipped: collector.problemCount,
    from: dayText(request.from ?? 0),
  };
  // Level II modifiers are only some of all modifiers.
  const closed = !(request.isOpen || (request.list === 'modifier' && layout === 'hcpcs'));
  if (outcome === 'imported') {
    const imports: CodeListHeader['imports'] = [...earlier, edition];
    const { chunks } = codeListFile({ id: request.list, name: facts.name, closed, imports }, rows);
    await replaceFile(join(directory, codeListFileName(request.list)), chunks);
  }
  return {
    outcome,
    list: request.list,
    layout,
    codesBefore: inForce.size,
    codesNow: willBe.size,
    added: [...willBe].filter((code) => !inForce.has(code)).length,
    ended: [...inForce].filter((code) => !willBe.has(code)).length,
    rows: edition.rows,
    problems: collector.problems,
    problemCount: collector.problemCount,
    sha256,
    isClosed: closed,
    isFirstDated: request.from !== undefined && old.length === 0 && collector.rows.every(({ from }) => from === 0),
  };
}

/**
 * What there is of the list. A damaged one is replaced as if it were absent: importing it anew is how it is mended. Only
 * an edition that is to go on with it needs it whole.
 */
function presentList({ schemasRoot, directory, request }: Checked): Pick<CodeListFacts, 'imports'> & {
  readonly rows: readonly CodeRow[];
} {
  const lists = openCodeLists(schemasRoot, directory);
  try {
    return { imports: lists.factsOf(request.list).imports, rows: lists.rows(request.list) ?? [] };
  } catch (error) {
    if (request.from !== undefined) throw error;
    return { imports: [], rows: [] };
  }
}

function outcomeOf(
  { skipBadRows, allowSmaller }: CodeImportRequest,
  problems: number,
  before: number,
  now: number,
): CodeImportResult['outcome'] {
  if (problems > 0 && !skipBadRows) return 'bad-rows';
  return isMuchSmaller(now, before) && !allowSmaller ? 'smaller' : 'imported';
}

function listFacts(schemas: Schemas, { list, isNew }: CodeImportRequest): ListFacts {
  const external = schemas.externalCodeSets.get(list);
  if (external !== undefined) return { name: external.name, form: { pattern: external.form } };
  const shipped = schemas.codeSets.get(list);
  if (shipped !== undefined) return { name: shipped.name, form: shippedForm(shipped, schemas) };
  if (isNew && /^[a-z][a-z0-9-]{0,59}$/.test(list)) return { name: list, form: {} };
  throw new GatewayError(`There is no code list called ${list}`, {
    code: 'code-list-unknown',
    operation: 'import a code list',
    subject: list,
    hint: '"x12gw codes list" names them. For a list that only your own rules ask for add --new; its id is lower case letters, digits and hyphens.',
    exitCode: 2,
  });
}

/** As many characters as the data element takes: codes of another length are of another list. */
function shippedForm({ dataElement, codes }: CodeSet, { elements }: Schemas): ListForm {
  const lengths = codes.map(({ code }) => code.length);
  const { minimum = 1, maximum = 1 } = elements[dataElement] ?? {};
  const [least, most] = [Math.min(minimum, ...lengths), Math.max(maximum, ...lengths)];
  const count = least === most ? `${most}` : `${least} to ${most}`;
  return { pattern: `[!-~]{${least},${most}}`, patternText: `${count} ${most === 1 ? 'character' : 'characters'}` };
}

function dayNumber(moment: Date): number {
  return Number(moment.toISOString().slice(0, 10).replaceAll('-', ''));
}
