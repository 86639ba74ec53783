import { wantableReportTypes } from '../../review/report-types.js';
import type { CommandContext } from '../context.js';
import { withDesk } from '../desk/open-desk.js';
import { placeOrder } from '../desk/place-order.js';
import { type VersionFlag, versionOf } from '../desk/version-flag.js';
import { type WantWord, wantsOf } from '../desk/want-words.js';
import type { ExitCode } from '../exit-code.js';

/** The flags of the questions in the order they were typed, in whichever of them stands. */
export interface DeferOptions extends VersionFlag {
  readonly want?: readonly WantWord[];
}

/**
 * Defers lines until the documents come that are wanted for them; provider and member are written to, and the requester's
 * system gets the list with control numbers. Exit codes as `placeOrder`. Raises what `wantsOf` raises.
 */
export function deferPriorAuthorization(
  context: CommandContext,
  number: string,
  options: DeferOptions,
): Promise<ExitCode> {
  const version = versionOf(options);
  return withDesk(context, (desk) => {
    const wants = wantsOf(options.want ?? [], wantableReportTypes(desk.parts.tables.responseGuide));
    return placeOrder(desk, { number, command: { kind: 'defer', wants }, ...version });
  });
}
