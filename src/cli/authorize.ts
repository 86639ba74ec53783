import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { GatewayConfiguration } from '../config/configuration.js';
import { CONFIGURATION_FILE, FIXED_CONFIGURATION } from '../config/find.js';
import { type Grant, grantOf, type RoleSettings } from '../config/roles.js';
import { GatewayError } from '../support/errors.js';
import type { CommandContext } from './context.js';
import { foundConfiguration } from './found-configuration.js';
import type { Need } from './needs.js';

/** One command as it was typed. */
export interface TypedCommand {
  /** Its words: `pa decide`. */
  readonly name: string;
  readonly arguments: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Why a command is refused, in words, and the roles that may run it. */
interface Refusal {
  readonly why: string;
  readonly needed: readonly string[];
}

/** Any other command asks this where the configuration is fixed: it would read and write files as the account. */
const FREE_WHERE_FIXED: Need = { roles: ['operator'] };

/**
 * The one place where roles are enforced: called for each command before it does anything. Gives the partner id that the
 * command is limited to, '' for no limit. Without `roles` in the configuration, without an installation, and for commands
 * that need none, everything is allowed. Both the account and the person who switched to it need a role that covers the
 * command. A refusal is audited where the ledger can be opened. Raises GatewayError `role-not-allowed` (exit code 2), and
 * those of finding and loading the configuration.
 */
export async function authorize(context: CommandContext, asked: Need, command: TypedCommand): Promise<string> {
  const isFixed = (context.surroundings.environment[FIXED_CONFIGURATION] ?? '') !== '';
  const need = asked.roles === 'anybody' && isFixed ? FREE_WHERE_FIXED : asked;
  if (need.roles === 'anybody') return '';
  const configuration = await configurationFor(context, need, command, isFixed);
  if (configuration?.roles === undefined) return '';
  const judged = judge(configuration.roles, context, need);
  if ('why' in judged) return refuse(context, configuration, command, judged);
  const { partner, isOperator } = judged;
  const limit =
    (partner === '' ? undefined : partnerRefusal(partner, need, command)) ??
    (isOperator ? undefined : pathRefusal(partner, need, command, context, configuration));
  if (limit !== undefined) return refuse(context, configuration, command, limit);
  return partner;
}

async function configurationFor(
  context: CommandContext,
  need: Need,
  command: TypedCommand,
  isFixed: boolean,
): Promise<GatewayConfiguration | undefined> {
  const { installationIsArgument } = need;
  // A command that cannot do without a configuration says itself that there is none.
  if (installationIsArgument === undefined || isFixed) return foundConfiguration(context);
  const named = command.arguments[installationIsArgument];
  if (named === undefined) return undefined;
  const folder = resolve(context.surroundings.workingDirectory, String(named));
  const file = join(folder, CONFIGURATION_FILE);
  return existsSync(file) ? (await import('../config/load.js')).loadConfiguration(file) : undefined;
}

/** Whom a command is run for. */
interface Judged {
  /** The partner id to limit to, '' for none. */
  readonly partner: string;
  /** True when account and person are both operators. */
  readonly isOperator: boolean;
}

function judge(roles: RoleSettings, context: CommandContext, need: Need): Judged | Refusal {
  const { account, person } = context.caller;
  const partners = new Set<string>();
  let isOperator = true;
  for (const user of new Set([account, person])) {
    const grant: Grant | undefined = grantOf(roles, user);
    if (grant === undefined) return { why: `the user ${user} has no role`, needed: need.roles as readonly string[] };
    if (need.roles !== 'anybody' && !need.roles.includes(grant.role)) {
      return { why: `the user ${user} has the role ${grant.role}`, needed: need.roles };
    }
    if (grant.role === 'partner') partners.add(grant.partner);
    if (grant.role !== 'operator') isOperator = false;
  }
  if (partners.size > 1) return { why: `${account} and ${person} are for two partners`, needed: ['operator'] };
  return { partner: [...partners][0] ?? '', isOperator };
}

/** What a partner's user asked for beyond its own. */
function partnerRefusal(partner: string, need: Need, { options }: TypedCommand): Refusal | undefined {
  for (const [option, must] of Object.entries(need.partnerGives ?? {})) {
    const isRight = must === 'set' ? options[option] === true : options[option] === partner;
    if (isRight) continue;
    const words = must === 'set' ? `with ${flagOf(option)} alone` : `with ${flagOf(option)} ${partner} alone`;
    return { why: `a user of the partner ${partner} may do this ${words}`, needed: ['operator'] };
  }
  return undefined;
}

/**
 * What somebody who is no operator named of the installation itself: the account could read it and write there, and a file
 * in an inbox or in place of the configuration is a change.
 */
function pathRefusal(
  partner: string,
  need: Need,
  { options, arguments: words }: TypedCommand,
  { surroundings }: CommandContext,
  { dataDirectory, file }: GatewayConfiguration,
): Refusal | undefined {
  const isText = (value: unknown): value is string => typeof value === 'string';
  const files = need.argumentsAreFiles === true ? words.flat().filter(isText) : [];
  const written = (need.writes ?? []).map((option) => options[option]).filter(isText);
  const isOurs = [...files, ...written].some((path) => {
    const real = realPath(resolve(surroundings.workingDirectory, path));
    return isInside(realPath(dataDirectory), real) || real === realPath(file);
  });
  const whose = partner === '' ? 'operators alone' : 'operators alone, not for partners';
  return isOurs ? { why: `files inside the data directory are for ${whose} to name`, needed: ['operator'] } : undefined;
}

function flagOf(option: string): string {
  return `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The path with its links resolved as far as it exists. */
function realPath(path: string): string {
  if (existsSync(path) || dirname(path) === path) return realpathSync(path);
  return join(realPath(dirname(path)), relative(dirname(path), path));
}

function isInside(folder: string, path: string): boolean {
  const from = relative(folder, path);
  return from === '' || (from !== '..' && !from.startsWith(`..${sep}`) && !isAbsolute(from));
}

async function refuse(
  context: CommandContext,
  configuration: GatewayConfiguration,
  { name }: TypedCommand,
  { why, needed }: Refusal,
): Promise<never> {
  const isAudited = await audit(context, configuration, name, needed);
  const roles = needed.length === 1 ? `the role ${needed[0]}` : `one of the roles ${needed.join(', ')}`;
  throw new GatewayError(`x12gw ${name} is not for you: ${why}`, {
    code: 'role-not-allowed',
    operation: `run x12gw ${name}`,
    subject: name,
    hint:
      `It needs ${roles}. Whoever maintains ${configuration.file} gives it, under "roles" (docs/roles.md).` +
      (isAudited ? '' : '\nThis refusal could not be recorded in the audit trail.'),
    exitCode: 2,
  });
}

/** A refusal is recorded when this user can write the ledger at all; false when it cannot. */
async function audit(
  context: CommandContext,
  configuration: GatewayConfiguration,
  name: string,
  needed: readonly string[],
): Promise<boolean> {
  const { DataFolder } = await import('../ingest/data-folder.js');
  const { openLedger } = await import('../store/sqlite/open.js');
  try {
    const file = new DataFolder(configuration.dataDirectory).ledgerFile;
    const ledger = openLedger(file, { ...configuration.ledger, create: false });
    try {
      const { actor, now: at } = context;
      await ledger.addAudit({ at, actor, action: 'refuse-command', subject: name, details: { needed } });
      return true;
    } finally {
      ledger.close();
    }
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}
