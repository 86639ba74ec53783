import { join } from 'node:path';
import type { GatewayConfiguration } from '../../config/configuration.js';
import { EXAMPLE_PAYER } from '../../config/template.js';
import { checkInstallation } from '../../gateway/check-installation.js';
import { priorAuthorizationTables } from '../../gateway/handlers.js';
import { keyProblems } from '../../gateway/payload/checks.js';
import { Keyring } from '../../gateway/payload/keyring.js';
import { auditKey } from '../../gateway/rounds/audit-sealing.js';
import { readEndpoints } from '../../gateway/sftp/endpoints.js';
import type { DataFolder } from '../../ingest/data-folder.js';
import type { PartnerProfile } from '../../partners/profile.js';
import { hintOf } from '../../sftp/trouble.js';
import type { Ledger, SftpFileTrouble } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { overdueOf } from '../handoffs.js';
import { type Installation, withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { schemasUnder } from '../schemas.js';

/** What doctor says of one thing it looked at; a warning does not keep the gateway from running. */
interface Result {
  readonly check: string;
  readonly severity: 'none' | 'warning' | 'problem';
  /** '' when it is sound, and so is the hint. */
  readonly problem: string;
  readonly hint: string;
}

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
      ...(await checkAppeals(configuration, ledger)),
      ...ofKey,
      ...ledger.partners().flatMap((partner) => checkHold(partner, timeZone)),
      ...checkTwins(ledger.partners()),
      ...checkEndpoints(data, ledger, timeZone),
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

/** Letters that tell of the right to appeal, and not where to: only the payer knows the address. */
async function checkAppeals(configuration: GatewayConfiguration, ledger: Pick<Ledger, 'letters'>): Promise<Result[]> {
  if (ledger.letters({}, 0, 1).rows.length === 0) return [];
  const { overlay } = configuration;
  const tables = await schemasUnder(configuration).then(
    (schemas) => priorAuthorizationTables(schemas, overlay),
    // Schemas that cannot be read are another check's affair.
    () => undefined,
  );
  if (tables?.overlay.letters.values['appealAddress'] !== '') return [];
  return [
    {
      check: 'letters',
      severity: 'warning',
      problem: 'they say that a decision can be appealed, and name no address for appeals',
      hint: `Fill in letters.values.appealAddress in a copy of payers/${overlay}/prior-authorization.json in the schemas folder of the data directory.`,
    },
  ];
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

/** Endpoints that are not sound, belong to nobody or are stopped, and files that rest. Those that are fine have one line. */
function checkEndpoints(
  { sftp }: DataFolder,
  ledger: Pick<Ledger, 'partner' | 'sftpServer' | 'sftpFileTroubles'>,
  timeZone: string,
): Result[] {
  const { sound, unsound } = readEndpoints(sftp);
  const problems: Result[] = [...unsound].map(([partner, { message, hint }]) => ({
    check: `sftp ${partner}`,
    severity: 'problem',
    problem: message.replaceAll(/\n\s*/g, ' '),
    hint,
  }));
  for (const partner of [...sound.keys(), ...unsound.keys()]) {
    if (ledger.partner(partner) !== undefined) continue;
    const problem = `there is no partner ${partner}: its server is not called`;
    const hint = `Name the file after a partner id, or register it: "x12gw partner add ${partner}".`;
    problems.push({ check: `sftp ${partner}`, severity: 'problem', problem, hint });
  }
  for (const partner of sound.keys()) {
    problems.push(...ledger.sftpFileTroubles(partner).map((one) => restingFiles(partner, one, timeZone)));
    const row = ledger.sftpServer(partner);
    if (row?.state !== 'stopped') continue;
    const problem = `not called since ${localTime(row.since, timeZone)}: ${row.error}`;
    const hint = `Look at it with "x12gw sftp test ${join(sftp, `${partner}.yaml`)}", mend it, then "x12gw sftp release ${partner}".`;
    problems.push({ check: `sftp ${partner}`, severity: 'warning', problem, hint });
  }
  const isFine = problems.length === 0 && sound.size > 0;
  return isFine ? [{ check: 'sftp endpoints', severity: 'none', problem: '', hint: '' }] : problems;
}

/** Files of one partner's server that wait because of something about themselves. */
function restingFiles(partner: string, { direction, error, files, since }: SftpFileTrouble, timeZone: string): Result {
  const what = direction === 'in' ? 'not fetched, or not settled there' : 'not uploaded';
  const count = `${files} ${files === 1 ? 'file' : 'files'}`;
  return {
    check: `sftp ${partner}`,
    severity: 'warning',
    problem: `${count} ${what}, since ${localTime(since, timeZone)}: ${error}`,
    hint: hintOf(error) ?? 'The log of the gateway tells which answers: look at them with "x12gw trace".',
  };
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
