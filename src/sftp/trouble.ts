import { GatewayError } from '../support/errors.js';

/**
 * What kind of trouble an SFTP partner gives, and so what follows. `transport`: the network or the server; try again
 * later. `login`: account, credentials or folders; stop this partner until a person has acted. `host-key`: the server is
 * not the one that was pinned; stop and raise an alert. `content`: this one file; the others go on.
 */
export type SftpTrouble = 'transport' | 'login' | 'host-key' | 'content';

/** Trouble, sentence and hint of each error code; `status` marks what one of SFTP's status codes stands for. */
const FAULTS = {
  'sftp-unreachable': [
    'transport',
    'The server cannot be reached',
    'The gateway tries again by itself. If it lasts, check host, port and firewall.',
  ],
  'sftp-timeout': [
    'transport',
    'The server does not answer in time',
    'The gateway tries again by itself. If it lasts, ask the partner, or raise connectTimeoutSeconds or stallSeconds.',
  ],
  'sftp-connection-lost': ['transport', 'The connection broke', 'It is made again by itself and the transfer goes on.'],
  'sftp-remote-failed': [
    'transport',
    'The server could not do what it was asked',
    'The gateway tries again by itself. If it lasts, ask the partner whether its disk is full or a quota is used up.',
  ],
  'sftp-answer-malformed': [
    'transport',
    'The server gave an answer that is none of the protocol',
    'The gateway tries again by itself. If it lasts, tell the partner: its server, or something between, is broken.',
  ],
  'sftp-resting': [
    'transport',
    'The server could not be reached several times in a row and is left alone for a while',
    'The gateway tries again by itself after a pause that grows with each failure, up to a quarter of an hour.',
  ],
  'sftp-ended': [
    'transport',
    'The gateway ended the connection',
    'Nothing to do: the gateway stops, and goes on where it stood when it is started again.',
  ],
  'sftp-login-refused': [
    'login',
    'The server refuses the login',
    'Check user, key and password with the partner, then "x12gw sftp release PARTNER" has the gateway call it again.',
  ],
  'sftp-credentials-unusable': [
    'login',
    'The credentials cannot be used',
    'Check that the file or environment variable is there, is readable for the gateway alone (chmod 600), holds a private key or password, and that the passphrase is right.',
  ],
  'sftp-not-offered': [
    'login',
    'The login works, but the server offers no SFTP to this account',
    'Ask the partner to allow SFTP for the account, then "x12gw sftp release PARTNER" has the gateway call it again.',
  ],
  'sftp-no-common-algorithm': [
    'login',
    'The server and the gateway have no key exchange, cipher or key type in common',
    'The server is probably very old. Ask the partner to bring it up to date.',
  ],
  'sftp-folder-unusable': [
    'login',
    'A folder on the server is missing, or the account may not use it',
    'Check inbox, outbox and archive of the endpoint with the partner, then "x12gw sftp release PARTNER" has the gateway call it again.',
  ],
  'sftp-host-key-not-pinned': [
    'host-key',
    'The server shows a host key that is not pinned',
    "Do not go on: this may be another machine. Ask the partner, by telephone, for its key's SHA-256 fingerprint; compare it with `x12gw sftp scan-key`, and only then add it to hostKeys.",
  ],
  'sftp-host-key-unproven': [
    'host-key',
    'The server cannot prove that it owns the host key it shows',
    'Do not go on: somebody may stand between. Tell the partner.',
  ],
  'sftp-remote-missing': [
    'content',
    'The file is not on the server any more',
    'Nothing to do: somebody removed or renamed it before it was fetched.',
  ],
  'sftp-remote-denied': [
    'content',
    'The account may not use this file',
    'Ask the partner for the right to read and remove files in inbox, and to write them in outbox.',
  ],
  'sftp-remote-refused': [
    'content',
    'The server could not do what it was asked with this file',
    'The gateway tries again by itself, ever less often. If it lasts, ask the partner to look at the file, its permissions and its name; for an upload, whether its disk is full or a quota is used up.',
  ],
  'sftp-upload-short': [
    'content',
    'The uploaded file does not have its full size on the server',
    'It is uploaded again by itself. If it lasts, ask the partner whether its disk is full or a quota is used up.',
  ],
  'sftp-file-too-large': [
    'content',
    'The file is larger than the endpoint allows',
    'It stays on the server. Ask the partner about it; when it is right, raise largestFileBytes of the endpoint, with room for it on the disk.',
  ],
  'sftp-too-slow': [
    'content',
    'The transfer comes on more slowly than the endpoint allows',
    'The gateway tries again by itself, ever less often. If the link is as slow as that, lower leastBytesPerSecond of the endpoint.',
  ],
  'sftp-remote-changed': [
    'content',
    'The file changed on the server while it was fetched',
    'Nothing to do: it is fetched again once it stands still.',
  ],
  'sftp-remote-differs': [
    'content',
    'A file of this name with other bytes is on the server',
    'Ask the partner what put it there; remove or rename it, then deliver again.',
  ],
  'sftp-upload-unverified': [
    'content',
    'The upload was finished, but is not there under its final name with its full size',
    'If the mailbox takes files away at once, set verification to size-before-rename or none; then deliver again.',
  ],
  'sftp-name-refused': [
    'content',
    'This is not a name a file may have on the server',
    'File names hold no slash and no NUL, and are not . or ..',
  ],
} as const satisfies Record<string, readonly [SftpTrouble, string, string]>;

