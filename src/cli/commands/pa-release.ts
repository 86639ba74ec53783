import type { CommandContext } from '../context.js';
import { placeCommand } from '../desk/place-order.js';
import type { VersionFlag } from '../desk/version-flag.js';
import type { ExitCode } from '../exit-code.js';

/** Gives a prior authorization that is in review back to the queue. Exit codes as `placeOrder`. */
export function releasePriorAuthorization(
  context: CommandContext,
  number: string,
  options: VersionFlag,
): Promise<ExitCode> {
  return placeCommand(context, number, { kind: 'release' }, options);
}
