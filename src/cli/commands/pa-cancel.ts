import type { CancellationCause } from '../../domain/prior-authorization/model.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import { lineNumbers } from '../desk/line-flag.js';
import { withDesk } from '../desk/open-desk.js';
import { placeOrder } from '../desk/place-order.js';
import { type VersionFlag, versionOf } from '../desk/version-flag.js';
import type { ExitCode } from '../exit-code.js';
import { tellUnknown } from '../prior-authorization/look-up.js';

/** Why, and which lines; none for all that are open. */
export interface CancelOptions extends VersionFlag {
  readonly cause: CancellationCause;
  /** Number of the PA that it doubles. */
  readonly of?: string;
  readonly line?: readonly string[];
  readonly message?: string;
}

/**
 * The payer cancels lines: a duplicate, no eligibility, no authorization needed. Exit codes as `placeOrder`, and 1 when
 * nothing has the number given with `--of`. Raises GatewayError `duplicate-misnamed` (exit code 2).
 */
export function cancelPriorAuthorization(
  context: CommandContext,
  number: string,
  options: CancelOptions,
): Promise<ExitCode> {
  const { cause, of, message = '' } = options;
  const lines = lineNumbers(options.line ?? []);
  const version = versionOf(options);
  if (of !== undefined && cause !== 'duplicate') throw misnamed('--of goes with --cause duplicate only');
  return withDesk(context, async (desk) => {
    const { ledger } = desk.parts;
    const other = of === undefined ? undefined : ledger.priorAuthorization(of)?.row;
    if (of !== undefined && other === undefined) {
      tellUnknown(context, of);
      return 1;
    }
    if (other !== undefined && other.trackingNumber === ledger.priorAuthorization(number)?.row.trackingNumber) {
      throw misnamed(`${number} cannot be a duplicate of itself`);
    }
    const command = { kind: 'cancel', lines, cause, duplicateOf: other?.trackingNumber ?? '', message } as const;
    return placeOrder(desk, { number, command, ...version });
  });
}

function misnamed(message: string): GatewayError {
  return new GatewayError(message, {
    code: 'duplicate-misnamed',
    operation: 'cancel a prior authorization',
    hint: 'Example: --cause duplicate --of 1000000007, the request that stays.',
    exitCode: 2,
  });
}
