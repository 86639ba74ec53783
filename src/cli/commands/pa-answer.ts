import type { CommandContext } from '../context.js';
import { placeCommand } from '../desk/place-order.js';
import type { VersionFlag } from '../desk/version-flag.js';
import type { ExitCode } from '../exit-code.js';

/**
 * The provider submits the documents it has uploaded: the answer to a deferral, or further documents for the reviewer.
 * Until then they are not received. Exit codes as `placeOrder`.
 */
export function answerPriorAuthorization(
  context: CommandContext,
  number: string,
  options: VersionFlag,
): Promise<ExitCode> {
  return placeCommand(context, number, { kind: 'answer' }, options);
}
