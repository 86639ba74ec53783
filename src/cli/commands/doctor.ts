import type { GatewayConfiguration } from '../../config/configuration.js';
import { EXAMPLE_PAYER } from '../../config/template.js';
import { checkInstallation } from '../../gateway/check-installation.js';
import { keyProblems } from '../../gateway/payload/checks.js';
import { Keyring } from '../../gateway/payload/keyring.js';
import { auditKey } from '../../gateway/rounds/audit-sealing.js';
import type { DataFolder } from '../../ingest/data-folder.js';
import type { PartnerProfile } from '../../partners/profile.js';
import type { Ledger } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import { checkEndpoints } from '../doctor/check-endpoints.js';
import { checkLetters } from '../doctor/check-letters.js';
import type { Result } from '../doctor/result.js';
import type { ExitCode } from '../exit-code.js';
import { overdueOf } from '../handoffs.js';
import { type Installation, withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';

/** Refusals that are looked at; more are not counted. */
const MOST_PUBLICATIONS = 20;

const LABEL = {
  none: ['green', 'ok'],
  warning: ['yellow', 'warning'],
  problem: ['red', 'problem'],
} as const;

/** Checks what an installation stands on, one line each. Exit code 3 when anything is not sound, warnings apart. */
export function doctor(context: CommandContext, options: { readonly repair?: boolean }): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { configuration, data, ledger } = installation;
    const { timeZone } = configuration.payer;
    const { key, results: ofKey } = checkAuditKey(configuration);
    const checks = await checkInstallation(data, ledger, {
      repair: options.repair === true,
      auditKey: key,
      actor: context.actor,
      timeZone,
    });
    if (options.repair === true) {
      const { now: at, actor } = context;
      await ledger.addAudit({ at, actor, action: 'repair-installation', subject: 'doctor', details: {} });
    }
    const results: Result[] = [
      checkPayer(configuration),
      ...(await checkLetters(configuration, ledger)),
      ...ofKey,
      ...ledger.partners().flatMap((partner) => checkHold(partner, timeZone)),
      ...checkTwins(ledger.partners()),
      ...(await checkEndpoints(data, ledger, timeZone)),
      ...(await checkHandoffs(context, installation)),
      ...(await checkKeys(context, configuration, data, ledger)),
      ...checkPublications(ledger),
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

/** The key that signs the audit trail's seals, '' when there is none to be read, and what is wrong with it. */
function checkAuditKey(configuration: GatewayConfiguration): { readonly key: string; readonly results: Result[] } {
  const results: Result[] = [];
  const result = (severity: 'warning' | 'problem', problem: string, hint: string): void => {
    results.push({ check: 'key of the audit trail', severity, problem, hint });
  };
  try {
    const key = auditKey(configuration, (warning) => result('warning', warning, 'Close the file.'));
    return { key, results };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    result('problem', error.message, error.hint);
    return { key: '', results };
  }
}

/** A hold is wished for, but forgotten easily. */
function checkHold({ id, hold }: PartnerProfile, timeZone: string): Result[] {
  if (hold === undefined) return [];
  const why = hold.reason === '' ? '' : ` (${hold.reason})`;
  return [
    {
      check: `partner ${id}`,
      severity: 'warning',
      problem: `held since ${localTime(hold.since, timeZone)}${why}: its files and answers wait`,
      hint: `When it may go on: "x12gw partner release-hold ${id}".`,
    },
  ];
}

/** Two partners with one ISA05 and ISA06 could speak for each other; earlier versions could be brought to record them. */
function checkTwins(partners: readonly PartnerProfile[]): Result[] {
  return partners.flatMap((one, at): Result[] => {
    const { interchangeQualifier: qualifier, interchangeId } = one;
    const twin = partners
      .slice(0, at)
      .find((other) => other.interchangeQualifier === qualifier && other.interchangeId === interchangeId);
    if (twin === undefined) return [];
    const problem = `has the interchange id ${qualifier} ${interchangeId}, which ${twin.id} has too`;
    const hint = `Ask both for their own ISA06 and give it with "x12gw partner add ${one.id}".`;
    return [{ check: `partner ${one.id}`, severity: 'problem', problem, hint }];
  });
}

const HANDOFF_PROBLEMS = {
  'handoff-not-written': ['are due for more than an hour', 'Is the gateway running? Its log tells what holds them up.'],
  'handoff-not-confirmed': [
    'have not been taken or confirmed in time',
    'Look at the claim system that takes them; "x12gw handoff confirm NUMBER" when it has them.',
  ],
  'handoff-taken-in-part': [
    'have lost files beside their manifest',
    'Write what is gone again: "x12gw handoff repeat NUMBER"; or confirm them when the claim system has the claims.',
  ],
} as const;

/** Claims that have not reached the payer's claim system, a line for each kind of trouble. */
async function checkHandoffs(context: CommandContext, installation: Installation): Promise<Result[]> {
  if (installation.configuration.handoff === undefined) return [];
  const overdue = await overdueOf(context, installation);
  if (overdue.length === 0) return [{ check: 'claims handed off', severity: 'none', problem: '', hint: '' }];
  return Object.entries(HANDOFF_PROBLEMS).flatMap(([kind, [what, hint]]): Result[] => {
    const numbers = overdue.flatMap((one) => (one.kind === kind ? one.handoff.number : []));
    const named = numbers.slice(0, 5).join(', ') + (numbers.length > 5 ? ` and ${numbers.length - 5} more` : '');
    const problem = `${named} ${what}`;
    return numbers.length === 0 ? [] : [{ check: 'claims handed off', severity: 'warning', problem, hint }];
  });
}

/** OpenPGP keys that partners' options need. Nothing when no partner has such an option, or all is well. */
async function checkKeys(
  context: CommandContext,
  { pgp }: GatewayConfiguration,
  data: DataFolder,
  ledger: Pick<Ledger, 'partners'>,
): Promise<Result[]> {
  const keyring = new Keyring({ folder: data, settings: pgp });
  const problems = await keyProblems(ledger.partners(), keyring, context.surroundings.clock.now());
  return problems.map(({ partner, problem, hint }) => ({
    check: partner === '' ? 'pgp' : `pgp ${partner}`,
    severity: 'warning',
    problem,
    hint,
  }));
}

/** Interchanges that other systems published and that nobody got. */
function checkPublications(ledger: Pick<Ledger, 'openPublications'>): Result[] {
  const { rows, next } = ledger.openPublications(0, MOST_PUBLICATIONS);
  if (rows.length === 0) return [];
  const files = [...new Set(rows.map(({ submissionNumber }) => submissionNumber))];
  const count = `${rows.length}${next === undefined ? '' : ' or more'}`;
  const problem = `${count} published interchanges were not filed: ${files.join(', ')}`;
  const hint = 'See why with "x12gw publish list"; mend the cause and publish again, or settle each.';
  return [{ check: 'publish', severity: 'warning', problem, hint }];
}

function tell(context: CommandContext, result: Result): void {
  const { check, severity, problem, hint } = result;
  const [style, label] = LABEL[severity];
  if (context.json) context.fact({ check, severity, problem, hint });
  else if (severity === 'none') context.line(`${context.paint(style, label)}       ${check}`);
  else context.line(`${context.paint(style, label)}  ${check}: ${problem}\n         ${hint}`);
}
