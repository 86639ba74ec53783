import { type HostPlan, SETTINGS_FOLDER } from './plan.js';
import { shellWord } from './shell.js';

/** Where the script stands on the host. */
export const OPEN_SCRIPT = `${SETTINGS_FOLDER}/open-inboxes.sh`;

/**
 * The script that lets the gateway read what partners uploaded closed. An SFTP client may send the permissions of its
 * own file along (OpenSSH's does), and no umask adds a permission; a file of mode 0600 would lie unread for ever. Each
 * partner's files are opened to the gateway's group with that partner's own rights, so that nothing a partner puts there
 * can turn the script against somebody else.
 */
export function openScript({ group, root, partners }: HostPlan): string {
  return `#!/bin/sh
# Written by x12gw sftp host-config. Run as root every half minute: gives the gateway's group what partners uploaded
# with permissions that keep it out. Works as each partner's own user, with the gateway's group added.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
group=${shellWord(group)}
root=${shellWord(root)}

as_partner() { setpriv --reuid="$user" --regid="$user" --groups="$group" --inh-caps=-all --no-new-privs -- "$@"; }

open_to_gateway() {
  user=$1
  [ -d "$root/$user/inbox" ] || return 0
  cd "$root/$user"
  as_partner find inbox attachments -xdev -maxdepth 2 -user "$user" \\
    \\( -type f \\( ! -group "$group" -o ! -perm -g=r \\) -exec chgrp -h -- "$group" {} \\; -exec chmod g+r -- {} \\; \\) -o \\
    \\( -type d \\( ! -group "$group" -o ! -perm -g=rwxs \\) -exec chgrp -h -- "$group" {} \\; -exec chmod g=rwxs -- {} \\; \\) ||
    printf 'open-inboxes.sh: not all files of %s could be opened; the next run tries again\\n' "$user" >&2
}

${partners.map(({ user }) => `open_to_gateway ${shellWord(user)}`).join('\n')}
`;
}
