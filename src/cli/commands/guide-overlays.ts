import { companionNames } from '../../rules/load.js';
import type { CompanionGuide } from '../../rules/rule.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { schemasOf } from '../schemas.js';
import { formatTable } from '../table.js';

/**
 * Lists the companion guides there are: each edition with the days it is in force, and whether it is shipped or the
 * installation's own. Exit code 1 when there is none.
 */
export async function listOverlays(context: CommandContext): Promise<ExitCode> {
  const { files, guideIndex } = await schemasOf(context);
  const editions = files.folders('payers').flatMap((overlay) =>
    guideIndex.flatMap(({ id }) =>
      companionNames(files, overlay, id).map((name) => {
        const { version, title, from = '', to = '', changes, rules } = files.json<CompanionGuide>(name);
        const origin = files.isOwn(name) ? 'own' : 'shipped';
        return { overlay, guide: id, version, from, to, changes: changes.length, rules: rules.length, origin, title };
      }),
    ),
  );
  if (context.json) for (const edition of editions) context.fact(edition);
  else {
    const rows = editions.map(({ overlay, guide, version, from, to, changes, rules, origin, title }) => [
      ...[overlay, guide, version, from, to],
      ...[String(changes + rules), origin, title],
    ]);
    const heading = ['OVERLAY', 'GUIDE', 'EDITION', 'FROM', 'TO', 'RULES', 'ORIGIN', 'TITLE'];
    for (const line of formatTable(heading, rows)) context.line(line);
  }
  return editions.length === 0 ? 1 : 0;
}
