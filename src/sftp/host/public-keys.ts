import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto';

/** One public key a partner may log in with. */
export interface PublicKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256` (384, 521) or `ssh-rsa`. */
  readonly type: string;
  /** The key in base64, as OpenSSH writes it. */
  readonly key: string;
  /** `SHA256:...`, as `ssh-keygen -l` shows it, to compare by telephone. */
  readonly fingerprint: string;
}

/** What a partner's `.pub` file gave. */
export interface PublicKeys {
  readonly keys: readonly PublicKey[];
  /** What is wrong, with the line; none of the keys may then be used. */
  readonly problems: readonly string[];
}

/** Two for a change of keys, and some to spare. */
const MOST_KEYS = 10;
/** NIST SP 800-57: 112 bits of security end in 2030, 3072 bits of RSA give 128. */
const SHORTEST_RSA_BITS = 3_072;
const LONGEST_RSA_BITS = 16_384;
const LINE = /^(\S+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t].*)?$/;
const CURVES = new Map([
  ['ecdsa-sha2-nistp256', { name: 'nistp256', jwk: 'P-256', bytes: 32 }],
  ['ecdsa-sha2-nistp384', { name: 'nistp384', jwk: 'P-384', bytes: 48 }],
  ['ecdsa-sha2-nistp521', { name: 'nistp521', jwk: 'P-521', bytes: 66 }],
]);

/**
 * Reads a file of OpenSSH public keys, one a line (RFC 4253 section 6.6, RFC 5656, RFC 8709). Empty lines and comments
 * do not count; options before a key are refused, since what a partner may do is ours to say. Never throws.
 */
export function readPublicKeys(text: string): PublicKeys {
  if (/PRIVATE KEY|PuTTY-User-Key-File/.test(text)) {
    const problem = 'a private key: it must not leave its owner; have a new pair made and only the public part sent';
    return { keys: [], problems: [problem] };
  }
  if (text.includes('BEGIN SSH2 PUBLIC KEY')) {
    return { keys: [], problems: ['not in OpenSSH form; convert it: ssh-keygen -i -f FILE > PARTNER.pub'] };
  }
  const keys: PublicKey[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const key = readPublicKey(trimmed);
    if (typeof key === 'string') problems.push(`line ${index + 1}: ${key}`);
    else if (!keys.some(({ fingerprint }) => fingerprint === key.fingerprint)) keys.push(key);
  }
  if (keys.length === 0 && problems.length === 0) problems.push('holds no key');
  if (keys.length > MOST_KEYS) problems.push(`${keys.length} keys; at most ${MOST_KEYS}: remove those no longer used`);
  return { keys, problems };
}

/** A key, or what is wrong with its line. */
function readPublicKey(line: string): PublicKey | string {
  const [, type = '', base64 = ''] = LINE.exec(line) ?? [];
  if (type !== 'ssh-rsa' && type !== 'ssh-ed25519' && !CURVES.has(type)) return otherType(line);
  const blob = Buffer.from(base64, 'base64');
  if (blob.toString('base64') !== base64) return 'the key is no whole base64; copy the file again';
  const fields = fieldsOf(blob);
  if (fields?.[0]?.toString('latin1') !== type) return 'the key is cut off or not of the type it says; copy it again';
  const problem = problemOf(type, fields.slice(1));
  if (problem !== '') return problem;
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { type, key: base64, fingerprint: `SHA256:${digest}` };
}

function otherType(line: string): string {
  if (/^(ssh-dss|ssh-rsa-cert|\S+-cert-v01@openssh\.com|sk-)/.test(line)) {
    return 'this type of key is not taken; ask for ssh-ed25519, ecdsa-sha2-nistp256 (384, 521) or ssh-rsa';
  }
  if (/(^|\s)(ssh-|ecdsa-|sk-)\S+\s+AAAA/.test(line))
    return 'options before the key are not taken; leave the key alone';
  return 'no OpenSSH public key: "ssh-ed25519 AAAA..."';
}

/** The length-prefixed fields of a key; undefined when they do not fill it exactly. */
function fieldsOf(blob: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < blob.length) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** What is wrong with the numbers of a key, '' when nothing is. */
function problemOf(type: string, fields: readonly Buffer[]): string {
  const damaged = 'the key is damaged; copy it again';
  if (type === 'ssh-ed25519') {
    const [x] = fields;
    if (fields.length !== 1 || x?.length !== 32) return damaged;
    return isKey({ kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') }) ? '' : damaged;
  }
  const curve = CURVES.get(type);
  if (curve !== undefined) {
    const [name, point] = fields;
    const isWhole = fields.length === 2 && name?.toString('latin1') === curve.name;
    if (!isWhole || point?.length !== 1 + 2 * curve.bytes || point[0] !== 4) return damaged;
    const x = point.subarray(1, 1 + curve.bytes).toString('base64url');
    const y = point.subarray(1 + curve.bytes).toString('base64url');
    return isKey({ kty: 'EC', crv: curve.jwk, x, y }) ? '' : damaged;
  }
  const [exponent, modulus] = fields;
  if (fields.length !== 2 || exponent === undefined || modulus === undefined) return damaged;
  const bits = BigInt(`0x0${modulus.toString('hex')}`).toString(2).length;
  if (bits < SHORTEST_RSA_BITS)
    return `an RSA key of ${bits} bits; ask for ${SHORTEST_RSA_BITS} or more, or for ssh-ed25519`;
  if (bits > LONGEST_RSA_BITS) return `an RSA key of ${bits} bits, which OpenSSH does not take`;
  return isKey({ kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') }) ? '' : damaged;
}

function isKey(key: JsonWebKey): boolean {
  try {
    createPublicKey({ key, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
