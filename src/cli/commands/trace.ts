import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { submissionNumberOf } from '../submission-number.js';

/**
 * What happened to whatever has this number, oldest first: a submission, a prior authorization (by its tracking number,
 * PA number, a sender's trace number, a document's control number) or a claim; at the payer's local time, in JSON as instants. Exit code 1 when nothing has it; the number
 * is then not repeated, since a sender's own may tell who the patient is.
 */
export function trace(context: CommandContext, id: string): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const { timeZone } = configuration.payer;
    const events = ledger.trace(submissionNumberOf(id));
    if (events.length === 0) {
      context.talk(
        "Nothing here has this number. It can be a submission's (S12), a PA tracking or PA number, a claim's " +
          "(C1000000034), a sender's trace number (TRN02) of a prior authorization or an attachment control number. What " +
          'was refused is found by its submission: "x12gw downloads" lists files with their answers.',
      );
      return 1;
    }
    for (const event of events) {
      if (context.json) context.fact(event);
      else context.line(`${localTime(event.at, timeZone)}  ${event.what}  ${event.subject}${detailsOf(event.details)}`);
    }
    return 0;
  });
}

function detailsOf(details: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(details).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '' : `  ${pairs.join(' ')}`;
}
