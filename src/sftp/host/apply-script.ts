import { OPEN_SCRIPT } from './open-script.js';
import { type HostPartner, type HostPlan, PARTNER_FOLDERS, SETTINGS_FOLDER } from './plan.js';
import { shellWord } from './shell.js';
import { SFTP_COMMAND, SSHD_FRAGMENT } from './sshd-config.js';

/** The names of the files that belong together, in one folder. */
export const HOST_FILES = {
  apply: 'apply.sh',
  open: 'open-inboxes.sh',
  sshd: '60-x12gw-sftp.conf',
  plan: 'plan.txt',
} as const;

/**
 * The POSIX shell script that makes the host what the plan says: users, groups, folders, mounts, authorized keys and the
 * sshd fragment. Run as root, any number of times; also at boot, for the mounts.
 *
 * A partner's root folder holds bind mounts of the three folders in the data directory, not the other way round: the
 * gateway claims a file by a rename from `inbox/` to `claimed/`, which the kernel refuses between two mounts even of one
 * file system, so both are reached by the data directory's own path. The data directory needs no owner but the gateway,
 * `claimed/` stays out of sight, a rename or hard link between a partner's folders fails, and while a mount is missing
 * the partner finds an empty folder of root's: uploads are refused, and the gateway sees no answer as picked up.
 *
 * Root changes nothing by a path that the gateway or a partner could bend: folders are made as the gateway's user, and
 * owner and mode are set through the mount in root's own tree, after a look at whose folder it is.
 */
export function applyScript(plan: HostPlan): string {
  return [head(plan), FUNCTIONS, groupsAndRoots(), keysPart(plan), partnersPart(plan), tail(plan)].join('\n');
}

function head(plan: HostPlan): string {
  return `#!/bin/sh
# Written by x12gw sftp host-config. Run it as root after reading it; run it again after every change and at boot.
set -eu
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin
data=${shellWord(plan.dataDirectory)}
root=${shellWord(plan.root)}
group=${shellWord(plan.group)}
partners_group=${shellWord(plan.partnersGroup)}
settings=${SETTINGS_FOLDER}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
`;
}

const FUNCTIONS = `stop() {
  printf 'apply.sh: %s\\n' "$1" >&2
  exit 1
}

as_gateway() { setpriv --reuid="$group" --regid="$group" --clear-groups --inh-caps=-all --no-new-privs -- "$@"; }

# No folder on the way may be changed by anybody but root: sshd refuses such a root folder, and rightly.
only_root_changes() {
  path=$1
  while :; do
    [ -z "$(find -H "$path" -maxdepth 0 \\( ! -user root -o -perm /022 \\))" ] ||
      stop "$path belongs to another user than root, or others may write there"
    [ "$path" != / ] || break
    path=$(dirname -- "$path")
  done
}

is_same() { [ "$(stat -L -c %d:%i -- "$1")" = "$(stat -L -c %d:%i -- "$2")" ]; }

is_mounted() { awk -v path="$1" '$5 == path { found = 1 } END { exit !found }' /proc/self/mountinfo; }

make_user() {
  mark="x12-gateway SFTP partner $id"
  if getent passwd "$user" >/dev/null; then
    [ "$(getent passwd "$user" | cut -d: -f5)" = "$mark" ] ||
      stop "the user $user exists and was not made for this partner; choose another --user-prefix"
  else
    # The password "*" fits nothing; "!" would lock the account, which sshd without PAM takes to forbid keys too.
    useradd --system --user-group --home-dir / --no-create-home --shell /usr/sbin/nologin \\
      --password '*' --comment "$mark" "$user"
  fi
  [ "$(id -Gn "$user")" = "$user $partners_group" ] || usermod --groups "$partners_group" "$user"
}

# folder name, user and group it is to belong to
mount_folder() {
  ours=$data/partners/$id/$1
  theirs=$root/$user/$1
  (umask 027 && as_gateway mkdir -p -- "$ours")
  if is_mounted "$theirs"; then
    is_same "$ours" "$theirs" || stop "$theirs shows another folder than $ours: umount it, then run this again"
  else
    install -d -o root -g root -m 0755 "$theirs"
    mount --bind "$ours" "$theirs"
  fi
  case $(stat -c %F:%U -- "$theirs") in
    "directory:$group" | "directory:$user") ;;
    *) umount "$theirs" && stop "$ours is no folder of $group or $user" ;;
  esac
  mount -o remount,bind,nosuid,nodev,noexec "$theirs"
  chown -- "$2:$3" "$theirs"
  chmod 2770 "$theirs"
}

# sshd's transfer log is written from inside the root folder, so the system's log socket must be there.
mount_log() {
  [ -S /dev/log ] || return 0
  log=$root/$user/dev/log
  install -d -o root -g root -m 0755 "$root/$user/dev"
  if is_mounted "$log"; then
    if is_same /dev/log "$log"; then return 0; fi
    umount "$log"
  fi
  [ -e "$log" ] || : >"$log"
  mount --bind "$(readlink -f /dev/log)" "$log"
}

# user, partner id
host_partner() {
  user=$1
  id=$2
  make_user
  install -d -o root -g root -m 0755 "$root/$user"
${PARTNER_FOLDERS.map(({ name, owner }) => `  mount_folder ${name} ${owner === 'partner' ? '"$user" "$group"' : '"$group" "$user"'}`).join('\n')}
  mount_log
}

# user; the keys come on standard input
put_keys() {
  cat >"$settings/authorized_keys/.new"
  chmod 0644 "$settings/authorized_keys/.new"
  mv -f -- "$settings/authorized_keys/.new" "$settings/authorized_keys/$1"
}
`;

