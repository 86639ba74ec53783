import type { AppealOutcome } from '../../domain/prior-authorization/model.js';
import type { CommandContext } from '../context.js';
import { placeCommand } from '../desk/place-order.js';
import type { VersionFlag } from '../desk/version-flag.js';
import type { ExitCode } from '../exit-code.js';

/** What is recorded of a fair hearing. */
export interface AppealOptions extends VersionFlag {
  readonly outcome: AppealOutcome['outcome'];
  /** ISO date of the hearing's decision. */
  readonly on: string;
  readonly reference?: string;
}

/**
 * Records what a fair hearing decided; the decision of the payer stays as it was, and the outcome counts in the yearly
 * figures. Exit codes as `placeOrder`.
 */
export function recordAppealOutcome(
  context: CommandContext,
  number: string,
  options: AppealOptions,
): Promise<ExitCode> {
  const { outcome, on, reference = '' } = options;
  const command = { kind: 'record-appeal', outcome, decidedOn: on, reference } as const;
  return placeCommand(context, number, command, options);
}
