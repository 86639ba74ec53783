import type { GatewayConfiguration } from '../../config/configuration.js';
import { EXAMPLE_PAYER } from '../../config/template.js';
import { checkInstallation } from '../../gateway/check-installation.js';
import type { PartnerProfile } from '../../partners/profile.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/** What doctor says of one thing it looked at; a warning does not keep the gateway from running. */
interface Result {
  readonly check: string;
  readonly severity: 'none' | 'warning' | 'problem';
  /** '' when it is sound, and so is the hint. */
  readonly problem: string;
  readonly hint: string;
}

const LABEL = {
  none: ['green', 'ok'],
  warning: ['yellow', 'warning'],
  problem: ['red', 'problem'],
} as const;

/** Checks what an installation stands on, one line each. Exit code 3 when anything is not sound, warnings apart. */
export function doctor(context: CommandContext, options: { readonly repair?: boolean }): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    const checks = await checkInstallation(data, ledger, { repair: options.repair === true });
    const results: Result[] = [
      checkPayer(configuration),
      ...ledger.partners().flatMap(checkHold),
      ...checks.map((one) => ({ ...one, severity: one.problem === '' ? ('none' as const) : ('problem' as const) })),
    ];
    for (const result of results) tell(context, { ...result, hint: context.asCalled(result.hint) });
    return results.some(({ severity }) => severity === 'problem') ? 3 : 0;
  });
}

/** A payer that still has the name or the id that `init` wrote would answer under them. */
function checkPayer({ file, payer }: GatewayConfiguration): Result {
  const examples = (['name', 'id'] as const).filter((setting) => payer[setting] === EXAMPLE_PAYER[setting]);
  if (examples.length === 0) return { check: 'payer', severity: 'none', problem: '', hint: '' };
  const settings = examples.map((setting) => `payer.${setting} (${payer[setting]})`).join(' and ');
  return {
    check: 'payer',
    severity: 'warning',
    problem: `still the example: ${settings}`,
    hint: `Put in your own in ${file}, and look at payer.applicationIds too; then start the gateway again.`,
  };
}

/** A hold is wished for, but forgotten easily. */
function checkHold({ id, hold }: PartnerProfile): Result[] {
  if (hold === undefined) return [];
  const why = hold.reason === '' ? '' : ` (${hold.reason})`;
  return [
    {
      check: `partner ${id}`,
      severity: 'warning',
      problem: `held since ${hold.since}${why}: its files and answers wait`,
      hint: `When it may go on: "x12gw partner release-hold ${id}".`,
    },
  ];
}

function tell(context: CommandContext, result: Result): void {
  const { check, severity, problem, hint } = result;
  const [style, label] = LABEL[severity];
  if (context.json) context.fact({ check, severity, problem, hint });
  else if (severity === 'none') context.line(`${context.paint(style, label)}       ${check}`);
  else context.line(`${context.paint(style, label)}  ${check}: ${problem}\n         ${hint}`);
}
