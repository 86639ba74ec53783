import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  connectError,
  folderError,
  requestError,
  SFTP_FAULTS,
  SftpError,
  type SftpFault,
} from '../../src/sftp/trouble.js';
import { GatewayError } from '../../src/support/errors.js';

const failure = (message: string, facts: object = {}) => Object.assign(new Error(message), facts);

/** Errors as ssh2 1.17 raises them, each with what it means here. */
const CONNECTING: [Error, SftpFault, string][] = [
  [failure('connect ECONNREFUSED', { code: 'ECONNREFUSED', level: 'client-socket' }), 'sftp-unreachable', 'transport'],
  [failure('getaddrinfo ENOTFOUND x', { code: 'ENOTFOUND', level: 'client-socket' }), 'sftp-unreachable', 'transport'],
  [failure('connect EHOSTUNREACH', { code: 'EHOSTUNREACH', level: 'client-socket' }), 'sftp-unreachable', 'transport'],
  [failure('read ECONNRESET', { code: 'ECONNRESET', level: 'client-socket' }), 'sftp-connection-lost', 'transport'],
  [failure('Connection lost before handshake', { level: 'protocol' }), 'sftp-connection-lost', 'transport'],
  [failure('Timed out while waiting for handshake', { level: 'client-timeout' }), 'sftp-timeout', 'transport'],
  [failure('Keepalive timeout', { level: 'client-timeout' }), 'sftp-timeout', 'transport'],
  [
    failure('All configured authentication methods failed', { level: 'client-authentication' }),
    'sftp-login-refused',
    'login',
  ],
  [failure('Cannot parse privateKey: Unsupported key format'), 'sftp-credentials-unusable', 'login'],
  [failure('Unable to start subsystem: sftp'), 'sftp-not-offered', 'login'],
  [
    failure('Handshake failed: no matching key exchange algorithm', { level: 'handshake' }),
    'sftp-no-common-algorithm',
    'login',
  ],
  [
    failure('Handshake failed: signature verification failed', { level: 'handshake' }),
    'sftp-host-key-unproven',
    'host-key',
  ],
  [failure('Host denied (verification failed)', { level: 'handshake' }), 'sftp-host-key-not-pinned', 'host-key'],
];

describe('trouble while connecting', () => {
  it.each(CONNECTING)('%s is told as %s, %s', (error, code, trouble) => {
    expect(connectError(error)).toMatchObject({ code, trouble });
  });
});

describe('trouble with a request', () => {
  it.each([
    [2, 'sftp-remote-missing', 'content'],
    [3, 'sftp-remote-denied', 'content'],
    [4, 'sftp-remote-refused', 'content'],
    [7, 'sftp-remote-failed', 'transport'],
    [8, 'sftp-remote-refused', 'content'],
    [undefined, 'sftp-connection-lost', 'transport'],
  ])('status %s of SSH_FXP_STATUS is %s, %s', (status, code, trouble) => {
    const error = failure('No such file /inbox/CANARY', { code: status });
    expect(requestError(error, 'read')).toMatchObject({ code, trouble });
    expect(JSON.stringify(requestError(error, 'read'), ['message', 'stack', 'cause', 'hint'])).not.toContain('CANARY');
    expect(requestError(error, 'read').stack).not.toContain('CANARY');
  });

  it('is the partner’s when it is about a folder that everything needs', () => {
    for (const code of [2, 3]) {
      expect(folderError(failure('', { code }), 'list', 'inbox')).toMatchObject({ trouble: 'login' });
    }
    expect(folderError(failure('', { code: 4 }), 'write', 'outbox')).toMatchObject({ trouble: 'content' });
  });

  it('hides neither trouble of our own nor a mistake in the program', () => {
    const ours = new GatewayError('x', { code: 'disk-full', operation: 'x', hint: 'x', exitCode: 3 });
    expect(() => requestError(ours, 'read')).toThrow(ours);
    expect(() => requestError(new TypeError('x'), 'read')).toThrow(TypeError);
  });
});

describe('every code of SFTP trouble', () => {
  it('has a sentence and a hint for a person', () => {
    for (const [code] of SFTP_FAULTS) {
      const { message, hint } = new SftpError(code as SftpFault, 'try');
      expect(message).toMatch(/^[A-Z].{10,}/);
      expect(hint).toMatch(/\.$/);
    }
  });

  it('stands in docs/sftp.md with its kind', () => {
    const page = readFileSync(new URL('../../docs/sftp.md', import.meta.url), 'utf8');
    for (const [code, trouble] of SFTP_FAULTS) {
      expect(page).toMatch(new RegExp(`^\\| \`${trouble}\` \\|.*\`${code}\``, 'm'));
    }
  });
});