function groupsAndRoots(): string {
  return `[ "$(id -u)" -eq 0 ] || stop 'run this as root'
for program in awk find getent install mount setpriv sshd stat useradd; do
  command -v "$program" >/dev/null || stop "$program is missing"
done
getent group "$group" >/dev/null || groupadd --system "$group"
getent group "$partners_group" >/dev/null || groupadd --system "$partners_group"
getent passwd "$group" >/dev/null ||
  useradd --system --gid "$group" --home-dir "$data" --no-create-home --shell /usr/sbin/nologin \\
    --comment 'x12-gateway' "$group"
[ "$(stat -c %U -- "$data/partners" 2>/dev/null)" = "$group" ] ||
  stop "$data/partners does not belong to $group: stop the gateway, then: chown -R $group:$group $data"
install -d -o root -g root -m 0755 "$root" "$settings" "$settings/authorized_keys"
only_root_changes "$root"
only_root_changes "$settings/authorized_keys"
for file in ${HOST_FILES.apply} ${HOST_FILES.open} ${HOST_FILES.sshd}; do
  [ -f "$here/$file" ] || stop "$here/$file is missing"
  [ "$here" = "$settings" ] || install -o root -g root -m 0755 "$here/$file" "$settings/$file"
done
`;
}

/** Keys first: a key taken away is gone even when a later step fails. */
function keysPart({ hasKeys, partners }: HostPlan): string {
  if (!hasKeys) return '# Authorized keys were not asked for (--keys) and stay as they are.\n';
  const holders = partners.filter(({ keys }) => keys.length > 0);
  const known = holders.map(({ user }) => user).join(' | ');
  const removal = `for file in "$settings"/authorized_keys/*; do
  case \${file##*/} in
${known === '' ? '' : `    ${known}) ;;\n`}    *) rm -f -- "$file" ;;
  esac
done
`;
  return [removal, ...holders.map(putKeys)].join('');
}

/** `restrict`: no forwarding and no terminal, should the sshd fragment ever be gone. */
function putKeys({ user, keys }: HostPartner): string {
  const lines = keys.map(({ type, key }) => `restrict ${type} ${key} ${user}\n`).join('');
  return `put_keys ${user} <<'KEYS'\n${lines}KEYS\n`;
}

function partnersPart({ partners }: HostPlan): string {
  return `${partners.map(({ user, partner }) => `host_partner ${shellWord(user)} ${shellWord(partner)}`).join('\n')}\n`;
}

function tail({ partners, root }: HostPlan): string {
  const [first] = partners;
  const check =
    first === undefined
      ? ''
      : `
# What sshd makes of all its files together: another one may have said something else first.
said=$(sshd -T -C user=${first.user},host=localhost,addr=127.0.0.1,laddr=127.0.0.1,lport=22)
for wanted in 'forcecommand ${SFTP_COMMAND}' 'chrootdirectory ${root}/%u' 'passwordauthentication no' \\
  'authenticationmethods publickey' 'authorizedkeysfile ${SETTINGS_FOLDER}/authorized_keys/%u' 'disableforwarding yes'; do
  printf '%s\\n' "$said" | grep -Fixq -- "$wanted" ||
    stop "sshd does not say \\"$wanted\\" for ${first.user}: is ${SSHD_FRAGMENT} included first? See sshd -T -C user=${first.user}"
done
`;
  return `# sshd checks nothing without this folder, which its service makes only when it starts.
[ -d /run/sshd ] || install -d -o root -g root -m 0755 /run/sshd
fragment=${SSHD_FRAGMENT}
if ! cmp -s "$settings/${HOST_FILES.sshd}" "$fragment"; then
  [ -d "\${fragment%/*}" ] || stop "make \${fragment%/*} and have sshd_config include it: Include \${fragment%/*}/*.conf"
  rm -f -- "$settings/fragment.before"
  [ ! -f "$fragment" ] || cp -p -- "$fragment" "$settings/fragment.before"
  install -o root -g root -m 0644 "$settings/${HOST_FILES.sshd}" "$fragment"
  if ! sshd -t; then
    if [ -f "$settings/fragment.before" ]; then mv -f -- "$settings/fragment.before" "$fragment"; else rm -f -- "$fragment"; fi
    stop 'sshd does not take its settings; they are as they were'
  fi
  printf 'sshd has new settings. Reload it: systemctl reload ssh\\n'
fi
${check}[ -x ${OPEN_SCRIPT} ] || stop '${OPEN_SCRIPT} is missing'
printf '%s partners have their folders under %s\\n' ${partners.length} "$root"
`;
}
