import { type HostPlan, SETTINGS_FOLDER } from './plan.js';

/** Where the fragment goes on the host; Debian's sshd_config reads this folder first, and the first value counts. */
export const SSHD_FRAGMENT = '/etc/ssh/sshd_config.d/60-x12gw-sftp.conf';

/**
 * What partners may do by SFTP, for sshd itself. `-P symlink,hardlink`: no link, and so no way from the gateway's view of
 * an inbox to a file that is not the partner's. `-u 0007`: what a partner puts there the gateway's group may read.
 */
export const SFTP_COMMAND = 'internal-sftp -f AUTHPRIV -l VERBOSE -u 0007 -P symlink,hardlink';

/**
 * The fragment for `sshd_config`. One block for the partners' group: a new partner changes nothing here. Ciphers, key
 * exchange and signatures are left to OpenSSH, whose defaults since 8.8 hold no weak one; a list here would grow old.
 */
export function sshdConfig({ partnersGroup, root }: Pick<HostPlan, 'partnersGroup' | 'root'>): string {
  return `# Written by x12gw sftp host-config. Change it there: apply.sh replaces this file.

# For every connection: whoever does not log in goes soon, and many at once do not keep others out.
LoginGraceTime 30
MaxStartups 20:30:100

# Trading partners: keys only, their own root folder, files and nothing else.
Match Group ${partnersGroup}
    AuthenticationMethods publickey
    PubkeyAuthentication yes
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    HostbasedAuthentication no
    PermitEmptyPasswords no
    AuthorizedKeysFile ${SETTINGS_FOLDER}/authorized_keys/%u
    AuthorizedKeysCommand none
    TrustedUserCAKeys none
    MaxAuthTries 3
    ChrootDirectory ${root}/%u
    ForceCommand ${SFTP_COMMAND}
    DisableForwarding yes
    AllowTcpForwarding no
    AllowStreamLocalForwarding no
    AllowAgentForwarding no
    X11Forwarding no
    PermitTunnel no
    GatewayPorts no
    PermitTTY no
    PermitUserRC no
    MaxSessions 4
    ClientAliveInterval 60
    ClientAliveCountMax 3
    LogLevel VERBOSE
    Banner none
Match all
`;
}
