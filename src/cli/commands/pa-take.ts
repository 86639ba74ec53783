import type { CommandContext } from '../context.js';
import { placeCommand } from '../desk/place-order.js';
import type { VersionFlag } from '../desk/version-flag.js';
import type { ExitCode } from '../exit-code.js';

/** A reviewer takes a prior authorization up, so that nobody else reviews it. Exit codes as `placeOrder`. */
export function takePriorAuthorization(
  context: CommandContext,
  number: string,
  options: VersionFlag,
): Promise<ExitCode> {
  return placeCommand(context, number, { kind: 'take' }, options);
}
