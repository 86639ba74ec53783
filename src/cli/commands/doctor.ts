import { checkInstallation } from '../../gateway/check-installation.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/** Checks what an installation stands on, one line each. Exit code 3 when anything is not sound. */
export function doctor(context: CommandContext, options: { readonly repair?: boolean }): Promise<ExitCode> {
  return withInstallation(context, async ({ data, ledger }) => {
    const checks = await checkInstallation(data, ledger, { repair: options.repair === true });
    for (const { check, problem, hint } of checks) {
      if (context.json) context.fact({ check, problem, hint });
      else if (problem === '') context.line(`${context.paint('green', 'ok')}       ${check}`);
      else context.line(`${context.paint('red', 'problem')}  ${check}: ${problem}\n         ${hint}`);
    }
    return checks.some((one) => one.problem !== '') ? 3 : 0;
  });
}
