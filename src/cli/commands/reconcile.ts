import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { overdueOf } from '../handoffs.js';
import { withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { formatTable } from '../table.js';

/** Claims no more than the ledger can know: it sees neither the inboxes nor the files in the store. */
const NOTHING_OPEN = [
  'By the ledger nothing is open: every received file is finished, every accepted set was applied, every answer was',
  'written. "x12gw status" tells what still waits in an inbox, "x12gw doctor" whether the answers are still there.',
];

/** Lists what the ledger holds as not finished. Exit code 1 when something is open. */
export function reconcile(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { ledger, configuration } = installation;
    const overdue = await overdueOf(context, installation);
    const handoffs = overdue.map(({ kind, handoff, since }) => ({ kind, subject: handoff.number, since }));
    const open = [...ledger.reconcile(), ...handoffs];
    if (context.json) for (const one of open) context.fact(one);
    else if (open.length === 0) for (const line of NOTHING_OPEN) context.talk(line);
    else {
      const rows = open.map((one) => [one.kind, one.subject, localTime(one.since, configuration.payer.timeZone)]);
      for (const line of formatTable(['OPEN', 'SUBJECT', 'SINCE'], rows)) context.line(line);
      if (open.some(({ kind }) => kind === 'letter-needs-address')) {
        context.talk('A letter without an address waits for the members file: "x12gw reference import members FILE".');
      }
    }
    return open.length === 0 ? 0 : 1;
  });
}