export type SftpFault = keyof typeof FAULTS;

/** Every fault with its trouble, for documentation and its test. */
export const SFTP_FAULTS: ReadonlyMap<string, SftpTrouble> = new Map(
  Object.entries(FAULTS).map(([fault, [trouble]]) => [fault, trouble]),
);

/**
 * Trouble with a partner's server. Neither message nor cause holds what a server said, a remote file name or a secret:
 * only our words and, in `detail`, codes and names of settings.
 */
export class SftpError extends GatewayError {
  declare readonly code: SftpFault;
  readonly trouble: SftpTrouble;

  /** `detail`: a code or the name of a setting, shown in parentheses. */
  constructor(fault: SftpFault, operation: string, detail?: string) {
    const [trouble, sentence, hint] = FAULTS[fault];
    super(detail === undefined ? sentence : `${sentence} (${detail})`, {
      code: fault,
      operation,
      hint,
      exitCode: fault === 'sftp-credentials-unusable' ? 2 : 3,
    });
    this.name = 'SftpError';
    this.trouble = trouble;
  }
}

/** What to do about a code of FAULTS; undefined for another. */
export function hintOf(code: string): string | undefined {
  return code in FAULTS ? FAULTS[code as SftpFault][2] : undefined;
}

/** True for an SftpError of this kind of trouble. */
export function isTrouble(error: unknown, trouble: SftpTrouble): error is SftpError {
  return error instanceof SftpError && error.trouble === trouble;
}

/** Codes of SSH_FXP_STATUS (draft-ietf-secsh-filexfer-02, section 7). */
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
/** The server has lost what stands behind it. */
const NO_CONNECTION = 6;
const CONNECTION_LOST = 7;

/**
 * What a failed request means when it was about one file: a code of SSH_FXP_STATUS, or a connection that is gone. FAILURE
 * and the codes that say no more than it count against the file: many servers answer so for a name or a permission. Our own
 * trouble of another kind, and mistakes in the program, go up as they are.
 */
export function requestError(error: unknown, operation: string): SftpError {
  if (error instanceof SftpError) return error;
  if (error instanceof GatewayError || error instanceof TypeError || error instanceof RangeError) throw error;
  const status = codeOf(error);
  if (status === NO_SUCH_FILE) return new SftpError('sftp-remote-missing', operation);
  if (status === PERMISSION_DENIED) return new SftpError('sftp-remote-denied', operation);
  if (status === NO_CONNECTION || status === CONNECTION_LOST) {
    return new SftpError('sftp-remote-failed', operation, `status ${status}`);
  }
  if (typeof status === 'number') return new SftpError('sftp-remote-refused', operation, `status ${status}`);
  return new SftpError('sftp-connection-lost', operation);
}

/** The same failure when a missing or closed folder of the endpoint, which everything else there needs too, may be its cause. */
export function folderError(error: unknown, operation: string, setting: 'inbox' | 'outbox' | 'archive'): SftpError {
  const mapped = requestError(error, operation);
  const isFolders = mapped.code === 'sftp-remote-missing' || mapped.code === 'sftp-remote-denied';
  return isFolders ? new SftpError('sftp-folder-unusable', operation, setting) : mapped;
}

/** What a failed connection means, from the level and code that ssh2 gives its errors. */
export function connectError(error: unknown): SftpError {
  if (error instanceof SftpError) return error;
  const operation = 'connect to an SFTP server';
  const { level = '', message = '' } = error as { level?: string; message?: string };
  if (level === 'client-authentication') return new SftpError('sftp-login-refused', operation);
  if (level === 'client-timeout') return new SftpError('sftp-timeout', operation);
  if (/Cannot parse privateKey|Encrypted private|Malformed|passphrase/i.test(message)) {
    return new SftpError('sftp-credentials-unusable', operation, 'key or passphrase');
  }
  if (/Unable to start subsystem|Received exit code|Channel open failure/i.test(message)) {
    return new SftpError('sftp-not-offered', operation);
  }
  if (/no matching/i.test(message)) return new SftpError('sftp-no-common-algorithm', operation);
  if (/signature verification/i.test(message)) return new SftpError('sftp-host-key-unproven', operation);
  if (level === 'handshake' && /Host denied/.test(message)) return new SftpError('sftp-host-key-not-pinned', operation);
  const systemCode = codeOf(error);
  if (typeof systemCode === 'string' && /^E[A-Z]+$/.test(systemCode) && systemCode !== 'ECONNRESET') {
    return new SftpError('sftp-unreachable', operation, systemCode);
  }
  return new SftpError('sftp-connection-lost', operation);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
