import type { CodeListFacts } from '../../guides/code-list-folder.js';
import { codeListsOf } from '../code-lists.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { formatTable } from '../table.js';

/** Lists every code list there is or could be; without a configuration the shipped ones and the names of the others. */
export async function listCodes(context: CommandContext): Promise<ExitCode> {
  const lists = (await codeListsOf(context)).facts();
  if (context.json) {
    for (const list of lists) context.fact(list);
    return 0;
  }
  const heading = ['LIST', 'STATE', 'CODES', 'COMPLETE', 'EDITION', 'NAME'];
  for (const line of formatTable(heading, lists.map(rowOf))) context.line(line);
  return 0;
}

function rowOf({ id, state, codes, isClosed, imports, name }: CodeListFacts): string[] {
  const last = imports.at(-1);
  const edition = last === undefined ? '' : `${last.file}${last.from === '' ? '' : ` from ${last.from}`}`;
  if (state === 'absent') return [id, state, '-', '-', '', name];
  return [id, state, String(codes), isClosed ? 'yes' : 'no', edition, name];
}
