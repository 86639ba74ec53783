import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { schemasOf } from '../schemas.js';
import { formatTable } from '../table.js';

/** Lists the guides that ship with this version; needs no installation. */
export async function listGuides(context: CommandContext): Promise<ExitCode> {
  const { guideIndex } = await schemasOf(context);
  if (context.json) {
    for (const { id, guide, transactionSet, functionalGroup, title } of guideIndex) {
      context.fact({ id, guide, transactionSet, functionalGroup, title });
    }
    return 0;
  }
  const rows = guideIndex.map((one) => [one.id, one.functionalGroup, one.transactionSet, one.guide, one.title]);
  for (const line of formatTable(['GUIDE', 'GS01', 'ST01', 'GS08', 'TITLE'], rows)) context.line(line);
  return 0;
}
