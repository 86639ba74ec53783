import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { lookUp, tellUnknown } from '../prior-authorization/look-up.js';
import { priorAuthorizationText } from '../prior-authorization/text.js';

/**
 * One prior authorization with everything that is known of it, found by tracking number or PA number. Names, ids, birth
 * date, diagnoses, senders' numbers and free text are masked unless `--show-values` is given. Exit code 1 when there is none.
 */
export function showPriorAuthorization(
  context: CommandContext,
  number: string,
  options: { readonly showValues?: boolean },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const fact = lookUp(context, ledger, number, options.showValues === true);
    if (fact === undefined) {
      tellUnknown(context, number);
      return 1;
    }
    if (context.json) context.fact(fact);
    else {
      for (const line of priorAuthorizationText(fact, context, configuration.payer.timeZone)) context.line(line);
      if (options.showValues !== true) context.talk('What is masked is shown with --show-values.');
    }
    return 0;
  });
}
