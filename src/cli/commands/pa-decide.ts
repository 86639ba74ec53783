import { resolve } from 'node:path';
import { openLines } from '../../domain/prior-authorization/admission.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import { draftsFor } from '../desk/decision-entry.js';
import { type DecisionFile, readDecisionFile } from '../desk/decision-file.js';
import { type DecisionFlags, decisionOfFlags } from '../desk/decision-flags.js';
import { withDesk } from '../desk/open-desk.js';
import { placeOrder } from '../desk/place-order.js';
import { type VersionFlag, versionOf } from '../desk/version-flag.js';
import type { ExitCode } from '../exit-code.js';

/** A decision by flags or by file. */
export interface DecideOptions extends DecisionFlags, VersionFlag {
  readonly file?: string;
}

/**
 * Decides a prior authorization whole or line by line. What is said of "all open lines" is said of those that are open as
 * the command reads them: when somebody changes it in between, nothing is decided. Exit codes as `placeOrder`. Raises what
 * `decisionOfFlags` and `readDecisionFile` raise.
 */
export function decidePriorAuthorization(
  context: CommandContext,
  number: string,
  options: DecideOptions,
): Promise<ExitCode> {
  const { version, entries } = decisionOf(context, options);
  return withDesk(context, (desk) => {
    const row = desk.parts.ledger.priorAuthorization(number)?.row;
    const open = openLines(row?.lines ?? []).map((line) => line.number);
    const expectedVersion = version ?? row?.version;
    return placeOrder(desk, {
      number,
      command: { kind: 'decide', decisions: draftsFor(entries, open) },
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    });
  });
}

function decisionOf(context: CommandContext, options: DecideOptions): DecisionFile {
  const { expectedVersion } = versionOf(options);
  if (options.file === undefined) {
    const entries = decisionOfFlags(options);
    return expectedVersion === undefined ? { entries } : { version: expectedVersion, entries };
  }
  const said = readDecisionFile(resolve(context.surroundings.workingDirectory, options.file));
  if (expectedVersion !== undefined && said.version !== undefined && said.version !== expectedVersion) {
    throw new GatewayError(`The file is about version ${said.version}, and --if-version says ${expectedVersion}`, {
      code: 'version-invalid',
      operation: 'decide on a prior authorization',
      hint: 'Look at it again with "x12gw pa show", then name one version.',
      exitCode: 2,
    });
  }
  return expectedVersion === undefined ? said : { ...said, version: expectedVersion };
}
