import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { submissionNumberOf } from '../submission-number.js';

/** What happened to a submission, prior authorization or claim, oldest first. Exit code 1 when nothing has the id. */
export function trace(context: CommandContext, id: string): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const events = ledger.trace(submissionNumberOf(id));
    if (events.length === 0) {
      context.talk(`Nothing here has the number ${id}. Submissions look like S12, claims like C1000000034.`);
      return 1;
    }
    for (const event of events) {
      if (context.json) context.fact(event);
      else context.line(`${event.at}  ${event.what}  ${event.subject}${detailsOf(event.details)}`);
    }
    return 0;
  });
}

function detailsOf(details: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(details).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '' : `  ${pairs.join(' ')}`;
}
