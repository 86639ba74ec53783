import type { PriorAuthorizationCommand } from '../../domain/prior-authorization/command.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import { placeCommand } from '../desk/place-order.js';
import type { VersionFlag } from '../desk/version-flag.js';
import type { ExitCode } from '../exit-code.js';

/** For whom, and the payer's reason. */
export interface VoidOptions extends VersionFlag {
  readonly asProvider?: boolean;
  readonly message?: string;
}

/**
 * Voids a prior authorization: for the provider, which can only while nobody reviews it, or as the payer, which can until
 * the decision and says why. Exit codes as `placeOrder`. Raises GatewayError `void-by-whom` (exit code 2).
 */
export function voidPriorAuthorization(
  context: CommandContext,
  number: string,
  options: VoidOptions,
): Promise<ExitCode> {
  const command = commandOf(options);
  return placeCommand(context, number, command, options);
}

function commandOf(options: VoidOptions): PriorAuthorizationCommand {
  const { asProvider, message } = options;
  if (asProvider === true) return { kind: 'void' };
  if (message !== undefined && message.trim() !== '') return { kind: 'void-by-payer', message };
  throw new GatewayError('Say who voids it', {
    code: 'void-by-whom',
    operation: 'void a prior authorization',
    hint: 'As the payer: --message TEXT with the reason. For the provider that asked for it: --as-provider.',
    exitCode: 2,
  });
}
