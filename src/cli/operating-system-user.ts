import { userInfo } from 'node:os';

/** Who runs a command, as the operating system and sudo tell. */
export interface Caller {
  /** The user this process runs as: what the kernel says, whatever stands in the environment. `#UID` without a name. */
  readonly account: string;
  /** The user who switched to the account with sudo; the account itself when nobody did. */
  readonly person: string;
  /** For history and audit: `anna`, or `anna (as x12gw)` after a switch. */
  readonly actor: string;
}

/** Names as user directories have them; what else stands in the environment is no name. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@\\-]{0,63}\$?$/;
/** What stands for a name that sudo would not have set: nobody has a role under it. */
const UNKNOWN = '(unknown)';

/**
 * Who runs this. `SUDO_USER` counts only when the user was switched (`SUDO_UID` is another than ours). Since a process may set
 * its environment as it likes, roles are those of the account and of the person together (`authorize`): what the
 * environment says can take a right away and never give one.
 */
export function callerOf(environment: Readonly<Record<string, string | undefined>>): Caller {
  const account = accountName();
  const { SUDO_USER: name, SUDO_UID: id } = environment;
  const isSwitched = name !== undefined && name !== account && id !== String(process.geteuid?.());
  if (!isSwitched) return { account, person: account, actor: account };
  const person = NAME.test(name) ? name : UNKNOWN;
  return { account, person, actor: `${person} (as ${account})` };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user need not stand in its list of users.
    return `#${process.geteuid?.() ?? ''}`;
  }
}
