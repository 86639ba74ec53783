import { createHash } from 'node:crypto';

/** What an operator chose about the host: names of users and groups, and where the partners' roots stand. */
export interface HostChoices {
  /** What the users of partners are called before the partner id: `x12-`. */
  readonly userPrefix: string;
  /** The user and the group that the gateway runs as; partners' own group is this with `-sftp`. */
  readonly group: string;
  /** The folder that holds one root folder for each partner, absolute: `/srv/x12gw-sftp`. */
  readonly root: string;
}

/** As the gateway's data folder has it; checked again here, since it becomes a user and a path. */
const PARTNER_ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** Ends in a hyphen, so that no prefix and partner id together spell a user of the system such as `root`. */
const USER_PREFIX = /^[a-z][a-z0-9]{0,10}-$/;
const GROUP = /^[a-z][a-z0-9-]{0,24}$/;
const ROOT = /^(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;
/** useradd of Linux takes no longer name. */
const LONGEST_USER = 32;
const DIGEST_DIGITS = 8;

/** What is wrong with the choices, a sentence each; none when they can be used. */
export function problemsOfChoices({ userPrefix, group, root }: HostChoices): string[] {
  const problems: string[] = [];
  if (!USER_PREFIX.test(userPrefix)) {
    problems.push(
      '--user-prefix: at most eleven lower case letters and digits, the first a letter, then a hyphen: x12-',
    );
  }
  if (!GROUP.test(group) || group === 'root') {
    problems.push('--group: the user and group the gateway runs as, lower case, at most 25 characters, never root');
  }
  if (!ROOT.test(root)) {
    problems.push('--root: an absolute path of letters, digits, dots, underscores and hyphens: /srv/x12gw-sftp');
  }
  return problems;
}

/** True for an id that may become part of a user name and a path. */
export function isPartnerId(id: string): boolean {
  return PARTNER_ID.test(id);
}

/**
 * The user a partner logs in as: prefix and id. A name that Linux would find too long is cut and ends in eight digits of
 * the id's SHA-256, so that it stays the same and differs from others. The id must be one (`isPartnerId`).
 */
export function userOf(partnerId: string, userPrefix: string): string {
  const name = `${userPrefix}${partnerId}`;
  if (name.length <= LONGEST_USER) return name;
  const digest = createHash('sha256').update(partnerId).digest('hex').slice(0, DIGEST_DIGITS);
  return `${name.slice(0, LONGEST_USER - DIGEST_DIGITS - 1)}-${digest}`;
}

/** The group all partners' users are in, by which sshd knows them. The gateway is not in it, and they not in its. */
export function partnersGroup(choices: HostChoices): string {
  return `${choices.group}-sftp`;
}
