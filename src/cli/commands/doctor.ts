import { accessSync, constants, existsSync } from 'node:fs';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/** One thing that was checked. `problem` is '' when it is sound. */
interface Check {
  readonly check: string;
  readonly problem: string;
}

/** Checks what an installation stands on, one line each. Exit code 3 when anything is not sound. */
export function doctor(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    const checks: Check[] = [
      { check: `configuration ${configuration.file}`, problem: '' },
      ...data.folders.map((folder) => ({ check: `folder ${folder}`, problem: folderProblem(folder) })),
      ...ledger.partners().flatMap((partner) => {
        const { inbox, outbox } = data.partner(partner.id);
        return [inbox, outbox].map((folder) => ({ check: `folder ${folder}`, problem: folderProblem(folder) }));
      }),
      ...ledgerChecks(ledger.check()),
    ];
    for (const one of checks) {
      if (context.json) context.fact(one);
      else if (one.problem === '') context.line(`${context.paint('green', 'ok')}       ${one.check}`);
      else context.line(`${context.paint('red', 'problem')}  ${one.check}: ${one.problem}`);
    }
    return checks.some((one) => one.problem !== '') ? 3 : 0;
  });
}

function ledgerChecks(problems: readonly string[]): Check[] {
  return problems.length === 0
    ? [{ check: 'ledger', problem: '' }]
    : problems.map((problem) => ({ check: 'ledger', problem }));
}

function folderProblem(folder: string): string {
  if (!existsSync(folder)) return 'is missing; the gateway makes it when it starts';
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return '';
  } catch {
    return 'this user may not read and write it';
  }
}
