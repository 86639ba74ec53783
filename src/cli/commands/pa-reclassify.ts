import type { CommandContext } from '../context.js';
import { placeCommand } from '../desk/place-order.js';
import type { VersionFlag } from '../desk/version-flag.js';
import type { ExitCode } from '../exit-code.js';

/**
 * Treats a request to expedite as a standard one from now on: its clock becomes the standard one from the day of receipt,
 * and the requester is told. Exit codes as `placeOrder`.
 */
export function reclassifyPriorAuthorization(
  context: CommandContext,
  number: string,
  options: VersionFlag,
): Promise<ExitCode> {
  const command = { kind: 'reclassify', to: 'standard' } as const;
  return placeCommand(context, number, command, options);
}
