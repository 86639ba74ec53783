import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { formatTable } from '../table.js';

/** Lists what has no first answer yet. Exit code 1 when something is open. */
export function reconcile(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const open = ledger.reconcile();
    if (context.json) for (const one of open) context.fact(one);
    else if (open.length === 0)
      context.talk('Every file has its disposition, every set its answer, every answer its file.');
    else {
      const rows = open.map((one) => [one.kind, one.subject, one.since]);
      for (const line of formatTable(['OPEN', 'SUBJECT', 'SINCE'], rows)) context.line(line);
    }
    return open.length === 0 ? 0 : 1;
  });
}
