import type { Schemas } from '../../guides/load.js';
import { entriesBelow, type OutlineEntry, outlineOf } from '../../guides/outline.js';
import type { GuideElement } from '../../guides/types.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { schemasOf } from '../schemas.js';

/** How many codes of an element are shown without `--codes`. */
const CODES_SHOWN = 12;

/** The command's options as given. */
export interface ShowOptions {
  readonly codes?: boolean;
}

/**
 * Shows a guide, or what stands at a path of it, as an indented list; with `--json` one document for each loop, segment
 * and element. Exit code 1 when the guide has no such path. Raises GatewayError (exit code 2) for a guide there is not.
 */
export async function showGuide(
  context: CommandContext,
  id: string,
  path: string | undefined,
  options: ShowOptions,
): Promise<ExitCode> {
  const schemas = await schemasOf(context);
  const guide = schemas.guide(id);
  const nameOf = (element: string) => schemas.elements[element]?.name ?? schemas.composites[element]?.name ?? element;
  const all = [...outlineOf(guide, nameOf, { elements: true })];
  const found = path === undefined ? all : entriesBelow(all, path);
  if (found.length === 0) {
    context.talk(`${id} has no ${path}. Loops and segments are named as in "x12gw guide show ${id}".`);
    return 1;
  }
  // A segment asked for by name shows its elements; a loop or the whole guide does only when asked to.
  const withElements = options.codes === true || found.every((entry) => entry.kind !== 'loop' && path !== undefined);
  if (path === undefined && !context.json) {
    context.line(context.paint('bold', `${guide.id}  ${guide.title}`));
    context.line(`ST01 ${guide.transactionSet}, GS01 ${guide.functionalGroup}, GS08 ${guide.guide}`);
  }
  for (const entry of found) {
    if (entry.kind === 'element' && !withElements && !context.json) continue;
    if (context.json) context.fact(factOf(entry, schemas));
    else
      for (const line of linesOf(entry, entry.depth - found[0]!.depth, schemas, options.codes === true))
        context.line(line);
  }
  return 0;
}

function linesOf(entry: OutlineEntry, depth: number, schemas: Schemas, allCodes: boolean): string[] {
  const indent = '  '.repeat(depth);
  const repeat = entry.repeat === 'unbounded' ? '>1' : String(entry.repeat);
  const form = entry.element === undefined ? '' : `  ${formOf(entry.element, schemas)}`;
  const note = entry.note === '' ? '' : `  (${entry.note})`;
  const lines = [`${indent}${entry.id}  ${entry.usage} ${repeat}  ${entry.name}${form}${note}`];
  const codes = entry.element?.codes;
  if (codes !== undefined) {
    const shown = allCodes ? codes : codes.slice(0, CODES_SHOWN);
    const more = codes.length > shown.length ? ` and ${codes.length - shown.length} more` : '';
    lines.push(`${indent}    ${shown.join(' ')}${more}`);
  }
  return lines;
}

/** `AN 1/38`, the list or the pattern; the id of a composite. */
function formOf(element: GuideElement, schemas: Schemas): string {
  const data = schemas.elements[element.element];
  const size = data === undefined ? element.element : `${data.type} ${data.minimum}/${data.maximum}`;
  const list = element.codeSet === undefined ? '' : `, list ${element.codeSet}`;
  return `${size}${list}${element.pattern === undefined ? '' : `, form ${element.pattern}`}`;
}

function factOf({ element, depth: _depth, note: _note, ...entry }: OutlineEntry, schemas: Schemas): object {
  if (element === undefined) return entry;
  const data = schemas.elements[element.element];
  const { codes, codeSet, pattern } = element;
  return {
    ...entry,
    dataElement: element.element,
    ...(data === undefined ? {} : { type: data.type, minimum: data.minimum, maximum: data.maximum }),
    ...(codes === undefined ? {} : { codes }),
    ...(codeSet === undefined ? {} : { codeSet }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}
